"""A letter, bill, card or phone image of one card: what it says, how it looks, and where it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Row, select

from paycards.cards.account import ADDRESS, CUSTOMER, address_of, customer_of, name_on_card
from paycards.cards.card_links import LetterLink, letter_links
from paycards.cards.last_request import last_request
from paycards.cards.link_maker import LinkMaker
from paycards.errors import Invalid, NotAllowed
from paycards.issue.card_number import ending
from paycards.store.tables.accounts import accounts

if TYPE_CHECKING:
    from paycards.issue.artwork.artwork import Artwork
    from paycards.issue.artwork.paper import Holding
    from paycards.settings.council import Council

Output = Literal["letter", "card", "image"]
NO_LINK = (
    "This letter has no link to a page of the customer: the settings name no address of such pages, or the"
    " account has no postcode to open it with."
)
SUFFIX = {"letter": ".pdf", "card": ".pdf", "image": ".png"}


@dataclass(frozen=True)
class DocumentWish:
    """Which document, and how it is to be where it is not as the card was asked for."""

    output: Output
    language: str = ""  # en, cy or both
    large_print: bool | None = None
    amount_pence: int | None = None
    by_hand: bool = False  # a letter that is handed over in person: it needs no address
    new_link: bool = False  # a letter whose link to the customer's page takes the place of the one before

    @property
    def kind(self) -> str:
        """Letter, card or image, or bill where it asks for an amount."""
        return self.output if self.amount_pence is None else "bill"


def link_of(
    connection: Connection, maker: LinkMaker | None, card: Row[Any], wish: DocumentWish
) -> LetterLink | None:
    """Return the link to the customer's page that the document bears, if it is a letter that bears one.

    Raises NotAllowed where a new one is wished and there can be none.
    """
    if wish.kind != "letter":
        return None
    found = letter_links(connection, maker, card.council_id, [card.card_number], new=wish.new_link)
    if wish.new_link and not found:
        raise NotAllowed(NO_LINK)
    return found.get(card.card_number)


def holding_of(
    connection: Connection,
    card: Row[Any],
    wish: DocumentWish,
    date: dt.date,
    link: LetterLink | None = None,
) -> Holding:
    """Return what the document says: as the card was asked for last, unless something else is wished."""
    from paycards.issue.artwork.paper import Holding

    request = last_request(connection, card.council_id, card.card_number)
    language = wish.language if wish.language in ("en", "cy") else request.language if request else "en"
    large = bool(request and request.large_print) if wish.large_print is None else wish.large_print
    account = account_of(connection, card.account_id)
    return Holding(
        number=card.card_number,
        fund=card.fund,
        reference=card.reference,
        holder=request.holder if request else name_on_card(card),
        language=language,  # type: ignore[arg-type]  # the database holds one of the two
        large_print=large,
        kind=request.kind if request else "first",
        customer=customer_of(account),
        address=address_of(account),
        by_hand=wish.by_hand,
        amount_pence=wish.amount_pence,
        date=date,
        link=link.link if link else None,
    )


def account_of(connection: Connection, account_id: int) -> Row[Any]:
    """Return fund, reference, name and address of an account."""
    columns = (accounts.c.fund, accounts.c.reference, *CUSTOMER, *ADDRESS)
    return connection.execute(select(*columns).where(accounts.c.id == account_id)).one()


def artwork_of(council: Council, channels: Collection[str], wish: DocumentWish) -> Artwork:
    """Return how the council's documents look, in both languages where that is wished.

    `channels` are those of its contracts.
    """
    from paycards.issue.artwork.artwork import Artwork

    if wish.language:
        printing = council.printing.model_copy(update={"both_languages": wish.language == "both"})
        council = council.model_copy(update={"printing": printing})
    return Artwork(council, channels=channels)


def document_path(card: Row[Any], wish: DocumentWish, out: Path | None) -> Path:
    """Return the file to write; a name of our own says whose it is, not the number. Raises Invalid."""
    suffix = SUFFIX[wish.output]
    name = f"{card.council}-{card.fund}-{ending(card.card_number).replace(' ', '-')}-{wish.kind}{suffix}"
    if out is None:
        return Path(name)
    if out.is_dir() or not out.suffix:
        return out / name
    allowed = (".pdf", ".png") if wish.output == "card" else (suffix,)
    if out.suffix.lower() not in allowed:
        endings = " or ".join(allowed)
        raise Invalid("out", f"The {wish.output} goes into a file that ends in {endings}, not {out.name}.")
    return out

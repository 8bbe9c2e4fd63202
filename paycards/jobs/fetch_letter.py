"""Fetch the letter of a card that was released: drawn and proved again, the same from the same data."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.cards.account import council_of
from paycards.cards.card_ids import card_of_id
from paycards.cards.documents import DocumentWish, artwork_of, document_path, holding_of, link_of
from paycards.cards.link_maker import link_maker
from paycards.cards.reach import address_fault
from paycards.cards.which import CardOrAccount
from paycards.errors import NotAllowed, NotFound
from paycards.jobs.print_card import print_card
from paycards.left_overs import temporary_folder
from paycards.store.tables.card_life import card_proofs


def fetch_letter(visit: Visit, council: str, card_id: int) -> tuple[str, bytes]:
    """Return the name of the letter's file and the file itself, a PDF. Nothing is written.

    Raises NotFound also for a letter that was never printed, NotAllowed for a card that is not in use,
    ProofFailed.
    """
    from paycards.cards.document_files import draw_document

    its_council = council_of(visit.settings, council)
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        card = card_of_id(seen, card_id)
        _require_released(seen, card)
        wish = DocumentWish("letter", by_hand=bool(address_fault(card, its_council)))
        link = link_of(seen.connection, link_maker(visit.settings.web), card, wish)
        known = None if link is None or link.is_new else link
        holding = holding_of(seen.connection, card, wish, visit.today, known)
    artwork = artwork_of(its_council, visit.installation.channels_of(its_council), wish)
    letter = draw_document(artwork, holding, "letter", document_path(card, wish, None))
    letter.prove(visit.now)
    [(path, data)] = letter.files.items()
    return path.name, data


def print_again(visit: Visit, council: str, card_id: int, *, new_link: bool = False) -> None:
    """Prove and release the letter of a card once more, as it was asked for last. Raises as `print_card`.

    With `new_link` it bears a new link to the customer's page; the one before opens nothing any more.
    """
    its_council = council_of(visit.settings, council)
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        card = card_of_id(seen, card_id)
    by_hand = bool(address_fault(card, its_council))
    wish = DocumentWish("letter", by_hand=by_hand, new_link=new_link)
    with temporary_folder("paycards-letter-") as folder:
        print_card(visit, CardOrAccount(card=card.card_number), wish, folder, council=council)


def _require_released(seen: Reading, card: Row[Any]) -> None:
    query = select(card_proofs.c.number).where(
        card_proofs.c.council_id == card.council_id,
        card_proofs.c.card_number == card.card_number,
        card_proofs.c.output == "letter",
    )
    if seen.connection.execute(query.limit(1)).first() is None:
        raise NotFound("letter", card.id)
    if card.status != "active":
        raise NotAllowed(f"The card is {card.status}: no letter is printed for it.", code="card_not_active")

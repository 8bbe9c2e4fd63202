"""Letter, bill, card or phone image of one card: draw it, prove its bars, release it, put the file in place.

In this order, so that nothing leaves unproved: the file is drawn in memory and read back; it is on disk
under a hidden name before the proof is stored and the card released in one transaction; it gets its own name
after that. A proof that fails writes nothing, releases nothing, and opens a problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from paycards.access.visit import Visit
from paycards.cards.desk import ADDRESS, address_of, name_on_card
from paycards.cards.obstacles import ending
from paycards.cards.release import Proved, release_cards
from paycards.cards.replacing import last_request
from paycards.cards.which import Named, card_meant, council_of
from paycards.errors import ProofFailed, UsageError
from paycards.store.councils import council_step
from paycards.store.engine import reading
from paycards.store.problems import close_problem, open_problem
from paycards.store.tables import accounts
from paycards.transport.complete import complete_files

if TYPE_CHECKING:
    from paycards.cards.drawing import Output
    from paycards.issue.artwork.artwork import Artwork
    from paycards.issue.artwork.paper import Holding
    from paycards.settings import Council

SUFFIX = {"letter": ".pdf", "card": ".pdf", "image": ".png"}


@dataclass(frozen=True)
class Asked:
    """How the document is to be, where it is not as the card was asked for."""

    language: str = ""  # en, cy or both
    large_print: bool | None = None
    amount_pence: int | None = None


@dataclass(frozen=True)
class Document:
    """What was written, and that it was the first proof of the card, which is active now."""

    council: str
    fund: str
    reference: str
    card_number: str
    files: list[Path]
    activated: bool


def write_document(visit: Visit, named: Named, output: Output, out: Path | None, asked: Asked) -> Document:
    """Write a document of the card that is meant to `out`, a file or a folder; without it, here.

    Raises UsageError, NotAllowed or CannotPrint for what cannot be drawn, ProofFailed for bars that do not
    read back.
    """
    from paycards.cards.drawing import draw_document

    with reading(visit.installation.engine) as connection:
        card = card_meant(connection, named)
        holding = _holding(connection, card, asked, visit)
    artwork = _artwork(council_of(visit, card.council), asked)
    drawn = draw_document(artwork, holding, output, _path(card, output, out, asked))
    kind = "bill" if asked.amount_pence is not None else output
    try:
        proofs = [Proved.of(card.card_number, kind, proof) for proof in drawn.prove(visit.now)]
    except ProofFailed as failed:
        _tell(visit, card, kind, failed)
        raise
    with complete_files(drawn.files), council_step(visit.installation.engine, card.council_id) as connection:
        released = release_cards(connection, card.council_id, proofs, at=visit.now, actor=visit.visitor.name)
        _close(connection, visit, card, kind)
    return Document(
        *(card.council, card.fund, card.reference, card.card_number),
        files=list(drawn.files),
        activated=released.activated > 0,
    )


def _holding(connection: Connection, card: Row[Any], asked: Asked, visit: Visit) -> Holding:
    """What the document says: as the card was asked for last, unless something else is asked now."""
    from paycards.issue.artwork.paper import Holding

    request = last_request(connection, card.council_id, card.card_number)
    language = asked.language if asked.language in ("en", "cy") else request.language if request else "en"
    large = bool(request and request.large_print) if asked.large_print is None else asked.large_print
    return Holding(
        number=card.card_number,
        fund=card.fund,
        reference=card.reference,
        holder=request.holder if request else name_on_card(card),
        language=language,  # type: ignore[arg-type]  # the database holds one of the two
        large_print=large,
        kind=request.kind if request else "first",
        address=_address(connection, card.account_id),
        amount_pence=asked.amount_pence,
        date=visit.today,
    )


def _address(connection: Connection, account_id: int) -> tuple[str, ...]:
    found = connection.execute(select(*ADDRESS).where(accounts.c.id == account_id)).one()
    return address_of(found)


def _artwork(council: Council, asked: Asked) -> Artwork:
    from paycards.issue.artwork.artwork import Artwork

    if asked.language:
        printing = council.printing.model_copy(update={"both_languages": asked.language == "both"})
        council = council.model_copy(update={"printing": printing})
    return Artwork(council)


def _path(card: Row[Any], output: Output, out: Path | None, asked: Asked) -> Path:
    """The file to write; a name of our own says whose it is, not the number."""
    suffix = SUFFIX[output]
    what = "bill" if asked.amount_pence is not None else output
    name = f"{card.council}-{card.fund}-{ending(card.card_number).replace(' ', '-')}-{what}{suffix}"
    if out is None:
        return Path(name)
    if out.is_dir() or not out.suffix:
        return out / name
    allowed = (".pdf", ".png") if output == "card" else (suffix,)
    if out.suffix.lower() not in allowed:
        endings = " or ".join(allowed)
        raise UsageError(f"The {output} goes into a file that ends in {endings}, not {out.name}.")
    return out


def _tell(visit: Visit, card: Row[Any], kind: str, failed: ProofFailed) -> None:
    """Nothing is only said on a terminal: the failure is a problem until a proof passes."""
    with council_step(visit.installation.engine, card.council_id) as connection:
        open_problem(
            connection,
            council_id=card.council_id,
            contract_id=None,
            kind="card_proof_failed",
            subject=_subject(card, kind),
            message=str(failed),
            action="print it again; if it fails again, look at the card template and the dpi of the printer",
            at=visit.now,
        )


def _close(connection: Connection, visit: Visit, card: Row[Any], kind: str) -> None:
    close_problem(
        connection,
        contract_id=None,
        kind="card_proof_failed",
        subject=_subject(card, kind),
        at=visit.now,
        by=visit.visitor.name,
    )


def _subject(card: Row[Any], kind: str) -> str:
    return f"{kind} of {card.council} {card.fund} {card.reference} {ending(card.card_number)}"

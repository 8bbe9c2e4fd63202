"""Print one card as letter, bill, card or phone image: draw, prove, release, put the file in place.

In this order, so that nothing is sent out unproved: the file is drawn in memory and read back; it is on disk
under a hidden name before the proof is stored and the card released in one step; it gets its own name
after that. A proof that fails writes nothing, releases nothing, and opens a problem.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import council_of
from paycards.cards.card_links import keep_links
from paycards.cards.documents import DocumentWish, account_of, artwork_of, document_path, holding_of, link_of
from paycards.cards.link_maker import link_maker
from paycards.cards.reach import require_reach
from paycards.cards.release import ProofRecord, release_cards
from paycards.cards.which import CardOrAccount, card_meant
from paycards.cards.written_document import WrittenDocument
from paycards.errors import ProofFailed
from paycards.issue.card_number import ending
from paycards.transport.complete import complete_files

if TYPE_CHECKING:
    from paycards.cards.document_files import DocumentFiles

KIND = "card_proof_failed"


def print_card(
    visit: Visit, which: CardOrAccount, wish: DocumentWish, out: Path | None, *, council: str | None = None
) -> WrittenDocument:
    """Write a document of the card that is meant to `out`, a file or a folder; without it, here.

    Raises UsageError, NotAllowed or CannotPrint for what cannot be drawn, ProofFailed for a barcode that
    does not read back.
    """
    from paycards.cards.document_files import draw_document

    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        card = card_meant(seen, which)
        its_council = council_of(visit.settings, card.council)
        link = link_of(seen.connection, link_maker(visit.settings.web), card, wish)
        holding = holding_of(seen.connection, card, wish, visit.today, link)
        if wish.output == "letter" and not wish.by_hand:
            require_reach(account_of(seen.connection, card.account_id), holding.holder, its_council)
    artwork = artwork_of(its_council, visit.installation.channels_of(its_council), wish)
    drawn = draw_document(artwork, holding, wish.output, document_path(card, wish, out))
    proofs = _prove(visit, card, wish.kind, drawn)
    with complete_files(drawn.files), visit.step(card.council_id, Permission.MANAGE_CARDS) as step:
        released = release_cards(step, proofs)
        keep_links(step, [link] if link else [])
        step.end_problem(KIND, _subject(card, wish.kind))
    return WrittenDocument(
        *(card.council, card.fund, card.reference, card.card_number),
        files=list(drawn.files),
        activated=released.activated > 0,
    )


def _prove(visit: Visit, card: Row[Any], kind: str, drawn: DocumentFiles) -> list[ProofRecord]:
    """Read the barcodes back. A failure is not only told to whoever prints: it is a problem too."""
    try:
        return [ProofRecord.of(card.card_number, kind, proof) for proof in drawn.prove(visit.now)]
    except ProofFailed as failed:
        subject = _subject(card, kind)
        with visit.step(card.council_id, Permission.MANAGE_CARDS) as step:
            step.open_problem(KIND, subject, what=subject, fault=str(failed))
        raise


def _subject(card: Row[Any], kind: str) -> str:
    return f"{kind} of {card.council} {card.fund} {card.reference} {ending(card.card_number)}"

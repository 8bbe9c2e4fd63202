"""Release the cards of a part that was printed, and write down what became of each of its rows.

A part is released, in one transaction, before it goes into the files: nothing stands in them whose barcodes
were not read back from those very pages. What failed has its own row in the report.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from paycards.cards.card_links import LetterLink, keep_links
from paycards.cards.release import ProofRecord, release_cards
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.printed_part import PrintedPart
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.closing.bulk_issue.settling import SettledRow, settle
from paycards.store.step import Step
from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.tables.card_life import card_proofs


def has_news(
    connection: Connection, issue: BulkIssue, part: PrintedPart, links: Collection[LetterLink]
) -> bool:
    """Tell whether there is anything to write down: a part that is printed again has nothing new."""
    return any(_news(connection, issue, part)) or any(link.is_new for link in links)


def release_part(step: Step, issue: BulkIssue, part: PrintedPart, links: Collection[LetterLink]) -> None:
    """Store what proofs there are not yet, the links that the letters bear, and what became of each row."""
    new, changed = _news(step.connection, issue, part)  # another run may have been quicker
    release_cards(step, new)
    keep_links(step, links)
    settle(step.connection, issue, changed)


def _news(
    connection: Connection, issue: BulkIssue, part: PrintedPart
) -> tuple[list[ProofRecord], list[SettledRow]]:
    known = _known_proofs(connection, issue, [proof.text for _, proof in part.proofs])
    new = [
        ProofRecord.of(proof.text, output, proof)
        for output, proof in part.proofs
        if (proof.text, output, proof.sha256) not in known
    ]
    return new, _changed(connection, issue, part)


def _known_proofs(
    connection: Connection, issue: BulkIssue, numbers: Sequence[str]
) -> set[tuple[str, str, str]]:
    query = select(card_proofs.c.card_number, card_proofs.c.output, card_proofs.c.sha256).where(
        card_proofs.c.council_id == issue.council_id, card_proofs.c.card_number.in_(numbers)
    )
    return {(row.card_number, row.output, row.sha256) for row in connection.execute(query)}


def _changed(connection: Connection, issue: BulkIssue, part: PrintedPart) -> list[SettledRow]:
    """Return the rows of a part that have another outcome than before."""
    row_nos = [row for row, _ in part.pages] + list(part.refused)
    query = select(card_batch_rows).where(
        card_batch_rows.c.batch_id == issue.id, card_batch_rows.c.row_no.in_(row_nos)
    )
    found = []
    for row in connection.execute(query.where(card_batch_rows.c.request_no.is_not(None))):
        passed = (outcomes.ISSUED, row.message if row.outcome == outcomes.ISSUED else "")
        outcome, message = part.refused.get(row.row_no, passed)
        if (outcome, message) != (row.outcome, row.message):
            found.append(SettledRow(row.row_no, outcome, message, row.request_no))
    return found

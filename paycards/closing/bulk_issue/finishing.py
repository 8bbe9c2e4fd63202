"""Finish a bulk issue: its files are in place, and a person is told of cards that were not released."""

from __future__ import annotations

from sqlalchemy import update

from paycards.closing.bulk_issue.record import BulkIssue, record_progress
from paycards.counted import counted
from paycards.store.step import Step
from paycards.store.tables.card_batches import card_batches

PROOF_FAILED = "card_proof_failed"


def finish_bulk_issue(step: Step, issue: BulkIssue, failed: int) -> None:
    """Write down that the files are in place; the first time counts.

    `failed` cards did not pass their proof: a problem until there are none.
    """
    done = step.connection.execute(
        update(card_batches)
        .where(card_batches.c.id == issue.id, card_batches.c.finished_at.is_(None))
        .values(finished_at=step.at)
        .returning(card_batches.c.id)
    ).first()
    if done:
        record_progress(step, issue, "cards.batch_finished")
    _watch_proofs(step, issue, failed)


def _watch_proofs(step: Step, issue: BulkIssue, failed: int) -> None:
    subject = f"card batch {issue.id}"
    if not failed:
        step.end_problem(PROOF_FAILED, subject)
        return
    what = counted(failed, "card")
    step.open_problem(
        PROOF_FAILED,
        subject,
        what=f"{what} of the list {issue.list_name}",
        fault="not released, because the barcode could not be read back",
    )

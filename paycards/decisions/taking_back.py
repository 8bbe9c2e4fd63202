"""Take a return or a write-off back: the money waits in suspense again. Always two people."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.installation import Installation
from paycards.decisions.decision import Decision, Proposal
from paycards.decisions.leaving_suspense import RULE, item_in_row, open_again, record_left
from paycards.errors import NotAllowed
from paycards.ledger.posting import Share, close_batch, open_batch, post_shares
from paycards.reconcile.subjects import ITEM, place
from paycards.store.step import Step
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import reversals
from paycards.store.tables.suspense import RETURN_EXPECTED

GIVEN_UP = ("returned", "written_off")


def proposed_take_back(step: Step, item: Row[Any], reason: str) -> Proposal:
    """Propose that an item waits again. Raises NotAllowed for one that was not given up as a whole."""
    require_given_up(step.connection, item)
    return Proposal(
        kind="take_back",
        subject=f"{item.name}:{item.row_no}",
        amount_pence=item.amount_pence,
        about={place(ITEM, item.file_id, item.row_no): abs(item.amount_pence)},
        terms={"file_id": item.file_id, "row_no": item.row_no, "state": item.state},
        reason=reason,
    )


def apply_take_back(step: Step, _: Installation, decision: Decision) -> None:
    """Do what such a decision says. Raises NotAllowed when the item is not as it was."""
    take_back(step, (decision.terms["file_id"], decision.terms["row_no"]), decision.reason)


def take_back(step: Step, line: tuple[int, int], note: str) -> None:
    """Move a line, given by file id and row number, back to suspense from where it went last."""
    item = item_in_row(step, line)
    require_given_up(step.connection, item)
    its = (postings.c.file_id == line[0]) & (postings.c.row_no == line[1])
    last = step.connection.execute(
        select(postings).where(its).order_by(postings.c.step.desc()).limit(1)
    ).one()
    batch_id = open_batch(step, "decision")
    post_shares(step, batch_id, line, [Share(last.credit_id, last.debit_id, last.amount_pence)], RULE)
    close_batch(step, batch_id, 1, last.amount_pence)
    open_again(step, line)
    record_left(step, "suspense.taken_back", item, note=note)


def require_given_up(connection: Connection, item: Row[Any]) -> None:
    """Raise NotAllowed, saying why, unless an item was given up as a whole and can be taken back."""
    which = f"{item.name}:{item.row_no}"
    if item.state not in GIVEN_UP:
        raise NotAllowed(
            f"{which} was neither returned nor written off as a whole: there is nothing to take back.",
            code="nothing_to_take_back",
            item=item.id,
        )
    if item.rule != RULE or item.reason == RETURN_EXPECTED:
        raise NotAllowed(
            f"{which} is the supplier's adjustment of a return: it cannot be taken back.",
            code="ends_a_return",
            item=item.id,
        )
    _require_in_transit(connection, item, which)


def _require_in_transit(connection: Connection, item: Row[Any], which: str) -> None:
    query = (
        select(files.c.name, reversals.c.row_no)
        .join_from(reversals, files, files.c.id == reversals.c.file_id)
        .where(reversals.c.original_file_id == item.file_id, reversals.c.original_row_no == item.row_no)
    )
    found = connection.execute(query).first()
    if found is not None:
        by = f"{found.name}:{found.row_no}"
        raise NotAllowed(
            f"{which} was returned, and the supplier took it off with {by}: it has the money.",
            code="return_has_ended",
            item=item.id,
            by=by,
        )

"""How an item leaves suspense by a person's decision: its postings, and what becomes of the item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from paycards.errors import NotAllowed
from paycards.ledger import chart
from paycards.ledger.posting import Share, close_batch, open_batch, post_shares
from paycards.reconcile.subjects import ITEM, place
from paycards.reconcile.suspense.items import ITEMS
from paycards.store.step import Step
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.suspense import suspense_items

RULE = "manual"
LEFT = {  # how each state is told
    "posted": "was posted on {day}{by}: what is posted is moved, not placed again",
    "offset": "left suspense on {day}, against its reversal or original",
    "split": "was split on {day}{by}",
    "returned": "was returned on {day}{by}",
    "written_off": "was written off on {day}{by}",
}


def item_at(step: Step, line: tuple[int, int]) -> Row[Any]:
    """Return the item of a line, given by file id and row number. Raises NotAllowed when it is not open."""
    item = item_in_row(step, line)
    require_open(step.connection, item)
    return item


def item_in_row(step: Step, line: tuple[int, int]) -> Row[Any]:
    """Return the item of a line, open or not."""
    file_id, row_no = line
    its = (suspense_items.c.file_id == file_id) & (suspense_items.c.row_no == row_no)
    return step.connection.execute(ITEMS.where(its, suspense_items.c.council_id == step.owner)).one()


def require_open(connection: Connection, item: Row[Any]) -> None:
    """Raise NotAllowed unless the item still waits in suspense."""
    if item.state == "open":
        return
    by = _decided_by(connection, item)
    told = LEFT[item.state].format(day=item.closed_on, by=f" by {by}" if by else "")
    raise NotAllowed(
        f"The suspense item {item.id} {told}.",
        code=f"item_{item.state}",
        item=item.id,
        on=str(item.closed_on),
        by=by,
    )


def _decided_by(connection: Connection, item: Row[Any]) -> str:
    """Who proposed what took the item out of suspense, or empty where no person did."""
    query = (
        select(decisions.c.proposed_by, decisions.c.kind)
        .join(decision_subjects, decision_subjects.c.decision_id == decisions.c.id)
        .where(
            decision_subjects.c.council_id == item.council_id,
            decision_subjects.c.subject == place(ITEM, item.file_id, item.row_no),
            decisions.c.state == "applied",
            decisions.c.kind != "move",
        )
    )
    newest = connection.execute(query.order_by(decisions.c.number.desc()).limit(1)).first()
    return newest.proposed_by if newest and newest.kind != "take_back" else ""


def leave(
    step: Step, item: Row[Any], targets: Sequence[tuple[int, int]], state: str, kind: str = "decision"
) -> None:
    """Post an item out of suspense to ledger accounts, each with its pence; `state` is what became of it."""
    suspense = chart.account_id(step.connection, step.owner, chart.name("suspense", item.council))
    batch_id = open_batch(step, kind)
    shares = [Share(suspense, account_id, pence) for account_id, pence in targets]
    post_shares(step, batch_id, (item.file_id, item.row_no), shares, RULE)
    close_batch(step, batch_id, len(shares), item.amount_pence)
    said = {"state": state, "rule": RULE, "closed_on": step.booked_on}
    if state == "posted":
        [(said["account_id"], _)] = targets
    step.connection.execute(update(suspense_items).where(suspense_items.c.id == item.id).values(said))


def open_again(step: Step, line: tuple[int, int]) -> bool:
    """Let the item of a line, given by file id and row number, wait again; False where it never waited."""
    its = (suspense_items.c.file_id == line[0]) & (suspense_items.c.row_no == line[1])
    opened = {"state": "open", "account_id": None, "rule": None, "closed_on": None}
    return step.connection.execute(update(suspense_items).where(its).values(opened)).rowcount > 0


def record_left(step: Step, action: str, item: Row[Any], **said: object) -> None:
    """Write down in the trail how an item left suspense; `said` is what this way of leaving adds."""
    step.record(
        action,
        f"{item.name}:{item.row_no}",
        before={"reason": item.reason, "state": item.state},
        after={
            "item_id": item.id,
            "file_id": item.file_id,
            "row_no": item.row_no,
            "booked_on": step.booked_on,
            **said,
        },
    )

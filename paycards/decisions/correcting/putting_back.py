"""Put a payment back into suspense: a correction placed it, and without that nobody knows whose it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select

from paycards.decisions.correcting.finding import CORRECTED
from paycards.decisions.leaving_suspense import open_again
from paycards.decisions.posted_payment import held_now, named
from paycards.ledger import chart
from paycards.ledger.posting import Share, close_batch, open_batch, post_shares
from paycards.store.step import Step
from paycards.store.tables.councils import councils
from paycards.store.tables.lines import lines
from paycards.store.tables.suspense import suspense_items

UNTIL_TRIED = "unknown_reference"  # suspense is tried again at once, and says it better


def put_back(step: Step, line: tuple[int, int], note: str) -> int:
    """Post a line that is on one account back to suspense, and write it down; return its pence.

    Its item is open again, or is a new one where the payment never waited.
    """
    [wrong] = held_now(step, line)
    suspense = chart.account_id(step.connection, step.owner, chart.name("suspense", _council(step)))
    batch_id = open_batch(step, "decision")
    post_shares(step, batch_id, line, [Share(wrong.id, suspense, wrong.pence)], CORRECTED)
    close_batch(step, batch_id, 1, wrong.pence)
    _open_item(step, line)
    step.record(
        "payment.put_back",
        named(step, line),
        before={"fund": wrong.fund, "reference": wrong.reference},
        after={
            "file_id": line[0],
            "row_no": line[1],
            "amount_pence": wrong.pence,
            "note": note,
            "booked_on": step.booked_on,
        },
    )
    return int(wrong.pence)


def _open_item(step: Step, line: tuple[int, int]) -> None:
    if open_again(step, line):
        return
    file_id, row_no = line
    new = {
        "state": "open",
        "council_id": step.owner,
        "contract_id": _line(step.connection, file_id, row_no).contract_id,
        "file_id": file_id,
        "row_no": row_no,
        "reason": UNTIL_TRIED,
        "since": step.booked_on,
    }
    step.connection.execute(insert(suspense_items).values(new))


def _line(connection: Connection, file_id: int, row_no: int) -> Row[Any]:
    this = (lines.c.file_id == file_id) & (lines.c.row_no == row_no)
    return connection.execute(select(lines.c.contract_id).where(this)).one()


def _council(step: Step) -> str:
    query = select(councils.c.code).where(councils.c.id == step.owner)
    return str(step.connection.execute(query).scalar_one())

"""The rows of one file that are in one state, in order, a page at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, select

from paycards.issue.card_number import named
from paycards.ledger.exports.received import LINES
from paycards.ledger.line_states import LINE_STATES
from paycards.store.among import among
from paycards.store.tables.lines import lines


@dataclass(frozen=True)
class Line:
    """A row as the supplier says it, and where it stands; `card` is the ending of a card number."""

    row: int
    network: str
    card: str
    client_reference: str
    amount_pence: int
    paid_on: dt.date
    state: str
    reason: str
    fund: str
    account_reference: str


def lines_in_state(connection: Connection, file_id: int, state: str, after: int, most: int) -> list[Line]:
    """Return the next rows of a file in a state; `all` is every state.

    Which they are is asked by the states alone: to know the accounts, all rows of the file would be joined.
    """
    line = LINE_STATES.where(lines.c.file_id == file_id, lines.c.row_no > after).subquery("line")
    which = select(line.c.row_no).order_by(line.c.row_no).limit(most)
    if state != "all":
        which = which.where(line.c.state == state)
    numbers = connection.execute(which).scalars().all()
    query = LINES.where(lines.c.file_id == file_id, among(lines.c.row_no, numbers))
    return [
        Line(
            *(row.row, row.network, named(row.card_number), row.client_reference, row.amount_pence),
            *(row.paid_on, row.state, row.reason or "", row.fund or "", row.account_reference or ""),
        )
        for row in connection.execute(query).all()
    ]

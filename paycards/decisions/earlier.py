"""What people decided before about the same card or the same account: the newest of it, with who and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, or_, select, text

from paycards.reconcile.subjects import ITEM, place_of
from paycards.reconcile.suspense.clues.case import Case
from paycards.store.tables.accounts import accounts
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.lines import lines, same_line
from paycards.store.tables.suspense import suspense_items

MOST = 5


@dataclass(frozen=True)
class Earlier:
    """An item that a person took out of suspense; fund and reference are empty where it was shared out."""

    item_id: int
    decision: int
    kind: str
    fund: str
    reference: str
    amount_pence: int
    decided_on: dt.date
    by: str
    reason: str


def earlier_decisions(
    connection: Connection, council_id: int, case: Case, account_ids: Collection[int]
) -> list[Earlier]:
    """Return the newest decisions about other items with its card, or placed on one of these accounts."""
    its: list[ColumnElement[bool]] = [suspense_items.c.account_id.in_(account_ids)]
    if case.card_number:
        its.append(lines.c.card_number == case.card_number)
    newest = (
        select(suspense_items, lines.c.amount_pence)
        .join(lines, same_line(lines, suspense_items))
        .where(suspense_items.c.council_id == council_id, suspense_items.c.id != case.id)
        .where(text("suspense_items.rule = 'manual'"), or_(*its))  # as in the partial index
        .order_by(suspense_items.c.closed_on.desc(), suspense_items.c.id.desc())
        .limit(MOST)
        .subquery("newest")
    )
    about = (decision_subjects.c.council_id == newest.c.council_id) & (
        decision_subjects.c.subject == place_of(ITEM, newest)
    )
    query = (
        select(newest, decisions.c.number, decisions.c.kind, decisions.c.proposed_by, decisions.c.reason)
        .add_columns(accounts.c.fund, accounts.c.reference)
        .join(decision_subjects, about)
        .join(decisions, decisions.c.id == decision_subjects.c.decision_id)
        .outerjoin(accounts, accounts.c.id == newest.c.account_id)
        .where(decisions.c.state == "applied")
        .order_by(newest.c.closed_on.desc(), newest.c.id.desc())
    )
    return [
        Earlier(
            *(row.id, row.number, row.kind, row.fund or "", row.reference or "", row.amount_pence),
            *(row.closed_on, row.proposed_by, row.reason_1),
        )
        for row in connection.execute(query)
    ]

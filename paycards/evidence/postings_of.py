"""Every posting of one row, and the outgoing files that carry it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from paycards.decisions.decision import Decision
from paycards.evidence.audit_trail import AuditEntry
from paycards.evidence.story import Left, Posted
from paycards.ledger.leaving import is_posting
from paycards.ledger.legs import entry
from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import batches, ledger_accounts, postings
from paycards.store.tables.outgoing import outgoing_batches, outgoing_files, outgoing_held, outgoing_runs

DECIDED = (
    *("suspense.split", "suspense.returned", "suspense.written_off", "suspense.taken_back"),
    *("payment.moved", "payment.put_back"),
)
ACTS = {  # what the trail calls what made a batch of this kind
    "payments": ("payments.decided",),
    "reversals": ("reversals.decided",),
    "retries": ("suspense.retried",),
    "allocation": ("suspense.allocated",),
    "bank": ("bank.imported",),
    "decision": DECIDED,
}
_debit, _credit = ledger_accounts.alias("debit"), ledger_accounts.alias("credit")
_debtor, _creditor = accounts.alias("debtor"), accounts.alias("creditor")
_RUN = func.coalesce(
    outgoing_held.c.left_run_id,
    # what was held back by the run of its batch has not left with it
    select(outgoing_batches.c.run_id)
    .where(outgoing_batches.c.batch_id == postings.c.batch_id, outgoing_held.c.run_id.is_(None))
    .scalar_subquery(),
)
_POSTINGS = (
    select(
        postings,
        entry(postings).label("entry"),
        batches.c.booked_on,
        batches.c.posted_at,
        batches.c.kind,
        _debit.c.name.label("debit"),
        _credit.c.name.label("credit"),
        _debtor.c.fund.label("debtor_fund"),
        _creditor.c.fund.label("creditor_fund"),
        _RUN.label("left_with"),
    )
    .join(batches, batches.c.id == postings.c.batch_id)
    .join(_debit, _debit.c.id == postings.c.debit_id)
    .join(_credit, _credit.c.id == postings.c.credit_id)
    .outerjoin(_debtor, _debtor.c.id == postings.c.debit_id)
    .outerjoin(_creditor, _creditor.c.id == postings.c.credit_id)
    .outerjoin(outgoing_held, is_posting(outgoing_held))
    .order_by(postings.c.step, postings.c.part)
)


def posting_rows(connection: Connection, file_id: int, row: int) -> Sequence[Row[Any]]:
    """The postings of one row, in the order in which they were made."""
    this = and_(postings.c.file_id == file_id, postings.c.row_no == row)
    return connection.execute(_POSTINGS.where(this)).all()


def postings_told(
    connection: Connection,
    rows: Sequence[Row[Any]],
    trail: Sequence[AuditEntry],
    decided: Sequence[Decision],
) -> tuple[Posted, ...]:
    """The same as plain data, each with who made it and why, and the outgoing files that carry it."""
    told = tuple(_told(connection, row, trail) for row in rows)
    proposed = {(each.decided_at, each.decided_by, each.reason): each.proposed_by for each in decided}
    return tuple(
        replace(each, proposed_by=proposed.get((each.posted_at, each.by, each.why), "")) for each in told
    )


def _told(connection: Connection, row: Row[Any], trail: Sequence[AuditEntry]) -> Posted:
    made_by = next((each for each in trail if _made(each, row)), None)
    return Posted(
        entry=row.entry,
        step=row.step,
        part=row.part,
        booked_on=row.booked_on,
        posted_at=row.posted_at,
        kind=row.kind,
        debit=row.debit,
        credit=row.credit,
        amount_pence=row.amount_pence,
        rule=row.rule or "",
        reason=row.reason or "",
        by=made_by.actor if made_by else "",
        why=made_by.after.get("note", "") if made_by else "",
        left=_left(connection, row),
    )


def _made(entry: AuditEntry, row: Row[Any]) -> bool:
    """Whether an entry tells of this posting: by its instant, its booking day, and the kind of act."""
    clock = entry.after.get("clock")
    at = dt.datetime.fromisoformat(clock) if clock else entry.at
    is_its_day = (
        entry.after.get("booked_on") == str(row.booked_on) or row.kind == "bank"
    )  # the bank's own day
    return at == row.posted_at and entry.action in ACTS.get(row.kind, (entry.action,)) and is_its_day


def _left(connection: Connection, row: Row[Any]) -> tuple[Left, ...]:
    if row.left_with is None:
        return ()
    funds = [fund for fund in (row.debtor_fund, row.creditor_fund) if fund]
    query = (
        select(outgoing_files, outgoing_runs.c.night)
        .join(outgoing_runs, outgoing_runs.c.id == outgoing_files.c.run_id)
        .where(
            outgoing_files.c.run_id == row.left_with,
            or_(outgoing_files.c.fund == "", outgoing_files.c.fund.in_(funds)),
        )
        .order_by(outgoing_files.c.fund.desc(), outgoing_files.c.name)
    )
    return tuple(
        Left(each.night, each.fund, each.name, each.sha256, each.row_count, each.total_pence, each.placed_at)
        for each in connection.execute(query)
    )

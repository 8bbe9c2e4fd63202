"""Accounts to which money was posted that the newest extract of their fund cannot show yet.

The system that writes the letters knows a payment once its file was loaded there; an extract made after that
shows it. So what was posted, or left, after the newest extract of the fund was imported is in flight.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, union_all

from paycards.store.tables.accounts import accounts
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.outgoing import outgoing_batches, outgoing_held, outgoing_runs
from paycards.tracing.shield.spared import Look, Spared

WORKING_DAYS = 5
IMPORTED = "accounts.imported"
RECENT = 30  # imports that are looked at for a fund that the newest leave out
WHY = "a payment was posted that the newest extract of the accounts cannot show yet"


def not_in_an_extract(look: Look) -> Iterator[Spared]:
    """Give the accounts of each fund with a payment that is newer than the fund's newest extract."""
    for fund, imported_at in _extracts(look).items():
        for reference, booked_on in look.seen.connection.execute(_newer(look, fund, imported_at)):
            expires_on = look.expiry(booked_on, WORKING_DAYS)
            yield Spared(look.council, fund, reference, "not_in_extract", booked_on, expires_on, WHY)


def _extracts(look: Look) -> dict[str, dt.datetime]:
    """When the newest extract that tells of each fund was imported; one that leaves it out tells nothing."""
    counted = select(accounts.c.fund, func.count()).where(accounts.c.council_id == look.council_id)
    known = {
        fund: int(count) for fund, count in look.seen.connection.execute(counted.group_by(accounts.c.fund))
    }
    query = (
        select(audit_trail.c.at, audit_trail.c.after)
        .where(audit_trail.c.council_id == look.council_id, audit_trail.c.action == IMPORTED)
        .order_by(audit_trail.c.number.desc())
        .limit(RECENT)
    )
    found: dict[str, dt.datetime] = {}
    for at, after in look.seen.connection.execute(query):
        for fund, absent in _missing(after).items():
            if absent < known.get(fund, 0):
                found.setdefault(fund, at)
    return found


def _missing(after: str) -> Mapping[str, int]:
    """How many accounts of each fund an import left out; of an entry that says none it tells nothing."""
    try:
        missing = json.loads(after)["missing"]
        return {str(fund): int(count) for fund, count in missing.items()}
    except (AttributeError, TypeError, LookupError, ValueError, RecursionError):
        return {}


def _newer(look: Look, fund: str, imported_at: dt.datetime) -> Select[Any]:
    """The references credited by batches that are newer, each with the first day on which it was booked."""
    of_council = [each for each in look.settings.councils if each.code == look.council]
    sent = any(table.fund == fund for each in of_council for table in each.outgoing)
    newer = [batches.c.posted_at >= imported_at, outgoing_runs.c.written_at >= imported_at]
    if sent:
        newer.append(outgoing_batches.c.run_id.is_(None))
    of_file = and_(postings.c.file_id == batches.c.file_id, postings.c.step == literal_column("0"))
    moved = and_(postings.c.batch_id == batches.c.id, postings.c.step > literal_column("0"))
    credited = union_all(
        *(_credited(look, which, or_(*newer)) for which in (of_file, moved)), _held(look, imported_at)
    ).subquery()
    return (
        select(accounts.c.reference, func.min(credited.c.booked_on))
        .join(credited, credited.c.credit_id == accounts.c.id)
        .where(accounts.c.council_id == look.council_id, accounts.c.fund == fund)
        .group_by(accounts.c.reference)
    )


def _credited(look: Look, which: ColumnElement[bool], newer: ColumnElement[bool]) -> Select[Any]:
    return (
        select(postings.c.credit_id, batches.c.booked_on)
        .select_from(batches)
        .outerjoin(outgoing_batches, outgoing_batches.c.batch_id == batches.c.id)
        .outerjoin(outgoing_runs, outgoing_runs.c.id == outgoing_batches.c.run_id)
        .join(postings, which)
        .where(batches.c.council_id == look.council_id, newer, postings.c.amount_pence > 0)
    )


def _held(look: Look, imported_at: dt.datetime) -> Select[Any]:
    """What was held back from an outgoing file, and has not left yet or only since."""
    same = and_(*(outgoing_held.c[column.name] == column for column in postings.primary_key))
    return (
        select(postings.c.credit_id, batches.c.booked_on)
        .select_from(outgoing_held)
        .join(postings, same)
        .join(batches, batches.c.id == postings.c.batch_id)
        .outerjoin(outgoing_runs, outgoing_runs.c.id == outgoing_held.c.left_run_id)
        .where(batches.c.council_id == look.council_id, postings.c.amount_pence > 0)
        .where(or_(outgoing_held.c.left_run_id.is_(None), outgoing_runs.c.written_at >= imported_at))
    )

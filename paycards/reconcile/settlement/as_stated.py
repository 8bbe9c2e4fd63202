"""Did the supplier pay what its own statement said? A credit is held against `Less Debits` of that statement.

It is the one that closes on the day on which the bank booked the credit, else on the working day before. A
difference is a problem, sharper than a credit that is only not what was expected; it changes no match.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from paycards.access.contracts import ContractRow
from paycards.clock import in_words
from paycards.money import to_pounds
from paycards.reconcile.settlement.matching.working_days import WorkingDays, calendar_of
from paycards.reconcile.settlement.open_problems import subject_of
from paycards.store.kept_problems import Facts
from paycards.store.step import Step
from paycards.store.tables.files import files, supplier_statements


def not_as_stated(
    step: Step, contract: ContractRow, entries: Sequence[Row[Any]], named: Mapping[tuple[int, int], str]
) -> dict[str, Facts]:
    """Return a problem for each credit that is not what the statement of its day says is paid.

    Several credits of a day that come to it together are what it says.
    """
    stated = statements_by_day(step.connection, contract)
    if not stated:
        return {}
    paid_in = [entry for entry in entries if entry.amount_pence > 0]
    of_day: Counter[dt.date] = Counter()
    for entry in paid_in:
        of_day[entry.booked_on] += entry.amount_pence + entry.charges_pence
    calendar = calendar_of(contract.holidays)
    found: dict[str, Facts] = {}
    for entry in paid_in:
        statement = statement_for(stated, calendar, entry.booked_on)
        paid_pence = entry.amount_pence + entry.charges_pence
        if statement and statement.debits_pence not in (paid_pence, of_day[entry.booked_on]):
            place = (entry.file_id, entry.row_no)
            found[subject_of(place)] = _facts(entry, named[place], statement)
    return found


def statement_for(
    stated: Mapping[dt.date, Row[Any]], calendar: WorkingDays, booked_on: dt.date
) -> Row[Any] | None:
    """Return the statement that says what a credit booked on a day is to be; None where none does."""
    return stated.get(booked_on) or stated.get(calendar.before(booked_on, 1))


def statements_by_day(connection: Connection, contract: ContractRow) -> dict[dt.date, Row[Any]]:
    """Return the statements of a contract by their closing day; of several the last."""
    if contract.terms.settled_by != "statement":
        return {}
    query = (
        select(supplier_statements.c.closing_on, supplier_statements.c.debits_pence, files.c.name)
        .join(files, files.c.id == supplier_statements.c.file_id)
        .where(supplier_statements.c.contract_id == contract.id, files.c.state == "accepted")
        .order_by(files.c.position.nulls_last(), files.c.id)
    )
    rows: list[Row[Any]] = list(connection.execute(query))
    return {row.closing_on: row for row in rows}


def _facts(entry: Row[Any], name: str, statement: Row[Any]) -> Facts:
    return {
        "entry": name,
        "day": in_words(entry.booked_on),
        "pounds": to_pounds(entry.amount_pence, thousands=True),
        "statement": statement.name,
        "closing": in_words(statement.closing_on),
        "stated": to_pounds(statement.debits_pence, thousands=True),
    }

"""Reads BAI2: each account of each group is a statement, with its control totals and counts checked.

Opening is the status 010 (opening ledger), closing 015 (closing ledger). A transaction has no sign: its type
code has, 100 to 399 a credit and 400 to 699 a debit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.bank.accounts import read_account
from paycards.bank.bai2_records import Record, Records, Totals, funds_fields
from paycards.bank.bai2_transaction import read_transaction, type_code
from paycards.bank.notes import Notes
from paycards.bank.statement import Balance, Statement
from paycards.bank.values import code, minor_units, pounds_sterling, short_day

OPENING, CLOSING = "010", "015"
INTRADAY = "this is a report of the same day, which is not final: ask the bank for the previous day"
DELETION = "the bank takes back a statement that it sent: ask it for the one that takes its place"


@dataclass(frozen=True)
class Group:
    """A group header: the day, the currency, and whether it takes the place of an earlier one."""

    on: dt.date
    currency: str
    corrects: bool


def read_bai2(text: str, notes: Notes) -> list[Statement]:
    """The statements of a file. Raises FileRefused."""
    source = Records(text, notes)
    header = source.take("01")
    source.read(header, 7, code("2"), "version")
    statements: list[Statement] = []
    totals = Totals(lines=header.lines)
    totals.add(_group(source, statements))
    while source.next_is("02"):
        totals.add(_group(source, statements))
    source.check(source.take("99"), totals)
    source.end()
    return statements


def _group(source: Records, statements: list[Statement]) -> Totals:
    header = source.take("02")
    group = _group_header(source, header)
    totals = Totals(lines=header.lines)
    totals.add(_account(source, group, statements))
    while source.next_is("03"):
        totals.add(_account(source, group, statements))
    source.check(source.take("98"), totals)
    return totals


def _group_header(source: Records, record: Record) -> Group:
    status = source.read(record, 2, code("1", "2", "3", "4"), "status")
    if status == "4":
        raise source.refused(record, 2, "this is a test of the bank, not a statement")
    if status == "2":
        raise source.refused(record, 2, DELETION)
    on = source.read(record, 3, short_day, "booked_on")
    modifier = source.read(record, 6, code("", "1", "2", "3", "4"), "modifier")
    if modifier in ("3", "4"):
        raise source.refused(record, 6, INTRADAY)
    return Group(on, record.get(5), status == "3")


def _account(source: Records, group: Group, statements: list[Statement]) -> Totals:
    header = source.take("03")
    account = source.read(header, 0, read_account, "account")
    source.notes.read(header.place(1), header.get(1) or group.currency, pounds_sterling, "currency")
    balances = _balances(source, header, group.on)
    entries = []
    lines = header.lines
    while source.next_is("16"):
        record = source.take("16")
        entries.append(read_transaction(source, record, group.on))
        lines += record.lines
    units = sum(each.pence for each in balances) + sum(abs(entry.amount_pence) for entry in entries)
    totals = Totals(units, 0, lines)
    source.check(source.take("49"), totals, counts_parts=False)
    opening, closing = (_status(source, header, balances, kind) for kind in (OPENING, CLOSING))
    others = tuple(each for each in balances if each not in (opening, closing))
    statements.append(
        Statement(
            len(statements) + 1, account, f"{account.given} {group.on}", group.on, group.on, opening, closing,
            tuple(entries), balances=others, corrects=group.corrects,
        )
    )  # fmt: skip
    return totals


def _balances(source: Records, record: Record, on: dt.date) -> list[Balance]:
    """Summaries and status: each a type, amount, count, funds type, and what the funds type asks for."""
    found: list[Balance] = []
    place = 2
    while place < len(record.fields):
        if not record.get(place):
            place += 1  # a field that is left out at the end of a line
            continue
        kind = record.get(place)
        source.read(record, place, type_code, "kind")
        if record.get(place + 1):
            pence = source.read(record, place + 1, minor_units, "balance_pence")
            found.append(Balance(kind, pence, on))
        elif record.get(place + 2):
            raise source.refused(record, place + 1, "a count without an amount")
        place += 4 + funds_fields([record.get(place + 3), record.get(place + 4)], record.line)
    return found


def _status(source: Records, record: Record, balances: list[Balance], kind: str) -> Balance | None:
    found = list(dict.fromkeys(each for each in balances if each.kind == kind))
    if len(found) > 1:
        raise source.refused(record, 2, f"there are two different balances {kind}")
    return found[0] if found else None

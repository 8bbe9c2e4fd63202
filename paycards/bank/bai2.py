"""Reads BAI2: each account of each group is a statement, with its control totals and counts checked.

Opening is the status 010 (opening ledger), closing 015 (closing ledger). A transaction has no sign: its type
code has, 100 to 399 a credit and 400 to 699 a debit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from paycards.bank.accounts import read_account
from paycards.bank.bai2_records import Record, funds_fields, records
from paycards.bank.notes import Notes
from paycards.bank.statement import Balance, Entry, Reference, Statement
from paycards.bank.values import code, folded, minor_units, pounds_sterling, short_day, unsigned_units
from paycards.errors import FileRefused

OPENING, CLOSING = "010", "015"
CREDITS, DEBITS = range(100, 400), range(400, 700)
INTRADAY = "this is a report of the same day, which is not final: ask the bank for the previous day"
ORDER = {"01": ("02",), "02": ("03",), "03": ("16", "49"), "16": ("16", "49"), "49": ("03", "98"),
         "98": ("02", "99"), "99": ()}  # fmt: skip


@dataclass
class Totals:
    """What a trailer must agree with: the sum of amounts below it, how many parts it has, how many lines."""

    pence: int = 0
    parts: int = 0
    lines: int = 0

    def add(self, below: Totals) -> None:
        """Add a part that is whole."""
        self.pence += below.pence
        self.parts += 1
        self.lines += below.lines


@dataclass
class Group:
    """A group header: the day, the currency, and whether it takes the place of an earlier one."""

    on: dt.date
    currency: str
    corrects: bool
    identification: str


@dataclass
class Reader:
    """Goes through the records of one file."""

    notes: Notes
    statements: list[Statement] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    group: Group | None = None
    header: Record | None = None
    balances: list[Balance] = field(default_factory=list)
    of_account: Totals = field(default_factory=Totals)
    of_group: Totals = field(default_factory=Totals)
    of_file: Totals = field(default_factory=Totals)
    place: int = 0

    def take(self, record: Record) -> None:
        """Take the next record. Raises FileRefused."""
        READERS[record.code](self, record)


def read_bai2(text: str, notes: Notes) -> list[Statement]:
    """The statements of a file. Raises FileRefused."""
    reader = Reader(notes)
    allowed: tuple[str, ...] = ("01",)
    for record in records(text):
        if record.code not in allowed:
            raise FileRefused(
                "this record cannot stand here", field=record.place(-1), value=record.code,
                expected=" or ".join(allowed) or "the end of the file",
            )  # fmt: skip
        reader.take(record)
        allowed = ORDER[record.code]
    if allowed:
        raise FileRefused("the file ends too early", expected=f"a record {' or '.join(allowed)}")
    return reader.statements


def _file_header(reader: Reader, record: Record) -> None:
    reader.of_file.lines = record.lines
    reader.notes.read(record.place(7), record.get(7), code("2"), "version")


def _group_header(reader: Reader, record: Record) -> None:
    notes = reader.notes
    notes.begin(0)
    status = notes.read(record.place(2), record.get(2), code("1", "2", "3", "4"), "status")
    if status == "4":
        raise notes.refused(record.place(2), "this is a test of the bank, not a statement", status)
    on = notes.read(record.place(3), record.get(3), short_day, "booked_on")
    modifier = notes.read(record.place(6), record.get(6), code("", "1", "2", "3", "4"), "modifier")
    if modifier in ("3", "4"):
        raise notes.refused(record.place(6), INTRADAY, modifier)
    reader.group = Group(on, record.get(5), status in ("2", "3"), f"{record.get(1)} {on}")
    reader.of_group = Totals(lines=record.lines)


def _account(reader: Reader, record: Record) -> None:
    notes = reader.notes
    notes.begin(0)
    reader.header, reader.entries, reader.balances = record, [], []
    reader.of_account = Totals(lines=record.lines)
    assert reader.group is not None  # noqa: S101 -- the order of the records says so
    currency = record.get(1) or reader.group.currency
    notes.read(record.place(1), currency, pounds_sterling, "currency")
    place = 2
    while place < len(record.fields):
        place = _summary(reader, record, place)


def _summary(reader: Reader, record: Record, place: int) -> int:
    """Read a summary or status: type, amount, count, funds type. Return where the next stands."""
    notes, kind = reader.notes, record.get(place)
    if not kind:
        if any(field.strip() for field in record.fields[place : place + 1]):
            raise notes.refused(record.place(place), "not a type code", kind)
        return place + 1
    notes.read(record.place(place), kind, _type_code, "kind")
    amount, count = record.get(place + 1), record.get(place + 2)
    extra = funds_fields([record.get(place + 3), record.get(place + 4)], record.line)
    if not amount:
        if count:
            raise notes.refused(record.place(place + 1), "a count without an amount", count)
        return place + 4 + extra
    pence = notes.read(record.place(place + 1), amount, minor_units, "balance_pence")
    reader.of_account.pence += pence
    assert reader.group is not None  # noqa: S101 -- the order of the records says so
    reader.balances.append(Balance(kind, pence, reader.group.on))
    return place + 4 + extra


def _type_code(text: str) -> int:
    if len(text) != 3 or not text.isascii() or not text.isdigit():
        raise ValueError("a type code of three digits")
    return int(text)


def _transaction(reader: Reader, record: Record) -> None:
    notes, group = reader.notes, reader.group
    assert group is not None  # noqa: S101 -- the order of the records says so
    reader.place += 1
    notes.begin(reader.place)
    kind = notes.read(record.place(0), record.get(0), _direction, "direction")
    units = notes.read(record.place(1), record.get(1), unsigned_units, "amount_pence")
    extra = funds_fields([record.get(2), record.get(3)], record.line)
    if len(record.fields) < 6 + extra:
        raise notes.refused(record.place(len(record.fields) - 1), "the record has too few fields")
    bank, customer, *text = (record.get(place) for place in range(3 + extra, len(record.fields)))
    named = (("bank", bank), ("customer", customer), ("type", record.get(0)))
    references = tuple(Reference(name, each) for name, each in named if each)
    whole = notes.read(record.place(5 + extra), folded(bank, customer, *text), str, "text")
    value_on = _value_day(record) or group.on.isoformat()
    reader.entries.append(
        Entry(reader.place, group.on, value_on, kind * units, text=whole, references=references)
    )
    reader.of_account.pence += units
    reader.of_account.lines += record.lines


def _direction(text: str) -> int:
    """1 for a credit, -1 for a debit, by the range of the type code."""
    kind = _type_code(text)
    if kind not in CREDITS and kind not in DEBITS:
        raise ValueError("a credit, 100 to 399, or a debit, 400 to 699")
    return 1 if kind in CREDITS else -1


def _value_day(record: Record) -> str:
    """The value date of a transaction of funds type V; as written where it is no day."""
    if record.get(2) != "V":
        return ""
    try:
        return short_day(record.get(3)).isoformat()
    except ValueError:
        return record.get(3)


def _account_trailer(reader: Reader, record: Record) -> None:
    notes, header, group = reader.notes, reader.header, reader.group
    assert header is not None and group is not None  # noqa: S101 -- the order of the records says so
    notes.begin(0)
    account = notes.read(header.place(0), header.get(0), read_account, "account")
    reader.of_account.lines += record.lines
    _check(reader, record, 0, reader.of_account.pence, "control total")
    _check(reader, record, 1, reader.of_account.lines, "count of records")
    opening, closing = (_status(reader, kind) for kind in (OPENING, CLOSING))
    others = tuple(each for each in reader.balances if each not in (opening, closing))
    reader.statements.append(
        Statement(
            len(reader.statements) + 1, account, f"{account.given} {group.on}", group.on, group.on, opening,
            closing, tuple(reader.entries), balances=others, corrects=group.corrects,
        )
    )  # fmt: skip
    reader.of_group.add(reader.of_account)


def _status(reader: Reader, kind: str) -> Balance | None:
    found = list(dict.fromkeys(each for each in reader.balances if each.kind == kind))
    if len(found) > 1 and reader.header is not None:
        raise reader.notes.refused(reader.header.place(2), f"there are two different balances {kind}")
    return found[0] if found else None


def _group_trailer(reader: Reader, record: Record) -> None:
    reader.notes.begin(0)
    reader.of_group.lines += record.lines
    _check_trailer(reader, record, reader.of_group)
    reader.of_file.add(reader.of_group)


def _file_trailer(reader: Reader, record: Record) -> None:
    reader.notes.begin(0)
    reader.of_file.lines += record.lines
    _check_trailer(reader, record, reader.of_file)


def _check_trailer(reader: Reader, record: Record, totals: Totals) -> None:
    _check(reader, record, 0, totals.pence, "control total")
    _check(reader, record, 1, totals.parts, "count of parts")
    _check(reader, record, 2, totals.lines, "count of records")


def _check(reader: Reader, record: Record, place: int, found: int, what: str) -> None:
    """Compare a total or a count with what there is: a blank total is 0, a blank count is not checked."""
    told = record.get(place)
    if not told and place > 0:
        return
    value = reader.notes.read(record.place(place), told or "0", minor_units, "control_total")
    if value != found:
        raise reader.notes.refused(
            record.place(place), f"the {what} does not agree with the records", told, str(found)
        )


READERS = {
    "01": _file_header,
    "02": _group_header,
    "03": _account,
    "16": _transaction,
    "49": _account_trailer,
    "98": _group_trailer,
    "99": _file_trailer,
}

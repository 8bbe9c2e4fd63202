"""Reads one transaction (record 16) of a BAI2 file."""

from __future__ import annotations

import datetime as dt

from paycards.bank.bai2_codes import PUBLISHED
from paycards.bank.bai2_records import Record, Records, funds_fields
from paycards.bank.statement import Entry, Reference
from paycards.bank.values import folded, short_day, unsigned_units

CREDITS, DEBITS = range(100, 400), range(400, 700)


def read_transaction(source: Records, record: Record, on: dt.date) -> Entry:
    """The entry of a transaction. Raises FileRefused."""
    place = source.next_entry()
    direction = source.read(record, 0, _direction, "direction")
    units = source.read(record, 1, unsigned_units, "amount_pence")
    extra = funds_fields([record.get(2), record.get(3)], record.line)
    if len(record.fields) < 6 + extra:
        raise source.refused(record, len(record.fields) - 1, "the record has too few fields")
    bank, customer, text = (record.get(at) for at in range(3 + extra, 6 + extra))
    named = (("bank", bank), ("customer", customer), ("type", record.get(0)))
    references = tuple(Reference(name, each) for name, each in named if each)
    whole = source.notes.read(record.place(5 + extra), folded(bank, customer, text), str, "text")
    value_on, note = _value_day(record, on)
    notes = "; ".join(filter(None, (note, _unpublished(record.get(0), direction))))
    return Entry(place, on, value_on, direction * units, text=whole, references=references, note=notes)


def type_code(text: str) -> int:
    """The number of a type code. Raises ValueError."""
    if len(text) != 3 or not text.isascii() or not text.isdigit():
        raise ValueError("a type code of three digits")
    return int(text)


def _direction(text: str) -> int:
    """1 for a credit, -1 for a debit, by the range of the type code."""
    kind = type_code(text)
    if kind not in CREDITS and kind not in DEBITS:
        raise ValueError("a credit, 100 to 399, or a debit, 400 to 699")
    return 1 if kind in CREDITS else -1


def _unpublished(code: str, direction: int) -> str:
    """What is said of a code that the format does not publish: the bank's own, or a slip."""
    if int(code) in PUBLISHED:
        return ""
    return f"type code {code} is not published: a {'credit' if direction > 0 else 'debit'} by its range"


def _value_day(record: Record, on: dt.date) -> tuple[str, str]:
    """The value date of funds type V, as written where it is no day; else the day of the group."""
    if record.get(2) != "V":
        return on.isoformat(), ""
    try:
        return short_day(record.get(3)).isoformat(), ""
    except ValueError:
        return record.get(3), "value date as written"

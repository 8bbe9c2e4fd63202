"""Reads MT940: each field by its own grammar, then the whole again by mt-940, which must say the same.

The places that a person is shown come from our own reading; mt-940, with all its options, is the second
reader. Credits are C and RD, debits D and RC: a mark with R is a reversal.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import TypeVar

import mt940

from paycards.bank.accounts import read_account
from paycards.bank.mt940_grammar import TagLine, messages
from paycards.bank.mt940_narrative import narrative_text
from paycards.bank.notes import Notes
from paycards.bank.statement import Balance, Entry, Page, Reference, Statement
from paycards.bank.values import day_nearest_to, folded, pounds_sterling, short_day, swift_amount
from paycards.counted import counted
from paycards.errors import FileRefused
from paycards.money import to_pounds

BALANCE = re.compile(r"([CD])([0-9]{6})([A-Z]{3})(\S+)")
LINE = re.compile(r"([0-9]{6})([0-9]{4})?(R?[CD])([A-Z])?([0-9,.]+)([A-Z][A-Z0-9]{3})(.*)")
MONEY = re.compile(r"(?:[0-9]{6})(?:[0-9]{4})?(R?[CD][A-Z]?[0-9,.]+[A-Z][A-Z0-9]{3}).*")
NUMBER = re.compile(r"([0-9]+)(?:/([0-9]+))?")
NO_REFERENCE = ("", "NONREF")
Value = TypeVar("Value")
IS_CREDIT = {"C": True, "RD": True, "D": False, "RC": False}


def read_mt940(text: str, notes: Notes) -> list[Statement]:
    """The statements of a file, a page each. Raises FileRefused."""
    statements: list[Statement] = []
    entries = 0
    for place, fields in enumerate(messages(text), start=1):
        statement = _statement(fields, place, entries, notes)
        _read_again(fields, statement)
        entries += len(statement.entries)
        statements.append(statement)
    return statements


def _statement(fields: list[TagLine], place: int, entries_before: int, notes: Notes) -> Statement:
    notes.begin(0)
    named = {field.tag: field for field in fields if field.tag not in ("61", "86")}
    identification = _read(named["20"], notes, str, "identification")
    account = _read(
        named.get("25") or named["25P"], notes, lambda text: read_account(text.split("\n")[0]), "account"
    )
    number, page = _read(named.get("28C") or named["28"], notes, _number, "number")
    opening = _balance(named.get("60F") or named["60M"], notes)
    closing = _balance(named.get("62F") or named["62M"], notes)
    assert opening.on and closing.on  # noqa: S101 -- the grammar gives each balance a day
    if opening.on > closing.on:
        raise notes.refused((named.get("62F") or named["62M"]).place, "the statement closes before it opens")
    others = tuple(_balance(field, notes) for field in fields if field.tag in ("64", "65"))
    is_part = opening.interim or closing.interim
    return Statement(
        place, account, identification, opening.on, closing.on, opening, closing,
        _entries(fields, closing.on, entries_before, notes), number=number, balances=others,
        page=Page(page, not closing.interim, number) if is_part else None,
    )  # fmt: skip


def _read(field: TagLine, notes: Notes, how: Callable[[str], Value], feeds: str) -> Value:
    return notes.read(field.place, field.text, how, feeds)


def _number(text: str) -> tuple[str, int]:
    match = NUMBER.fullmatch(text)
    if match is None:
        raise ValueError("a statement number, and behind a slash that of the page")
    return match[1], int(match[2] or 1)


def _balance(field: TagLine, notes: Notes) -> Balance:
    match = BALANCE.fullmatch(field.text)
    if match is None:
        raise notes.refused(field.place, "not a balance", field.text, "C or D, YYMMDD, currency, amount")
    side, day, currency, amount = match.groups()
    notes.read(field.place, currency, pounds_sterling, "currency")
    on = notes.read(field.place, day, short_day, "balance_on")
    pence = notes.read(field.place, side + amount, _moved, "balance_pence")
    return Balance(field.tag, pence, on, field.tag.endswith("M"))


def _entries(fields: list[TagLine], anchor: dt.date, before: int, notes: Notes) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for place, field in enumerate(fields):
        if field.tag == "61":
            following = fields[place + 1]
            narrative = following if following.tag == "86" else None
            notes.begin(before + len(entries) + 1)
            entries.append(_entry(field, narrative, anchor, before + len(entries) + 1, notes))
    notes.begin(0)
    return tuple(entries)


def _entry(field: TagLine, narrative: TagLine | None, anchor: dt.date, place: int, notes: Notes) -> Entry:
    match = LINE.fullmatch(field.lines[0])
    if match is None:
        expected = "YYMMDD, perhaps MMDD, C, D, RC or RD, amount, type"
        raise notes.refused(field.place, "not a statement line", field.lines[0], expected)
    value, booked, mark, _, amount, kind, references = match.groups()
    value_on, note = notes.read(field.place, value, _day_or_text, "value_on")
    booked_on = notes.read(
        field.place,
        booked or value,
        (lambda text: day_nearest_to(anchor, text)) if booked else short_day,
        "booked_on",
    )
    pence = notes.read(field.place, mark + amount, _moved, "amount_pence")
    owner, _, bank = references.partition("//")
    named = (("owner", owner), ("bank", bank), ("supplementary", " ".join(field.lines[1:])), ("type", kind))
    kept = tuple(Reference(name, text.strip()) for name, text in named if text.strip() not in NO_REFERENCE)
    lines = narrative.lines if narrative else ()
    text = notes.read(
        narrative.place if narrative else field.place,
        folded(*(each.text for each in kept if each.kind != "type"), narrative_text(lines)), str, "text",
    )  # fmt: skip
    return Entry(
        place, booked_on, value_on, pence, reversal=mark[0] == "R", text=text, references=kept, note=note
    )


def _moved(text: str) -> int:
    """The signed pence of a mark and an amount."""
    mark, amount = re.match("(R?[CD])(.*)", text).groups()  # type: ignore[union-attr]
    pence = swift_amount(amount)
    return pence if IS_CREDIT[mark] else -pence


def _day_or_text(text: str) -> tuple[str, str]:
    try:
        return short_day(text).isoformat(), ""
    except ValueError:
        return text, "value date as written"


def _read_again(fields: list[TagLine], statement: Statement) -> None:
    """Let mt-940 read the same message. Raises FileRefused where it reads other money."""
    _keep_quiet()
    text = "\n".join(f":{field.tag}:" + "\n".join(_no_tags(field)) for field in fields)
    try:
        (again,) = mt940.parse_statements(text, options=mt940.Options.all())
        entries = [int(each.data["amount"].amount * 100) for each in again if "amount" in each.data]
    except (ValueError, RuntimeError, ArithmeticError, KeyError, AttributeError) as error:
        raise FileRefused(
            "a second reader (mt-940) cannot read this message", field=fields[0].place
        ) from error
    ours = [entry.amount_pence for entry in statement.entries]
    if entries != ours:
        raise FileRefused(
            "two readers find other entries", field=fields[0].place, value=_sum(entries), expected=_sum(ours)
        )


def _keep_quiet() -> None:
    """The library logs what it cannot read, names and references with it: nothing of that leaves."""
    log = logging.getLogger("mt940")
    log.propagate = False
    log.handlers = [logging.NullHandler()]


def _no_tags(field: TagLine) -> list[str]:
    """The lines of a field for the second reader.

    A line that only looks like a tag or a dash is moved in by a space. It is asked for money only: what it
    takes otherwise is left out, the statement's number, and the dates and references of entries, of which it
    takes 16 characters at most.
    """
    first, *rest = field.lines
    first = "1" if field.tag in ("28", "28C") else first
    first = MONEY.sub(r"000101\1NONREF", first) if field.tag == "61" else first
    return [first, *(f" {line}" if line.startswith((":", "-")) else line for line in rest)]


def _sum(entries: list[int]) -> str:
    return f"{counted(len(entries), 'entry', 'entries')} of {to_pounds(sum(entries))}"

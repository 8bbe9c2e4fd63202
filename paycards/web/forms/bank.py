"""The forms of the bank: which dues an entry pays, whose an entry is, what a charge is for.

>>> chosen_in_address(["12-0", "13-4_5000"])
{(12, 0): None, (13, 4): 5000}
>>> place_after("2026-11-16.12~3")
Place(day=datetime.date(2026, 11, 16), file_id=12, row_no=3)
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paycards.pages.forms import Form
from paycards.pages.paging import BadCursor, read_cursor
from paycards.reconcile.bank.worklist import Place
from paycards.reconcile.settlement.due import DuePlace

NOBODYS = "nobody"
_DUE = re.compile(r"([0-9]{1,18})-([0-9]{1,9})(?:_(-?[0-9]{1,12}))?")
_DAY_AND_FILE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9]{1,18})")

Chosen = Mapping[DuePlace, int | None]  # pence, or None for as much as there is


@dataclass(frozen=True)
class MatchForm:
    """The dues that are chosen, the version that was seen, and why."""

    chosen: Chosen
    version: str
    note: str


@dataclass(frozen=True)
class AssignForm:
    """Whose an entry is said to be: the code of a contract, or empty for nobody's."""

    contract: str
    version: str
    note: str


def chosen_in_address(dues: Sequence[str]) -> Chosen | None:
    """The dues that an address names; None where it names none, {} where it says that none is chosen."""
    if not dues:
        return None
    found = [match for each in dues if (match := _DUE.fullmatch(each))]
    return {(int(due[1]), int(due[2])): int(due[3]) if due[3] else None for due in found}


def for_address(chosen: Chosen) -> list[str]:
    """The same as an address holds it."""
    said = [f"{file}-{row}" + ("" if pence is None else f"_{pence}") for (file, row), pence in chosen.items()]
    return said or ["none"]


def read_chosen(form: Form) -> Chosen:
    """The dues that are ticked, with the amounts that are typed beside them."""
    ticked = [_DUE.fullmatch(name.removeprefix("due-")) for name in form.typed if name.startswith("due-")]
    return {(int(due[1]), int(due[2])): _pence(form, f"pence-{due[0]}") for due in ticked if due}


def read_match(form: Form) -> MatchForm:
    """Read what is to be matched."""
    chosen = read_chosen(form)
    if not chosen:
        form.errors["due"] = "Choose the dues that this entry pays."
    note = form.text("note", "a reason", required=False)
    form.check()
    return MatchForm(chosen, form.value("version"), note)


def read_note(form: Form, name: str) -> str:
    """Read the reason of an act."""
    note = form.text(name, "a reason")
    form.check()
    return note


def read_assignment(form: Form) -> AssignForm:
    """Read whose an entry is; which contracts there are the job knows."""
    contract = form.text("contract", "whose entry this is", most=60)
    note = form.text("assign-note", "a reason")
    form.check()
    return AssignForm("" if contract == NOBODYS else contract, form.value("version"), note)


def place_after(text: str) -> Place | None:
    """The place in the list that an address names. Raises BadCursor."""
    cursor = read_cursor(text)
    if cursor is None:
        return None
    said = _DAY_AND_FILE.fullmatch(cursor.key)
    try:
        return Place(dt.date.fromisoformat(said[1]), int(said[2]), cursor.id) if said else _bad()
    except ValueError as error:
        raise BadCursor from error


def _pence(form: Form, name: str) -> int | None:
    return form.pence(name, "the amount") if form.value(name).strip() else None


def _bad() -> Place:
    raise BadCursor

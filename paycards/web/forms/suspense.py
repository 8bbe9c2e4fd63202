"""The forms of the suspense desk: where an item goes, what is noted, who sees to it.

>>> key_in("2026-11-20~17")
(datetime.date(2026, 11, 20), 17)
>>> key_in("") is None
True
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from paycards.decisions.chosen_account import ChosenAccount
from paycards.decisions.noting import Owner
from paycards.decisions.splitting import Part
from paycards.pages.forms import Form
from paycards.pages.paging import BadCursor, read_cursor
from paycards.reconcile.suspense.listing import Key, Which

OTHER = "other"
GOES_BACK = ("payer", "supplier")
MOST_PARTS = 20
NOTE = "why, in a few words"


@dataclass(frozen=True)
class SplitForm:
    """The parts, and why."""

    parts: tuple[Part, ...]
    note: str
    even_if_closed: bool


@dataclass(frozen=True)
class CombineForm:
    """The other items, the account, and why."""

    items: tuple[int, ...]
    fund: str
    reference: str
    note: str
    even_if_closed: bool


def which_in(address: Mapping[str, str], email: str) -> Which:
    """The items that an address asks for."""
    passed = address.get("passed", "")
    return Which(
        reason=address.get("reason", ""),
        tier=int(passed) if passed in tuple("0123456789") and passed else None,
        owner=email if address.get("whose") == "mine" else "",
    )


def key_in(text: str) -> Key | None:
    """The item after which an address goes on. Raises BadCursor."""
    cursor = read_cursor(text)
    if cursor is None:
        return None
    try:
        return dt.date.fromisoformat(cursor.key), cursor.id
    except ValueError as error:
        raise BadCursor from error


def key_out(key: Key | None) -> str:
    """The same as an address holds it; empty for none."""
    return "" if key is None else f"{key[0]}~{key[1]}"


def read_target(form: Form) -> ChosenAccount:
    """The account to post to: one that was offered, or one that was typed, which needs a reason."""
    chosen = form.value("account") or (OTHER if form.value("reference") else "")
    if not chosen:
        form.errors["account"] = "Choose the account that the money belongs to."
    typed = chosen == OTHER
    target = ChosenAccount(
        offered="" if typed else chosen,
        fund=form.text("fund", "the fund") if typed else "",
        reference=form.text("reference", "the account reference", most=64) if typed else "",
        note=form.text("note", NOTE, required=typed),
        even_if_closed=form.is_ticked("even_if_closed"),
    )
    form.check()
    return target


def read_split(form: Form) -> SplitForm:
    """The parts of which something is filled in."""
    rows = [n for n in range(1, MOST_PARTS + 1) if form.value(f"reference-{n}") or form.value(f"amount-{n}")]
    parts = tuple(_part(form, n) for n in rows)
    if len(parts) < 2:
        form.errors.setdefault("to-1", "Fill in two parts or more.")
    note = form.text("note", NOTE)
    form.check()
    return SplitForm(parts, note, form.is_ticked("even_if_closed"))


def read_owner(form: Form, own: str, today: dt.date) -> Owner:
    """Who is to see to the item: the person who asks, somebody else by a day, or nobody."""
    act = form.value("act")
    if act == "take":
        return Owner(own)
    if act == "free":
        return Owner()
    name = form.text("owner", "the email address of the person to deal with it", most=200)
    day = form.date("due", "the date to deal with it by")
    if "due" not in form.errors and day < today:
        form.errors["due"] = "The date to deal with it by must be today or later."
    form.check()
    return Owner(name, day)


def read_combination(form: Form) -> CombineForm:
    """The items that are ticked beside this one, the account, and why."""
    ticked = [name.removeprefix("item-") for name in form.typed if name.startswith("item-")]
    items = tuple(int(each) for each in ticked if each.isdecimal() and len(each) <= 18)
    if not items:
        form.errors["items"] = "Choose at least one more item."
    read = CombineForm(
        items=items,
        fund=form.text("fund", "the fund"),
        reference=form.text("reference", "the account reference", most=64),
        note=form.text("note", NOTE),
        even_if_closed=form.is_ticked("even_if_closed"),
    )
    form.check()
    return read


def _part(form: Form, n: int) -> Part:
    to, what = form.value(f"to-{n}"), f"part {n}"
    pence = form.pence(f"amount-{n}", f"the amount of {what}")
    if to in GOES_BACK:
        return Part(pence, to=to)
    if not to:
        form.errors[f"to-{n}"] = f"Choose where {what} goes."
    reference = form.text(f"reference-{n}", f"the account reference of {what}", most=64)
    return Part(pence, fund=to, reference=reference)

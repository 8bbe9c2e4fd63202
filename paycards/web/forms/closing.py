"""The forms of closing a day: an exception for one check, and opening a day again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.pages.forms import Form


@dataclass(frozen=True)
class ExceptionForm:
    """An exception for one check of a contract: why, and until when."""

    contract: str
    check: str
    note: str
    until: dt.date


def read_exception(form: Form) -> ExceptionForm:
    """Read an exception; each check has its own form, whose fields bear its number on the page."""
    nth = form.value("nth")
    note = form.text(f"note-{nth}", "why the day may be closed although this does not agree")
    until = form.date(f"until-{nth}", "the day until which this holds")
    form.check()
    return ExceptionForm(form.value("contract"), form.value("check"), note, until)


def read_reopening(form: Form) -> str:
    """Read why a day is to be opened again."""
    note = form.text("reopen-note", "why the day has to be reopened")
    form.check()
    return note

"""Replay how days were closed, signed for and opened again, and how monthly returns were signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from paycards.decisions.closing_days import write_closed
from paycards.decisions.returning import write_figures, write_signed
from paycards.decisions.signing import reopen, write_exception
from paycards.verify.scratch import Scratch
from paycards.verify.trail_entry import Entry


def _close(scratch: Scratch, entry: Entry) -> None:
    day = dt.date.fromisoformat(entry.subject)
    write_closed(scratch.step(entry), day, entry.after["anchor"], entry.after["figures"])


def _sign(scratch: Scratch, entry: Entry) -> None:
    said = entry.after
    write_exception(scratch.step(entry), said["decision"], said["terms"], said["why"])


def _reopen(scratch: Scratch, entry: Entry) -> None:
    reopen(scratch.step(entry), dt.date.fromisoformat(entry.subject), entry.after["decision"])


def _prepare_return(scratch: Scratch, entry: Entry) -> None:
    write_figures(scratch.step(entry), entry.after["decision"], entry.subject, entry.after["figures"])


def _sign_return(scratch: Scratch, entry: Entry) -> None:
    write_signed(scratch.step(entry), entry.after["decision"], entry.subject)


DAY_STEPS: dict[str, Callable[[Scratch, Entry], None]] = {
    "day.closed": _close,
    "day.exception_signed": _sign,
    "day.reopened": _reopen,
    "return.prepared": _prepare_return,
    "return.signed": _sign_return,
}

"""The open dues of a contract that a bank entry may pay, likeliest first, each with its reasons in words.

First what the rules propose; then a due of just this amount; then one that the bank's text names; then by how
many working days its day lies from the entry. What a person took back or refused before stands last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paycards.channels.timetable import working_days_between
from paycards.counted import counted
from paycards.reconcile.settlement.due import Due
from paycards.reconcile.settlement.matching.words import pounds


@dataclass(frozen=True)
class Candidate:
    """An open due, why it may be meant, what of the entry it takes, and what is left of the entry then."""

    due: Due
    taken_pence: int
    left_pence: int
    working_days: int  # between its day and the entry's; without sign
    reasons: tuple[str, ...]
    exact: bool
    proposed: bool
    refused: bool


@dataclass(frozen=True)
class Wanting:
    """A bank entry that wants dues: its day, what is open of it, its text."""

    booked_on: dt.date
    open_pence: int
    text: str


def ranked(
    entry: Wanting,
    dues: Iterable[Due],
    *,
    proposals: Mapping[str, str],
    refused: Collection[str],
    holidays: frozenset[dt.date],
) -> list[Candidate]:
    """Return the open dues in order; `proposals` are reasons of the rules by key, `refused` are keys."""
    found = [
        _candidate(entry, due, proposals.get(due.key, ""), due.key in refused, holidays)
        for due in dues
        if due.outstanding_pence
    ]
    return sorted(found, key=lambda each: _rank(entry, each))


def sure(candidates: Sequence[Candidate], open_pence: int) -> list[str]:
    """Return the keys of what may be chosen beforehand; none where two would do.

    That is the one due that alone is just the amount, or else those that the rules propose, where they are.
    """
    exact = [each.due.key for each in candidates if each.exact and not each.refused]
    if exact:
        return exact if len(exact) == 1 else []
    proposed = [each.due for each in candidates if each.proposed]
    whole = sum(due.outstanding_pence for due in proposed) == open_pence
    return [due.key for due in proposed] if whole else []


def _candidate(
    entry: Wanting,
    due: Due,
    proposal: str,
    refused: bool,  # noqa: FBT001
    holidays: frozenset[dt.date],
) -> Candidate:
    first, last = sorted((due.due_on, entry.booked_on))
    days = working_days_between(first, last, holidays)
    reasons = [*([proposal] if proposal else []), *_reasons(entry, due, days)]
    if refused:
        reasons.append("a person took this match back or refused it before")
    taken = _taken(entry.open_pence, due.outstanding_pence)
    return Candidate(
        due=due,
        taken_pence=taken,
        left_pence=entry.open_pence - taken,
        working_days=days,
        reasons=tuple(reasons),
        exact=due.outstanding_pence == entry.open_pence,
        proposed=bool(proposal),
        refused=refused,
    )


def _reasons(entry: Wanting, due: Due, days: int) -> Iterator[str]:
    more = abs(due.outstanding_pence) - abs(entry.open_pence)
    if due.outstanding_pence == entry.open_pence:
        yield "just this amount"
    elif due.outstanding_pence * entry.open_pence < 0:
        yield f"lowers what is paid by {pounds(abs(due.outstanding_pence))}"
    else:
        yield f"{pounds(abs(more))} {'more' if more > 0 else 'less'} than the entry"
    if _names(entry.text, due.key):
        yield "the bank's text names it"
    yield _when(entry.booked_on, due.due_on, days)


def _when(booked_on: dt.date, due_on: dt.date, days: int) -> str:
    if due_on == booked_on:
        return "due on the day of the entry"
    some = counted(days, "working day")
    return f"due {some} {'before' if due_on < booked_on else 'after'} the entry"


def _names(text: str, key: str) -> bool:
    return key.partition("@")[0].partition(".")[0].casefold() in text.casefold()


def _taken(open_pence: int, outstanding_pence: int) -> int:
    """A due of the other sign lowers what is paid, whole; another takes no more than there is."""
    if open_pence * outstanding_pence < 0:
        return outstanding_pence
    return min(open_pence, outstanding_pence, key=abs)


def _rank(entry: Wanting, each: Candidate) -> tuple[object, ...]:
    named = _names(entry.text, each.due.key)
    return (
        *(each.refused, not each.proposed, not each.exact, not named),
        *(each.due.outstanding_pence * entry.open_pence < 0, each.working_days),
        *(each.due.due_on, each.due.key),
    )

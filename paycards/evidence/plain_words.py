"""A payment's story as people read it on a page: without the names of ledger accounts and entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from paycards.evidence.events import at, by_whom, events_of, left_events, why_posted
from paycards.evidence.story import Event, Posted, Story
from paycards.money import to_pounds

SUPPLIER = ("clearing", "till")  # where money is before it is anybody's
PLACES = {
    "suspense": "suspense",
    "clearing": "what the supplier owes",
    "till": "the council's own till",
    "bank": "the bank",
    "fees": "the supplier's fees",
    "returns": "what is to be paid back",
    "opening": "what was owed before the first file",
    "written_off": "what was given up",
}


@dataclass(frozen=True)
class Happened:
    """One thing that happened, in words: on which day, and at what time where that is known."""

    on: dt.date | None
    clock: str
    what: str


def told_plainly(story: Story) -> tuple[Happened, ...]:
    """Tell each thing that happened to a row, in order."""
    return tuple(_happened(event) for event in events_of(story, _posted))


def _happened(event: Event) -> Happened:
    day, _, clock = event.at.partition(" ")
    return Happened(dt.date.fromisoformat(day) if day else None, clock, event.what)


def _posted(posting: Posted) -> Iterator[Event]:
    pounds = to_pounds(abs(posting.amount_pence), thousands=True)
    told = f"{_moved(posting, pounds)}, because {why_posted(posting)}.{by_whom(posting)}"
    yield Event(at(posting.posted_at), told)
    yield from left_events(posting, f"This amount of {pounds} pounds")


def _moved(posting: Posted, pounds: str) -> str:
    source, target = posting.debit, posting.credit
    is_back = posting.amount_pence < 0
    if posting.reason:
        return f"Put in {_place(target)}{', as money taken back' if is_back else ''}: {pounds} pounds"
    if source.startswith("suspense:") and target.startswith(SUPPLIER):
        did = "Taken out of suspense" if is_back else "Returned from suspense to the supplier"
        return f"{did}: {pounds} pounds"
    if is_back:
        source, target = target, source
    if source.startswith(SUPPLIER):
        verb = "Posted to" if target.startswith("customer:") else "Put back in"
        return f"{verb} {_place(target)}: {pounds} pounds"
    if target.startswith(SUPPLIER):
        return f"Taken back from {_place(source)}: {pounds} pounds"
    return f"Moved from {_place(source)} to {_place(target)}: {pounds} pounds"


def _place(account: str) -> str:
    """A ledger account in words.

    >>> _place("customer:council_tax:770000001"), _place("suspense:NVD")
    ('the council tax account 770000001', 'suspense')
    """
    kind, _, of = account.partition(":")
    if kind == "customer":
        fund, _, reference = of.partition(":")
        return f"the {fund.replace('_', ' ')} account {reference}"
    return PLACES.get(kind, kind.replace("_", " "))

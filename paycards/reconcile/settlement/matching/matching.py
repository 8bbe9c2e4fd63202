"""The rules, from top to bottom: which entry pays which dues.

Each entry, oldest first, is offered to the first rules; `parts` speaks when they are silent, and after each
of its matches they are asked again. What is then left may be proposed to a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from paycards.reconcile.settlement.matching.difference import difference
from paycards.reconcile.settlement.matching.exact import exact
from paycards.reconcile.settlement.matching.items import (
    Found,
    GaveUp,
    Matching,
    OpenDue,
    OpenEntry,
)
from paycards.reconcile.settlement.matching.parts import parts, parts_gave_up
from paycards.reconcile.settlement.matching.run import debt_first, only_run_of_neighbours, run_from_oldest
from paycards.reconcile.settlement.matching.subset import subset, subset_gave_up
from paycards.reconcile.settlement.matching.table import Table
from paycards.reconcile.settlement.matching.working_days import WorkingDays

Asks = Callable[[Table, OpenEntry], Found | None]

CONFIRMING: tuple[Asks, ...] = (debt_first, exact, run_from_oldest, only_run_of_neighbours)  # then `parts`
PROPOSING: tuple[Asks, ...] = (subset, difference)
GIVING_UP: tuple[Callable[[Table, OpenEntry], GaveUp | None], ...] = (parts_gave_up, subset_gave_up)


def match(
    entries: Iterable[OpenEntry],
    dues: Iterable[OpenDue],
    calendar: WorkingDays,
    barred: Collection[tuple[str, str]] = (),
) -> Matching:
    """Match the open entries of one contract to its open dues; `barred` are pairs of an entry and a due.

    Keys are unique on each side. The same input gives the same result in whatever order it comes.
    """
    table = Table(entries, dues, calendar, barred)
    confirmed = [each for found in _confirm(table) for each in found.matches()]
    proposed = [each for found in _propose(table) for each in found.matches()]
    return Matching(confirmed, proposed, list(_gave_up(table)))


def _confirm(table: Table) -> Iterator[Found]:
    found: Found | None = None
    while True:
        yield from _until_silent(table)
        if (found := parts(table)) is None:
            return
        table.take(found)
        yield found


def _until_silent(table: Table) -> Iterator[Found]:
    """Offer each entry to the rules that confirm, again and again until they find nothing more."""
    while any(entry.key not in table.tried_entries for entry in table.entries):
        for entry in list(table.entries):
            if found := _try(table, entry):
                table.take(found)
                yield found


def _try(table: Table, entry: OpenEntry) -> Found | None:
    if entry.key in table.tried_entries:
        return None
    table.tried_entries.add(entry.key)
    return _first(CONFIRMING, table, entry)


def _propose(table: Table) -> Iterator[Found]:
    return filter(None, (_first(PROPOSING, table, entry) for entry in table.entries))


def _gave_up(table: Table) -> Iterator[GaveUp]:
    return filter(None, (gave_up(table, entry) for entry in table.entries for gave_up in GIVING_UP))


def _first(rules: tuple[Asks, ...], table: Table, entry: OpenEntry) -> Found | None:
    return next(filter(None, (rule(table, entry) for rule in rules)), None)

"""What was seen of an office before: what is written only grows, and closed days never change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from tests.jobs.office import invariants
from tests.jobs.office.invariants import Rows, rows_of
from tests.jobs.office.office import Office

SURE = ("received", "owed", "explained", "customers")  # they differ of no day
FINAL = ("applied", "refused", "withdrawn")


@dataclass
class Watcher:
    """Looks at the books after each act."""

    postings: Counter[tuple[str, ...]] = field(default_factory=Counter)
    decided: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closed: dict[dt.date, tuple[Rows, ...]] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)  # days that were closed, or whose files were decided later

    def look(self, office: Office) -> None:
        """Every invariant of the books, told from the exports where it can be."""
        visit = office.visit
        books = {name: rows_of(visit, name) for name in invariants.EXPORTS}
        self._postings_only_grow(books["postings"])
        self._verdicts_stand(books["decisions"])
        invariants.the_books_hold(visit, books)
        self._closed_days_stand(office, books)
        self._no_other_day_differs(office, books)

    def _postings_only_grow(self, postings: Rows) -> None:
        """Not by key: a file that is released may have the name of another."""
        now = Counter(tuple(row.values()) for row in postings)
        assert not self.postings - now
        self.postings = now

    def _verdicts_stand(self, decisions: Rows) -> None:
        now = {row["decision"]: tuple(row.values()) for row in decisions if row["state"] in FINAL}
        assert {key: now.get(key) for key in self.decided} == self.decided
        self.decided = now

    def _closed_days_stand(self, office: Office, books: dict[str, Rows]) -> None:
        days = set(office.closed_days())
        self.closed = {day: said for day, said in self.closed.items() if day in days}
        for day in days:
            kept = (books["journal"], books["proof"])
            told = tuple([row for row in rows if row["date"] == day.isoformat()] for rows in kept)
            assert self.closed.setdefault(day, told) == told

    def _no_other_day_differs(self, office: Office, books: dict[str, Rows]) -> None:
        """What the books say of themselves agrees on every day."""
        self.apart |= {day.isoformat() for day in self.closed}
        if any(row["state"] == "imported" for row in books["lines"]):
            self.apart.add(office.visit.today.isoformat())
        differing = [row for row in books["proof"] if row["check"] in SURE and row["state"] == "differs"]
        wrong = [row for row in differing if row["date"] not in self.apart]
        assert not wrong, wrong

"""How people close the days of the weeks of a bank, straight from the rules: green or signed for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from .bank_proof import Check, Proof
from .bank_weeks import CONTRACTS, MONDAY, Opening
from .decision import Act, Decision
from .desk import Told
from .dues import DAY
from .people import People

Signed = tuple[dt.date, str, str, int | None]


class Days:
    """Which days are closed, by whom, and what was written down of them."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.books = people.books
        self.proof = Proof(people.books)
        self.written: dict[dt.date, list[tuple[str, Check]]] = {}
        self.closed_by: dict[dt.date, str] = {}
        self.reopened: set[dt.date] = set()
        self.signed: list[Signed] = []

    def close(self, who: str, count: int) -> Iterator[Act]:
        """The next days, as many as wished and over; two people first sign for what does not agree."""
        for _ in range(count):
            day = self.books.closed_until + DAY
            if day < self.books.last:
                yield from self._close(who, day)

    def _close(self, who: str, day: dt.date) -> Iterator[Act]:
        checks = [(code, check) for code in CONTRACTS for check in self.proof.checks(code, day)]
        for code, check in checks:
            if check.state != "agrees" and (day, code, check.name, check.difference) not in self.signed:
                yield from self._sign(day, code, check)
        self.written[day] = checks
        self.closed_by[day] = who
        self.reopened.discard(day)
        self.books.closed_until = day
        yield Act("close", None, who, day=day)

    def _sign(self, day: dt.date, code: str, check: Check) -> Iterator[Act]:
        def sign() -> None:
            self.signed.append((day, code, check.name, check.difference))

        decision = Decision(
            *("sign_exception", f"{day} {code} {check.name}", check.difference or 0, "Ann"),
            about={},
            needs_two=True,
            terms={"day": day, "contract": code, "check": check.name},
            do=sign,
        )
        yield from self.people.both(decision, "Ben")

    def open_old(self, items: list[Opening]) -> Iterator[Act]:
        """What suppliers owed before; always two people."""
        if items:
            decision = Decision(
                *("opening", "opening.csv", sum(each.owes.pence for each in items), "Ben"),
                about={},
                needs_two=True,
                terms={"items": items},
                do=lambda: self.books.open_old(items),
            )
            yield from self.people.both(decision, "Cat")

    def reopen(self) -> Iterator[Act]:
        """The newest closed day, if there is one; always two people."""
        day = self.books.closed_until
        if day in self.closed_by:
            decision = Decision(
                *("reopen_day", str(day), 0, "Cat"),
                about={},
                needs_two=True,
                terms={"day": day},
                do=lambda: self._open(day),
            )
            yield from self.people.both(decision, "Ann")

    def _open(self, day: dt.date) -> None:
        del self.written[day]
        self.reopened.add(day)
        self.books.closed_until = day - DAY

    # what is exported

    def told(self) -> Counter[Told]:
        """Date, state, by whom closed and the number of exceptions, of every day until yesterday."""
        found: Counter[Told] = Counter()
        day = MONDAY
        while day < self.books.last:
            state = "reopened" if day in self.reopened else "closed" if day in self.written else "open"
            signed = sum(each[0] == day for each in self.signed)
            found[str(day), state, self.closed_by.get(day, ""), str(signed)] += 1
            day += DAY
        return found

    def told_proof(self) -> Counter[Told]:
        """Every check of every day: what was written down of a closed one, whatever came later."""
        found: Counter[Told] = Counter()
        for code in CONTRACTS:
            day = MONDAY
            while day < self.books.last:
                checks = self.written.get(day) or [(code, each) for each in self.proof.checks(code, day)]
                found.update((code, str(day), *check.told()) for whose, check in checks if whose == code)
                day += DAY
        return found

"""Take-up of an office as one report: people, where they paid, weeks, costs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from paycards.clock import in_words
from paycards.closing.takeup.costs import Costs, costs
from paycards.closing.takeup.curve import Week, take_up_curve
from paycards.closing.takeup.office import Office
from paycards.closing.takeup.people import CARD, NOTHING, OTHER, Person
from paycards.closing.takeup.weeks import weeks_of
from paycards.errors import NotAllowed
from paycards.settings.council import Council
from paycards.settings.take_up import TakeUp


@dataclass(frozen=True)
class Standing:
    """How many people are in one line of the summary, and how many of them have gone silent."""

    people: int
    silent: int


@dataclass(frozen=True)
class Route:
    """One way to pay, over all people of the office."""

    network: str
    with_card: bool
    people: int
    payments: int
    pence: int
    first_on: dt.date
    last_on: dt.date


@dataclass(frozen=True)
class Report:
    """Take-up of one office as of `today`."""

    office: Office
    today: dt.date
    rules: TakeUp
    people: tuple[Person, ...]
    silent: frozenset[int]  # account ids
    routes: tuple[Route, ...]
    weeks: tuple[Week, ...]
    costs: Costs

    @property
    def with_card(self) -> tuple[Person, ...]:
        """The people who have, or had, a card to pay with."""
        return tuple(person for person in self.people if person.given_on)

    def expected_by(self, person: Person) -> dt.date | None:
        """The day by which a payment is expected; None for an account that is closed."""
        return person.pays_until(self.rules) if person.is_active else None

    def standing(self, people: Sequence[Person]) -> Standing:
        """Count some of the people."""
        return Standing(len(people), sum(person.account_id in self.silent for person in people))

    def paid(self, how: str) -> Standing:
        """Count the people with a card who paid with it, only in another way, or not at all."""
        return self.standing([person for person in self.with_card if person.paid == how])

    def summary(self) -> dict[str, Standing]:
        """Every line of the summary, each within the one it belongs to."""
        carded = self.with_card
        cardless = [person for person in self.people if not person.given_on]
        return {
            "listed": self.standing(self.people),
            "given_a_card": self.standing([person for person in carded if not person.had_card]),
            "had_a_card": self.standing([person for person in carded if person.had_card]),
            "no_card_yet": self.standing([person for person in cardless if person.is_active]),
            "closed": self.standing([person for person in cardless if not person.is_active]),
            "paid_with_card": self.paid(CARD),
            "paid_in_another_way": self.paid(OTHER),
            "not_paid": self.paid(NOTHING),
        }

    def picture(self) -> str:
        """The take-up curve as SVG. Raises NotAllowed while nobody has a card."""
        if not self.weeks:
            raise NotAllowed(f"Nobody of {self.office.title} has a card yet: there is nothing to draw.")
        silent = f" {len(self.silent):,} gone silent." if self.silent else ""
        note = f"As of {in_words(self.today)}.{silent}"
        return take_up_curve(f"{self.office.title}, {self.office.council_name}", self.weeks, note)


def report_on(office: Office, people: list[Person], council: Council | None, today: dt.date) -> Report:
    """Make the report from an office's people; `council` is None when it has left the settings."""
    rules, prices = (council.take_up, council.costs_pence) if council else (TakeUp(), {})
    routes = _routes(people)
    counted: dict[str, int] = defaultdict(int)
    for route in routes:
        counted[route.network] += route.payments
    return Report(
        office=office,
        today=today,
        rules=rules,
        people=tuple(people),
        silent=frozenset(person.account_id for person in people if person.is_silent(today, rules)),
        routes=routes,
        weeks=tuple(weeks_of(people, today)),
        costs=costs(counted.items(), prices),
    )


def _routes(people: Sequence[Person]) -> tuple[Route, ...]:
    """The ways to pay, those with the card first, the most used first."""
    found = defaultdict(list)
    for person in people:
        for used in person.used:
            found[used.network, used.with_card].append(used)
    routes = [
        Route(
            network=network,
            with_card=with_card,
            people=len(used),
            payments=sum(each.payments for each in used),
            pence=sum(each.pence for each in used),
            first_on=min(each.first_on for each in used),
            last_on=max(each.last_on for each in used),
        )
        for (network, with_card), used in found.items()
    ]
    return tuple(sorted(routes, key=lambda route: (not route.with_card, -route.payments, route.network)))

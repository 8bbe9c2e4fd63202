"""Take-up of an office as one report: people, where they paid, weeks, costs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from paycards.access.visit import Visit
from paycards.closing.takeup.costs import Costs, costs
from paycards.closing.takeup.curve import Week, take_up_curve
from paycards.closing.takeup.office import Office, offices, people_of
from paycards.closing.takeup.people import CARD, NOTHING, OTHER, Person
from paycards.closing.takeup.weeks import weeks_of
from paycards.errors import NotAllowed, PaycardsError, UsageError
from paycards.settings import Council, TakeUp
from paycards.store.councils import council_ids
from paycards.store.engine import reading


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
        note = f"As of {self.today.day} {self.today:%B %Y}.{silent}"
        return take_up_curve(f"{self.office.title}, {self.office.council_name}", self.weeks, note)


def take_up(
    visit: Visit, *, office: str | None = None, council: str | None = None, names: bool = False
) -> list[Report]:
    """Report on every office whose list was run, or on those of this name or council.

    `names`: with names and telephone numbers. Raises UsageError for a council or an office that is not
    known; NotAllowed when no list was run at all.
    """
    with reading(visit.installation.engine) as connection:
        if council is not None and council not in council_ids(connection):
            raise UsageError(f"There is no council {council}.")
        found = offices(connection, council=council, office=office)
        if not found:
            raise _nothing_found(office, offices(connection, council=council))
        return [
            _report(
                each,
                people_of(connection, each, names=names),
                _settings(visit, each.council),
                visit.today,
            )
            for each in found
        ]


def _nothing_found(office: str | None, known: Sequence[Office]) -> PaycardsError:
    if office and known:
        names = ", ".join(sorted({each.title for each in known}))
        return UsageError(f"There is no list of the office {office}: there are {names}.")
    return NotAllowed("No list of a closing office was run yet: use `paycards cards batch` with --office.")


def _settings(visit: Visit, code: str) -> Council | None:
    """A council that has left the settings keeps its books."""
    return next((council for council in visit.settings.councils if council.code == code), None)


def _report(office: Office, people: list[Person], council: Council | None, today: dt.date) -> Report:
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

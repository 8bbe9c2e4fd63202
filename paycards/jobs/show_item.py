"""Show one suspense item with all that helps to place it, or what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, tuple_

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.decisions.decision import APPLIED, Decision, person_key
from paycards.decisions.earlier import Earlier, earlier_decisions
from paycards.decisions.row_version import version_of
from paycards.decisions.story import ItemStory, item_story
from paycards.decisions.taking_back import GIVEN_UP, require_given_up
from paycards.decisions.tier import Person, person_needs_two
from paycards.errors import NotAllowed
from paycards.reconcile.payments.references import match_form
from paycards.reconcile.subjects import ITEM, place
from paycards.reconcile.suspense.clock import clock_of
from paycards.reconcile.suspense.desks import item_desk
from paycards.reconcile.suspense.differing import Difference, differences
from paycards.reconcile.suspense.items import find_item
from paycards.reconcile.suspense.listing import next_item
from paycards.reconcile.suspense.reasons import Why, why
from paycards.reconcile.suspense.suggestions import Suggestion, suggestions
from paycards.settings.council import Council
from paycards.settings.tiers import Tiers
from paycards.store.tables.accounts import accounts

OFFERED = 3


@dataclass(frozen=True)
class Offer:
    """An account to post to, and what would differ if the row were posted to it."""

    suggestion: Suggestion
    differs: tuple[Difference, ...]

    @property
    def value(self) -> str:
        """What a form calls it."""
        return f"{self.suggestion.fund}:{self.suggestion.reference}"


@dataclass(frozen=True)
class ItemPage:
    """An item with its story. What is offered and decided about it is empty once it left suspense.

    `two_people`: posting it whole needs a second one. `next_id` is the item to look at next, None: none.
    `given_up_for_good`: why what was returned or written off cannot be taken back; empty where it can.
    """

    story: ItemStory
    file_id: int
    why: Why
    offers: tuple[Offer, ...]
    earlier: tuple[Earlier, ...]
    version: str
    two_people: bool
    given_up_for_good: str
    may_place: bool
    funds: tuple[str, ...]
    next_id: int | None
    as_at: dt.datetime

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for a decision, and none is proposed."""
        return self.story.state == "open" and self.story.waiting is None

    @property
    def fund_choices(self) -> list[tuple[str, str]]:
        """The funds that money may be posted to, with their names."""
        return [(fund, fund.replace("_", " ").capitalize()) for fund in self.funds]

    @property
    def any_closed(self) -> bool:
        """Tell whether an account that is offered is closed."""
        return any(each.suggestion.status == "closed" for each in self.offers)

    @property
    def was_given_up(self) -> bool:
        """Tell whether it was returned or written off as a whole, and nothing about it waits."""
        return self.story.state in GIVEN_UP and self.story.waiting is None

    @property
    def left_by(self) -> Decision | None:
        """The decision that says where it is now; None where no person's does."""
        newest = next((each for each in reversed(self.story.decisions) if each.state == APPLIED), None)
        return newest if newest and newest.kind != "take_back" else None

    @property
    def account(self) -> str:
        """The account that it went to, where it went to one."""
        terms = self.left_by.terms if self.left_by and self.story.state == "posted" else {}
        return f"{terms['fund'].replace('_', ' ')} {terms['reference']}" if "reference" in terms else ""

    @property
    def chosen(self) -> Offer | None:
        """The offer to choose beforehand: the only one that the row names, where that is so."""
        return next((each for each in self.offers if each.suggestion.sure), None)


def show_item(visit: Visit, council: str, item_id: int) -> ItemPage:
    """Return an item of a council, open or not. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        row = find_item(seen, item_id)
        story = item_story(seen, clock_of(visit.settings, visit.today), item_id)
        offers, earlier = _help(visit, seen, row)
        terms = _terms(visit, council)
        return ItemPage(
            story=story,
            file_id=row.file_id,
            why=why(row.reason),
            offers=tuple(offers),
            earlier=tuple(earlier),
            version=version_of(seen.connection, row.council_id, (row.file_id, row.row_no)),
            two_people=_needs_two(visit, seen, row, terms.tiers_pence if terms else Tiers()),
            given_up_for_good=_given_up_for_good(seen, row),
            may_place=Permission.PLACE_SUSPENSE in visit.visitor.permissions,
            funds=terms.funds if terms else (),
            next_id=next_item(seen.connection, row.council_id, (row.since, row.id)),
            as_at=visit.now,
        )


def _terms(visit: Visit, council: str) -> Council | None:
    return next((each for each in visit.settings.councils if each.code == council), None)


def _help(visit: Visit, seen: Reading, row: Row[Any]) -> tuple[list[Offer], list[Earlier]]:
    """What is offered for an open item, and what was decided before about the same card or accounts."""
    desk = item_desk(seen, visit.settings, row.council_id, row.id)
    [case] = desk.cases
    found = suggestions(desk)[row.id][:OFFERED] if row.state == "open" else []
    differ = differences(seen.connection, row.council_id, case, found) if found else []
    offers = [Offer(one, says) for one, says in zip(found, differ, strict=True)]
    ids = _account_ids(seen, row, found)
    return offers, earlier_decisions(seen.connection, row.council_id, case, ids)


def _account_ids(seen: Reading, row: Row[Any], found: Sequence[Suggestion]) -> list[int]:
    """The accounts that are suggested, or the one that the item went to."""
    if row.account_id is not None:
        return [row.account_id]
    names = [(one.fund, match_form(one.reference)) for one in found]
    query = select(accounts.c.id).where(
        accounts.c.council_id == row.council_id,
        tuple_(accounts.c.fund, accounts.c.match_reference).in_(names),
    )
    return list(seen.connection.execute(query).scalars()) if names else []


def _given_up_for_good(seen: Reading, row: Row[Any]) -> str:
    try:
        require_given_up(seen.connection, row)
    except NotAllowed as error:
        return str(error)
    return ""


def _needs_two(visit: Visit, seen: Reading, row: Row[Any], tiers: Tiers) -> bool:
    person = Person(row.council_id, person_key(visit.visitor.name))
    about = {place(ITEM, row.file_id, row.row_no): abs(row.amount_pence)}
    return person_needs_two(seen.connection, person, "allocate", about, tiers)

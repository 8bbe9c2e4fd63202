"""Tell one payment's whole story, from the till to the account, and say whether it can be moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from paycards.access.permission import RECENT, Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import PROPOSED, Decision
from paycards.decisions.posted_payment import held_by
from paycards.decisions.row_version import version_of
from paycards.errors import Forbidden, NotFound
from paycards.evidence.plain_words import Happened, told_plainly
from paycards.evidence.related import places_of
from paycards.evidence.story import Story
from paycards.evidence.telling import tell_story
from paycards.evidence.which_row import find_row


@dataclass(frozen=True)
class Held:
    """A customer's account that has so much of a payment now."""

    fund: str
    reference: str
    pence: int


@dataclass(frozen=True)
class PaymentPage:
    """A payment with all that became of it. `related` are file id and row of those that it has to do with."""

    council: str
    as_at: dt.datetime
    place: tuple[int, int]
    story: Story
    happened: tuple[Happened, ...]
    held: tuple[Held, ...]
    related: Mapping[str, tuple[int, int]]
    funds: tuple[str, ...]
    version: str
    sees_money: bool  # postings, decisions and the bank too
    may_move: bool

    @property
    def waiting(self) -> Decision | None:
        """The decision about it that waits for a second person."""
        return next((each for each in self.story.decisions if each.state == PROPOSED), None)

    @property
    def can_move(self) -> bool:
        """Tell whether it is on a customer's account, nothing took it back and nothing about it waits."""
        taken_back = any(each.how in ("original", "reversal") for each in self.story.related)
        return bool(self.held) and not taken_back and self.waiting is None


def tell_payment(visit: Visit, council: str, payment: tuple[int, int]) -> PaymentPage:
    """Return the story of a payment, given by file id and row. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_RECENT_PAYMENTS) as seen:
        council_id, which = seen.council(council), find_row(seen, payment)
        story = tell_story(seen, which, visit.installation.contracts, visit.today)
        if story.line is None:
            raise NotFound("payment", f"{payment[0]}-{payment[1]}")
        sees_money = Permission.SEE_MONEY in visit.visitor.permissions
        if not sees_money and story.line.paid_on < visit.today - RECENT:
            raise Forbidden("see payments that are older than 90 days")
        held = held_by(seen.connection, council_id, payment)
        contract = visit.installation.contracts.get(story.file.contract)
        return PaymentPage(
            council=council,
            as_at=visit.now,
            place=payment,
            story=story,
            happened=told_plainly(story),
            held=tuple(Held(each.fund, each.reference, each.pence) for each in held),
            related=places_of(seen, council_id, [each.row for each in story.related]),
            funds=tuple(contract.council.funds) if contract else (),
            version=version_of(seen.connection, council_id, payment),
            sees_money=sees_money,
            may_move=Permission.MOVE_PAYMENTS in visit.visitor.permissions,
        )

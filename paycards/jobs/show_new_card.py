"""Show what is needed to issue a card at the desk, and what stands in the way, before anything is issued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.account import council_of, is_ordered, name_on_card
from paycards.cards.person import Identity, PersonAccount, account_seen, customer_seen
from paycards.cards.reach import no_post
from paycards.errors import Invalid


@dataclass(frozen=True)
class NewCardPage:
    """A card that could be issued to an account.

    `holder` is the name to print unless another is given. `by_hand` is how the letter goes unless post is
    chosen; `no_post` says why post cannot reach the address. `is_ordered`: the supplier makes it.
    """

    identity: Identity
    account: PersonAccount
    holder: str
    no_post: str
    is_ordered: bool
    at: dt.datetime

    @property
    def can_issue(self) -> bool:
        """Whether any card at all can be issued to the account."""
        return self.account.scheme and self.account.status != "closed"


def show_new_card(visit: Visit, council: str, account_id: int) -> NewCardPage:
    """Return the page of a new card for an account. Raises NotFound."""
    its_council = council_of(visit.settings, council)
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        row = account_seen(seen, account_id)
        customer = customer_seen(seen, its_council, account_id)
    try:
        holder = name_on_card(row)
    except Invalid:
        holder = ""
    return NewCardPage(
        identity=customer.identity,
        account=customer.accounts[0],
        holder=holder,
        no_post=no_post(row, its_council),
        is_ordered=is_ordered(its_council, row.fund),
        at=visit.now,
    )

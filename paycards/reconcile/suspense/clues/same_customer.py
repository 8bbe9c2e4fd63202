"""The other accounts of the customer whose account the card or the reference names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, and_, select, text

from paycards.reconcile.suspense.clues.clue import Clue
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.store.among import among
from paycards.store.tables.accounts import accounts

BY_CARD = ("card", "old_card")
BY_REFERENCE = ("reference", "other_form")


def same_customer(desk: Desk, named: Iterable[Clue]) -> Iterator[Clue]:
    """Where a closed account is named, the customer's present one; their account in the other fund."""
    clues = [clue for clue in named if clue.kind in BY_CARD + BY_REFERENCE]
    others: dict[int, list[Row[Any]]] = {}
    for row in _others(desk, {clue.account_id for clue in clues}):
        others.setdefault(row.named_id, []).append(row)
    for clue in clues:
        for other in others.get(clue.account_id, ()):
            yield from _clues_to(other, clue)


def _clues_to(other: Row[Any], clue: Clue) -> Iterator[Clue]:
    what = "card" if clue.kind in BY_CARD else "reference"
    if other.fund == other.named_fund:
        if other.named_status == "closed" and other.status != "closed":
            words = f"the {what} is of the closed account {other.named} of the same customer"
            yield Clue(clue.case_id, other.id, "former_account", words)
    elif clue.kind in BY_REFERENCE:
        words = f"the reference is that of the same customer's {other.named_fund} account"
        yield Clue(clue.case_id, other.id, "other_fund", words)


def _others(desk: Desk, account_ids: Iterable[int]) -> Iterable[Row[Any]]:
    ids = set(account_ids)
    if not ids:
        return ()
    named = accounts.alias("named")
    same = and_(
        accounts.c.council_id == named.c.council_id,
        accounts.c.customer_ref == named.c.customer_ref,
        text("accounts.customer_ref <> ''"),  # literally as in the partial index
        accounts.c.id != named.c.id,
    )
    return desk.connection.execute(
        select(
            accounts.c.id,
            accounts.c.fund,
            accounts.c.status,
            named.c.id.label("named_id"),
            named.c.fund.label("named_fund"),
            named.c.status.label("named_status"),
            named.c.reference.label("named"),
        )
        .join(named, same)
        .where(among(named.c.id, ids))
    )

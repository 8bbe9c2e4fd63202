"""What a row in suspense says, against what the council knows of an account: only where the two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, select, tuple_

from paycards.issue.card_number import named
from paycards.money import told
from paycards.reconcile.payments.references import match_form
from paycards.reconcile.suspense.clues.case import Case
from paycards.reconcile.suspense.suggestions import Suggestion
from paycards.store.tables.accounts import accounts, cards

CARDS_NAMED = 3


@dataclass(frozen=True)
class Difference:
    """One thing that the row says otherwise than the account has it."""

    what: str
    row_says: str
    account_has: str


def differences(
    connection: Connection, council_id: int, case: Case, suggested: Collection[Suggestion]
) -> list[tuple[Difference, ...]]:
    """Return for each suggestion what would differ if the row were posted to it."""
    known: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_with_cards(council_id, suggested)):
        known[row.fund, row.reference].append(row)
    return [tuple(_differs(case, known[one.fund, one.reference])) for one in suggested]


def _with_cards(council_id: int, suggested: Collection[Suggestion]) -> Any:
    names = [(one.fund, match_form(one.reference)) for one in suggested]
    its = and_(cards.c.account_id == accounts.c.id, cards.c.council_id == council_id)
    return (
        select(accounts, cards.c.card_number, cards.c.status.label("card_status"))
        .outerjoin(cards, its)
        .where(accounts.c.council_id == council_id)
        .where(tuple_(accounts.c.fund, accounts.c.match_reference).in_(names))
        .order_by(accounts.c.id, cards.c.status, cards.c.card_number.desc())
    )


def _differs(case: Case, known: Sequence[Row[Any]]) -> Iterator[Difference]:
    if not known:
        return
    account = known[0]
    if match_form(case.client_reference) != account.match_reference:
        yield Difference("Reference", case.client_reference or "none", account.reference)
    if case.full_number and all(each.card_number != case.full_number for each in known):
        yield Difference("Card", named(case.full_number), _cards(known))
    if case.amount_pence != account.balance_pence:
        yield Difference("Amount", told(case.amount_pence), _owes(account.balance_pence))
    if account.status != "open":
        yield Difference("Account", "paid to it", f"is {account.status}")


def _cards(known: Sequence[Row[Any]]) -> str:
    names = [f"{named(each.card_number)} ({each.card_status})" for each in known if each.card_number]
    more = [f"and {len(names) - CARDS_NAMED} more"] if len(names) > CARDS_NAMED else []
    return ", ".join([*names[:CARDS_NAMED], *more]) or "no card"


def _owes(pence: int) -> str:
    if pence < 0:
        return f"{told(-pence)} in credit"
    return f"{told(pence)} owed" if pence else "nothing owed"

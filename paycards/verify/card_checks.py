"""What verify compares of cards: numbers, what was asked for, and how each came to its state.

The name that is printed on a card is not compared: the trail has none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, Table, select

from paycards.store.tables.card_life import card_events, card_orders, card_proofs, card_requests
from paycards.store.tables.card_numbers import card_check_weights, card_checks, card_numbers, card_schemes
from paycards.store.tables.ledger import ledger_accounts
from paycards.verify.check import Check, columns_of


def _of_council(table: Table) -> Callable[[int], Select[Any]]:
    told = columns_of(table, without=("council_id",))
    return lambda council_id: select(*told).where(table.c.council_id == council_id)


def _requests(council_id: int) -> Select[Any]:
    """The requests, with the name of the account for its id."""
    told = columns_of(card_requests, without=("council_id", "account_id", "holder"))
    return (
        select(*told, ledger_accounts.c.name.label("account"))
        .outerjoin(ledger_accounts, ledger_accounts.c.id == card_requests.c.account_id)
        .where(card_requests.c.council_id == council_id)
    )


def _numbers(council_id: int) -> Select[Any]:
    """The numbers that were allocated, with the code of the scheme for its id."""
    told = columns_of(card_numbers, without=("council_id", "scheme_id"))
    return (
        select(*told, card_schemes.c.code.label("scheme"))
        .join(card_schemes, card_schemes.c.id == card_numbers.c.scheme_id)
        .where(card_numbers.c.council_id == council_id)
    )


def _schemes(council_id: int) -> Select[Any]:
    """What makes up the numbers of each scheme; the originals have it from its own definition."""
    told = columns_of(card_schemes, without=("id", "council_id", "code"))
    scheme = card_schemes.c.code.label("scheme")
    return select(scheme, *told).where(card_schemes.c.council_id == council_id)


def _of_schemes(table: Table) -> Callable[[int], Select[Any]]:
    told = columns_of(table, without=("scheme_id",))
    return lambda council_id: (
        select(card_schemes.c.code.label("scheme"), *told)
        .join(card_schemes, card_schemes.c.id == table.c.scheme_id)
        .where(card_schemes.c.council_id == council_id)
    )


CARD_CHECKS = (
    Check("card scheme", 1, _schemes),
    Check("check digit", 2, _of_schemes(card_checks)),
    Check("weight of a check digit", 3, _of_schemes(card_check_weights)),
    Check("card number", 1, _numbers),
    Check("card request", 1, _requests),
    Check("card order", 1, _of_council(card_orders)),
    Check("card event", 2, _of_council(card_events)),
    Check("card proof", 2, _of_council(card_proofs)),
)

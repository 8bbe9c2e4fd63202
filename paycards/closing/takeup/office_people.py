"""The people of a closing office, read from the books: the list, their cards, what they paid since.

Every query is bounded by the office.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from paycards.clock import local_date
from paycards.closing.takeup.office import Office, account_ids, lists_of
from paycards.closing.takeup.office_payments import first_file, payments
from paycards.closing.takeup.people import Person, Used
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.card_batches import card_batch_rows, card_batches
from paycards.store.tables.card_life import card_requests


def people_of(connection: Connection, office: Office, *, names: bool = False) -> list[Person]:
    """Every account of the office's lists once, in the order of the lists; `names`: with name and phone."""
    listed: dict[int, Row[Any]] = {}
    for row in connection.execute(_listed(office)):
        listed.setdefault(row.account_id, row)
    held = _grouped(connection.execute(_cards(office)))
    given = {row.account_id: row.released_at for row in connection.execute(_given(office))}
    since: int = connection.execute(first_file(office)).scalar_one()
    paid = _grouped(connection.execute(payments(office, since)))
    people = [
        _person(office, row, held.get(account_id, ()), given.get(account_id), paid.get(account_id, ()))
        for account_id, row in listed.items()
    ]
    return [_with_name(person, listed[person.account_id]) for person in people] if names else people


def _listed(office: Office) -> Select[Any]:
    """The rows of the lists that name an account, with the account."""
    return (
        select(
            card_batch_rows.c.account_id,
            card_batch_rows.c.payments_a_year,
            card_batch_rows.c.last_paid_on,
            card_batch_rows.c.usual_amount_pence,
            accounts.c.fund,
            accounts.c.reference,
            accounts.c.status,
            accounts.c.balance_pence,
            accounts.c.title,
            accounts.c.forenames,
            accounts.c.surname,
            accounts.c.phone,
        )
        .join(card_batches, card_batches.c.id == card_batch_rows.c.batch_id)
        .join(accounts, accounts.c.id == card_batch_rows.c.account_id)
        .where(lists_of(office))
        .order_by(card_batch_rows.c.batch_id, card_batch_rows.c.row_no)
    )


def _cards(office: Office) -> Select[Any]:
    return (
        select(cards.c.account_id, cards.c.card_number, cards.c.status, cards.c.issued_on)
        .where(cards.c.account_id.in_(account_ids(office)))
        .order_by(cards.c.issued_on, cards.c.card_number)
    )


def _given(office: Office) -> Select[Any]:
    """When the first card of each account was released; a card that was there before has no request."""
    released = func.min(card_requests.c.closed_at, type_=card_requests.c.closed_at.type).label("released_at")
    return (
        select(card_requests.c.account_id, released)
        .where(card_requests.c.account_id.in_(account_ids(office)), card_requests.c.state == "issued")
        .group_by(card_requests.c.account_id)
    )


def _grouped(rows: Iterable[Row[Any]]) -> Mapping[int, Sequence[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found


def _person(
    office: Office,
    row: Row[Any],
    held: Sequence[Row[Any]],
    released_at: dt.datetime | None,
    paid: Sequence[Row[Any]],
) -> Person:
    given_on = _given_on(office, held, released_at)
    current = _current(held)
    return Person(
        account_id=row.account_id,
        fund=row.fund,
        reference=row.reference,
        account_status=row.status,
        owed_pence=row.balance_pence,
        listed_on=office.listed_on,
        given_on=given_on,
        had_card=given_on is not None and (released_at is None or released_at < office.listed_at),
        card_ending=current.card_number[-4:] if current else "",
        card_status=current.status if current else "",
        payments_a_year=row.payments_a_year,
        counter_last_on=row.last_paid_on,
        usual_pence=row.usual_amount_pence,
        used=tuple(
            Used(each.network, bool(each.with_card), each.payments, each.pence, each.first_on, each.last_on)
            for each in sorted(paid, key=lambda each: (each.network, each.with_card))
        ),
    )


def _with_name(person: Person, row: Row[Any]) -> Person:
    name = " ".join(filter(None, (row.title, row.forenames, row.surname)))
    return replace(person, name=name, phone=row.phone)


def _given_on(office: Office, held: Sequence[Row[Any]], released_at: dt.datetime | None) -> dt.date | None:
    """The day from which the customer could pay with a card: not before the list, never without one."""
    if released_at is not None:
        return max(local_date(released_at), office.listed_on)
    return office.listed_on if any(card.status not in ("requested", "ordered") for card in held) else None


def _current(held: Sequence[Row[Any]]) -> Row[Any] | None:
    """The card that the customer has: an active one, else the newest."""
    active = [card for card in held if card.status == "active"]
    return (active or [*held])[-1] if held else None

"""The people of a closing office, read from the books: the list, their cards, what they paid since.

Every query is bounded by the office. Postings are looked at from the first file after the list on, file
by file along the primary key: there is no index of postings by account, because it would slow the night
down (see docs/decisions).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)

from paycards.clock import LONDON
from paycards.closing.takeup.people import CARD_NETWORKS, Person, Used
from paycards.store.tables import (
    accounts,
    card_batch_rows,
    card_batches,
    card_requests,
    cards,
    councils,
    files,
    lines,
    postings,
    reversals,
)

SHORT_NUMBER = 6  # allpay's short rows give digits 12 to 17 of a card number


@dataclass(frozen=True)
class Office:
    """A closing office: every list of it that was run."""

    council_id: int
    council: str
    council_name: str
    name: str
    listed_at: dt.datetime  # when its first list was run

    @property
    def title(self) -> str:
        """Its name, or that its lists were run without one."""
        return self.name or "No office named"

    @property
    def listed_on(self) -> dt.date:
        """The local day of its first list."""
        return self.listed_at.astimezone(LONDON).date()


def offices(connection: Connection, *, council: str | None = None, office: str | None = None) -> list[Office]:
    """The offices whose lists were run, of this council or of all, of this name or all."""
    query = (
        select(
            councils.c.id.label("council_id"),
            councils.c.code.label("council"),
            councils.c.name.label("council_name"),
            card_batches.c.office.label("name"),
            func.min(card_batches.c.started_at, type_=card_batches.c.started_at.type).label("listed_at"),
        )
        .join(councils, councils.c.id == card_batches.c.council_id)
        .group_by(councils.c.id, councils.c.code, councils.c.name, card_batches.c.office)
        .order_by(councils.c.code, card_batches.c.office)
    )
    if council is not None:
        query = query.where(councils.c.code == council)
    if office is not None:
        query = query.where(card_batches.c.office == office)
    return [Office(**row._mapping) for row in connection.execute(query)]


def people_of(connection: Connection, office: Office, *, names: bool = False) -> list[Person]:
    """Every account of the office's lists once, in the order of the lists; `names`: with name and phone."""
    listed: dict[int, Row[Any]] = {}
    for row in connection.execute(_listed(office)):
        listed.setdefault(row.account_id, row)
    held = _grouped(connection.execute(_cards(office)))
    given = {row.account_id: row.released_at for row in connection.execute(_given(office))}
    first_file: int = connection.execute(_first_file(office)).scalar_one()
    paid = _grouped(connection.execute(payments(office, first_file)))
    people = [
        _person(office, row, held.get(account_id, ()), given.get(account_id), paid.get(account_id, ()))
        for account_id, row in listed.items()
    ]
    return [_named(person, listed[person.account_id]) for person in people] if names else people


def _rows_of(office: Office) -> ColumnElement[bool]:
    return and_(card_batches.c.council_id == office.council_id, card_batches.c.office == office.name)


def _account_ids(office: Office) -> Select[tuple[int]]:
    """The accounts of the office's lists."""
    return (
        select(card_batch_rows.c.account_id)
        .join(card_batches, card_batches.c.id == card_batch_rows.c.batch_id)
        .where(_rows_of(office), card_batch_rows.c.account_id.is_not(None))
    )


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
        .where(_rows_of(office))
        .order_by(card_batch_rows.c.batch_id, card_batch_rows.c.row_no)
    )


def _cards(office: Office) -> Select[Any]:
    return (
        select(cards.c.account_id, cards.c.card_number, cards.c.status, cards.c.issued_on)
        .where(cards.c.account_id.in_(_account_ids(office)))
        .order_by(cards.c.issued_on, cards.c.card_number)
    )


def _given(office: Office) -> Select[Any]:
    """When the first card of each account was released; a card that was there before has no request."""
    released = func.min(card_requests.c.closed_at, type_=card_requests.c.closed_at.type).label("released_at")
    return (
        select(card_requests.c.account_id, released)
        .where(card_requests.c.account_id.in_(_account_ids(office)), card_requests.c.state == "issued")
        .group_by(card_requests.c.account_id)
    )


def _first_file(office: Office) -> Select[Any]:
    """The first file that came after the list; files are numbered as they come."""
    after = select(func.coalesce(func.min(files.c.id), 0, type_=BigInteger))
    return after.where(files.c.council_id == office.council_id, files.c.received_at >= office.listed_at)


def payments(office: Office, first_file: int) -> Select[Any]:
    """What each account paid since the list came, by network, with the card or without.

    `first_file` makes it a range of the primary key, which no planner finds by itself. A payment that was
    taken back is none, nor is what a direct debit brought and its reject took away.
    """
    paid = case((lines.c.amount_pence > 0, 1), else_=0)
    day = case((lines.c.amount_pence > 0, lines.c.paid_on))
    pence = cast(func.sum(lines.c.amount_pence), BigInteger)
    with_card = _with_card().label("with_card")
    return (
        select(
            postings.c.credit_id.label("account_id"),
            lines.c.network,
            with_card,
            cast(func.sum(paid), BigInteger).label("payments"),
            pence.label("pence"),
            func.min(day, type_=Date).label("first_on"),
            func.max(day, type_=Date).label("last_on"),
        )
        .select_from(
            files.join(postings, postings.c.file_id == files.c.id).join(
                lines, and_(lines.c.file_id == postings.c.file_id, lines.c.row_no == postings.c.row_no)
            )
        )
        .where(
            postings.c.file_id >= first_file,
            files.c.council_id == office.council_id,
            files.c.received_at >= office.listed_at,
            postings.c.credit_id.in_(_account_ids(office)),
            lines.c.paid_on >= office.listed_on,
            lines.c.kind != "reversal",
            ~exists().where(
                reversals.c.original_file_id == lines.c.file_id,
                reversals.c.original_row_no == lines.c.row_no,
            ),
        )
        .group_by(postings.c.credit_id, lines.c.network, with_card)
        .having(pence > 0)
    )


def _with_card() -> ColumnElement[int]:
    """1 where the payment names a card of its account, whole or by six digits, at a network for cards."""
    same = or_(
        cards.c.card_number == lines.c.card_number,
        and_(
            func.length(lines.c.card_number) == SHORT_NUMBER,
            func.substr(cards.c.card_number, 12, SHORT_NUMBER) == lines.c.card_number,
        ),
    )
    named = exists().where(cards.c.account_id == postings.c.credit_id, same)
    return case((and_(lines.c.network.in_(CARD_NETWORKS), named), literal(1)), else_=literal(0))


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


def _named(person: Person, row: Row[Any]) -> Person:
    name = " ".join(filter(None, (row.title, row.forenames, row.surname)))
    return replace(person, name=name, phone=row.phone)


def _given_on(office: Office, held: Sequence[Row[Any]], released_at: dt.datetime | None) -> dt.date | None:
    """The day from which the customer could pay with a card: not before the list, never without one."""
    if released_at is not None:
        return max(released_at.astimezone(LONDON).date(), office.listed_on)
    return office.listed_on if any(card.status not in ("requested", "ordered") for card in held) else None


def _current(held: Sequence[Row[Any]]) -> Row[Any] | None:
    """The card that the customer has: an active one, else the newest."""
    active = [card for card in held if card.status == "active"]
    return (active or [*held])[-1] if held else None

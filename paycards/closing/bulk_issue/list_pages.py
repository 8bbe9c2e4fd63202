"""Lists of closing offices as pages show them: all of them, and the rows of one by what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from paycards.access.reading import Reading
from paycards.store.tables.accounts import accounts
from paycards.store.tables.card_batches import card_batch_rows, card_batches
from paycards.store.tables.card_life import card_requests
from paycards.store.tables.desk import card_ids
from paycards.store.tables.desk import handed_in_lists as lists

ROWS_OF_A_PAGE = 100


@dataclass(frozen=True)
class ListLine:
    """A list that was handed in. `begun_at` and `finished_at` are those of its bulk issue, if it has one."""

    id: int
    office: str
    list_name: str
    sheet: str
    rows: int
    handed_in_at: dt.datetime
    handed_in_by: str
    batch_id: int | None
    begun_at: dt.datetime | None
    finished_at: dt.datetime | None


@dataclass(frozen=True)
class IssuedRow:
    """A row of a list whose cards were issued: what became of it, its account, and its card's page."""

    row_no: int
    outcome: str
    message: str
    account_id: int | None
    fund: str
    reference: str
    card_id: int | None


def lists_seen(seen: Reading, most: int) -> list[ListLine]:
    """Return the lists of the councils that are seen, the newest first."""
    query = _LISTS.where(seen.covers(lists.c.council_id)).order_by(lists.c.id.desc()).limit(most)
    return [ListLine(*row) for row in seen.connection.execute(query)]


def one_list(seen: Reading, number: int) -> ListLine | None:
    """Return one list, if it is seen."""
    row = seen.connection.execute(_LISTS.where(lists.c.id == number, seen.covers(lists.c.council_id))).first()
    return None if row is None else ListLine(*row)


def rows_by_outcome(seen: Reading, batch_id: int) -> Mapping[str, int]:
    """Count the rows of a bulk issue by what became of them."""
    query = (
        select(card_batch_rows.c.outcome, func.count())
        .where(card_batch_rows.c.batch_id == batch_id)
        .group_by(card_batch_rows.c.outcome)
        .order_by(card_batch_rows.c.outcome)
    )
    return dict(seen.connection.execute(query).all())


def rows_of(seen: Reading, batch_id: int, outcome: str, after: int) -> list[IssuedRow]:
    """Return rows of a bulk issue with this outcome, one more than a page, after a row's number."""
    its_request = and_(
        card_requests.c.council_id == card_batch_rows.c.council_id,
        card_requests.c.number == card_batch_rows.c.request_no,
    )
    its_card = and_(
        card_ids.c.council_id == card_requests.c.council_id,
        card_ids.c.card_number == card_requests.c.card_number,
    )
    query = (
        select(
            *(card_batch_rows.c.row_no, card_batch_rows.c.outcome, card_batch_rows.c.message),
            card_batch_rows.c.account_id,
            *(func.coalesce(accounts.c.fund, ""), func.coalesce(accounts.c.reference, ""), card_ids.c.id),
        )
        .outerjoin(accounts, accounts.c.id == card_batch_rows.c.account_id)
        .outerjoin(card_requests, its_request)
        .outerjoin(card_ids, its_card)
        .where(card_batch_rows.c.batch_id == batch_id, card_batch_rows.c.outcome == outcome)
        .where(card_batch_rows.c.row_no > after)
        .order_by(card_batch_rows.c.row_no)
        .limit(ROWS_OF_A_PAGE + 1)
    )
    return [IssuedRow(*row) for row in seen.connection.execute(query)]


_SAME = and_(
    card_batches.c.council_id == lists.c.council_id,
    card_batches.c.sha256 == lists.c.sha256,
    card_batches.c.sheet == lists.c.sheet,
)
_LISTS: Select[Any] = select(
    *(lists.c.id, lists.c.office, lists.c.list_name, lists.c.sheet, lists.c.row_count),
    *(lists.c.handed_in_at, lists.c.handed_in_by),
    *(card_batches.c.id, card_batches.c.started_at, card_batches.c.finished_at),
).select_from(lists.outerjoin(card_batches, _SAME))

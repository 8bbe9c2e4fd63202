"""The payments that fit what a receipt shows: looked for in the files that brought payments of its day.

Lines have no index by day, card or receipt, because every line of every night would have to be written to it.
`payment_days` tells which files hold payments of a day. Where no day is given, only the newest
files are looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select

from paycards.reconcile.payments.references import SHORTEST_CARD_NUMBER
from paycards.store.among import among
from paycards.store.tables.accounts import cards
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.payment_days import payment_days
from paycards.tracing.facts import Facts

MOST = 5  # payments of one customer that are told of together
WITHOUT_A_DAY = dt.timedelta(days=31)
MOST_LINES = 50_000  # that are looked at where no day is given


def fitting(
    connection: Connection, contract_ids: Collection[int], facts: Facts, today: dt.date
) -> Sequence[Row[Any]]:
    """Return the payments that fit, if they are of one customer and at most MOST; else none."""
    if not facts.enough:
        return []
    of_files = _files(connection, contract_ids, facts, today)
    found = connection.execute(_lines(of_files, facts).limit(MOST + 1)).all() if of_files else []
    return found if len(found) <= MOST and _of_one_customer(found) else []


def _of_one_customer(found: Sequence[Row[Any]]) -> bool:
    if len(found) < 2:
        return True
    card_numbers = {line.card_number for line in found}
    account_ids = {line.account_id for line in found}
    same_card = len(card_numbers) == 1 and len(next(iter(card_numbers))) >= SHORTEST_CARD_NUMBER
    return same_card or (len(account_ids) == 1 and None not in account_ids)


def _files(connection: Connection, contract_ids: Collection[int], facts: Facts, today: dt.date) -> list[int]:
    day = payment_days.c.paid_on
    when = day == facts.paid_on if facts.paid_on else day > today - WITHOUT_A_DAY
    query = select(payment_days.c.file_id, func.sum(payment_days.c.payments)).where(
        payment_days.c.contract_id.in_(contract_ids), when
    )
    if facts.network:
        query = query.where(payment_days.c.network == facts.network)
    newest_first = query.group_by(payment_days.c.file_id).order_by(payment_days.c.file_id.desc())
    rows = connection.execute(newest_first).all()
    return [file_id for file_id, _ in rows] if facts.paid_on else list(_newest(rows))


def _newest(rows: Iterable[Any]) -> Iterator[int]:
    looked_at = 0
    for file_id, payments in rows:
        looked_at += int(payments)
        if looked_at > MOST_LINES:
            return
        yield file_id


def _lines(of_files: Collection[int], facts: Facts) -> Select[Any]:
    return (
        select(lines, files.c.name, files.c.decided_at, _account().label("account_id"))
        .join(files, files.c.id == lines.c.file_id)
        .where(among(lines.c.file_id, of_files), *_conditions(facts))
        .where(lines.c.kind != "reversal", ~exists().where(same_line(duplicates, lines)))
        .order_by(lines.c.file_id, lines.c.row_no)
    )


def _account() -> ColumnElement[Any]:
    first = and_(same_line(postings, lines), postings.c.step == 0, postings.c.rule.is_not(None))
    return select(postings.c.credit_id).where(first).scalar_subquery()


def _conditions(facts: Facts) -> Iterator[ColumnElement[bool]]:
    """The cheapest to try stand first."""
    pence = lines.c.amount_pence
    yield pence > 0 if facts.amount_pence is None else pence == facts.amount_pence
    if facts.paid_on:
        yield lines.c.paid_on == facts.paid_on
    if facts.network:
        yield lines.c.network == facts.network
    if facts.outlet:
        yield func.upper(lines.c.outlet) == facts.outlet
    if facts.receipt:
        yield _has_receipt(facts.receipt)
    if facts.card_ending:
        yield _has_card(facts.card_ending)


def _has_receipt(receipt: str) -> ColumnElement[bool]:
    """A natural key is outlet and number, joined by a hyphen; a receipt may show the number alone."""
    said = func.upper(lines.c.receipt)
    return or_(said == receipt, said.endswith(f"-{receipt}", autoescape=True))


def _has_card(ending: str) -> ColumnElement[bool]:
    """The row has the card; or it has none in full, and is on the account of such a card."""
    whole = func.length(lines.c.card_number) >= SHORTEST_CARD_NUMBER
    of_account = exists().where(
        same_line(postings, lines),
        cards.c.account_id == postings.c.credit_id,
        cards.c.card_number.endswith(ending, autoescape=True),
    )
    return or_(and_(whole, lines.c.card_number.endswith(ending, autoescape=True)), and_(~whole, of_account))

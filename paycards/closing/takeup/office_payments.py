"""What the accounts of a closing office paid since its list came.

Postings are looked at from the first file after the list on, file by file along the primary key: there is no
index of postings by account, because it would slow the night down (see docs/decisions).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
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

from paycards.closing.takeup.office import Office, account_ids
from paycards.closing.takeup.people import CARD_NETWORKS
from paycards.store.tables.accounts import cards
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, reversals, same_line

SHORT_NUMBER = 6  # allpay's short rows give digits 12 to 17 of a card number


def first_file(office: Office) -> Select[Any]:
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
            files.join(postings, postings.c.file_id == files.c.id).join(lines, same_line(lines, postings))
        )
        .where(
            postings.c.file_id >= first_file,
            files.c.council_id == office.council_id,
            files.c.received_at >= office.listed_at,
            postings.c.credit_id.in_(account_ids(office)),
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

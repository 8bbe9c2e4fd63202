"""What was paid to some accounts, newest first, as far back as is asked for.

Postings have no index by account (see docs/decisions): a list of payments says which lines were ever theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, cast, func, select, union_all

from paycards.issue.card_number import SHOWN_DIGITS
from paycards.ledger.payments_by_account import lines_of
from paycards.store.tables.accounts import accounts
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import lines, same_line


@dataclass(frozen=True)
class AccountPayment:
    """One payment of an account, or one taken back where it is negative; `card_ending` may be empty."""

    file_id: int
    row_no: int
    paid_on: dt.date
    pence: int
    network: str
    outlet: str
    fund: str
    reference: str
    card_ending: str


def account_payments(
    connection: Connection, account_ids: Collection[int], since: dt.datetime | None, most: int
) -> list[AccountPayment]:
    """Return what stands on these accounts of the files since then, at most so many: the newest."""
    rows = connection.execute(_posted(connection, account_ids, since).limit(most))
    return [
        AccountPayment(
            *(row.file_id, row.row_no, row.paid_on, row.pence, row.network, row.outlet),
            *(row.fund, row.reference, row.card_number[-SHOWN_DIGITS:]),
        )
        for row in rows
    ]


def _posted(connection: Connection, account_ids: Collection[int], since: dt.datetime | None) -> Select[Any]:
    """What each account has of each payment now: what was moved away from it is not there any more."""
    of_accounts = lines_of(account_ids, _first_file(connection, since))
    sides = ((postings.c.credit_id, postings.c.amount_pence), (postings.c.debit_id, -postings.c.amount_pence))
    legs = union_all(
        *(
            select(postings.c.file_id, postings.c.row_no, side.label("account_id"), pence.label("pence"))
            .join(of_accounts, same_line(of_accounts, postings))
            .where(side.in_(account_ids))
            for side, pence in sides
        )
    ).subquery("leg")
    place = (legs.c.file_id, legs.c.row_no, legs.c.account_id)
    pence = cast(func.sum(legs.c.pence), BigInteger)
    held = select(*place, pence.label("pence")).group_by(*place).having(pence != 0).subquery("held")
    return (
        select(
            *(held.c.file_id, held.c.row_no, held.c.pence, accounts.c.fund, accounts.c.reference),
            *(lines.c.paid_on, lines.c.network, lines.c.outlet, lines.c.card_number),
        )
        .select_from(held)
        .join(lines, same_line(lines, held))
        .join(accounts, accounts.c.id == held.c.account_id)
        .order_by(lines.c.paid_on.desc(), held.c.file_id.desc(), held.c.row_no.desc())
    )


def _first_file(connection: Connection, since: dt.datetime | None) -> int:
    if since is None:
        return 0
    query = select(func.min(files.c.id, type_=BigInteger)).where(files.c.received_at >= since)
    found = connection.execute(query).scalar()
    return 2**62 if found is None else int(found)

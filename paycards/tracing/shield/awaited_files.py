"""Accounts whose usual payments come in the files of a contract of which a file is refused, held or missing.

Nobody knows what stands in a file that is not there. Usual is who was paid through the contract in each of
the last three spans of 31 days. To spare too many for some days is the smaller mistake.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, case, func, literal_column, select

from paycards.access.contracts import ContractRow
from paycards.clock import LONDON
from paycards.store.tables.accounts import accounts
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.tracing.awaited import awaited_since
from paycards.tracing.shield.spared import Look, Spared

WORKING_DAYS = 10
SPANS, SPAN = 3, dt.timedelta(days=31)


def usual_payers(look: Look) -> Iterator[Spared]:
    """Give the usual payers of each contract that waits for a file."""
    waiting = awaited_since(look.seen.connection, [contract.id for contract in look.contracts])
    for contract in look.contracts:
        if contract.id in waiting:
            since, what = waiting[contract.id]
            expires_on = look.expiry(since, WORKING_DAYS)
            why = f"their payments usually come through {contract.terms.code}, where {what}"
            for fund, reference in look.seen.connection.execute(_payers(look, contract)):
                yield Spared(look.council, fund, reference, "file_awaited", since, expires_on, why)


def _payers(look: Look, contract: ContractRow) -> Select[Any]:
    midnight = dt.datetime.combine(look.today, dt.time(), tzinfo=LONDON) + dt.timedelta(days=1)
    spans = [midnight - SPAN * number for number in range(1, SPANS + 1)]
    span = case(*((files.c.received_at >= first, number) for number, first in enumerate(spans)))
    paid = (
        select(postings.c.credit_id)
        .join(files, files.c.id == postings.c.file_id)
        .where(files.c.contract_id == contract.id, files.c.received_at >= spans[-1])
        .where(files.c.state == "accepted", files.c.kind == "payments")
        .where(postings.c.step == literal_column("0"), postings.c.amount_pence > 0)
        .group_by(postings.c.credit_id)
        .having(func.count(span.distinct()) == SPANS)
        .subquery()
    )
    return select(accounts.c.fund, accounts.c.reference).join(paid, paid.c.credit_id == accounts.c.id)

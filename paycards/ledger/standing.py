"""Postings that stand: no later one of the same line took the money back from where they brought it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, FromClause, exists

from paycards.store.tables.ledger import postings
from paycards.store.tables.lines import same_line

_later = postings.alias("later")


def stands(posting: FromClause) -> ColumnElement[Any]:
    """Whether no later posting of its line debits the account that it credits."""
    return ~exists().where(
        same_line(_later, posting),
        _later.c.step > posting.c.step,
        _later.c.debit_id == posting.c.credit_id,
    )

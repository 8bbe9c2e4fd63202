"""What people are deciding about entries, and what they refused: the machine leaves it alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.open_sides import Place
from paycards.reconcile.subjects import ENTRY, waits
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.decisions import decisions

MATCH = "match"


def waiting_entries(step: Step, contract: ContractRow) -> set[Place]:
    """The entries of a contract about which a decision waits for a second person."""
    query = select(bank_entries.c.file_id, bank_entries.c.row_no).where(
        bank_entries.c.contract_id == contract.id, waits(ENTRY, bank_entries)
    )
    return {(file_id, row_no) for file_id, row_no in step.connection.execute(query)}


def refused_by_decision(step: Step, contract: ContractRow) -> set[tuple[int, int, str]]:
    """The pairs that one person would have matched by hand, and the second refused."""
    query = select(decisions.c.terms).where(
        decisions.c.council_id == contract.council_id,
        decisions.c.kind == MATCH,
        decisions.c.state == "refused",
    )
    return set(_pairs(step.connection.execute(query)))


def _pairs(refused: Iterable[Row[Any]]) -> Iterable[tuple[int, int, str]]:
    for row in refused:
        terms = json.loads(row.terms)
        yield from ((terms["file_id"], terms["row_no"], due) for due, _ in terms["dues"])

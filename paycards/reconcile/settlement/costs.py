"""What suppliers and banks keep of a remittance: posted with the match, fees debit, clearing credit.

A supplier's fee goes with the match that settles the due. A charge that the bank took out of an entry goes
with the first match of that entry. Both come back when the match is taken back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import BigInteger, ColumnElement, func, literal, select

from paycards.access.contracts import ContractRow
from paycards.ledger import chart
from paycards.ledger.posting import Transfer, close_batch, open_batch, post
from paycards.parts import in_parts
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.ledger import ledger_accounts, postings

FEE, CHARGES = "fee", "charges"

Place = tuple[int, int]  # file and row of an entry


class Confirmed(Protocol):
    """A confirmed match, new or old."""

    @property
    def file_id(self) -> int: ...  # noqa: D102
    @property
    def row_no(self) -> int: ...  # noqa: D102
    @property
    def fee_pence(self) -> int: ...  # noqa: D102


@dataclass(frozen=True)
class Cost:
    """So much was kept of an entry; below zero where it comes back."""

    place: Place
    pence: int
    rule: str


def post_costs(
    step: Step, contract: ContractRow, before: Iterable[Confirmed], after: Iterable[Confirmed]
) -> None:
    """Post what is kept with the matches that stand `after` and was not with those that stood `before`."""
    costs = [cost for cost in _costs(step, list(before), list(after)) if cost.pence]
    if not costs:
        return
    fees_id = _fees_account(step, contract)
    batch_id = open_batch(step, "matches")
    for cost in costs:
        _post(step, batch_id, cost, (fees_id, contract.clearing_id))
    close_batch(step, batch_id, len(costs), sum(abs(cost.pence) for cost in costs))


def _costs(step: Step, before: list[Confirmed], after: list[Confirmed]) -> Iterator[Cost]:
    fees = Counter(_fees(after))
    fees.subtract(_fees(before))
    matched_before, matched_after = set(map(_place, before)), set(map(_place, after))
    changed = sorted(matched_before ^ matched_after)
    for place, pence in sorted(fees.items()):
        if pence:
            yield Cost(place, pence, FEE)
    charges = _charges(step, {file_id for file_id, _ in changed})
    for place in changed if charges else ():
        sign = 1 if place in matched_after else -1
        yield Cost(place, sign * charges.get(place, 0), CHARGES)


def _fees(matches: Iterable[Confirmed]) -> dict[Place, int]:
    found: Counter[Place] = Counter()
    for match in matches:
        found[_place(match)] += match.fee_pence
    return found


def _place(match: Confirmed) -> Place:
    return match.file_id, match.row_no


def _charges(step: Step, file_ids: Collection[int]) -> dict[Place, int]:
    """What the bank took out of the entries of these files, where it took anything."""
    found: dict[Place, int] = {}
    this = bank_entries.c
    query = select(this.file_id, this.row_no, this.charges_pence).where(this.charges_pence != 0)
    for some in in_parts(sorted(file_ids)):
        rows = step.connection.execute(query.where(this.file_id.in_(some)))
        found |= {(row.file_id, row.row_no): row.charges_pence for row in rows}
    return found


def _fees_account(step: Step, contract: ContractRow) -> int:
    query = select(ledger_accounts.c.id).where(
        ledger_accounts.c.council_id == contract.council_id,
        ledger_accounts.c.name == chart.name("fees", contract.council.code),
    )
    return int(step.connection.execute(query).scalar_one())


def _post(step: Step, batch_id: int, cost: Cost, accounts: tuple[int, int]) -> None:
    debit_id, credit_id = accounts if cost.pence > 0 else accounts[::-1]
    transfer = Transfer(
        file_id=literal(cost.place[0], BigInteger),
        row_no=literal(cost.place[1], BigInteger),
        debit_id=literal(debit_id, BigInteger),
        credit_id=literal(credit_id, BigInteger),
        amount_pence=literal(abs(cost.pence), BigInteger),
        rule=literal(cost.rule),
        step=_next_step(cost.place),
    )
    post(step, batch_id, transfer)


def _next_step(place: Place) -> ColumnElement[int]:
    """The step after the last of an entry, which is at least the one that posted it."""
    last = select(func.max(postings.c.step) + 1).where(
        postings.c.file_id == place[0], postings.c.row_no == place[1]
    )
    return last.scalar_subquery()

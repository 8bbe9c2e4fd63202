"""Match what the bank booked to what suppliers owe, contract by contract, and open the problems that remain.

One transaction for a contract: killed at any moment, the next run does the rest and nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, union

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.reconcile.settlement.by_the_rules import match_by_the_rules
from paycards.reconcile.settlement.telling import KINDS, tell
from paycards.store.tables.audit import problems
from paycards.store.tables.bank import bank_entries


@dataclass(frozen=True)
class Settlements:
    """What a run did: matches that were confirmed and proposed anew, and what is open afterwards.

    `open` counts the entries of which something is unexplained, `open_pence` sums it; `problems`
    counts what of it, and of differences, is a problem. `faults` counts what did not work.
    """

    confirmed: int = 0
    confirmed_pence: int = 0
    proposed: int = 0
    open: int = 0
    open_pence: int = 0
    problems: int = 0
    faults: int = 0

    @property
    def needs_person(self) -> bool:
        """Tell whether something waits for a person."""
        return bool(self.proposed or self.problems or self.faults)

    def __add__(self, other: Settlements) -> Settlements:
        """Sum what was done for two contracts."""
        return Settlements(
            *(getattr(self, name) + getattr(other, name) for name in Settlements.__dataclass_fields__)
        )


def match_settlements(visit: Visit) -> Settlements:
    """Match every contract that has entries of the bank. Safe to run again at any moment.

    What goes wrong with one contract is an open problem, and the others go on.
    """
    faults, done = Faults(visit, "matching"), Settlements()
    for contract in visit.progress.over("matching the bank's entries", _to_match(visit)):
        concern = Concern("matching the bank", contract.council_id, contract.id, contract.terms.code)
        with faults.apart(concern):
            done += _match(visit, contract)
    faults.settle()
    return done + Settlements(faults=len(faults.met))


def _match(visit: Visit, contract: ContractRow) -> Settlements:
    with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
        matched = match_by_the_rules(step, contract)
        remaining = tell(step, contract, matched)
    confirmed = matched.making.confirmed
    return Settlements(
        confirmed=len(confirmed),
        confirmed_pence=sum(match.amount_pence for match in confirmed),
        proposed=len(matched.making.made) - len(confirmed),
        open=len(matched.left),
        open_pence=sum(matched.left.values()),
        problems=remaining,
    )


def _to_match(visit: Visit) -> list[ContractRow]:
    """The contracts that have entries of the bank, or had some that are a problem still."""
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        entries = _HAVE_ENTRIES.where(seen.covers(bank_entries.c.council_id))
        open_problems = _HAVE_PROBLEMS.where(seen.covers(problems.c.council_id))
        found = set(seen.connection.execute(union(entries, open_problems)).scalars())
    return [visit.installation.contract(contract_id) for contract_id in sorted(found)]


_HAVE_ENTRIES = select(bank_entries.c.contract_id).where(bank_entries.c.contract_id.is_not(None))
_HAVE_PROBLEMS = select(problems.c.contract_id).where(
    problems.c.kind.in_(KINDS), problems.c.contract_id.is_not(None), problems.c.closed_at.is_(None)
)

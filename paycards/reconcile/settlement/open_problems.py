"""Problems that are found anew each night: opened, brought up to date, and closed when they hold no more."""

from __future__ import annotations

from collections.abc import Mapping

from paycards.access.contracts import ContractRow
from paycards.store import kept_problems
from paycards.store.kept_problems import Facts, Kept
from paycards.store.problems import PAYCARDS, Closing
from paycards.store.step import Step

UNAPPLIED, GAVE_UP = "unapplied", "matching_gave_up"


def keep_open(step: Step, contract: ContractRow, kind: str, wanted: Mapping[str, Facts], note: str) -> None:
    """Have exactly these problems of a kind open for a contract, but for those that a person closed."""
    kept = Kept(kind, contract.id, contract.council_id)
    facts = {subject: {"contract": contract.terms.code, **said} for subject, said in wanted.items()}
    kept_problems.keep_open(step.connection, kept, facts, Closing(step.at, PAYCARDS, note))


def explained(step: Step, contract: ContractRow, place: tuple[int, int]) -> None:
    """Close what is open of an entry that a person has just explained, or that is this contract's no more."""
    for kind in (UNAPPLIED, GAVE_UP):
        step.close_problem(kind, subject_of(place), contract_id=contract.id, note="a person explained it")


def subject_of(place: tuple[int, int]) -> str:
    """Name an entry in a problem: other files may bear the same name."""
    return f"entry {place[0]}:{place[1]}"

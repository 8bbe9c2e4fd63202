"""Keep the chain of an account: which statements are proved, and an open problem for each gap."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from paycards.clock import in_words
from paycards.money import to_pounds
from paycards.reconcile.bank.chain import Gap, chain
from paycards.reconcile.bank.placed import Placed
from paycards.reconcile.bank.statements import entered, taken
from paycards.store.plain_text import key
from paycards.store.step import Step
from paycards.store.tables.audit import problems
from paycards.store.tables.bank import bank_statements

KIND = "bank_gap"


def link(step: Step, council: str, account: str) -> None:
    """Prove what is proved now, and open or close the problems of what is missing."""
    of_account = (step.connection, step.owner, account)
    linked = chain(taken(*of_account), entered(*of_account))
    changed = [each for each in linked if each.proved != each.statement.proved]
    for proved in (True, False):
        _mark(step, [each.statement.id for each in changed if each.proved is proved], proved=proved)
    gaps = {_subject(council, account, each.gap): each.gap for each in linked if each.gap is not None}
    for subject, gap in gaps.items():
        step.open_problem(KIND, subject, **_facts(council, account, gap))
    for subject in open_subjects(step, KIND, f"{council} {account} ") - gaps.keys():
        step.close_problem(KIND, subject, note="what was missing came")


def _mark(step: Step, ids: list[int], *, proved: bool) -> None:
    if ids:
        these = bank_statements.c.id.in_(ids)
        step.connection.execute(update(bank_statements).where(these).values(proved=int(proved)))


def _subject(council: str, account: str, gap: Gap) -> str:
    return key(f"{council} {account} {gap.after.begins_on} {gap.after.name}")


def _facts(council: str, account: str, gap: Gap) -> dict[str, Any]:
    before, after = gap.before, gap.after
    return {
        "council": council,
        "account": account,
        "before": _stated(before),
        "closing": to_pounds(gap.expected_pence, thousands=True),
        "after": _stated(after),
        "opening": to_pounds(after.opening_pence or 0, thousands=True),
        "missing": to_pounds(gap.missing_pence, thousands=True),
        "hint": _hint(before.number, after.number),
    }


def _stated(statement: Placed) -> str:
    first, last = in_words(statement.begins_on), in_words(statement.ends_on)
    return f"{statement.name} of {first}" if first == last else f"{statement.name} of {first} to {last}"


def _hint(before: str, after: str) -> str:
    """What the bank's own numbers say is missing, where they count."""
    if not (before.isdecimal() and after.isdecimal()) or not 2 <= int(after) - int(before) <= 100:
        return ""
    first, last = int(before) + 1, int(after) - 1
    numbers = f"{first}" if first == last else f"{first} to {last}"
    return f"; by the bank's numbers {numbers} did not come"


def open_subjects(step: Step, kind: str, beginning: str) -> set[str]:
    """The open problems of a kind whose subjects begin so."""
    query = select(problems.c.subject).where(
        problems.c.council_id == step.owner,
        problems.c.kind == kind,
        problems.c.closed_at.is_(None),
        problems.c.subject.startswith(beginning, autoescape=True),
    )
    return set(step.connection.execute(query).scalars())

"""Accounts that the newest extract of their council leaves out: a problem until they are back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from paycards.counted import counted, first_of
from paycards.problems import kind_of
from paycards.store.step import Step
from paycards.store.tables.audit import problems

KIND = "missing_accounts"
SHOWN_REFERENCES = 10
MUCH = 10  # more than a tenth of a fund's accounts


@dataclass(frozen=True)
class Missing:
    """The references of a fund that an extract leaves out, and how many accounts the fund had before it."""

    references: list[str]
    known: int

    @property
    def is_much(self) -> bool:
        """Whether more than a tenth is missing: the extract itself may be cut short."""
        return len(self.references) * MUCH > self.known


def report_missing(step: Step, code: str, fund: str, missing: Missing) -> bool:
    """Open, bring up to date or close the problem of a council's fund; tell whether anything is new."""
    subject = f"{code}:{fund}"
    before = _message(step, subject)
    if not missing.references:
        step.end_problem(KIND, subject)
        return before != ""
    facts = _facts(code, fund, missing)
    if kind_of(KIND).message.format(**facts) == before:
        return False
    step.open_problem(KIND, subject, **facts)
    return True


def _message(step: Step, subject: str) -> str:
    """What the open problem says; nothing without one."""
    is_open = problems.c.closed_at.is_(None)
    query = select(problems.c.message).where(
        problems.c.council_id == step.council_id,
        problems.c.kind == KIND,
        problems.c.subject == subject,
        is_open,
    )
    return step.connection.execute(query).scalar() or ""


def _facts(code: str, fund: str, missing: Missing) -> dict[str, Any]:
    references = missing.references
    shown = first_of(references, SHOWN_REFERENCES)
    accounts = f"{counted(len(references), 'account')} {'is' if len(references) == 1 else 'are'}"
    much = (
        f" More than a tenth of its {counted(missing.known, 'account')}: the extract may be cut short."
        * missing.is_much
    )
    return {"council": code, "accounts": accounts, "fund": fund, "references": shown, "much": much}

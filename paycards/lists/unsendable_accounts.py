"""Accounts whose payments no outgoing file of their fund can carry: said when they are imported.

They are loaded all the same, so that a payment finds its account and is posted; the posting waits until the
reference or the settings are changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from paycards.counted import counted, first_of
from paycards.ledger.outgoing import FORMATS
from paycards.lists.visible_text import shown
from paycards.settings.council import Council
from paycards.store.step import Step
from paycards.store.tables.audit import problems

if TYPE_CHECKING:
    import pandas as pd

KIND = "unsendable_account"
SHOWN_REFERENCES = 10


@dataclass(frozen=True)
class Unsendable:
    """An account, and the format whose files cannot name it."""

    council: str
    fund: str
    reference: str
    format: str

    @property
    def sentence(self) -> str:
        """Say it of this account."""
        fits = FORMATS[self.format].reference_is
        return f"{self.fund} {shown(self.reference)}: a reference in the {self.format} file is {fits}"


def find_unsendable(council: Council, rows: pd.DataFrame) -> list[Unsendable]:
    """Find the accounts of an extract, but for closed ones, that an outgoing file of their fund cannot name.

    `rows` has fund, reference and status.
    """
    found = []
    for outgoing in council.outgoing:
        live = rows.loc[(rows["fund"] == outgoing.fund) & (rows["status"] != "closed"), "reference"]
        unfit = live[~live.str.fullmatch(FORMATS[outgoing.format].reference).astype(bool)]
        found += [
            Unsendable(council.code, outgoing.fund, reference, outgoing.format)
            for reference in unfit.tolist()
        ]
    return sorted(found, key=lambda each: each.fund)


def report_unsendable(step: Step, council: str, found: list[Unsendable]) -> None:
    """Open or bring up to date a problem for each fund that has such accounts; close those of the others."""
    of_fund = {fund: list(some) for fund, some in groupby(found, key=lambda each: each.fund)}
    for fund in _reported(step, council) - of_fund.keys():
        step.end_problem(KIND, f"{council}:{fund}")
    for fund, some in of_fund.items():
        step.open_problem(KIND, f"{council}:{fund}", **_facts(some))


def _reported(step: Step, council: str) -> set[str]:
    """The funds that have such a problem."""
    query = select(problems.c.subject).where(
        problems.c.council_id == step.council_id, problems.c.kind == KIND, problems.c.closed_at.is_(None)
    )
    return {subject.removeprefix(f"{council}:") for subject in step.connection.execute(query).scalars()}


def _facts(found: list[Unsendable]) -> dict[str, Any]:
    first = found[0]
    return {
        "council": first.council,
        "accounts": counted(len(found), "account"),
        "fund": first.fund,
        "format": first.format,
        "fits": FORMATS[first.format].reference_is,
        "references": first_of([shown(each.reference) for each in found], SHOWN_REFERENCES),
    }

"""Show the proof of a day: for each contract every check, with both sides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY, in_words
from paycards.errors import Invalid
from paycards.reconcile.proof.day_proof import proofs_of
from paycards.reconcile.proof.figure import DayProof
from paycards.reconcile.proof.written import closings_of, signatures_of
from paycards.reports.proof_pages import page
from paycards.reports.proof_rows import figures_of
from paycards.store.anchors import anchors_of


@dataclass(frozen=True)
class Proved:
    """The proof of a day, of one or more councils.

    `closings` say who signed for what does not agree, who closed it and who opened it again.
    """

    day: dt.date
    proofs: list[DayProof]
    closings: list[str]
    anchors: list[str]

    @property
    def title(self) -> str:
        """Name the page."""
        return f"Proof of {self.day:%A} {in_words(self.day)}"

    def page(self, form: str) -> bytes:
        """Return it as text, html, csv or pdf."""
        return page(form, self.proofs, self.title, [*self.closings, *self.anchors])

    def as_dict(self) -> dict[str, object]:
        """Give it as plain data, with what each figure is made of."""
        parts = [figure for proof in self.proofs for figure in proof.figures]
        figures = [
            row | {"why": figure.why, "parts": [part._asdict() for part in figure.parts]}
            for row, figure in zip(figures_of(self.proofs), parts, strict=True)
        ]
        return {
            "date": self.day,
            "green": bool(self.proofs) and all(proof.is_green for proof in self.proofs),
            "contracts": {proof.contract.terms.code: proof.is_green for proof in self.proofs},
            "figures": figures,
            "closings": self.closings,
            "anchors": self.anchors,
        }


def show_proof(
    visit: Visit, day: dt.date | None = None, *, council: str | None = None, contract: str | None = None
) -> Proved:
    """Return the proof of each contract that had a file by then for a day, by default yesterday.

    Raises NotFound, and Invalid for a day that is to come: nothing on it could disagree.
    """
    day = day or visit.today - ONE_DAY
    if day > visit.today:
        raise Invalid("date", f"{in_words(day)} has not come: choose a day until today.")
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        contracts = contracts_seen(visit.installation, seen, contract)
        proofs = [each for each in proofs_of(seen.connection, contracts, day, visit.now) if each.figures]
        return Proved(day, proofs, _closings(seen, day), _anchors(seen))


def _closings(seen: Reading, day: dt.date) -> list[str]:
    return [
        said
        for council_id in seen.councils.values()
        for tell in (signatures_of, closings_of)
        for said in tell(seen.connection, council_id, day)
    ]


def _anchors(seen: Reading) -> list[str]:
    return [
        f"{anchor.council}: newest hash of the audit trail {anchor.hash}"
        for anchor in anchors_of(seen.connection, seen.councils)
    ]

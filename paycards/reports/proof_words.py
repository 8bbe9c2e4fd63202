"""A proof in words and pounds, as its pages show it; `complete` counts files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paycards.money import to_pounds
from paycards.reconcile.proof.figure import COMPLETE, MEANS, DayProof, Figure
from paycards.reports.page import Page, Table

NOTHING = "Nothing on either side."
SIDES = frozenset({1, 2, 3})
HEADINGS = ("check", "left", "right", "difference", "state")
STATES = {"agrees": "agrees", "differs": "DIFFERS", "unknown": "not known yet"}


def page_of(proofs: Sequence[DayProof], title: str, notes: Sequence[str]) -> Page:
    """The page of a day's proof; `notes` stand below the verdict."""
    sections = [[checks(proof), *details(proof)] for proof in proofs]
    return Page(title, whose(proofs), verdict(proofs), notes, sections)


def verdict(proofs: Sequence[DayProof]) -> str:
    """Say in one sentence whether the day is proved."""
    if not proofs:
        return "No file had come by then: there is nothing to prove."
    open_ones = [proof.contract.terms.code for proof in proofs if not proof.is_green]
    if not open_ones:
        return "Every check agrees."
    return f"Not proved yet: {', '.join(open_ones)}."


def checks(proof: DayProof) -> Table:
    """The checks of a contract, one a row."""
    title = f"{proof.contract.terms.code}: {'green' if proof.is_green else 'not green'}"
    rows = [_row(figure) for figure in proof.figures]
    return Table(title, HEADINGS, rows, SIDES, (18, 22, 22, 20, 18))


def details(proof: DayProof) -> list[Table]:
    """What each check is made of: the rows of its two sides."""
    return [_made_of(figure) for figure in proof.figures if figure.parts or figure.why]


def _row(figure: Figure) -> list[str]:
    sides = (figure.left_pence, figure.right_pence, figure.difference_pence)
    return [figure.check, *(amount(figure.check, side) for side in sides), STATES[figure.state]]


def amount(check: str, pence: int | None) -> str:
    """A side of a check as people read it."""
    if pence is None:
        return "?"
    return str(pence) if check == COMPLETE else to_pounds(pence, thousands=True)


def _made_of(figure: Figure) -> Table:
    left, right = MEANS[figure.check]
    why = f" {figure.why[:1].upper()}{figure.why[1:]}." if figure.why else ""
    title = f"{figure.check}: {left}; against {right}.{why}"
    rows = [[part.side, part.what, amount(figure.check, part.pence), part.source] for part in figure.parts]
    return Table(title, ("side", "what", "amount", "from"), rows, frozenset({2}), (9, 41, 20, 30), NOTHING)


def whose(proofs: Iterable[DayProof]) -> str:
    """The councils that a page speaks of."""
    return ", ".join(dict.fromkeys(proof.contract.council.name for proof in proofs))

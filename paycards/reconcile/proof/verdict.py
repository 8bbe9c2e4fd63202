"""The night in one sentence: it balances, it differs, it has not run, or it could not be worked out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from paycards.clock import local
from paycards.money import told
from paycards.reconcile.proof.figure import COMPLETE, MEANS, DayProof, Figure
from paycards.store.nights import LastNight

How = Literal["balances", "differs", "not_run", "unknown"]
NAMED = 3


@dataclass(frozen=True)
class OpenCheck:
    """A check of a contract that does not agree; `difference_pence` counts files where it is `complete`."""

    contract: str
    check: str
    means: tuple[str, str]
    state: str
    difference_pence: int | None
    why: str


@dataclass(frozen=True)
class Verdict:
    """How a night stands. `day` is the day that it proves."""

    how: How
    sentence: str
    day: dt.date
    checks: tuple[OpenCheck, ...] = ()


def not_run(last: LastNight, day: dt.date) -> Verdict:
    """The night is not over, or never began."""
    if last.ended_at is None:
        when = "no night has been run here yet"
    else:
        at = local(last.ended_at)
        when = f"due at about {at:%H:%M}, like the night of {at.day} {at:%B}"
    return Verdict("not_run", f"Last night has not run yet: {when}.", day)


def not_worked_out(why: str, day: dt.date, checks: Sequence[OpenCheck] = ()) -> Verdict:
    """Something stood in the way of the figures."""
    return Verdict("unknown", f"It could not be worked out: {why.rstrip('.')}.", day, tuple(checks))


def verdict_of(proofs: Sequence[DayProof], day: dt.date) -> Verdict:
    """Say how the day before the night is proved, by all contracts together.

    A difference counts once for each contract, with its largest check: one missing amount shows in several.
    """
    checks = [_open(proof, each) for proof in proofs for each in proof.figures if each.state != "agrees"]
    differing = [each for each in checks if each.state == "differs" and each.check != COMPLETE]
    if differing:
        return Verdict("differs", _differs(differing), day, tuple(checks))
    if checks:
        return not_worked_out(_why(checks[0]), day, checks)
    if not proofs:
        return not_worked_out("no file had come by then", day)
    return Verdict("balances", "Last night balances.", day)


def _differs(checks: Sequence[OpenCheck]) -> str:
    largest: dict[str, int] = {}
    for each in checks:
        apart = abs(each.difference_pence or 0)
        largest[each.contract] = max(largest.get(each.contract, 0), apart)
    where = [f"{each.contract}, {each.check}" for each in checks]
    more = f" and {len(where) - NAMED} more" if len(where) > NAMED else ""
    return f"Last night differs by {told(sum(largest.values()))}: {'; '.join(where[:NAMED])}{more}."


def _why(check: OpenCheck) -> str:
    said = check.why or f"the check {check.check} has no figure yet"
    return f"{said} ({check.contract})"


def _open(proof: DayProof, figure: Figure) -> OpenCheck:
    return OpenCheck(
        contract=proof.contract.terms.code,
        check=figure.check,
        means=MEANS[figure.check],
        state=figure.state,
        difference_pence=figure.difference_pence,
        why=figure.why,
    )

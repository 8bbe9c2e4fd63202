"""Two people at the same thing: what a page showed is given back with the decision, and must still be so."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.decisions.decision import APPLIED, PROPOSED, REFUSED, WITHDRAWN, Decision, told_time
from paycards.decisions.kinds import kind_of
from paycards.decisions.listing import decisions_on
from paycards.errors import Stale
from paycards.store.step import Step

DID = {
    PROPOSED: "proposed to",
    APPLIED: "decided to",
    REFUSED: "refused to",
    WITHDRAWN: "withdrew the proposal to",
}


def version_of(state: str, decisions: Sequence[Decision]) -> str:
    """Name the state of a thing and of the last decision about it.

    >>> version_of("open", [])
    'open.0'
    """
    last = f"{decisions[-1].decision}.{decisions[-1].state}" if decisions else "0"
    return f"{state}.{last}"


def require_unchanged(step: Step, subject: str, state: str, shown: str) -> None:
    """Raise Stale unless a thing is in the version that was shown; where none was, anything goes."""
    about = decisions_on(step, subject)
    if shown and shown != version_of(state, about):
        last = about[-1] if about else None
        raise Stale(
            _told(about, state, shown),
            code="decided_meanwhile",
            by=(last.decided_by or last.proposed_by) if last else "",
            decision=last.decision if last else 0,
        )


def done(decision: Decision) -> str:
    """Say who did what about a decision, and when.

    For example "Ben decided to write a suspense item off at 09:12 on 27 November 2026 (decision 12)".
    """
    by, at = decision.decided_by or decision.proposed_by, decision.decided_at or decision.proposed_at
    what = f"{DID[decision.state]} {kind_of(decision.kind).does}"
    return f"{by} {what} at {told_time(at)} (decision {decision.decision})"


def _told(about: Sequence[Decision], state: str, shown: str) -> str:
    is_new = bool(about) and not shown.endswith(f".{about[-1].decision}.{about[-1].state}")
    said = done(about[-1]) if is_new else f"It is {state.replace('_', ' ')} now, without a person's decision"
    return f"{said}. Nothing of yours was done."

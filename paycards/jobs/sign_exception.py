"""Propose that a day may be closed although a check does not agree."""

from __future__ import annotations

import datetime as dt

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.clock import in_words
from paycards.decisions.closing_days import unsigned
from paycards.decisions.decision import Decision
from paycards.decisions.propose import decide
from paycards.decisions.signing import proposed_exception, require_open
from paycards.errors import Invalid, NotAllowed
from paycards.jobs.effects import EFFECTS
from paycards.reconcile.proof.day_proof import prove
from paycards.reconcile.proof.figure import CHECKS


def sign_exception(
    visit: Visit, day: dt.date, *, contract: str, check: str, note: str, until: dt.date
) -> Decision:
    """Propose an exception for one check of a contract's day as it stands; a second person approves it.

    Raises NotFound, Invalid for a check that is none, an empty reason or a last day that is over, and
    NotAllowed when the day is closed, the check agrees or is signed for already.
    """
    note = checked_note(note)
    if check not in CHECKS:
        raise Invalid("check", f"There is no check {check}. Choose one of {', '.join(CHECKS)}.")
    if until < visit.today:
        raise Invalid("until", f"{in_words(until)} is over.")
    with visit.reading(may=Permission.PROPOSE_DAYS) as seen:
        [row] = contracts_seen(visit.installation, seen, contract)
    with visit.step(row.council_id, Permission.PROPOSE_DAYS) as step:
        require_open(step, day)
        [proof] = prove(step.connection, [row], day, visit.now)
        found = [each for each in unsigned(step.connection, proof, visit.today) if each.check == check]
        if not found:
            raise NotAllowed(
                f"The check {check} of {contract} for {in_words(day)} needs no exception.",
                code="no_exception_needed",
                check=check,
                contract=contract,
                day=str(day),
            )
        return decide(step, visit.installation, proposed_exception(found[0], day, note, until), EFFECTS)

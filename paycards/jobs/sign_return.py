"""Prepare the return of a month: its figures are written down, and a second person is to review it."""

from __future__ import annotations

from collections.abc import Mapping

from paycards.access.note import checked_note
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.decisions.propose import decide
from paycards.decisions.returning import as_written, proposed_return, require_unsigned, write_figures
from paycards.errors import UsageError
from paycards.jobs.effects import EFFECTS
from paycards.jobs.show_return import finished_month
from paycards.reconcile.returns.control import require_sent
from paycards.reconcile.returns.month import figures_of


def sign_return(
    visit: Visit, month: str, *, council: str | None, note: str, loaded: Mapping[str, int] | None = None
) -> Decision:
    """Sign as the one who prepares it; who approves the decision reviews it.

    `loaded` are pence by fund: what the funds' own systems say that they took in the month.

    Raises Invalid for what is no month, an empty note or a fund of which nothing was sent, NotAllowed for a
    month that is not over or signed, Stale where it waits for its review, NotFound, UsageError where the
    council must be named.
    """
    note, of = checked_note(note), finished_month(visit, month)
    with visit.reading(council, may=Permission.SIGN_RETURNS) as seen:
        councils = dict(seen.councils)
    if len(councils) != 1:
        raise UsageError(f"Say which council: {', '.join(sorted(councils))}.")
    [council_id] = councils.values()
    mine = [each for each in visit.installation.contracts.values() if each.council_id == council_id]
    with visit.step(council_id, Permission.SIGN_RETURNS) as step:
        require_unsigned(step, of.name)
        require_sent(step.connection, council_id, of, loaded or {})
        decision = decide(step, visit.installation, proposed_return(of, note), EFFECTS)
        figures = figures_of(step.connection, council_id, mine, of, loaded)
        write_figures(step, decision.decision, of.name, as_written(figures))
    return decision

"""`paycards decisions`: what people decided about money, and what waits for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paycards.cli.decided import a_reason, as_plain, pounds_of, tell, told
from paycards.cli.given import Whole
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Command, Run, as_json, with_settings

if TYPE_CHECKING:
    from paycards.decisions.decision import Decision
    from paycards.jobs.show_decision import ShownDecision

STATES = ("proposed", "applied", "refused", "withdrawn")


def numbered(command: Command) -> Command:
    """A command on one decision."""
    number = click.argument("number", metavar="N", type=Whole(1, 2**31 - 1))
    council = click.option("--council", metavar="CODE", help="Whose decision, where two have this number.")
    return number(council(command))


@click.group(cls=Group)
def decisions() -> None:
    """See what was decided about money; approve or refuse what waits.

    Example: paycards decisions list
    """


@decisions.command(name="list")
@click.option("--council", metavar="CODE", help="Only this council's.")
@click.option("--state", type=click.Choice(STATES), help="All in this state, however old.")
@click.option("--all", "old_too", is_flag=True, help="All there ever were.")
@as_json
@with_settings
def list_(run: Run, council: str | None, state: str | None, old_too: bool, as_json: bool) -> None:
    """List what waits for a second person, and what was decided in the last seven days.

    Example: paycards decisions list --state proposed
    """
    from paycards.jobs.list_decisions import list_decisions

    found = list_decisions(run.visit, council=council, state=state, old_too=old_too)
    if as_json:
        print_json([as_plain(decision) for decision in found])
        return
    if not found:
        say("No decisions.")
        return
    headings = ["council", "decision", "kind", "subject", "pounds", "state"]
    print_table([*headings, "proposed by", "at", "decided by", "at"], [_row(decision) for decision in found])


@decisions.command()
@numbered
@as_json
@with_settings
def show(run: Run, number: int, council: str | None, as_json: bool) -> None:
    """Show a decision: what it does, who proposed it and why, who decided.

    Example: paycards decisions show 12
    """
    from paycards.jobs.show_decision import show_decision

    shown = show_decision(run.visit, number, council=council)
    if as_json:
        print_json(as_plain(shown.decision))
    else:
        _print_page(shown)


@decisions.command()
@numbered
@click.option("--note", default="", help="What you looked at, if anything is to be said.")
@as_json
@with_settings
def approve(run: Run, number: int, council: str | None, note: str, as_json: bool) -> None:
    """Approve what somebody else proposed; it is done at once.

    Example: paycards decisions approve 12
    """
    from paycards.jobs.approve_decision import approve_decision

    tell(approve_decision(run.visit, number, council=council, note=note), as_json)


@decisions.command()
@numbered
@a_reason
@as_json
@with_settings
def refuse(run: Run, number: int, council: str | None, note: str, as_json: bool) -> None:
    """Refuse what somebody else proposed; nothing is done.

    Example: paycards decisions refuse 12 --note "the receipt names another account"
    """
    from paycards.jobs.refuse_decision import refuse_decision

    tell(refuse_decision(run.visit, number, note=note, council=council), as_json)


@decisions.command()
@numbered
@click.option("--note", default="", help="Why, if anything is to be said.")
@as_json
@with_settings
def withdraw(run: Run, number: int, council: str | None, note: str, as_json: bool) -> None:
    """Withdraw what you proposed yourself; nothing is done.

    Example: paycards decisions withdraw 12
    """
    from paycards.jobs.withdraw_decision import withdraw_decision

    tell(withdraw_decision(run.visit, number, council=council, note=note), as_json)


def _print_page(shown: ShownDecision) -> None:
    from paycards.decisions.decision import told_time
    from paycards.decisions.kinds import kind_of

    decision = shown.decision
    say(told(decision))
    known = {
        "does": kind_of(decision.kind).does,
        "proposed": f"by {decision.proposed_by} at {told_time(decision.proposed_at)}: {decision.reason}",
        "decided": _ending(decision),
    }
    for name, value in known.items():
        if value:
            say(f"{name:9} {value}")
    say()
    rows = [[each.what, each.before, each.after] for each in shown.changes]
    print_table(["what it changes", "before", "after"], rows)


def _ending(decision: Decision) -> str:
    from paycards.decisions.decision import told_time

    if not decision.decided_by:
        return "" if decision.state == "proposed" else "at once: one person is enough"
    why = f": {decision.decided_reason}" if decision.decided_reason else ""
    return f"{decision.state} by {decision.decided_by} at {told_time(decision.decided_at)}{why}"


def _row(decision: Decision) -> list[object]:
    from paycards.decisions.decision import told_time

    return [
        *(decision.council, decision.decision, decision.kind, decision.subject),
        *(pounds_of(decision), decision.state),
        *(decision.proposed_by, told_time(decision.proposed_at)),
        *(decision.decided_by, told_time(decision.decided_at)),
    ]

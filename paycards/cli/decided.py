"""How the terminal asks for the reason of a decision, and tells of it: in a sentence, or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from paycards.cli.output import print_json, say

if TYPE_CHECKING:
    from paycards.decisions.decision import Decision


# Of commands that programs call without a reason: then the books say that there was none.
a_reason = click.option(
    "--note", metavar="TEXT", default="no reason given", help="Why, for anyone who asks later."
)


def as_plain(decision: Decision) -> dict[str, Any]:
    """A decision for a program; instants as ISO 8601."""
    instants = {name: getattr(decision, name) for name in ("proposed_at", "decided_at")}
    return asdict(decision) | {name: at.isoformat() if at else "" for name, at in instants.items()}


def told(decision: Decision) -> str:
    """Say where a decision stands, in a sentence."""
    pounds = pounds_of(decision)
    money = f"{pounds} pounds of " if pounds else ""
    what = f"Decision {decision.decision}: {decision.kind}, {money}{decision.subject}"
    if decision.state == "proposed":
        return f"{what}, waits for a second person: `paycards decisions approve {decision.decision}`."
    return f"{what}, is {decision.state}."


def pounds_of(decision: Decision) -> str:
    """Say how much money it is about; nothing where it is about none, or its check counts files."""
    from paycards.money import to_pounds

    counts_files = decision.kind == "sign_exception" and decision.subject.endswith(" complete")
    is_money = decision.amount_pence and not counts_files
    return to_pounds(decision.amount_pence, thousands=True) if is_money else ""


def tell(decision: Decision, as_json: bool) -> None:
    """Say where a decision stands, to a person or a program."""
    if as_json:
        print_json(as_plain(decision))
    else:
        say(told(decision))

"""One due on the terminal: what it is, what makes it, and every match that it ever had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from paycards.cli.output import print_table, say
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.reconcile.settlement.listing import DueRow
    from paycards.reconcile.settlement.story import DueFile, DueMatch, DueStatement, Story


def print_due(story: Story) -> None:
    """Print the story of a due from top to bottom."""
    due = story.due
    say(f"{due.due} of {due.contract}: {due.state}, due on {due.due_on}{_age(due)}")
    _print_amounts(due)
    if story.opening:
        say(f"{'entered':12} as an opening item, {story.opening}")
    if story.statement is not None:
        say(f"{'statement':12} {_said(story.statement)}")
    if story.files:
        _print_files(story.files)
    if story.matches:
        _print_matches(story.matches)


def _age(due: DueRow) -> str:
    return f", {counted(due.working_days, 'working day')} after its day" if due.working_days else ""


def _print_amounts(due: DueRow) -> None:
    for name in ("amount", "fees", "settled", "outstanding"):
        pence = getattr(due, f"{name}_pence")
        if pence or name != "fees":
            say(f"{name:12} {_pounds(pence)}")


def _said(said: DueStatement) -> str:
    opening = f"{said.opening_on} {_pounds(said.opening_pence)}"
    moved = f"credits {_pounds(said.credits_pence)}, debits {_pounds(said.debits_pence)}"
    return f"{opening}, {moved}, {said.closing_on} {_pounds(said.closing_pence)}"


def _print_files(files: Sequence[DueFile]) -> None:
    rows = [[file.file, file.own_day, file.accepted_on, _pounds(file.amount_pence)] for file in files]
    say()
    print_table(["file", "own day", "accepted", "pounds"], rows)


def _print_matches(matches: Sequence[DueMatch]) -> None:
    headings = ["entry", "booked", "pounds", "fee", "rule", "state", "made on", "by", "ended"]
    say()
    print_table(headings, [_match(match) for match in matches])


def _match(match: DueMatch) -> list[object]:
    return [
        *(f"{match.file}:{match.row}", match.booked_on),
        *(_pounds(match.amount_pence), _pounds(match.fee_pence)),
        *(match.rule, match.state, match.made_on, match.made_by),
        f"{match.ended_on} {match.why} by {match.ended_by}" if match.why else "",
    ]


def _pounds(pence: int) -> str:
    from paycards.money import to_pounds

    return to_pounds(pence, thousands=True)

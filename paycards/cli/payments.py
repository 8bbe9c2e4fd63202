"""`paycards payments`: one payment, and all that became of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.decided import a_reason, tell
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.placing import a_fund, an_account, even_if_closed
from paycards.cli.run import Run, as_json, with_settings
from paycards.cli.tracing import trace
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.evidence.story import Story


@click.group(cls=Group)
def payments() -> None:
    """Find one payment, and see what became of it.

    Example: paycards payments show NVDC0417.PO:12
    """


payments.add_command(trace)


@payments.command()
@click.argument("which", metavar="FILE:ROW")
@as_json
@with_settings
def show(run: Run, which: str, as_json: bool) -> None:
    """Show one payment's whole story, from the till to where it is now.

    FILE is a file's name, its id, or a name with @ and the first eight digits of its SHA-256 where several
    files bear it.

    Example: paycards payments show NVDC0417.PO:12
    """
    from paycards.jobs.show_payment import show_payment

    story = show_payment(run.visit, which)
    if as_json:
        print_json(story_json(story))
    else:
        _print(story)


@payments.command()
@click.argument("which", metavar="FILE:ROW")
@a_fund
@an_account
@a_reason
@click.option("--part", metavar="FUND:REF", help="Of a split payment: the account that has the part to move.")
@even_if_closed
@as_json
@with_settings
def move(
    run: Run,
    which: str,
    *,
    fund: str,
    reference: str,
    note: str,
    part: str | None,
    even_if_closed: bool,
    as_json: bool,
) -> None:
    """Move a posted payment to the account that it belongs to; above the tier a second person approves it.

    It goes out of the wrong account and into the right one, and both leave in the next outgoing files.

    Example: paycards payments move NVDC0417.PO:12 --fund rent --account R100000017 --note "keyed wrongly"
    """
    from paycards.jobs.move_payment import move_payment

    decision = move_payment(
        run.visit,
        which,
        (fund, reference),
        note=note,
        part=_account(part) if part else None,
        even_if_closed=even_if_closed,
    )
    tell(decision, as_json)


def _account(text: str) -> tuple[str, str]:
    fund, colon, reference = text.partition(":")
    if not (fund and colon and reference):
        raise UsageError(f"--part wants FUND:REF, such as rent:R100000017, not {text!r}.")
    return fund, reference


def story_json(story: Story) -> dict[str, object]:
    """The story as plain data."""
    return {"payment": story.name, **asdict(story), "trail": [entry.as_dict() for entry in story.trail]}


def _print(story: Story) -> None:
    from paycards.money import to_pounds

    line, standing = story.line or (story.entry and story.entry.entry), story.standing
    account = f"{standing.fund} {standing.account_reference}".strip()
    known = {
        "payment": story.name,
        "pounds": to_pounds(line.amount_pence, thousands=True) if line else "",
        "contract": story.file.contract,
        "state": " ".join(filter(None, (standing.state, standing.reason))),
        "account": f"{account}, by {standing.rule}" if account else "",
        "suspense": f"item {standing.suspense_item}" if standing.state == "suspense" else "",
    }
    for name, value in known.items():
        if value:
            say(f"{name:9} {value}")
    say()
    for event in story.events:
        say(f"{event.at:16}  {event.what}")
    if story.postings:
        say()
        _print_postings(story)


def _print_postings(story: Story) -> None:
    from paycards.money import to_pounds

    print_table(
        ["entry", "booked", "pounds", "debit", "credit", "why", "by"],
        [
            [
                *(each.entry, each.booked_on, to_pounds(each.amount_pence, thousands=True)),
                *(each.debit, each.credit, each.rule or each.reason, each.by),
            ]
            for each in story.postings
        ],
    )

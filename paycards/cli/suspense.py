"""`paycards suspense`: the suspense desk."""

from __future__ import annotations

from dataclasses import asdict

import click

from paycards.cli import suggesting, suspense_story
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.placing import allocate, combine, return_, split, take_back, write_off
from paycards.cli.run import Run, as_json, with_settings
from paycards.counted import counted


@click.group(cls=Group)
def suspense() -> None:
    """See what could not be placed, and place it.

    Example: paycards suspense list
    """


@suspense.command(name="list")
@click.option("--council", metavar="CODE", help="Only this council's.")
@click.option("--reason", metavar="REASON", help="Only this reason, such as unknown_card.")
@as_json
@with_settings
def list_(run: Run, council: str | None, reason: str | None, as_json: bool) -> None:
    """List the open suspense items, oldest first.

    Example: paycards suspense list --council NVD --reason unknown_card
    """
    from paycards.jobs.list_suspense import list_suspense
    from paycards.money import to_pounds

    items = list_suspense(run.visit, council=council, reason=reason)
    if as_json:
        print_json([asdict(item) for item in items])
        return
    if not items:
        say("Nothing is in suspense.")
        return
    print_table(
        [
            *("id", "council", "contract", "file", "row", "pounds", "paid on", "reason", "since"),
            *("days", "limits passed", "standing"),
            *("card", "reference", "outlet", "receipt"),
        ],
        [
            [
                item.id,
                item.council,
                item.contract,
                item.file,
                item.row,
                to_pounds(item.amount_pence, thousands=True),
                item.paid_on,
                item.reason,
                item.since,
                *(item.age_days, item.tier, item.standing),
                *(item.card, item.client_reference, item.outlet, item.receipt),
            ]
            for item in items
        ],
    )
    total = to_pounds(sum(item.amount_pence for item in items), thousands=True)
    say(f"{counted(len(items), 'item')}, {total} pounds")


for command in (
    suggesting.suggest,
    suggesting.backtest,
    allocate,
    split,
    combine,
    return_,
    write_off,
    take_back,
    suspense_story.show,
    suspense_story.note,
    suspense_story.assign,
):
    suspense.add_command(command)

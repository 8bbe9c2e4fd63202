"""`paycards suspense`: the suspense desk."""

from __future__ import annotations

from dataclasses import asdict

import click

from paycards.cli import suggesting
from paycards.cli.output import counted, print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.cli.suspense_item import ITEM_ID

WAITS = "waits for a second person: see `paycards decisions list`."


@click.group()
def suspense() -> None:
    """See what could not be placed, and place it. Example: paycards suspense list."""


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


@suspense.command()
@click.argument("item_id", metavar="ID", type=ITEM_ID)
@click.option("--fund", required=True, help="The account's fund, such as rent.")
@click.option("--account", "reference", metavar="REF", required=True, help="The account's reference.")
@click.option("--note", required=True, help="Why it belongs to this account.")
@click.option("--even-if-closed", is_flag=True, help="Post it even though the account is closed.")
@as_json
@with_settings
def allocate(
    run: Run, item_id: int, *, fund: str, reference: str, note: str, even_if_closed: bool, as_json: bool
) -> None:
    """Post an item to the account that it belongs to; above the council's tier a second person approves it.

    Example: paycards suspense allocate 17 --fund rent --account R100000017 --note "customer's receipt seen"
    """
    from paycards.jobs.allocate_item import allocate_item
    from paycards.money import to_pounds

    done = allocate_item(
        run.visit, item_id, fund=fund, reference=reference, note=note, even_if_closed=even_if_closed
    )
    if as_json:
        print_json(asdict(done))
        return
    pounds = to_pounds(done.amount_pence, thousands=True)
    what = f"{pounds} pounds of {done.file}, row {done.row}"
    if done.state == "proposed":
        say(f"{what}: decision {done.decision}, to post it to {done.fund} {done.reference}, {WAITS}")
    else:
        say(f"{what}: posted to {done.fund} {done.reference}.")


for command in (suggesting.suggest, suggesting.backtest):
    suspense.add_command(command)

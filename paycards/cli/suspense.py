"""`paycards suspense`: the suspense desk."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.output import counted, print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings

if TYPE_CHECKING:
    from paycards.reconcile.suspense.items import Item

WAITS = "waits for a second person: see `paycards decisions list`."
ITEM_ID = click.IntRange(1, 2**63 - 1)


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
                *(item.card, item.client_reference, item.outlet, item.receipt),
            ]
            for item in items
        ],
    )
    total = to_pounds(sum(item.amount_pence for item in items), thousands=True)
    say(f"{counted(len(items), 'item')}, {total} pounds")


@suspense.command()
@click.argument("item_id", metavar="ID", type=ITEM_ID)
@as_json
@with_settings
def suggest(run: Run, item_id: int, as_json: bool) -> None:
    """Suggest accounts for an item, each with the reasons. Whether one is right is for you to judge.

    Example: paycards suspense suggest 17
    """
    from paycards.jobs.show_suspense_item import show_suspense_item
    from paycards.jobs.suggest_accounts import suggest_accounts

    found = suggest_accounts(run.visit, item_id)
    if as_json:
        print_json([asdict(suggestion) for suggestion in found])
        return
    _print_item(show_suspense_item(run.visit, item_id))
    say()
    if not found:
        say("No account resembles it.")
        return
    print_table(
        ["fund", "account", "status", "holder", "address", "why"],
        [
            [one.fund, one.reference, one.status, one.holder, one.address, "; ".join(one.reasons)]
            for one in found
        ],
    )


def _print_item(item: Item) -> None:
    """Say all that the row says."""
    from paycards.money import to_pounds

    known = {
        "item": f"{item.id}, in suspense since {item.since}: {item.reason}",
        "from": f"{item.file}, row {item.row} ({item.contract})",
        "pounds": to_pounds(item.amount_pence, thousands=True),
        "paid": " ".join(filter(None, (str(item.paid_on), item.paid_at, item.network, item.tender))),
        "card": " ".join(filter(None, (item.card, item.capture))),
        "reference": item.client_reference,
        "outlet": item.outlet,
        "receipt": item.receipt,
        "reverses": item.original_receipt,
    }
    for name, value in known.items():
        if value:
            say(f"{name:9} {value}")


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

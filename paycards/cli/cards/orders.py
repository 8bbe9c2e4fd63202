"""`paycards cards orders`: cards that a supplier makes."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.cards.options import COUNCIL, gives_cause
from paycards.cli.given import FileName, Whole
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.clock import local
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.cards.cause import Cause
    from paycards.jobs.order_cards import Ordered


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def orders(context: click.Context) -> None:
    """See and order the cards that a supplier makes.

    Example: paycards cards orders list
    """
    if context.invoked_subcommand is None:
        context.invoke(list_)


@orders.command(name="list")
@COUNCIL
@as_json
@with_settings
def list_(run: Run, *, council: str | None = None, as_json: bool = False) -> None:
    """List the cards that were requested and that the supplier has not supplied yet.

    Example: paycards cards orders list --council NVD
    """
    from paycards.jobs.list_card_orders import list_card_orders

    found = list_card_orders(run.visit, council=council)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        say("No cards are waiting for a supplier.")
        return
    print_table(
        [
            "request",
            "council",
            "fund",
            "account",
            "kind",
            "reason",
            "asked for",
            "by",
            "order file",
            "written",
        ],
        [
            [
                *(each.number, each.council, each.fund, each.reference, each.kind, each.reason),
                *(f"{local(each.requested_at):%Y-%m-%d}", each.requested_by, each.file_name or "-"),
                f"{local(each.written_at):%Y-%m-%d}" if each.written_at else "-",
            ]
            for each in found
        ],
    )
    waiting = sum(not each.file_name for each in found)
    say(f"{counted(len(found), 'card')}, {waiting:,} of them in no order file yet.")
    for each in found:
        if each.left_over:
            _tell_left_over(
                each.council, each.number, f"{each.fund} account {each.reference}", each.left_over
            )


@orders.command()
@click.option("--out", type=FileName(path_type=Path), required=True, help="The folder for the files.")
@click.option("--again", metavar="FILE", default="", help="Only this order file, with the bytes that it had.")
@COUNCIL
@as_json
@with_settings
def write(run: Run, *, out: Path, again: str, council: str | None, as_json: bool) -> None:
    """Write an order file for each scheme whose cards wait for a supplier. Each card is ordered once.

    Example: paycards cards orders write --out orders
    """
    from paycards.jobs.copy_card_order import copy_card_order
    from paycards.jobs.order_cards import Ordered, order_cards

    if again:
        ordered = Ordered([copy_card_order(run.visit, out, again)], [])
    else:
        ordered = order_cards(run.visit, out, council=council)
    if as_json:
        print_json([asdict(file) for file in ordered.files])
    else:
        _tell(ordered)
    end(bool(ordered.left_over) or any(file.place == "changed" for file in ordered.files))


def _tell(ordered: Ordered) -> None:
    for file in ordered.files:
        say(f"{file.path}: {counted(file.rows, 'card')} of {file.council} {file.scheme}, {file.place}")
    for card in ordered.left_over:
        _tell_left_over(card.council, card.request, f"{card.fund} account {card.reference}", card.why)
    if not ordered.files and not ordered.left_over:
        say("No cards are waiting to be ordered.")


def _tell_left_over(council: str, request: int, account: str, why: str) -> None:
    say(
        f"{council}: request {request}, of the {account}, stays out of the order: post cannot reach its"
        f" address, {why}. Complete it where the accounts are kept, import them and write again; or"
        f" cancel it with `paycards cards orders cancel {request} --council {council}`."
    )


@orders.command()
@click.argument("request", type=Whole(1, 2**31 - 1))
@COUNCIL
@gives_cause("Why: customer_asked, entered_in_error, died and others.")
@as_json
@with_settings
def cancel(run: Run, request: int, *, council: str | None, cause: Cause, as_json: bool) -> None:
    """Cancel a request for a card. Tell the supplier yourself if it was ordered already.

    Example: paycards cards orders cancel 12 --reason died
    """
    from paycards.jobs.cancel_card_request import cancel_card_request

    code = cancel_card_request(run.visit, request, council=council, cause=cause)
    if as_json:
        print_json({"council": code, "request": request, "state": "cancelled"})
    else:
        say(f"{code}: request {request} is cancelled.")

"""`paycards dues`: what suppliers owe, how late it is, and when money will come."""

from __future__ import annotations

import csv
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.due_page import print_due
from paycards.cli.given import FileName
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say, utf8_output
from paycards.cli.run import Run, as_json, with_settings
from paycards.counted import counted
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.reconcile.settlement.listing import DueRow
    from paycards.reconcile.settlement.opening import OpeningItem

COUNCIL = click.option("--council", metavar="CODE", help="Only this council's.")
CONTRACT = click.option("--contract", metavar="CODE", help="Only this contract's.")


@click.group(cls=Group)
def dues() -> None:
    """See what suppliers owe, how late it is, and when money will come.

    Example: paycards dues list
    """


@dues.command(name="list")
@COUNCIL
@CONTRACT
@click.option("--all", "settled_too", is_flag=True, help="Settled ones too; JSON always has them.")
@as_json
@with_settings
def list_(run: Run, *, council: str | None, contract: str | None, settled_too: bool, as_json: bool) -> None:
    """List what each supplier owes, by its day, and how many working days ago that was.

    Example: paycards dues list --contract NVD-ALLPAY
    """
    from paycards.jobs.list_dues import list_dues

    found = list_dues(run.visit, council=council, contract=contract)
    if as_json:
        print_json([asdict(row) for row in found])
        return
    shown = [row for row in found if settled_too or row.state != "settled"]
    if shown:
        _print_dues(shown)
    else:
        say("Nothing is due.")


def _print_dues(rows: list[DueRow]) -> None:
    from paycards.money import to_pounds

    print_table(
        ["council", "contract", "due", "due on", "state", "days", "amount", "settled", "fees", "outstanding"],
        [
            [
                *(row.council, row.contract, row.due, row.due_on, row.state),
                "" if row.working_days is None else row.working_days,
                *(
                    to_pounds(pence, thousands=True)
                    for pence in (row.amount_pence, row.settled_pence, row.fees_pence, row.outstanding_pence)
                ),
            ]
            for row in rows
        ],
    )
    total = to_pounds(sum(row.outstanding_pence for row in rows), thousands=True)
    say(f"{counted(len(rows), 'due')}, {total} pounds outstanding")


@dues.command()
@click.argument("key")
@COUNCIL
@CONTRACT
@as_json
@with_settings
def show(run: Run, *, key: str, council: str | None, contract: str | None, as_json: bool) -> None:
    """Show one due: its files, its statement, its matches, and how old it is.

    Example: paycards dues show NVDC0419.STA
    """
    from paycards.jobs.show_due import show_due

    story = show_due(run.visit, key, council=council, contract=contract)
    if as_json:
        print_json(asdict(story))
    else:
        print_due(story)


@dues.command()
@COUNCIL
@CONTRACT
@as_json
@with_settings
def forecast(run: Run, *, council: str | None, contract: str | None, as_json: bool) -> None:
    """Say what money is expected from today on, day by day; what is overdue is expected at once.

    Example: paycards dues forecast --council NVD
    """
    from paycards.jobs.forecast_dues import forecast_dues
    from paycards.money import to_pounds

    expected = forecast_dues(run.visit, council=council, contract=contract)
    if as_json:
        print_json([asdict(each) for each in expected])
        return
    if not expected:
        say("No money is expected.")
        return
    print_table(
        ["council", "contract", "on", "dues", "expected", "carried forward"],
        [
            [
                *(each.council, each.contract, each.on or "not yet on a statement", each.dues),
                *(to_pounds(pence, thousands=True) for pence in (each.expected_pence, each.carried_pence)),
            ]
            for each in expected
        ],
    )


@dues.command(name="open")
@click.argument("path", metavar="[FILE]", required=False, type=FileName(path_type=Path))
@click.option("--note", default="", help="Where the figures are from, if anything is to be said.")
@click.option("--offer", is_flag=True, help="Print what the first statements say, as such a list.")
@COUNCIL
@CONTRACT
@as_json
@with_settings
def open_(
    run: Run,
    *,
    path: Path | None,
    note: str,
    offer: bool,
    council: str | None,
    contract: str | None,
    as_json: bool,
) -> None:
    """Enter what suppliers owed before their first file; a second person approves it.

    FILE is CSV with the columns contract,due,due_on,amount_pence, and is taken whole or not at all.

    Example: paycards dues open in-transit.csv
    """
    from paycards.cli.decided import tell
    from paycards.jobs.open_dues import open_dues

    if (path is None) != offer:
        raise UsageError("Give the file of opening items, or --offer.")
    if path is None:
        _print_offer(run, council, contract, as_json=as_json)
    else:
        tell(open_dues(run.visit, path, note=note), as_json)


def _print_offer(run: Run, council: str | None, contract: str | None, *, as_json: bool) -> None:
    from paycards.jobs.offer_opening_items import offer_opening_items

    items = offer_opening_items(run.visit, council=council, contract=contract)
    if as_json:
        print_json([asdict(item) for item in items])
        return
    out = csv.writer(utf8_output(), lineterminator="\n")
    out.writerow(("contract", "due", "due_on", "amount_pence"))
    out.writerows(_cells(item) for item in items)
    utf8_output().flush()


def _cells(item: OpeningItem) -> tuple[object, ...]:
    return item.contract, item.due, item.due_on, item.amount_pence

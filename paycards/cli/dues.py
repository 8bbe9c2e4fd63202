"""`paycards dues`: what suppliers owe, how late it is, and when money will come."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.output import counted, print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings

if TYPE_CHECKING:
    from paycards.reconcile.settlement.listing import DueRow


@click.group()
def dues() -> None:
    """See what suppliers owe, how late it is, and when money will come. Example: paycards dues list."""


@dues.command(name="list")
@click.option("--council", metavar="CODE", help="Only this council's.")
@click.option("--contract", metavar="CODE", help="Only this contract's.")
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

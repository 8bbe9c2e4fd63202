"""A period as `paycards day report` prints it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from paycards.cli.output import print_table, say
from paycards.clock import in_words
from paycards.counted import counted
from paycards.errors import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycards.jobs.report_period import CouncilPeriod
    from paycards.reconcile.proof.crossing import Crossing

PERIOD_COLUMNS = ("paid", "of files", "booked", "paid, booked later", "booked, paid before")


def print_period(of: CouncilPeriod) -> None:
    """Print a period by contract, and the payments that cross its border where they are asked for."""
    from paycards.money import to_pounds

    days = f"{in_words(of.period.first)} to {in_words(of.period.last)}"
    say(f"{of.council}, {of.period.name}: {days}, in pounds")
    print_table(
        ["contract", *PERIOD_COLUMNS],
        [
            [row.contract, *(to_pounds(pence, thousands=True) for pence in list(asdict(row).values())[1:])]
            for row in of.contracts
        ],
    )
    if of.crossing is not None:
        _print_crossing(of.crossing)


def _print_crossing(crossing: Sequence[Crossing]) -> None:
    from paycards.money import to_pounds

    which = "paid in the period and booked later, or booked in it and paid before"
    say(f"{counted(len(crossing), 'payment')} {which}")
    if crossing:
        print_table(
            ["contract", "payment", "pounds", "paid on", "file of", "booked on"],
            [
                [
                    *(each.contract, f"{shown(each.file)}:{each.row}"),
                    *(to_pounds(each.amount_pence, thousands=True), each.paid_on, each.file_on),
                    each.booked_on,
                ]
                for each in crossing
            ],
        )

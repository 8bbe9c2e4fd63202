"""`paycards fees`: what suppliers take for each payment."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.amounts import PENCE
from paycards.cli.days import Day
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, end, with_settings

if TYPE_CHECKING:
    from paycards.jobs.check_fees import FeeCheck


@click.group(cls=Group)
def fees() -> None:
    """Check what suppliers take for each payment.

    Example: paycards fees check --contract NVD-PAYZONE --month 2026-11 --invoice-pence 48125
    """


@fees.command()
@click.option("--contract", metavar="CODE", required=True, help="Whose invoice it is.")
@click.option("--month", metavar="YYYY-MM", required=True, type=Day("%Y-%m"), help="Which month it is for.")
@click.option("--invoice-pence", metavar="N", required=True, type=PENCE, help="What it asks for.")
@as_json
@with_settings
def check(run: Run, contract: str, month: dt.datetime, invoice_pence: int, as_json: bool) -> None:
    """Hold an invoice against the tariff and the payments made in a month, network by network.

    It ends with 3 where they differ.

    Example: paycards fees check --contract NVD-PAYZONE --month 2026-11 --invoice-pence 48125
    """
    from paycards.jobs.check_fees import check_fees

    checked = check_fees(run.visit, contract, month.date(), invoice_pence)
    if as_json:
        print_json(asdict(checked) | {"difference_pence": checked.difference_pence})
    else:
        _print(checked)
    end(bool(checked.difference_pence))


def _print(checked: FeeCheck) -> None:
    from paycards.money import to_pounds

    say(f"{checked.contract}, payments made in {checked.month}:")
    print_table(
        ["network", "payments", "pence each", "pence"],
        [[one.network, f"{one.payments:,}", one.each, one.fee] for one in checked.networks],
    )
    say(f"By the tariff {to_pounds(checked.tariff_pence, thousands=True)} pounds.")
    say(f"The invoice asks for {to_pounds(checked.invoice_pence, thousands=True)} pounds.")
    difference = to_pounds(abs(checked.difference_pence), thousands=True)
    say(
        f"That is {difference} pounds too {'much' if checked.difference_pence > 0 else 'little'}."
        if checked.difference_pence
        else "They agree."
    )

"""`paycards bank import` and `balance`: statements in hand, and what the bank says where they do not."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import click

from paycards.cli.amounts import PENCE
from paycards.cli.days import Day
from paycards.cli.file_results import print_files
from paycards.cli.given import FileName
from paycards.cli.output import paint, print_json, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.errors import UsageError


@click.command(name="import")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=FileName(path_type=Path, dir_okay=False)
)
@as_json
@with_settings
def import_(run: Run, paths: tuple[Path, ...], as_json: bool) -> None:
    """Import bank statements that you have to hand: camt.053, MT940, BAI2, or CSV by an account's mapping.

    The account in the file decides whose it is. A file is taken whole, or refused whole.

    Example: paycards bank import statement.xml
    """
    from paycards.jobs.import_bank_files import import_bank_files

    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise UsageError(f"There is no file {', '.join(missing)}.")
    results = import_bank_files(run.visit, paths)
    if as_json:
        print_json([asdict(result) for result in results])
    else:
        print_files(results)
    end(any(result.needs_person for result in results))


@click.command()
@click.argument("account", metavar="ACCOUNT")
@click.option("--on", "day", required=True, type=Day(), help="The day, at its end.")
@click.option(
    "--pence", required=True, type=PENCE, help="What the bank says, in pence; a minus if overdrawn."
)
@click.option("--council", metavar="CODE", help="Whose, where two councils have an account of this code.")
@as_json
@with_settings
def balance(
    run: Run, account: str, *, day: dt.datetime, pence: int, council: str | None, as_json: bool
) -> None:
    """Enter what the bank says that ACCOUNT holds, under your name: where a statement gives no balances.

    Example: paycards bank balance MAIN --on 2026-11-09 --pence 1048200
    """
    from paycards.jobs.enter_bank_balance import enter_bank_balance
    from paycards.money import to_pounds

    done = enter_bank_balance(run.visit, account, on=day.date(), pence=pence, council=council)
    if as_json:
        print_json(asdict(done) | {"agrees": done.agrees})
    else:
        pounds = to_pounds(done.pence, thousands=True)
        say(f"{done.council} {done.account}, {done.on}: {pounds} pounds entered.")
        if done.stated_pence is not None and not done.agrees:
            stated = to_pounds(done.stated_pence, thousands=True)
            paint([(f"The statements make it {stated}: that is an open problem.", "red")])
        for day_of_other in done.disagreeing:
            other = f"What was entered for {day_of_other} does not agree with it: that is an open problem."
            paint([(other, "red")])
    end(done.needs_person)

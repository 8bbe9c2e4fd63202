"""`paycards day`: close days in order, sign what does not agree, and see periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.days import Day
from paycards.cli.decided import a_reason, tell
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.period_page import print_period
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.clock import in_words
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.jobs.close_day import Closed
    from paycards.jobs.day_status import DayStatus
    from paycards.reconcile.proof.to_sign import ToSign

DAY = Day()


@click.group(cls=Group)
def day() -> None:
    """Close days, and see what keeps one open.

    Example: paycards day status
    """


@day.command()
@click.option("--council", metavar="CODE", help="Only this council.")
@as_json
@with_settings
def status(run: Run, council: str | None, as_json: bool) -> None:
    """Say which days are closed, which is next, and which checks keep it open.

    Example: paycards day status
    """
    from paycards.jobs.day_status import day_status

    found = day_status(run.visit, council=council)
    if as_json:
        print_json([asdict(each) | {"can_be_closed": each.can_be_closed} for each in found])
    else:
        for each in found:
            _print_status(each)


@day.command()
@click.argument("date", type=DAY)
@click.option("--council", metavar="CODE", help="Only this council's.")
@as_json
@with_settings
def close(run: Run, date: dt.datetime, council: str | None, as_json: bool) -> None:
    """Close a day: nothing is booked on it any more, and its proof is written down.

    Days are closed in order. Every check must agree or be signed for: see `paycards day sign`.

    Example: paycards day close 2026-11-26
    """
    from paycards.jobs.close_day import close_day

    done = close_day(run.visit, date.date(), council=council)
    if as_json:
        print_json([_closed(each) for each in done])
    else:
        for each in done:
            say(f"{each.council}: {_told(each)}")
    end(any(each.refused for each in done))


@day.command()
@click.argument("date", type=DAY)
@click.option("--contract", metavar="CODE", required=True, help="Whose check it is.")
@click.option("--check", metavar="CHECK", required=True, help="Which check, such as bank.")
@click.option("--note", metavar="TEXT", required=True, help="Why the day may be closed all the same.")
@click.option("--until", type=DAY, required=True, help="By when the cause is to be put right.")
@as_json
@with_settings
def sign(
    run: Run, *, date: dt.datetime, contract: str, check: str, note: str, until: dt.datetime, as_json: bool
) -> None:
    """Propose to close a day although a check does not agree; a second person approves it.

    Example: paycards day sign 2026-11-26 --contract NVD-PO --check bank --until 2026-12-01
    --note "The bank sends the statement on Monday"
    """
    from paycards.jobs.sign_exception import sign_exception

    decision = sign_exception(
        run.visit, date.date(), contract=contract, check=check, note=note, until=until.date()
    )
    tell(decision, as_json)


@day.command()
@click.argument("date", type=DAY)
@a_reason
@click.option("--council", metavar="CODE", help="Only this council's.")
@as_json
@with_settings
def reopen(run: Run, date: dt.datetime, note: str, council: str | None, as_json: bool) -> None:
    """Propose to open the newest closed day again; a second person approves it.

    Example: paycards day reopen 2026-11-26 --note "A statement was corrected"
    """
    from paycards.jobs.reopen_day import reopen_day

    decision = reopen_day(run.visit, date.date(), council=council, note=note)
    tell(decision, as_json)


@day.command()
@click.option("--period", metavar="PERIOD", required=True, help="2026-11, 2026-W48, or a year, 2026/27.")
@click.option("--council", metavar="CODE", help="Only this council's.")
@click.option("--crossing", is_flag=True, help="List the payments that cross the border of the period.")
@as_json
@with_settings
def report(run: Run, *, period: str, council: str | None, crossing: bool, as_json: bool) -> None:
    """Show a period's payments by the day paid, the day of the file, and the day booked, side by side.

    A year is the financial year from 1 April.

    Example: paycards day report --period 2026-11
    """
    from paycards.jobs.report_period import report_period

    found = report_period(run.visit, period, council=council, crossing=crossing)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    for each in found:
        print_period(each)


def _print_status(status: DayStatus) -> None:
    if status.next_day is None:
        say(f"{status.council}: no file has come yet, so there is no day to close.")
        return
    closed = f"closed until {in_words(status.closed_until)}" if status.closed_until else "no day is closed"
    say(f"{status.council}: {closed}; {counted(status.open_days, 'day')} to close.")
    if status.missing:
        say(f"{in_words(status.next_day)} cannot be closed yet:")
        _print_missing(status.missing)
    elif status.open_days:
        say(f"{in_words(status.next_day)} can be closed.")


def _print_missing(missing: tuple[ToSign, ...]) -> None:
    from paycards.reports.proof_words import amount

    print_table(
        ["contract", "check", "state", "difference", "why"],
        [
            [
                *(check.contract, check.check, check.state),
                "" if check.difference_pence is None else amount(check.check, check.difference_pence),
                check.why,
            ]
            for check in missing
        ],
    )


def _told(done: Closed) -> str:
    if done.refused is None:
        return f"{in_words(done.day)} is closed."
    if done.is_closed or done.refused.code == "no_day_to_close":
        return str(done.refused)
    return f"{in_words(done.day)} stays open. {done.refused}"


def _closed(done: Closed) -> dict[str, object]:
    from paycards.reports.proof_rows import figures_of

    return {
        "council": done.council,
        "date": done.day,
        "state": "closed" if done.is_closed else "open",
        "reason": str(done.refused or ""),
        "figures": figures_of(done.proofs),
    }

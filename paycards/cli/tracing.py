"""`paycards payments trace`: find a payment that somebody misses, from what the receipt shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from paycards.cli.amounts import PENCE
from paycards.cli.days import Day
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.tracing.answer import Answer
    from paycards.tracing.facts import Facts

DAY = Day()
FACTS = (
    click.option("--network", metavar="NETWORK", default="", help="Where it was paid, such as post_office."),
    click.option("--date", "paid_on", metavar="DATE", type=DAY, help="The day on which it was paid."),
    click.option("--amount", metavar="POUNDS", default="", help="The amount in pounds, such as 85.00."),
    click.option("--amount-pence", type=PENCE, help="The same in pence."),
    click.option(
        "--card-ending", metavar="DIGITS", default="", help="The last digits of the card, four or more."
    ),
    click.option("--outlet", metavar="CODE", default="", help="The outlet or terminal."),
    click.option("--receipt", metavar="NUMBER", default="", help="The transaction or receipt number."),
)


def takes_facts(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command take what a receipt shows."""
    for option in reversed(FACTS):
        command = option(command)
    return command


def facts_of(paid_on: dt.datetime | None, amount: str, amount_pence: int | None, **texts: str) -> Facts:
    """Read what a receipt shows. Raises UsageError for an amount that is none, or given twice."""
    from paycards.money import from_pounds
    from paycards.tracing.facts import Facts

    if amount:
        if amount_pence is not None:
            raise UsageError("Give the amount once, in pounds or in pence.")
        try:
            amount_pence = from_pounds(amount)
        except ValueError as error:
            raise UsageError(f"{error}.") from error
    return Facts(paid_on=paid_on.date() if paid_on else None, amount_pence=amount_pence, **texts)


@click.command()
@takes_facts
@click.option("--council", metavar="CODE", help="Only this council's payments.")
@as_json
@with_settings
def trace(run: Run, *, council: str | None, as_json: bool, **shown: Any) -> None:
    """Find how far a payment has come, from what the receipt shows.

    Any of it may be missing. Two facts are needed, and the amount, card or receipt number among them: with
    less, or where more than one customer's payment fits, the answer is the same as where there is none.

    Example: paycards payments trace --date 2026-11-17 --amount 85.00 --card-ending 0107
    """
    from paycards.jobs.trace_payment import trace_payment

    answer = trace_payment(run.visit, facts_of(**shown), council=council)
    if as_json:
        print_json(answer_json(answer))
    else:
        print_answer(answer)


def answer_json(answer: Answer) -> dict[str, object]:
    """The answer as plain data."""
    return {"found": answer.found, **asdict(answer)}


def print_answer(answer: Answer) -> None:
    """Print an answer in sentences."""
    for payment in answer.payments:
        say(payment.says)
    if answer.found:
        return
    say(answer.says)
    for each in answer.expected:
        say(f"  {each.says}")
        for waits_for in each.waits_for:
            say(f"    awaited: {waits_for}")

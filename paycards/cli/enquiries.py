"""`paycards enquiries`: payments that somebody misses, each with a number, a clock and an answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from paycards.cli.given import Whole
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.cli.tracing import answer_json, facts_of, print_answer, takes_facts
from paycards.clock import in_words, local
from paycards.counted import counted
from paycards.errors import UsageError
from paycards.money import to_pounds

if TYPE_CHECKING:
    from paycards.jobs.open_enquiry import Opened
    from paycards.tracing.enquiry_list import Enquiry
    from paycards.tracing.facts import Facts

NUMBER = click.argument("number", metavar="NUMBER", type=Whole(1, 2**31 - 1))
OUTCOMES = ("found", "not_found", "withdrawn")


@click.group(cls=Group)
def enquiries() -> None:
    """Keep enquiries about payments that somebody misses.

    Example: paycards enquiries list
    """


@enquiries.command(name="open")
@takes_facts
@click.option("--council", metavar="CODE", help="Whose enquiry it is; needed where there are several.")
@click.option("--fund", default="", help="The fund of the account of whoever asks.")
@click.option("--account", "reference", metavar="REF", default="", help="Its reference: letters spare it.")
@click.option("--note", required=True, help="What was asked, and how to answer.")
@as_json
@with_settings
def open_(
    run: Run, *, council: str | None, fund: str, reference: str, note: str, as_json: bool, **shown: Any
) -> None:
    """Open an enquiry: it gets a number, its clock starts, and each night looks for the payment again.

    Example: paycards enquiries open --date 2026-11-17 --amount 85.00 --fund rent --account R100000017
    --note "paid at the Post Office in Mill Row, telephone in the afternoon"
    """
    from paycards.jobs.open_enquiry import Whose, open_enquiry_about

    if bool(fund) != bool(reference):
        raise UsageError("Say which account it is with both --fund and --account, or give neither.")
    facts, whose = facts_of(**shown), Whose(fund, reference)
    opened = open_enquiry_about(run.visit, facts, council=council or _only(run), whose=whose, note=note)
    if as_json:
        print_json(_json(opened))
        return
    say(f"Enquiry {opened.enquiry.number}: to be answered by {opened.enquiry.due_on}.")
    print_answer(opened.answer)


def _only(run: Run) -> str:
    """The one council that there is."""
    codes = [council.code for council in run.settings.councils]
    if len(codes) != 1:
        raise UsageError(f"Whose enquiry is it? Say --council, one of {', '.join(codes)}.")
    return codes[0]


@enquiries.command(name="list")
@click.option("--all", "answered_too", is_flag=True, help="Those that were answered too.")
@click.option("--council", metavar="CODE", help="Only this council's.")
@as_json
@with_settings
def list_(run: Run, *, answered_too: bool, council: str | None, as_json: bool) -> None:
    """List the open enquiries, by the day by which each is to be answered.

    Example: paycards enquiries list --council NVD
    """
    from paycards.jobs.list_enquiries import list_enquiries

    found = list_enquiries(run.visit, council=council, answered_too=answered_too)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    if not found:
        say("No enquiries." if answered_too else "No open enquiries.")
        return
    print_table(
        ["council", "number", "state", "opened", "by", "to answer by", "", "account", "what"],
        [
            [
                *(each.council, each.number, each.state, f"{local(each.opened_at):%Y-%m-%d}", each.opened_by),
                *(
                    each.due_on,
                    "LATE" if each.overdue else "",
                    f"{each.fund} {each.reference}".strip() or "-",
                ),
                each.note,
            ]
            for each in found
        ],
    )
    say(counted(len(found), "enquiry", "enquiries"))


@enquiries.command()
@NUMBER
@click.option("--council", metavar="CODE", help="Whose enquiry it is; needed where several have the number.")
@as_json
@with_settings
def show(run: Run, number: int, *, council: str | None, as_json: bool) -> None:
    """Show an enquiry, what happened to it, and what a trace answers now.

    Example: paycards enquiries show 7
    """
    from paycards.jobs.show_enquiry import show_enquiry

    shown = show_enquiry(run.visit, number, council=council)
    if as_json:
        print_json(_json(shown))
        return
    _print(shown.enquiry)
    say()
    print_answer(shown.answer)


@enquiries.command()
@NUMBER
@click.option("--outcome", required=True, type=click.Choice(OUTCOMES), help="How it ends.")
@click.option("--note", required=True, help="What was said to whoever asked.")
@click.option("--council", metavar="CODE", help="Whose enquiry it is; needed where several have the number.")
@as_json
@with_settings
def answer(run: Run, number: int, *, outcome: str, note: str, council: str | None, as_json: bool) -> None:
    """Answer an enquiry, which ends it.

    Example: paycards enquiries answer 7 --outcome found --note "posted on 19 November, told by telephone"
    """
    from paycards.jobs.answer_enquiry import answer_enquiry

    answered = answer_enquiry(run.visit, number, outcome=outcome, note=note, council=council)
    if as_json:
        print_json(asdict(answered))
    else:
        say(f"Enquiry {answered.number} is answered: {outcome}.")


def _json(opened: Opened) -> dict[str, object]:
    return {"enquiry": asdict(opened.enquiry), "trace": answer_json(opened.answer)}


def _print(enquiry: Enquiry) -> None:
    late = ", LATE" if enquiry.overdue else ""
    say(f"Enquiry {enquiry.number} of {enquiry.council}, {enquiry.state}")
    say(f"  opened {local(enquiry.opened_at):%Y-%m-%d} by {enquiry.opened_by}: {enquiry.note}")
    say(f"  to answer by {enquiry.due_on}{late}")
    if enquiry.reference:
        say(f"  account {enquiry.fund} {enquiry.reference}")
    say(f"  the receipt shows {', '.join(_in_words(enquiry.facts)) or 'nothing'}")
    for each in enquiry.history:
        said = f"the payment {each.payment} was found" if each.payment else f"{each.outcome}: {each.note}"
        say(f"  {local(each.at):%Y-%m-%d %H:%M}  {said}, by {each.by}")


def _in_words(facts: Facts) -> Iterator[str]:
    amount = "" if facts.amount_pence is None else f"{to_pounds(facts.amount_pence, thousands=True)} pounds"
    day = "" if facts.paid_on is None else in_words(facts.paid_on)
    shown = {
        "network": facts.network,
        "day": day,
        "amount": amount,
        "card ending": facts.card_ending,
        "outlet": facts.outlet,
        "receipt": facts.receipt,
    }
    return (f"{name} {value}" for name, value in shown.items() if value)

"""`paycards cards takeup`: who of a closing office pays with a card, and who has gone silent."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.file_forms import require_name_for
from paycards.cli.given import FileName
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings, written_whole
from paycards.clock import in_words
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.closing.takeup.people import Person
    from paycards.closing.takeup.report import Report

NOT_KNOWN = "-"


@click.command()
@click.option("--office", metavar="CODE", help="Only this office.")
@click.option("--council", metavar="CODE", help="Only this council's offices.")
@click.option("--silent", is_flag=True, help="List the people who have gone silent, and only those.")
@click.option("--out", type=FileName(path_type=Path, dir_okay=False), help="A CSV file for the people.")
@click.option("--names", is_flag=True, help="With names and telephone numbers in the CSV file.")
@click.option("--chart", type=FileName(path_type=Path, dir_okay=False), help="An SVG file for the curve.")
@as_json
@with_settings
def takeup(
    run: Run,
    *,
    office: str | None,
    council: str | None,
    silent: bool,
    out: Path | None,
    names: bool,
    chart: Path | None,
    as_json: bool,
) -> None:
    """Show who of a closing office pays with a card, where, at what cost, and who has gone silent.

    Example: paycards cards takeup --office MARKET-HALL --chart take-up.svg --out people.csv
    """
    from paycards.closing.takeup.person_list import write_people
    from paycards.errors import UsageError
    from paycards.jobs.report_take_up import report_take_up

    if names and out is None:
        raise UsageError("--names goes with --out: names are written to a file only.")
    if out is not None:
        require_name_for("csv", out)
    reports = report_take_up(run.visit, office=office, council=council, names=names)
    if chart and len(reports) > 1:
        raise UsageError(
            "A chart shows one office: give --office, and --council where two offices share a name."
        )
    if as_json:
        print_json([_json(report, silent_only=silent) for report in reports])
    else:
        for report in reports:
            _print(report, silent_only=silent)
    if out:
        # by the mark at its beginning Excel knows that it is UTF-8
        with written_whole(out, encoding="utf-8-sig") as file:
            rows = write_people(file, reports, silent_only=silent, names=names)
        say(f"{out}: {counted(rows, 'row')}", error=True)
    if chart:
        picture = reports[0].picture()
        with written_whole(chart, shared=True) as file:
            file.write(picture)
        say(f"{chart}: the take-up curve", error=True)


def _print(report: Report, *, silent_only: bool) -> None:
    office = report.office
    say(f"{office.title}, {office.council_name}: as of {in_words(report.today)}")
    say()
    if silent_only:
        _print_silent(report)
        return
    _print_summary(report)
    _print_routes(report)
    _print_weeks(report)
    _print_costs(report)


SUMMARY = {
    "listed": "accounts on the list",
    "given_a_card": "  given a card",
    "had_a_card": "  had a card before",
    "no_card_yet": "  no card yet",
    "closed": "  closed, without a card",
    "paid_with_card": "have paid with the card",
    "paid_in_another_way": "have paid, but in another way",
    "not_paid": "have a card and have not paid",
}


def _print_summary(report: Report) -> None:
    carded = len(report.with_card)
    rows: list[list[object]] = []
    for name, standing in report.summary().items():
        has_share = carded and name in ("paid_with_card", "paid_in_another_way", "not_paid")
        share = f"{100 * standing.people // carded}%" if has_share else ""
        rows.append([SUMMARY[name], standing.people, share, standing.silent or ""])
    print_table(["", "accounts", "of those with a card", "gone silent"], rows)


def _print_routes(report: Report) -> None:
    from paycards.money import to_pounds

    if not report.routes:
        say()
        say("Nobody has paid since the list came.")
        return
    say()
    say("Where they paid")
    print_table(
        ["network", "with", "accounts", "payments", "pounds", "first", "last"],
        [
            [
                route.network,
                "card" if route.with_card else "",
                route.people,
                route.payments,
                to_pounds(route.pence, thousands=True),
                route.first_on,
                route.last_on,
            ]
            for route in report.routes
        ],
    )


def _print_weeks(report: Report) -> None:
    if not report.weeks:
        return
    say()
    say("Week by week")
    print_table(
        ["by the end of", "given a card", "paid in any way", "paid with the card"],
        [[week.ends_on, week.carded, week.paid, week.paid_with_card] for week in report.weeks],
    )


def _print_costs(report: Report) -> None:
    priced = report.costs
    if not priced.networks:
        return
    say()
    say("What the payments cost, and would have cost at the counter, in pounds")
    print_table(
        ["network", "payments", "each", "cost", "at the counter", "saved"],
        [
            [
                *(cost.network, cost.payments),
                "" if cost is priced.total else _pounds(cost.price_pence),
                *map(_pounds, (cost.cost_pence, cost.counter_pence, cost.saved_pence)),
            ]
            for cost in (*priced.networks, priced.total)
        ],
    )
    if priced.missing:
        names = ", ".join(priced.missing)
        say(f"No price is known for {names}: add it under [councils.costs_pence] in the settings.")


def _pounds(pence: int | None) -> str:
    """Pounds; a dash where nobody has said."""
    from paycards.money import to_pounds

    return NOT_KNOWN if pence is None else to_pounds(pence, thousands=True)


def _print_silent(report: Report) -> None:
    people = [person for person in report.people if person.account_id in report.silent]
    if not people:
        say("Nobody has gone silent.")
        return
    print_table(
        ["fund", "account", "card", "used to pay", "usual", "last paid", "expected by", "owes"],
        [_silent_row(report, person) for person in people],
    )
    accounts = counted(len(people), "account")
    say(f"{accounts}: nothing was received for longer than the customer used to take.")


def _silent_row(report: Report, person: Person) -> list[object]:
    return [
        person.fund,
        person.reference,
        f"ending {person.card_ending}" if person.card_ending else "none yet",
        f"{person.payments_a_year} a year" if person.payments_a_year else "not known",
        _pounds(person.usual_pence),
        person.last.last_on if person.last else "never since",
        report.expected_by(person) or "",
        _pounds(person.owed_pence),
    ]


def _json(report: Report, *, silent_only: bool) -> dict[str, object]:
    return {
        "council": report.office.council,
        "office": report.office.name,
        "listed_on": report.office.listed_on,
        "as_of": report.today,
        "summary": {name: asdict(standing) for name, standing in report.summary().items()},
        "routes": [asdict(route) for route in report.routes],
        "weeks": [asdict(week) for week in report.weeks],
        "costs": [
            asdict(cost) | {"saved_pence": cost.saved_pence}
            for cost in (*report.costs.networks, report.costs.total)
        ],
        "missing_prices": report.costs.missing,
        "people": [
            _person_json(report, person)
            for person in report.people
            if not silent_only or person.account_id in report.silent
        ],
    }


def _person_json(report: Report, person: Person) -> dict[str, object]:
    private = ("account_id", "name", "phone")
    told = {name: value for name, value in asdict(person).items() if name not in private}
    return told | {
        "paid": person.paid,
        "silent": person.account_id in report.silent,
        "expected_by": report.expected_by(person),
    }

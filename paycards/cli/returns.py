"""`paycards returns`: the monthly return on one page, prepared by one person and reviewed by another."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.amounts import meant_pence
from paycards.cli.decided import tell
from paycards.cli.file_forms import PAGES, require_name_for
from paycards.cli.given import FileName
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say, utf8_output
from paycards.cli.run import Run, as_json, with_settings, written_bytes
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.reconcile.returns.monthly_return import MonthlyReturn

FUND_AND_PENCE = re.compile(r"(?P<fund>[^=]+)=(?P<pence>-?[0-9]+)", re.ASCII)
month = click.argument("month", metavar="YYYY-MM")
a_council = click.option("--council", metavar="CODE", help="Only this council's.")


@click.group(cls=Group)
def returns() -> None:
    """Show and sign the monthly return.

    Example: paycards returns show 2026-10
    """


@returns.command()
@month
@a_council
@click.option(
    "--format", "form", type=click.Choice(["text", "html", "csv", "pdf"]), default="text", help="Of the page."
)
@click.option("--out", type=FileName(path_type=Path, dir_okay=False), help="Write it to this file.")
@as_json
@with_settings
def show(run: Run, *, month: str, council: str | None, form: str, out: Path | None, as_json: bool) -> None:
    """Show the return of a month that is over: as it was signed, else as a draft.

    Example: paycards returns show 2026-10 --format pdf --out return.pdf
    """
    from paycards.jobs.show_return import show_return

    if out is not None:
        require_name_for(form, out, PAGES)
    found = show_return(run.visit, month, council=council)
    if out is not None:
        _write_to(found, form, out)
    if as_json:
        print_json([asdict(each) for each in found])
    elif form == "text" and out is None:
        _print(found)
    elif out is None:
        _write(found, form)


@returns.command()
@month
@a_council
@click.option("--note", metavar="TEXT", required=True, help="What whoever reviews it should know.")
@click.option(
    "--loaded",
    metavar="FUND=PENCE",
    multiple=True,
    help="What the fund's own system took from our files in the month; repeatable.",
)
@as_json
@with_settings
def sign(
    run: Run,
    *,
    month: str,
    council: str | None,
    note: str,
    loaded: tuple[str, ...],
    as_json: bool,
) -> None:
    """Prepare the return of a month: its figures are written down, and another person reviews it.

    Who approves the decision has reviewed it. With --loaded the return says whether the fund's system agrees.

    Example: paycards returns sign 2026-10 --note "Two late credits are explained in the file"
    """
    from paycards.jobs.sign_return import sign_return

    decision = sign_return(run.visit, month, council=council, note=note, loaded=_loaded(loaded))
    tell(decision, as_json)


def _loaded(named: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in named:
        match = FUND_AND_PENCE.fullmatch(each)
        if match is None:
            raise UsageError(f"{each}: give a fund and whole pence, such as rent=1234567.")
        if match["fund"] in found:
            raise UsageError(f"{each}: the fund {match['fund']} is given twice.")
        found[match["fund"]] = meant_pence(match["pence"])
    return found


def _write_to(found: list[MonthlyReturn], form: str, out: Path) -> None:
    from paycards.reports.return_pages import return_page

    with written_bytes(out) as file:
        file.write(return_page(form, found))
    say(str(out), error=True)


def _write(found: list[MonthlyReturn], form: str) -> None:
    from paycards.reports.return_pages import return_page

    if form == "pdf":
        raise UsageError("A PDF goes to a file: give its name with --out.")
    utf8_output().write(return_page(form, found).decode())
    utf8_output().flush()


def _print(found: list[MonthlyReturn]) -> None:
    from paycards.reports.return_words import signatures, tables_of, title_of

    for each in found:
        say(f"{title_of(found)}. {signatures(each)}")
        for table in tables_of(each):
            say()
            say(table.title)
            print_table(list(table.headings), [list(row) for row in table.rows])

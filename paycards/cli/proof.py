"""`paycards proof`: what must agree for a day, for each contract, and what each figure is made of."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.days import Day
from paycards.cli.file_forms import PAGES, require_name_for
from paycards.cli.given import FileName
from paycards.cli.output import print_json, print_table, say, utf8_output
from paycards.cli.run import Run, as_json, with_settings, written_bytes
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.jobs.show_proof import Proved


@click.command()
@click.option("--date", "day", type=Day(), help="Which day; by default yesterday.")
@click.option("--council", metavar="CODE", help="Only this council's.")
@click.option("--contract", metavar="CODE", help="Only this contract's.")
@click.option(
    "--format", "form", type=click.Choice(["text", "html", "csv", "pdf"]), default="text", help="Of the page."
)
@click.option("--out", type=FileName(path_type=Path, dir_okay=False), help="Write it to this file.")
@as_json
@with_settings
def proof(
    run: Run,
    *,
    day: dt.datetime | None,
    council: str | None,
    contract: str | None,
    form: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Prove a day: files against postings, the ledger against the bank, and what left.

    The figures of a closed day are those of its closing.

    Example: paycards proof --date 2026-11-26 --format pdf --out proof.pdf
    """
    from paycards.jobs.show_proof import show_proof

    if out is not None:
        require_name_for(form, out, PAGES)
    proved = show_proof(run.visit, day.date() if day else None, council=council, contract=contract)
    if out is not None:
        with written_bytes(out) as file:
            file.write(proved.page(form))
        say(str(out), error=True)
    if as_json:
        print_json(proved.as_dict())
    elif form == "text" and out is None:
        _print(proved)
    elif out is None:
        _print_page(proved, form)


def _print_page(proved: Proved, form: str) -> None:
    if form == "pdf":
        raise UsageError("A PDF goes to a file: give its name with --out.")
    utf8_output().write(proved.page(form).decode())
    utf8_output().flush()


def _print(proved: Proved) -> None:
    from paycards.reports.proof_words import checks, details, verdict

    say(f"{proved.title}: {verdict(proved.proofs)}")
    for closing in proved.closings:
        say(closing)
    for each in proved.proofs:
        say()
        for table in (checks(each), *details(each)):
            say(table.title)
            print_table(list(table.headings), [list(row) for row in table.rows])

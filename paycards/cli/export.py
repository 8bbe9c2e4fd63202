"""`paycards export` and `paycards verify`: the books for other programs, and the proof of them."""

from __future__ import annotations

import io
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from paycards.cli.run import Run, as_json, clear_progress, print_json, with_settings, written_whole
from paycards.errors import Corrupt

if TYPE_CHECKING:
    from paycards.verify.rebuilding import Verified

NAMES = ("files", "lines", "balances", "suspense", "journal", "postings")


@click.command()
@click.argument("name", metavar="NAME", type=click.Choice(NAMES))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of the output.")
@click.option("--council", metavar="CODE", help="Only this council's rows.")
@with_settings
def export(run: Run, name: str, out: Path | None, council: str | None) -> None:
    """Write files, lines, balances, suspense, journal or postings as they stand.

    CSV in UTF-8, a header always, money in pence. Example: paycards export balances --out balances.csv
    """
    from paycards.jobs.export import export as job

    if out is None:
        job(run.visit, name, _output(), council=council)
        sys.stdout.flush()  # a reader that has gone is noticed here, not after the end
        return
    with written_whole(out) as file:
        rows = job(run.visit, name, file, council=council)
    click.echo(f"{out}: {rows} rows", err=True)


def _output() -> TextIO:
    """Standard output, in UTF-8 with lines ended by LF wherever it runs."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


@click.command()
@as_json
@with_settings
def verify(run: Run, as_json: bool) -> None:
    """Rebuild every posting and balance from the original bytes and compare them with the database.

    Example: paycards verify
    """
    from paycards.jobs.verify import verify as job

    verified = job(run.visit)
    clear_progress()
    if as_json:
        print_json(asdict(verified) | {"agrees": verified.agrees})
    else:
        _print_verified(verified)
    if not verified.agrees:
        kinds = ", ".join(f"{count} {kind}" for kind, count in verified.counts.items())
        raise Corrupt(f"The database is not what the originals give: {kinds}. Stop posting and look.")


def _print_verified(verified: Verified) -> None:
    from paycards.money import to_pounds

    click.echo(
        f"Rebuilt from the originals: {verified.files} files, {verified.lines} lines,"
        f" {to_pounds(verified.pence, thousands=True)} pounds, {verified.postings} postings,"
        f" {verified.accounts} accounts."
    )
    for found in verified.differences:
        row = "" if found.row is None else f"row {found.row}"
        place = " ".join(filter(None, (found.council, found.contract, found.file, row, found.about)))
        click.echo(f"{found.kind}: {place}\n  database   {found.database}\n  originals  {found.originals}")
    if verified.agrees:
        click.echo("Everything agrees, to the penny.")

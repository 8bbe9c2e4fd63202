"""`paycards export` and `paycards verify`: the books for other programs, and the proof of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.file_forms import require_name_for
from paycards.cli.given import FileName
from paycards.cli.output import print_json, say, utf8_output
from paycards.cli.run import Run, as_json, with_settings, written_bytes, written_whole
from paycards.counted import counted
from paycards.errors import Corrupt, Failed, UsageError

if TYPE_CHECKING:
    from paycards.verify.rebuilding import Verified

NAMES = (
    *("files", "lines", "balances", "suspense", "journal", "postings", "payments"),
    *("bank", "dues", "matches", "decisions", "returns", "proof", "days"),
)


@click.command()
@click.argument("name", metavar="NAME", type=click.Choice(NAMES))
@click.option("--out", type=FileName(path_type=Path, dir_okay=False), help="Write to this file.")
@click.option("--xlsx", is_flag=True, help="An Excel workbook, for people; with --out.")
@click.option("--shared", is_flag=True, help="Let others read the file, as the umask says.")
@click.option("--council", metavar="CODE", help="Only this council's rows.")
@with_settings
def export(run: Run, *, name: str, out: Path | None, xlsx: bool, shared: bool, council: str | None) -> None:
    """Write one of the exports, such as files, lines, payments, dues or decisions, as it stands.

    CSV is for other programs: UTF-8, a header always, money in pence, every value as it came. Excel may take
    a value of it for a formula or lose zeros: people open a workbook, made with --xlsx, whose cells are
    numbers, dates and text.

    Example: paycards export balances --out balances.csv
    """
    from paycards.jobs.export import export as job

    if out is None:
        if xlsx or shared:
            raise UsageError(f"{'--xlsx' if xlsx else '--shared'} goes with --out: give the file's name.")
        job(run.visit, name, utf8_output(), council=council)
        utf8_output().flush()  # a reader that has gone is noticed here, not after the end
        return
    rows = _write(run, name, out, xlsx=xlsx, shared=shared, council=council)
    say(f"{out}: {counted(rows, 'row')}", error=True)


def _write(run: Run, name: str, out: Path, *, xlsx: bool, shared: bool, council: str | None) -> int:
    from paycards.jobs.export import export as job
    from paycards.jobs.export import export_workbook

    require_name_for("xlsx" if xlsx else "csv", out, {"xlsx": "--xlsx"})
    if xlsx:
        with written_bytes(out, shared=shared) as book:
            return export_workbook(run.visit, name, book, council=council)
    with written_whole(out, shared=shared) as file:
        return job(run.visit, name, file, council=council)


@click.command()
@as_json
@with_settings
def verify(run: Run, as_json: bool) -> None:
    """Rebuild every posting and balance from the original bytes and compare them with the database.

    Example: paycards verify
    """
    verified = _verify(run)
    if as_json:
        print_json(asdict(verified) | {"agrees": verified.agrees})
    else:
        _print_verified(verified)
    if not verified.agrees:
        kinds = ", ".join(f"{count} {kind}" for kind, count in verified.counts.items())
        raise Corrupt(
            f"The database is not what the originals give: {kinds}. Stop posting, and find out why."
        )


def _verify(run: Run) -> Verified:
    from paycards.jobs.verify import verify as job
    from paycards.verify.rebuilding import of_damage

    try:
        return job(run.visit)
    except Failed as error:
        damaged = of_damage(error)
        if damaged is None:
            raise
        return damaged


def _print_verified(verified: Verified) -> None:
    from paycards.money import to_pounds

    say(
        f"Rebuilt from the originals: {counted(verified.files, 'file')}, {counted(verified.lines, 'line')},"
        f" {to_pounds(verified.pence, thousands=True)} pounds, {counted(verified.postings, 'posting')},"
        f" {counted(verified.accounts, 'account')}."
    )
    for found in verified.differences:
        row = "" if found.row is None else f"row {found.row}"
        place = " ".join(filter(None, (found.council, found.contract, found.file, row, found.about)))
        say(f"{found.kind}: {place}")
        say(f"  database   {found.database}")
        say(f"  originals  {found.originals}")
    if verified.agrees:
        say("Everything agrees, to the penny.")

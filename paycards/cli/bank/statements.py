"""`paycards bank import`: statements that are in hand."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from paycards.cli.file_results import print_files
from paycards.cli.output import print_json
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.errors import UsageError


@click.command(name="import")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
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

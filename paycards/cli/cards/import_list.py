"""`paycards cards import`: a list of cards, or a supplier's cross reference."""

from __future__ import annotations

from pathlib import Path

import click

from paycards.cli.accounts import print_notes, print_skipped
from paycards.cli.given import FileName
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, end, with_settings


@click.command(name="import")
@click.argument("path", metavar="FILE", type=FileName(path_type=Path))
@click.option("--skip-bad", is_flag=True, help="Load the good rows although some are bad.")
@as_json
@with_settings
def import_(run: Run, path: Path, skip_bad: bool, as_json: bool) -> None:
    """Load a list of cards, or a supplier's .CRF file: all of it, or nothing when a row is bad.

    A card is never moved to another account.

    Example: paycards cards import NVD-cards.csv
    """
    from paycards.jobs.import_cards import import_cards

    run.visit.progress.tell(path.name)
    result = import_cards(run.visit, path, skip_bad=skip_bad)
    if as_json:
        print_json(
            {
                "file": result.name,
                "sha256": result.sha256,
                "contract": result.contract,
                "added": result.added,
                "changed": result.changed,
                "same": result.same,
                "notes": result.notes,
                "skipped": [{"row": row, "problem": sentence} for row, sentence in result.skipped],
            }
        )
    else:
        say(f"{result.name}: {result.added} new, {result.changed} changed, {result.same} as before.")
        print_notes(result.notes)
        print_skipped(result.skipped)
    end(bool(result.skipped))

"""`paycards evidence`: a pack that proves what became of a payment."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, with_settings

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("which", metavar="FILE:ROW")
@click.option("--out", required=True, type=FOLDER, metavar="DIR", help="Where the folder and the ZIP go.")
@as_json
@with_settings
def evidence(run: Run, *, which: str, out: Path, as_json: bool) -> None:
    """Write everything that proves what became of one payment, as a folder and a ZIP of it.

    A page in plain words comes first; check.py in the pack checks every digest, sum and link with nothing but
    Python. Example: paycards evidence NVDC0417.PO:12 --out evidence
    """
    from paycards.jobs.give_evidence import give_evidence

    given = give_evidence(run.visit, which, out)
    if as_json:
        print_json(asdict(given))
        return
    say(f"{given.about}: {given.folder} and {given.zip}")
    say(f"digest of the pack  {given.digest}")
    say(f"anchor              {given.anchor.hash}")

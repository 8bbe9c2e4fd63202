"""`paycards evidence`: a pack that proves what became of a payment, or that there was none."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paycards.cli.amounts import PENCE
from paycards.cli.days import Day
from paycards.cli.given import FileName
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.counted import counted
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.evidence.given import Given
    from paycards.jobs.prove_absence import Proof

FOLDER = FileName(path_type=Path, file_okay=False)
DATE = Day()
ASKED = {  # what --none goes with, as it is typed
    "contract": "--contract",
    "first": "--from",
    "last": "--to",
    "outlet": "--outlet",
    "amount_pence": "--amount-pence",
    "card_ends": "--card-ends",
    "receipt": "--receipt",
}


@click.command()
@click.argument("which", metavar="[FILE:ROW]", required=False)
@click.option("--out", required=True, type=FOLDER, metavar="DIR", help="Where the folder and the ZIP go.")
@click.option("--none", "is_none", is_flag=True, help="Prove that no such payment came.")
@click.option("--contract", metavar="CODE", help="With --none: the contract whose files to look through.")
@click.option("--from", "first", type=DATE, metavar="DATE", help="With --none: paid on this day or later.")
@click.option("--to", "last", type=DATE, metavar="DATE", help="With --none: paid on this day or before.")
@click.option("--outlet", metavar="CODE", help="With --none: at this outlet or terminal.")
@click.option("--amount-pence", type=PENCE, metavar="N", help="With --none: of exactly this amount.")
@click.option("--card-ends", metavar="DIGITS", help="With --none: with a card that ends in these digits.")
@click.option("--receipt", metavar="TEXT", help="With --none: with this number on the receipt.")
@as_json
@with_settings
def evidence(run: Run, *, which: str | None, out: Path, is_none: bool, as_json: bool, **asked: Any) -> None:
    """Write everything that proves what became of one payment, or that there was none, as a folder and a ZIP.

    A page in plain words comes first; check.py in the pack checks every digest, sum and link with nothing but
    Python. With --none it looks for a payment that somebody says was made. It ends with 3 where there is one,
    or where a file that could have brought it is missing, refused or held: then nothing can be proved.

    Example: paycards evidence NVDC0417.PO:12 --out evidence
    """
    told = {name: value for name, value in asked.items() if value is not None}
    if bool(which) == is_none:
        raise UsageError(
            "Give a payment as FILE:ROW or --none, to prove that there was none; one of the two."
        )
    if which:
        if told:
            raise UsageError(f"{', '.join(ASKED[name] for name in told)} go with --none: leave them out.")
        _of_payment(run, which, out, as_json)
    else:
        _of_none(run, told, out, as_json)


def _of_payment(run: Run, which: str, out: Path, as_json: bool) -> None:
    from paycards.jobs.give_evidence import give_evidence

    given = give_evidence(run.visit, which, out)
    if as_json:
        print_json(asdict(given))
    else:
        _print_given(given)


def _of_none(run: Run, told: dict[str, Any], out: Path, as_json: bool) -> None:
    from paycards.evidence.absence import Sought
    from paycards.jobs.prove_absence import prove_absence

    if "contract" not in told:
        raise UsageError("Say whose files to look through with --contract.")
    if not {"first", "last"} <= told.keys():
        raise UsageError("Say between which days it was paid, with --from and --to.")
    days = {name: _date(told[name]) for name in ("first", "last")}
    proof = prove_absence(run.visit, Sought(**told | days), out)
    if as_json:
        print_json(_as_dict(proof))
    else:
        _print_proof(proof)
    end(not proof.absence.proved)


def _date(moment: dt.datetime) -> dt.date:
    return moment.date()


def _as_dict(proof: Proof) -> dict[str, object]:
    pack = asdict(proof.given) if proof.given else None
    files = [
        asdict(file) | {"rows_there": file.rows_there, "pence_there": file.pence_there}
        for file in proof.absence.files
    ]
    return {"proved": proof.absence.proved, **asdict(proof.absence), "files": files, "pack": pack}


def _print_given(given: Given) -> None:
    say(f"{given.about}: {given.folder} and {given.zip}")
    say(f"digest of the pack  {given.digest}")
    say(f"anchor              {given.anchor.hash}")


def _print_proof(proof: Proof) -> None:
    absence = proof.absence
    files = counted(len(absence.files), "file")
    say(f"Looked through {files} of {absence.sought.contract}, for days up to {absence.until}.")
    if absence.found:
        say("There are such payments (paycards payments show FILE:ROW):")
        for row in absence.found:
            say(f"  {row}")
    if absence.obstacles:
        say(
            "Nothing can be proved about others, because"
            if absence.found
            else "Nothing can be proved, because"
        )
        for obstacle in absence.obstacles:
            say(f"  {obstacle}")
    if proof.given:
        say("No such payment came, and no file is missing that could have brought it.")
        _print_given(proof.given)

"""`paycards demo`: everything at once on sample data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.given import FileName
from paycards.cli.output import say
from paycards.cli.progress import TerminalProgress
from paycards.cli.run import Run
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.access.visit import Visit
    from paycards.demo.run import ClosedOffice
    from paycards.jobs.night_report import NightReport

LOOK_AROUND = (
    *("suspense list", "files list", "problems list", "export balances", "verify"),
    *("cards show 0107", "cards takeup --silent"),
    *("proof --date 2026-11-19 --council PEN", "bank list --state explained", "decisions list --all"),
)


@click.command()
@click.option(
    "--dir",
    "folder",
    type=FileName(path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where its database, archive, keys and exports go; an earlier demo there is replaced.",
)
@click.option(
    "--drops",
    type=FileName(path_type=Path),
    default=Path("sftp_drops"),
    show_default=True,
    help="The suppliers' folders to serve; made where there are none.",
)
@click.option("--stay/--once", default=False, help="Serve the pages afterwards until interrupted, or end.")
@click.pass_obj
def demo(_run: Run, folder: Path, drops: Path, stay: bool) -> None:
    """Run a sample night of two councils over a real SFTP server, and a week of a third one's back office.

    Then say who may sign in to the pages, with which passwords and secrets.

    Example: paycards demo
    """
    from paycards.cli.demo_faces import now, print_people, stay_up
    from paycards.cli.demo_week import play
    from paycards.cli.night_page import print_night
    from paycards.demo.back_office.stage import set_up
    from paycards.demo.faces import let_in
    from paycards.demo.run import demo as job
    from paycards.jobs.nightly import nightly

    progress = TerminalProgress()

    def run_night(visit: Visit) -> NightReport:
        return nightly(visit).report

    outcome = job(folder, drops, run_night, progress=progress, say=say)
    print_night(outcome.report)
    if outcome.office:
        _print_office(outcome.office)
    with set_up(outcome.settings, run_night, progress) as back_office:
        play(back_office, click.get_current_context().find_root().command)
    say()
    say(f"Everything is in {outcome.folder}. Look around with, for example:")
    for command in LOOK_AROUND:
        say(f"  {_program()} --config {outcome.settings} {command}")
    print_people(let_in(outcome.settings, now()))
    if stay:
        stay_up(outcome.settings)


def _print_office(office: ClosedOffice) -> None:
    """Say where the letters and cards of the closing office lie, and how its take-up stands."""
    summary = office.report.summary()
    carded, paid = len(office.report.with_card), summary["paid_with_card"].people
    silent = summary["listed"].silent
    taken_up = f"{paid} of {counted(carded, 'account')} with a card have paid with it"
    say()
    say(f"Market Hall closes: {taken_up}, {silent} have gone silent.")
    for what, path in (
        ("letters", office.post / "letters.pdf"),
        ("cards", office.post / "cards.pdf"),
        ("report", office.post / "report.csv"),
        ("manifest", office.post / "manifest.json"),
        ("take-up", office.chart),
        ("accounts", office.people),
    ):
        say(f"  {what:9} {path}")


def _program() -> str:
    """The program as it was called, so that the commands can be copied."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "paycards" else "paycards"

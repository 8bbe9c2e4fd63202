"""`paycards collect`, `import`, `reconcile` and `nightly`: the night, whole and in its steps."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from paycards.cli.file_results import print_files
from paycards.cli.given import FileName
from paycards.cli.night_log import logged
from paycards.cli.night_page import print_night
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.counted import counted
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.intake.collected import Collected
    from paycards.intake.file_result import FileResult


@click.command()
@as_json
@with_settings
def collect(run: Run, as_json: bool) -> None:
    """Fetch the files of every contract's and bank account's drop and import them.

    Example: paycards collect
    """
    from paycards.jobs.collect import collect as job

    with logged(run, "collect"):
        collected = job(run.visit)
    if as_json:
        print_json(
            {
                "rehearsal": run.settings.paycards.rehearsal,
                "files": [asdict(result) for result in collected.files],
                "troubles": collected.troubles,
                "growing": collected.growing,
            }
        )
    else:
        print_files([result for result in collected.files if result.fresh])
        print_troubles(collected)
    end(bool(collected.troubles) or any(result.needs_person for result in collected.files))


@click.command(name="import")
@click.argument(
    "paths", metavar="FILE...", nargs=-1, required=True, type=FileName(path_type=Path, dir_okay=False)
)
@as_json
@with_settings
def import_(run: Run, paths: tuple[Path, ...], as_json: bool) -> None:
    """Import settlement files that you have to hand, as if they came from a drop.

    A file's own name and header decide whose it is.

    Example: paycards import NVDC0417.PO
    """
    from paycards.jobs.import_files import import_files

    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise UsageError(f"There is no file {', '.join(missing)}.")
    try:
        results = import_files(run.visit, paths)
    except UsageError as error:
        others = cast("list[FileResult]", error.facts.get("imported"))
        if others and not as_json:
            print_files(others)
        raise
    if as_json:
        print_json([asdict(result) for result in results])
    else:
        print_files(results)
    end(any(result.needs_person for result in results))


@click.command()
@as_json
@with_settings
def reconcile(run: Run, as_json: bool) -> None:
    """Match and post what has been imported, and try suspense items again.

    Example: paycards reconcile
    """
    from paycards.jobs.reconcile import reconcile as job

    done = job(run.visit)
    if as_json:
        print_json({"rehearsal": run.settings.paycards.rehearsal} | asdict(done))
    else:
        say(
            f"{counted(done.files, 'file')} reconciled, {counted(done.new_suspense, 'line')} new in suspense,"
            f" {counted(done.retried, 'suspense item')} placed or changed."
        )
    end(done.new_suspense > 0 or done.faults > 0)


@click.command()
@as_json
@with_settings
def nightly(run: Run, as_json: bool) -> None:
    """Run the whole night: collect, import, match, post, export, report.

    Safe to run again at any moment, and twice at once.

    Example: paycards nightly
    """
    from paycards.jobs.nightly import nightly as job

    with logged(run, "nightly") as log:
        night = job(run.visit)
        log("reconciled", **asdict(night.reconciled))
        log("reported", needs_person=night.needs_person, open_problems=len(night.report.problems))
    if as_json:
        print_json(
            night.report.as_dict()
            | {
                "collected": [asdict(result) for result in night.collected.files],
                "troubles": night.collected.troubles,
                "reconciled": asdict(night.reconciled),
            }
        )
    else:
        print_night(night.report)
    end(night.needs_person)


def print_troubles(collected: Collected) -> None:
    """Print what could not be fetched, and what was left for the next run."""
    for contract, name, why in collected.troubles:
        say(f"{contract}: {name + ': ' if name else ''}{why}")
    for contract, name in collected.growing:
        say(f"{contract}: {name} is still growing and is left for the next run")

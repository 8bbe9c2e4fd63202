"""`paycards accounts`: the nightly list from the housing or revenues system."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.given import FileName
from paycards.cli.group import Group
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.counted import counted, first_of

if TYPE_CHECKING:
    from paycards.lists.load_accounts import AccountsResult
    from paycards.lists.new_tenants import NewTenant

SHOWN_REFERENCES = 10


@click.group(cls=Group)
def accounts() -> None:
    """Load the accounts that payments belong to.

    Example: paycards accounts import NVD.csv
    """


@accounts.command(name="import")
@click.argument("path", metavar="FILE", type=FileName(path_type=Path))
@click.option("--skip-bad", is_flag=True, help="Load the good rows even if others are bad.")
@as_json
@with_settings
def import_(run: Run, path: Path, skip_bad: bool, as_json: bool) -> None:
    """Load an accounts extract: all of it, or nothing when a row is bad.

    Accounts that are not in the extract are reported, never deleted.

    Example: paycards accounts import NVD.csv
    """
    from paycards.jobs.import_accounts import import_accounts

    run.visit.progress.tell(path.name)
    result = import_accounts(run.visit, path, skip_bad=skip_bad)
    if as_json:
        print_json(_as_dict(result))
    else:
        _print(result)
    end(result.needs_person)


def _as_dict(result: AccountsResult) -> dict[str, object]:
    return {
        "file": result.name,
        "sha256": result.sha256,
        "added": result.added,
        "changed": result.changed,
        "same": result.same,
        "missing": [
            {"council": council, "fund": fund, "references": references}
            for (council, fund), references in result.missing.items()
        ],
        "much_missing": [{"council": council, "fund": fund} for council, fund in result.much_missing],
        "unsendable": [asdict(account) for account in result.unsendable],
        "new_tenants": [asdict(account) for account in result.new_tenants],
        "notes": result.notes,
        "skipped": [{"row": row, "problem": sentence} for row, sentence in result.skipped],
    }


def _print(result: AccountsResult) -> None:
    say(f"{result.name}: {result.added} new, {result.changed} changed, {result.same} as before.")
    print_notes(result.notes)
    for (council, fund), references in result.missing.items():
        listed = first_of(references, SHOWN_REFERENCES)
        missing = f"{counted(len(references), 'account')} not in the extract"
        say(f"{council} {fund}: {missing}, kept as before: {listed}")
    for council, fund in result.much_missing:
        say(f"{council} {fund}: more than a tenth of the accounts are missing. Is the extract complete?")
    for account in result.unsendable[:SHOWN_REFERENCES]:
        say(f"{account.council} {account.sentence}")
    if len(result.unsendable) > SHOWN_REFERENCES:
        say(f"and {len(result.unsendable) - SHOWN_REFERENCES} more that no outgoing file can name")
    _print_new_tenants(result.new_tenants)
    print_skipped(result.skipped)


def _print_new_tenants(found: tuple[NewTenant, ...]) -> None:
    """Name the live cards of former tenants."""
    for account in found[:SHOWN_REFERENCES]:
        say(
            f"{account.council} {account.fund} {account.reference} has a new tenant or customer;"
            f" {account.sentence}"
        )
    if len(found) > SHOWN_REFERENCES:
        say(f"and {len(found) - SHOWN_REFERENCES} more; `paycards problems list` has all of them")


def print_notes(notes: tuple[str, ...]) -> None:
    """Say in what form a list came, if it was not the usual one."""
    for note in notes:
        say(f"The list was {note}.")


def print_skipped(skipped: tuple[tuple[int, str], ...]) -> None:
    """Print each bad row that was left out."""
    if skipped:
        say(f"{counted(len({row for row, _ in skipped}), 'bad row')} left out:")
    for row, sentence in skipped:
        say(f"  row {row}: {sentence}")

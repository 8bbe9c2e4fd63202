"""`paycards files`: what came, what is held, what was refused."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.decided import a_reason, tell
from paycards.cli.file_page import print_details, state_of
from paycards.cli.given import Whole
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.decisions.decision import Decision
    from paycards.intake.records import FileRow


@click.group(cls=Group)
def files() -> None:
    """See the files that came, and decide about those that are waiting.

    Example: paycards files list
    """


@files.command(name="list")
@click.option("--state", metavar="STATE", help="Only accepted, quarantined, held or repeat.")
@click.option("--council", metavar="CODE", help="Only this council's.")
@as_json
@with_settings
def list_(run: Run, state: str | None, council: str | None, as_json: bool) -> None:
    """List the files in the order in which they came.

    Example: paycards files list --state held
    """
    from paycards.jobs.list_files import list_files
    from paycards.money import to_pounds

    found = list_files(run.visit, state=state, council=council)
    if as_json:
        print_json([asdict(file) for file in found])
        return
    if not found:
        say("No files.")
        return
    print_table(
        ["id", "contract", "file", "state", "rows", "pounds", ""],
        [
            [
                file.id,
                file.contract or "-",
                file.name,
                state_of(file),
                file.rows,
                to_pounds(file.total_pence, thousands=True),
                file.reason,
            ]
            for file in found
        ],
    )


@files.command()
@click.argument("which", metavar="ID")
@click.option("--rows", type=Whole(0), default=10, show_default=True, help="How many rows to show.")
@as_json
@with_settings
def show(run: Run, which: str, rows: int, as_json: bool) -> None:
    """Show everything that is known of a file, by its id or its name.

    Of a refused or held file also its first rows and how much money it says that it brings; of a held one
    where it differs from the accepted file that it stands against.

    Example: paycards files show NVDC0417.PO
    """
    from paycards.jobs.show_file import show_file

    details = show_file(run.visit, which, rows=rows)
    if as_json:
        lines = {state: {"rows": n, "total_pence": pence} for state, (n, pence) in details.lines.items()}
        print_json(asdict(details) | {"lines": lines})
    else:
        print_details(details)


@files.command()
@click.argument("which", metavar="ID")
@a_reason
@as_json
@with_settings
def release(run: Run, which: str, note: str, as_json: bool) -> None:
    """Accept a held file, read again from its original bytes; above the tier a second person approves it.

    Example: paycards files release 21 --note "the supplier says both files are right"
    """
    from paycards.jobs.correct_bank_statement import correct_bank_statement
    from paycards.jobs.release_file import release_file

    corrected = correct_bank_statement(run.visit, which, note=note)
    if corrected is not None:
        tell(corrected, as_json)
        return
    _print_decided(release_file(run.visit, which, note=note), as_json)


@files.command()
@click.argument("which", metavar="ID")
@a_reason
@as_json
@with_settings
def reject(run: Run, which: str, note: str, as_json: bool) -> None:
    """Reject a held or refused file for good, and close its problem; above the tier a second person approves.

    Example: paycards files reject NVDC0211.PZ --note "sent again as NVDC211.PZ"
    """
    from paycards.jobs.reject_file import reject_file

    _print_decided(reject_file(run.visit, which, note=note), as_json)


@files.command()
@click.argument("which", metavar="ID")
@as_json
@with_settings
def retry(run: Run, which: str, as_json: bool) -> None:
    """Read a refused or held file again from its original bytes, and rule on it anew.

    Use it when the cause is put right. The supplier need not send the file again.

    Example: paycards files retry NVDC0417.PO
    """
    from paycards.jobs.retry_file import retry_file

    result = retry_file(run.visit, which)
    if as_json:
        print_json(asdict(result))
    else:
        say(f"{result.name} is {result.state}{f': {result.reason}' if result.reason else ''}.")
    end(result.needs_person)


def _print_decided(file: FileRow | Decision, as_json: bool) -> None:
    from paycards.decisions.decision import Decision

    if isinstance(file, Decision):
        tell(file, as_json)
    elif as_json:
        print_json(asdict(file))
    elif file.state == "accepted":
        rows = counted(file.rows, "row")
        say(f"{file.name} is accepted, {rows}. `paycards reconcile` posts what payments it brings.")
    else:
        say(f"{file.name} is rejected.")

"""`paycards files`: what came, what is held, what was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.output import counted, print_json, print_table, say
from paycards.cli.remedies import remedy
from paycards.cli.output import say
from paycards.cli.run import Run, as_json, with_settings

if TYPE_CHECKING:
    from paycards.intake.records import FileDetails, FileRow
    from paycards.intake.waiting import FileLine, FileSays, OtherFile


@click.group()
def files() -> None:
    """See the files that came, and decide about those that are waiting. Example: paycards files list."""


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
                _state(file),
                file.rows,
                to_pounds(file.total_pence, thousands=True),
                file.reason,
            ]
            for file in found
        ],
    )


@files.command()
@click.argument("which", metavar="ID")
@click.option("--rows", type=click.IntRange(0), default=10, show_default=True, help="How many rows to show.")
@as_json
@with_settings
def show(run: Run, which: str, rows: int, as_json: bool) -> None:
    """Show everything that is known of a file, by its id or its name.

    Of a refused or held file also its first rows and how much money it says that it brings; of a held one
    where it differs from the accepted file that it stands against. Example: paycards files show NVDC0417.PO
    """
    from paycards.jobs.show_file import show_file

    details = show_file(run.visit, which, rows=rows)
    if as_json:
        lines = {state: {"rows": n, "total_pence": pence} for state, (n, pence) in details.lines.items()}
        print_json(asdict(details) | {"lines": lines})
    else:
        _print_details(details)


@files.command()
@click.argument("which", metavar="ID")
@click.option("--note", required=True, help="Why it can be accepted.")
@as_json
@with_settings
def release(run: Run, which: str, note: str, as_json: bool) -> None:
    """Accept a held file, read again from its original bytes.

    Example: paycards files release 21 --note "the supplier says both files are right"
    """
    from paycards.jobs.release_file import release_file

    _print_decided(release_file(run.visit, which, note=note), as_json)


@files.command()
@click.argument("which", metavar="ID")
@click.option("--note", required=True, help="Why it is not wanted.")
@as_json
@with_settings
def reject(run: Run, which: str, note: str, as_json: bool) -> None:
    """Reject a held or refused file for good, and close its problem.

    Example: paycards files reject NVDC0211.PZ --note "sent again as NVDC211.PZ"
    """
    from paycards.jobs.reject_file import reject_file

    _print_decided(reject_file(run.visit, which, note=note), as_json)


def _state(file: FileRow) -> str:
    return f"{file.state}, rejected" if file.rejected else file.state


def _print_decided(file: FileRow, as_json: bool) -> None:
    if as_json:
        print_json(asdict(file))
    elif file.state == "accepted":
        say(f"{file.name} is accepted, {counted(file.rows, 'row')}: `paycards reconcile` posts them.")
    else:
        say(f"{file.name} is rejected.")


def _print_details(details: FileDetails) -> None:
    from paycards.money import to_pounds

    file = details.file
    known = {
        "id": file.id,
        "file": file.name,
        "council": file.council or "none",
        "contract": file.contract or "none",
        "state": _state(file),
        "reason": file.reason,
        "received": f"{file.received_at:%Y-%m-%d %H:%M} UTC",
        "decided": f"{details.decided_at:%Y-%m-%d %H:%M} UTC" if details.decided_at else "",
        "layout": " ".join(filter(None, (details.layout, f"({details.kind})" if details.kind else ""))),
        "number": "" if file.sequence is None else f"{file.sequence}, place {details.position or 'none'}",
        "created": details.created_on or "",
        "rows": file.rows,
        "pounds": to_pounds(file.total_pence, thousands=True),
        "bytes": details.size_bytes,
        "sha256": details.sha256,
        "kept at": details.bytes_at,
    }
    for name, value in known.items():
        if value != "":
            say(f"{name:9} {value}")
    for state, (count, pence) in details.lines.items():
        say(f"lines     {count} {state}, {to_pounds(pence, thousands=True)} pounds")
    for problem in details.problems:
        say(f"problem   {problem.id}: {problem.message}")
        say(
            f"          closed by {problem.closed_by}: {problem.note}"
            if problem.closed_at
            else f"          -> {remedy(problem.kind, problem.action)}"
        )
    if details.says:
        _print_says(details.says)
    if details.beside:
        _print_beside(details.beside)


def _print_says(says: FileSays) -> None:
    """Say what the file says of itself."""
    from paycards.money import to_pounds

    unread = f", and {says.unread} whose amount cannot be read" if says.unread else ""
    say()
    pounds = to_pounds(says.total_pence, thousands=True)
    say(f"As the file says, not proved: {counted(says.rows, 'row')}, {pounds} pounds{unread}")
    if says.own_total_pence is not None:
        say(f"Its own total: {to_pounds(says.own_total_pence, thousands=True)} pounds")
    _print_lines(says.lines)
    if len(says.lines) < says.rows:
        say(f"and {counted(says.rows - len(says.lines), 'more row')}: see them with --rows")


def _print_beside(beside: OtherFile) -> None:
    """Say where a held file and the accepted one differ."""
    from paycards.money import to_pounds

    say()
    say(
        f"Beside it: {beside.name} (id {beside.id}), accepted: {counted(beside.rows, 'row')},"
        f" {to_pounds(beside.total_pence, thousands=True)} pounds"
    )
    if beside.same_bytes:
        say("The content of the two is the same, byte for byte.")
        return
    say(
        f"In both: {counted(beside.same_rows, 'row')}. Only in the held file: {beside.count_only_in_held}."
        f" Only in the accepted one: {beside.count_only_in_accepted}."
    )
    for where, lines in (("held", beside.only_in_held), ("accepted", beside.only_in_accepted)):
        if lines:
            say(f"Only in the {where} file:")
            _print_lines(lines)


def _print_lines(lines: Sequence[FileLine]) -> None:
    if lines:
        print_table(
            ["row", "pounds", "paid on", "card", "reference", "outlet", "receipt"],
            [
                [
                    *(line.row, _pounds(line.amount_pence), line.paid_on),
                    *(line.card, line.client_reference, line.outlet, line.receipt),
                ]
                for line in lines
            ],
        )


def _pounds(pence: int | None) -> str:
    from paycards.money import to_pounds

    return "unreadable" if pence is None else to_pounds(pence, thousands=True)

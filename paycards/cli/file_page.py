"""The page of a file at the terminal: all that is known of it, what it says, and what it stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from paycards.cli.output import print_table, say
from paycards.cli.remedies import remedy
from paycards.counted import counted
from paycards.errors import shown

if TYPE_CHECKING:
    from paycards.intake.records import FileDetails, FileRow
    from paycards.intake.waiting import FileLine, FileSays, OtherFile, OtherText
    from paycards.reconcile.bank.beside import BankFileSays, BankStatementLine


def state_of(file: FileRow) -> str:
    """The state of a file, and whether a person rejected it."""
    return f"{file.state}, rejected" if file.rejected else file.state


def print_details(details: FileDetails) -> None:
    """Print everything that is known of a file."""
    from paycards.money import to_pounds

    file = details.file
    known = {
        "id": file.id,
        "file": file.name,
        "council": file.council or "none",
        "contract": file.contract or "none",
        "state": state_of(file),
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
    if details.bank:
        _print_bank(details.bank)
    if details.says:
        _print_says(details.says)
    if details.beside:
        _print_beside(details.beside)
    if details.beside_text:
        _print_beside_text(details.beside_text)


def _print_bank(bank: BankFileSays) -> None:
    """Say what a bank file says, and what it stands against."""
    for title, statements in (("It says", bank.statements), ("Of its days was taken", bank.beside)):
        if statements:
            say()
            say(f"{title}:")
            _print_statements(statements)
    for title, entries in (
        ("Only in this file", bank.only_here),
        ("Only in what was taken", bank.only_beside),
    ):
        if entries:
            say()
            say(f"{title}:")
            rows = [[e.booked_on or "-", _pounds(e.amount_pence), shown(e.text, most=60)] for e in entries]
            print_table(["booked", "pounds", "text"], rows)


def _print_statements(statements: Sequence[BankStatementLine]) -> None:
    print_table(
        ["file", "account", "from", "to", "opening", "booked", "closing"],
        [
            [
                *(shown(each.file), each.account, each.begins_on, each.ends_on),
                *(_balance(each.opening_pence), _pounds(each.booked_pence), _balance(each.closing_pence)),
            ]
            for each in statements
        ],
    )


def _balance(pence: int | None) -> str:
    return "none" if pence is None else _pounds(pence)


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


def _print_beside_text(beside: OtherText) -> None:
    say()
    say(f"Beside it: {beside.name} (id {beside.id}), accepted")
    for where, lines in (("held", beside.only_in_held), ("accepted", beside.only_in_accepted)):
        if lines:
            say(f"Only in the {where} file:")
            for line in lines:
                say(f"  {line}")


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

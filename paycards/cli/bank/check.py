"""`paycards bank`: statements of the council's own bank accounts. Trying a file needs no database."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.given import FileName, Whole
from paycards.cli.group import Group
from paycards.cli.output import paint, print_json, print_table, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.errors import shown

if TYPE_CHECKING:
    from paycards.bank.notes import Explained
    from paycards.bank.statement import AccountId, Balance, Entry, Statement
    from paycards.jobs.check_bank_file import CheckedBankFile
    from paycards.settings.installation import Settings


@click.group(cls=Group)
def bank() -> None:
    """Read the bank's statements.

    Example: paycards bank check statement.xml
    """


@bank.command()
@click.argument("path", metavar="FILE", type=FileName(path_type=Path))
@click.option("--mapping", metavar="NAME", help="How CSV is read: a mapping's name, or its .toml file.")
@click.option("--entry", type=Whole(min=1), help="Which entry to explain, counting from 1 [the first].")
@as_json
@with_settings
def check(run: Run, path: Path, mapping: str | None, entry: int | None, as_json: bool) -> None:
    """Read FILE whole (camt.053, MT940, BAI2, or CSV by a mapping), prove that it adds up, and explain it.

    Shows each value of one entry: where it stands, its text, what it was read as, what it feeds. Says exactly
    why a file is refused. Nothing is stored.

    Example: paycards bank check export.csv --mapping lloyds-online
    """
    from paycards.jobs.check_bank_file import check_bank_file

    checked = check_bank_file(path, _settings(run), mapping=mapping, entry=entry)
    if as_json:
        print_json(asdict(checked))
    else:
        _print(checked)
    end(bool(checked.refused))


def _settings(run: Run) -> Settings | None:
    """The settings, or none where there is no file of them and none was asked for."""
    from paycards.settings.reading import settings_path

    asked = run.config or os.environ.get("PAYCARDS_CONFIG")
    return run.settings if asked or settings_path(None).is_file() else None


def _print(checked: CheckedBankFile) -> None:
    if checked.refused:
        paint([(f"{checked.name} is refused: {checked.refused}", "red")])
    else:
        say(f"{checked.name} is good: {checked.format}, {_count(len(checked.statements), 'statement')}.")
    owners = checked.owners or ("",) * len(checked.statements)
    for statement, owner in zip(checked.statements, owners, strict=True):
        _print_statement(statement, owner)
    if checked.explained:
        _print_explained(checked.explained)


def _print_statement(statement: Statement, owner: str) -> None:
    from paycards.money import to_pounds

    known = {
        "file": shown(statement.member),
        "statement": " ".join(filter(None, (shown(statement.identification), statement.number))),
        "account": f"{owner} ({_number(statement.account)})" if owner else _number(statement.account),
        "period": f"{statement.begins_on} to {statement.ends_on}",
        "opening": _balance(statement.opening),
        "booked": f"{_count(statement.booked, 'entry')}, {to_pounds(statement.booked_pence, thousands=True)}",
        "closing": _balance(statement.closing),
        "not booked": _not_booked(statement.entries),
        "corrects": "an earlier statement" if statement.corrects else "",
        "unproved": statement.unproved,
        "incomplete": statement.missing_pages,
    }
    say()
    for name, value in known.items():
        if value:
            say(f"{name:10} {value}")
    if statement.entries:
        say()
        print_table(
            ["row", "booked", "value", "pounds", "status", "text"], [_row(e) for e in statement.entries]
        )


def _row(entry: Entry) -> list[object]:
    from paycards.money import to_pounds

    marks = [entry.status, "reversal" if entry.reversal else "", entry.note]
    status = ", ".join(filter(None, marks))
    pounds = to_pounds(entry.amount_pence, thousands=True)
    return [
        entry.place,
        entry.booked_on or "-",
        shown(entry.value_on),
        pounds,
        status,
        shown(entry.text, most=60),
    ]


def _not_booked(entries: tuple[Entry, ...]) -> str:
    waiting = [entry for entry in entries if entry.status != "BOOK"]
    return f"{_count(len(waiting), 'entry')}, shown and never posted" if waiting else ""


def _balance(balance: Balance | None) -> str:
    from paycards.money import to_pounds

    if balance is None:
        return ""
    return f"{to_pounds(balance.pence, thousands=True)} ({shown(balance.kind)}, {balance.on or 'no day'})"


def _number(account: AccountId) -> str:
    return shown(str(account)) or "not named"


def _count(number: int, what: str) -> str:
    several = {"entry": "entries"}.get(what, f"{what}s")
    return f"{number} {what if number == 1 else several}"


def _print_explained(explained: tuple[Explained, ...]) -> None:
    entry = -1
    width = max(len(note.place) for note in explained)
    for note in explained:
        if note.entry != entry:
            entry = note.entry
            say()
            say(f"entry {entry}" if entry else "around the entries")
        read_as = f"WRONG, expected {note.fault}" if note.fault else shown(note.read_as)
        feeds = f"-> {note.feeds}" if note.feeds else ""
        line = f"  {note.place:{width}}  [{shown(note.text)}]  {read_as}  {feeds}".rstrip()
        paint([(line, "red")]) if note.fault else say(line)

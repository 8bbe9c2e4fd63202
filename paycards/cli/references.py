"""`paycards references`: wrong references that are read as right ones, by two people."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.decided import as_plain, told
from paycards.cli.given import FileName
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.decisions.correcting.sheet import RowEffect
    from paycards.jobs.correct_references import Corrected


@click.group(cls=Group)
def references() -> None:
    """Read wrong references as right ones.

    Example: paycards references correct wrong.csv --dry-run
    """


@references.command()
@click.argument("path", metavar="FILE", type=FileName(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what it would do, and do nothing.")
@click.option("--note", default="", help="Why, for anyone who asks later; the name of the file, else.")
@click.option("--council", metavar="CODE", help="Whose references, where it is not clear.")
@as_json
@with_settings
def correct(run: Run, path: Path, *, dry_run: bool, note: str, council: str | None, as_json: bool) -> None:
    """Read wrong references as right ones from now on; a second person approves it.

    FILE is CSV with the columns wrong,right and, where they are needed, fund and council. What wrong
    references put on an account is moved, their cards change accounts, and suspense is tried again. The same
    sheet with its columns swapped undoes it.

    Example: paycards references correct wrong.csv --dry-run
    """
    from paycards.jobs.correct_references import correct_references

    note = note.strip() or f"the sheet {path.name}"
    done = correct_references(run.visit, path, note=note, council=council, dry_run=dry_run)
    if as_json:
        print_json(_plain(done, dry_run=dry_run))
    else:
        _print(done, dry_run=dry_run)


def _plain(done: Corrected, *, dry_run: bool) -> dict[str, object]:
    """The decision, where there is one, with what each row does and what all of them do."""
    decision = as_plain(done.decision) if done.decision else {"decision": None, "state": ""}
    rows = [asdict(row) for row in done.rows]
    return decision | {"dry_run": dry_run, "rows": rows, "effect": _effect(done.rows)}


def _effect(rows: tuple[RowEffect, ...]) -> dict[str, int]:
    names = ("cards", "payments", "payments_pence", "items", "items_pence", "waiting", "back", "back_pence")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def _print(done: Corrected, *, dry_run: bool) -> None:
    if done.decision is None and not done.rows:
        say("Nothing to do: every row holds already.")
        return
    _print_rows(done.rows)
    if done.decision is not None:
        from paycards.decisions.decision import told_time

        say(told(done.decision))
        say(f"{done.decision.proposed_by} proposed it at {told_time(done.decision.proposed_at)}.")
    elif dry_run:
        say("A dry run: nothing was done, and nothing is proposed.")


def _print_rows(rows: tuple[RowEffect, ...]) -> None:
    from paycards.money import to_pounds

    print_table(
        [
            "row",
            "wrong",
            "read as",
            "cards",
            "payments",
            "pounds",
            "placed",
            "pounds",
            "wait",
            "back",
            "pounds",
        ],
        [
            [
                *(row.row, row.wrong, f"{row.fund} {row.reference}".strip() or "as it stands", row.cards),
                *(row.payments, to_pounds(row.payments_pence, thousands=True)),
                *(row.items, to_pounds(row.items_pence, thousands=True), row.waiting),
                *(row.back, to_pounds(row.back_pence, thousands=True)),
            ]
            for row in rows
        ],
    )
    effect = _effect(rows)
    pence = effect["payments_pence"] + effect["items_pence"] + effect["back_pence"]
    moved = effect["payments"] + effect["items"] + effect["back"]
    pounds = to_pounds(pence, thousands=True)
    say(f"{counted(effect['cards'], 'card')} and {counted(moved, 'payment')}, {pounds} pounds.")

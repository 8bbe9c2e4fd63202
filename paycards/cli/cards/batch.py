"""`paycards cards batch` and `batches`: cards for all customers of a closing office."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paycards.cli.accounts import print_notes
from paycards.cli.given import FileName
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.clock import local
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.closing.bulk_issue.opening import BulkIssueResult

SHOWN_ROWS = 20


@click.command()
@click.argument("path", metavar="FILE", type=FileName(path_type=Path))
@click.option(
    "--out",
    type=FileName(path_type=Path, file_okay=False),
    required=True,
    help="The folder for letters, cards and report: empty, or the same list's.",
)
@click.option("--office", metavar="CODE", default="", help="The office that closes, for take-up.")
@click.option("--council", metavar="CODE", help="Whose list it is, where there are several.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook that has several.")
@click.option("--dry-run", is_flag=True, help="Preview only: report on each row, issue nothing.")
@as_json
@with_settings
def batch(
    run: Run,
    path: Path,
    *,
    out: Path,
    office: str,
    council: str | None,
    sheet: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Issue cards to the customers on a closing office's list: CSV or .xlsx, one row each.

    Stop it and start it again as you like: nothing is issued twice.

    Example: paycards cards batch market-hall.xlsx --out market-hall --office MARKET-HALL
    """
    from paycards.closing.bulk_issue.opening import HandedInList
    from paycards.jobs.issue_in_bulk import issue_in_bulk
    from paycards.jobs.preview_bulk_issue import preview_bulk_issue

    work = preview_bulk_issue if dry_run else issue_in_bulk
    result = work(run.visit, HandedInList(path, council, office, sheet), out)
    if as_json:
        print_json(_as_dict(result, dry_run))
    else:
        _print(result, dry_run)
    end(bool(result.to_do))


@click.command()
@click.option("--council", metavar="CODE", help="Only this council's.")
@as_json
@with_settings
def batches(run: Run, council: str | None, as_json: bool) -> None:
    """List the batches of cards, and what became of their rows.

    Example: paycards cards batches
    """
    from paycards.jobs.list_bulk_issues import list_bulk_issues

    found = list_bulk_issues(run.visit, council=council)
    if as_json:
        print_json([asdict(each) for each in found])
    elif not found:
        say("No card batches.")
    else:
        print_table(
            ["number", "council", "office", "list", "begun", "finished", "rows", ""],
            [
                [
                    each.number,
                    each.council,
                    each.office or "-",
                    each.list_name,
                    f"{local(each.started_at):%Y-%m-%d}",
                    f"{local(each.finished_at):%Y-%m-%d}" if each.finished_at else "not yet",
                    each.rows,
                    ", ".join(f"{count} {outcome}" for outcome, count in each.outcomes.items()),
                ]
                for each in found
            ],
        )


def _as_dict(result: BulkIssueResult, dry_run: bool) -> dict[str, object]:
    return {
        "batch": result.issue.id if result.issue else None,
        "dry_run": dry_run,
        "council": result.council,
        "outcomes": result.counts,
        "columns_not_used": result.unused,
        "notes": result.notes,
        "to_do": [
            {"row": row, "outcome": outcome, "what_to_do": message} for row, outcome, message in result.to_do
        ],
        "files": [str(path) for path in result.files],
    }


def _print(result: BulkIssueResult, dry_run: bool) -> None:
    if dry_run:
        say("Preview only. Nothing was issued.")
    print_table(["outcome", "rows"], [[outcome, count] for outcome, count in result.counts.items()])
    print_notes(result.notes)
    if result.unused:
        say(f"Columns that were not used: {', '.join(result.unused)}")
    if result.to_do:
        say()
        say(f"{counted(len(result.to_do), 'row')} to look at:")
    for row, outcome, message in result.to_do[:SHOWN_ROWS]:
        say(f"  row {row}, {outcome}: {message}")
    if len(result.to_do) > SHOWN_ROWS:
        say(f"  and {len(result.to_do) - SHOWN_ROWS} more, in the report")
    say()
    for path in result.files:
        say(f"written: {path}")

"""Say what would become of every row of a closing office's list; the database stays as it is."""

from __future__ import annotations

from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.decided import decided_rows, foreseen
from paycards.closing.bulk_issue.deciding import decide_rows
from paycards.closing.bulk_issue.opening import (
    BulkIssueResult,
    HandedInList,
    OpenedList,
    open_list,
    result_of,
)
from paycards.closing.bulk_issue.outcomes import DecidedRow
from paycards.closing.bulk_issue.output_folder import output_folder
from paycards.closing.bulk_issue.press import Press
from paycards.closing.bulk_issue.printability import Printability
from paycards.closing.bulk_issue.record import BulkIssue, find_bulk_issue, require_same_office
from paycards.closing.bulk_issue.report import write_reports
from paycards.counted import counted


class _Undo(Exception):
    """Ends a transaction that is to leave no trace."""


def preview_bulk_issue(visit: Visit, handed_in: HandedInList, out: Path) -> BulkIssueResult:
    """Write the report on a list as if it were run. Raises as `issue_in_bulk` does."""
    return preview_of(visit, open_list(visit, handed_in, handed_in.read()), out)


def preview_of(visit: Visit, opened: OpenedList, out: Path) -> BulkIssueResult:
    """The same of a list that was read already."""
    issue, decided = _begun_before(visit, opened)
    if issue is None:
        decided = _foreseen(visit, opened)
    with output_folder(out, f"dry-run {opened.identity}") as folder:
        write_reports(folder, decided, opened.office_list, {}, created=visit.now)
        folder.put_in_place()
    return result_of(opened, issue, decided, out)


def _begun_before(visit: Visit, opened: OpenedList) -> tuple[BulkIssue | None, list[DecidedRow]]:
    with visit.reading(opened.council.code, may=Permission.MANAGE_CARDS) as seen:
        listed = opened.office_list
        issue = find_bulk_issue(seen.connection, opened.council_id, listed.sha256, listed.sheet)
        if issue is None:
            return None, []
        require_same_office(issue, opened.office)
        return issue, decided_rows(seen.connection, opened.council, issue)


def _foreseen(visit: Visit, opened: OpenedList) -> list[DecidedRow]:
    visit.progress.tell(f"matching {counted(len(opened.office_list.rows), 'row')}")
    decided: list[DecidedRow] = []
    try:
        with visit.step(opened.council_id, Permission.MANAGE_CARDS) as step:  # plans need temporary tables
            printability = Printability(opened.artwork, Press(opened.artwork))
            planned = decide_rows(step.connection, printability, opened.council_id, opened.office_list)
            decided = foreseen(opened.council, planned)
            raise _Undo
    except _Undo:
        return decided

"""Show the lists of closing offices, and one: what is wrong, what it costs, how far it is, its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.visit import Visit
from paycards.cards.account import council_of
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.checked import Checked, kept_check
from paycards.closing.bulk_issue.list_pages import (
    ROWS_OF_A_PAGE,
    IssuedRow,
    ListLine,
    lists_seen,
    one_list,
    rows_by_outcome,
    rows_of,
)
from paycards.closing.bulk_issue.long_list import CHECK, check_of
from paycards.closing.bulk_issue.output_folder import OURS
from paycards.errors import NotFound
from paycards.jobs.fetch_list import check_folder_of, folder_of
from paycards.work.showing import ShownWork, newest_about

LISTS_SHOWN = 100
CHECK_STATES = {"waiting": "to_check", "running": "checking", "failed": "unchecked"}  # of work on a check


@dataclass(frozen=True)
class BulkLists:
    """The lists that were handed in, the newest first."""

    lists: tuple[ListLine, ...]
    may_issue: bool
    at: dt.datetime


@dataclass(frozen=True)
class MadeFile:
    """A file that was made, to be fetched."""

    name: str
    bytes: int


@dataclass(frozen=True)
class BulkListPage:
    """One list. `state` of its check: to_check, checking, unchecked (it failed) or checked.

    Of its cards: waiting, running, failed, stopped (on the way, without a worker) or done.
    `counts` are rows by outcome: of the check before, of what happened after. `rows` are those with the
    outcome that was asked for; `letters` how many are posted, `postage_pence` what that costs, if known.
    """

    line: ListLine
    state: str
    work: ShownWork | None
    check: Checked | None
    counts: Mapping[str, int]
    letters: int
    postage_pence: int | None
    outcome: str
    rows: tuple[IssuedRow, ...]
    next_after: int | None
    files: tuple[MadeFile, ...]
    may_issue: bool
    at: dt.datetime


def show_bulk_lists(visit: Visit, council: str) -> BulkLists:
    """Return the lists of a council."""
    with visit.reading(council, may=Permission.SEE_CARD_WORK) as seen:
        found = lists_seen(seen, LISTS_SHOWN)
    return BulkLists(tuple(found), Permission.MANAGE_CARDS in visit.visitor.permissions, visit.now)


def show_bulk_list(
    visit: Visit, council: str, number: int, *, outcome: str = "", after: int = 0
) -> BulkListPage:
    """Return one list, with the rows of one outcome where it is asked for. Raises NotFound."""
    may_issue = Permission.MANAGE_CARDS in visit.visitor.permissions
    with visit.reading(council, may=Permission.SEE_CARD_WORK) as seen:
        line = one_list(seen, number)
        if line is None:
            raise NotFound("list", number)
        work = newest_about(seen, "bulk_issue", {"council": council, "list": number})
        checking = newest_about(seen, CHECK, check_of(council, number))
        counts = rows_by_outcome(seen, line.batch_id) if line.batch_id else {}
        rows = _rows(seen, line, outcome, after)
    check = kept_check(check_folder_of(visit, council, number))
    counts = counts or (check.counts if check else {})
    letters = counts.get(outcomes.ISSUED, 0) + counts.get(outcomes.WAITING, 0)
    price = council_of(visit.settings, council).printing.postage_pence
    return BulkListPage(
        *(line, _state(line, work, checking), _shown(work, checking)),
        *(check if may_issue else None, counts, letters),
        postage_pence=None if price is None else price * letters,
        outcome=outcome,
        rows=tuple(rows[:ROWS_OF_A_PAGE]),
        next_after=rows[ROWS_OF_A_PAGE - 1].row_no if len(rows) > ROWS_OF_A_PAGE else None,
        files=_files(visit, council, number) if may_issue else (),
        may_issue=may_issue,
        at=visit.now,
    )


def fetch_made_file(visit: Visit, council: str, number: int, name: str) -> bytes:
    """Return a file of a list: of its cards, or of its check where none was issued. Raises NotFound."""
    with visit.reading(council, may=Permission.MANAGE_CARDS) as seen:
        if one_list(seen, number) is None or name not in OURS:
            raise NotFound("file", "")
    for folder in (folder_of(visit, council, number), check_folder_of(visit, council, number)):
        if (folder / name).is_file():
            return (folder / name).read_bytes()
    raise NotFound("file", "")


def _rows(seen: Reading, line: ListLine, outcome: str, after: int) -> list[IssuedRow]:
    return rows_of(seen, line.batch_id, outcome, after) if line.batch_id and outcome else []


def _state(line: ListLine, work: ShownWork | None, checking: ShownWork | None) -> str:
    if work is not None and work.state != "done":
        return work.state
    if line.finished_at is not None:
        return "done"
    if line.batch_id is not None:
        return "stopped"
    return CHECK_STATES.get(checking.state, "checked") if checking else "checked"


def _shown(work: ShownWork | None, checking: ShownWork | None) -> ShownWork | None:
    """The newer of the two."""
    return max(filter(None, (work, checking)), key=lambda each: each.id, default=None)


def _files(visit: Visit, council: str, number: int) -> tuple[MadeFile, ...]:
    folder = folder_of(visit, council, number)
    if not (folder / "manifest.json").exists():
        folder = check_folder_of(visit, council, number)
    found: list[Path] = [folder / name for name in OURS if (folder / name).is_file()]
    return tuple(MadeFile(path.name, path.stat().st_size) for path in found if path.suffix != ".json")

"""Hand in a list of a closing office: kept as it came, and checked row by row before any card is issued."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.handed_in import keep_list
from paycards.closing.bulk_issue.long_list import ask_for_check, is_long
from paycards.closing.bulk_issue.opening import HandedInList, OpenedList, open_list
from paycards.errors import Invalid
from paycards.jobs.check_list import check_list, check_opened
from paycards.jobs.fetch_list import fetch_list

ENDINGS = (".csv", ".xlsx", ".txt")


@dataclass(frozen=True)
class Upload:
    """A list as a page takes it: its name, its bytes, which office closes, which sheet of a workbook."""

    name: str
    data: bytes = field(repr=False)
    office: str = ""
    sheet: str = ""


def hand_in_list(visit: Visit, council: str, upload: Upload) -> int:
    """Keep a list and check it; return its number, the same for the same list.

    A long one is checked by the worker. Raises Invalid for what is no list, BadRows for one that cannot be
    trusted as a whole.
    """
    _require_list(upload)
    handed_in = HandedInList(
        *(Path(upload.name), council, upload.office.strip(), upload.sheet.strip() or None), data=upload.data
    )
    opened = open_list(visit, handed_in, upload.data)
    waits = is_long(len(opened.office_list.rows))
    visit.installation.archive.keep(upload.data)
    with visit.step(opened.council_id, Permission.MANAGE_CARDS) as step:
        number = keep_list(step, opened.office_list, opened.office)
        if waits:
            ask_for_check(step, opened.council.code, number)
    if not waits:
        _check(visit, number, opened)
    return number


def _check(visit: Visit, number: int, opened: OpenedList) -> None:
    """Check what was read, unless the same list came before under another name: then that one."""
    kept = fetch_list(visit, opened.council.code, number)
    if (kept.path.name, kept.office) == (opened.office_list.name, opened.office):
        check_opened(visit, number, opened)
    else:
        check_list(visit, opened.council.code, number)


def _require_list(upload: Upload) -> None:
    if not upload.data or not upload.name:
        raise Invalid("list", "Choose a file: a CSV file or an Excel workbook with a row for each customer.")
    if not upload.name.lower().endswith(ENDINGS):
        raise Invalid("list", "The list must be a CSV file or an Excel workbook (.xlsx).")

"""Hand in a list of a closing office: kept as it came, and checked row by row before any card is issued."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.checked import keep_check
from paycards.closing.bulk_issue.handed_in import keep_list
from paycards.closing.bulk_issue.opening import HandedInList, OpenedList, open_list
from paycards.durable import make_folders
from paycards.errors import Invalid
from paycards.jobs.fetch_list import check_folder_of, fetch_list
from paycards.jobs.preview_bulk_issue import preview_of

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

    Raises Invalid for what is no list, BadRows for one that cannot be trusted as a whole.
    """
    _require_list(upload)
    handed_in = HandedInList(
        *(Path(upload.name), council, upload.office.strip(), upload.sheet.strip() or None), data=upload.data
    )
    opened = open_list(visit, handed_in, upload.data)
    visit.installation.archive.keep(upload.data)
    with visit.step(opened.council_id, Permission.MANAGE_CARDS) as step:
        number = keep_list(step, opened.office_list, opened.office)
    kept = fetch_list(visit, council, number)  # the same list may have come before, under another name
    if (kept.path.name, kept.office) == (opened.office_list.name, opened.office):
        _check(visit, number, opened)
    else:
        check_list(visit, council, number)
    return number


def check_list(visit: Visit, council: str, number: int) -> None:
    """Check a list that was handed in once more, and write down what would become of its rows."""
    handed_in = fetch_list(visit, council, number)
    _check(visit, number, open_list(visit, handed_in, handed_in.read()))


def _check(visit: Visit, number: int, opened: OpenedList) -> None:
    folder = check_folder_of(visit, opened.council.code, number)
    make_folders(folder.parent)
    keep_check(folder, preview_of(visit, opened, folder), opened.office_list, visit.now)


def _require_list(upload: Upload) -> None:
    if not upload.data or not upload.name:
        raise Invalid("list", "Choose a file: a CSV file or an Excel workbook with a row for each customer.")
    if not upload.name.lower().endswith(ENDINGS):
        raise Invalid("list", "The list must be a CSV file or an Excel workbook (.xlsx).")

"""Check a list that was handed in, and write down what would become of its rows; no card is issued."""

from __future__ import annotations

from paycards.access.visit import Visit
from paycards.closing.bulk_issue.checked import keep_check
from paycards.closing.bulk_issue.opening import OpenedList, open_list
from paycards.durable import make_folders
from paycards.jobs.fetch_list import check_folder_of, fetch_list
from paycards.jobs.preview_bulk_issue import preview_of


def check_list(visit: Visit, council: str, number: int) -> None:
    """Read a list and check every row of it. Raises NotFound, and as `open_list` and `preview_of` do."""
    handed_in = fetch_list(visit, council, number)
    check_opened(visit, number, open_list(visit, handed_in, handed_in.read()))


def check_opened(visit: Visit, number: int, opened: OpenedList) -> None:
    """Check a list that was read already."""
    folder = check_folder_of(visit, opened.council.code, number)
    make_folders(folder.parent)
    keep_check(folder, preview_of(visit, opened, folder), opened.office_list, visit.now)

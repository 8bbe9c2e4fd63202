"""Fetch a list that was handed in, from the archive, and say where its files belong."""

from __future__ import annotations

from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.handed_in import list_seen
from paycards.closing.bulk_issue.opening import HandedInList


def fetch_list(visit: Visit, council: str, number: int) -> HandedInList:
    """Return the list with its bytes. Raises NotFound."""
    with visit.reading(council, may=Permission.SEE_CARD_WORK) as seen:
        listed = list_seen(seen, number)
    data = visit.installation.archive.read(listed.sha256)
    return HandedInList(Path(listed.list_name), council, listed.office, listed.sheet or None, data=data)


def folder_of(visit: Visit, council: str, number: int) -> Path:
    """Where the files of a list lie."""
    return visit.settings.paycards.made / council / f"list-{number}"


def check_folder_of(visit: Visit, council: str, number: int) -> Path:
    """Where lies what was found when a list was checked."""
    return visit.settings.paycards.made / council / f"list-{number}-check"

"""A list that a person hands in for a bulk issue: whose it is, read, and what became of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.closing.bulk_issue.outcomes import DecidedRow
from paycards.closing.bulk_issue.record import BulkIssue
from paycards.closing.office_list.office_list import OfficeList
from paycards.closing.office_list.reading import read_office_list
from paycards.errors import NotFound, UsageError, listed
from paycards.issue.artwork.artwork import Artwork
from paycards.lists.reading import list_name, read_bytes
from paycards.settings.council import Council


@dataclass(frozen=True)
class HandedInList:
    """A list as a person gives it: `council` is needed where there are several, `sheet` likewise.

    `data` are its bytes where they did not come as a file; `path` is what it is called then.
    """

    path: Path
    council: str | None = None
    office: str = ""
    sheet: str | None = None
    data: bytes | None = field(default=None, repr=False)

    def read(self) -> bytes:
        """Return its bytes. Raises UsageError if the file cannot be read."""
        return read_bytes(self.path) if self.data is None else self.data


@dataclass(frozen=True)
class OpenedList:
    """A list that was read, whose it is, and what its letters and cards look like."""

    council: Council
    council_id: int
    office: str
    office_list: OfficeList
    artwork: Artwork

    @property
    def identity(self) -> str:
        """What tells it from every other list."""
        return f"{self.council.code} {self.office_list.sha256} {self.office_list.sheet}".strip()


@dataclass(frozen=True)
class BulkIssueResult:
    """What became of a list. `issue` is None after a preview of a list that was never begun.

    `to_do` are the rows that need a person: number, outcome, what to do. `unused` are the headings of the
    list that mean nothing here; `notes` say in what form it came.
    """

    issue: BulkIssue | None
    council: str
    counts: dict[str, int]
    to_do: tuple[tuple[int, str, str], ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...]
    files: tuple[Path, ...]


def open_list(visit: Visit, handed_in: HandedInList, data: bytes) -> OpenedList:
    """Read a list, and say what the settings leave out before anything is issued.

    Raises BadRows for a list that cannot be trusted as a whole, UsageError where it is not clear whose it is.
    """
    with visit.reading(may=Permission.MANAGE_CARDS) as seen:
        ids = seen.councils
    council = _council([each for each in visit.settings.councils if each.code in ids], handed_in.council)
    name = list_name(handed_in.path)
    visit.progress.tell(f"reading {name}")
    office_list = read_office_list(council, name, data, handed_in.sheet)
    artwork = Artwork(council, channels=visit.installation.channels_of(council))
    return OpenedList(council, ids[council.code], handed_in.office, office_list, artwork)


def _council(councils: Sequence[Council], code: str | None) -> Council:
    by_code = {council.code: council for council in councils}
    if code is None and len(councils) == 1:
        return councils[0]
    if code is None:
        choices = listed([*by_code])
        raise UsageError(f"Whose list is it? Choose {choices}.", code="whose_list", choices=choices)
    if code not in by_code:
        raise NotFound("council", code, choices=[*by_code])
    return by_code[code]


def result_of(
    opened: OpenedList, issue: BulkIssue | None, decided: Sequence[DecidedRow], folder: Path
) -> BulkIssueResult:
    """Tell what became of a list, and which files lie in its folder."""
    return BulkIssueResult(
        issue=issue,
        council=opened.council.code,
        counts=dict(sorted(Counter(row.outcome for row in decided).items())),
        to_do=tuple((row.row_no, row.outcome, row.message) for row in decided if row.message),
        unused=opened.office_list.unused,
        notes=opened.office_list.notes,
        files=tuple(sorted(path for path in folder.iterdir() if not path.name.startswith("."))),
    )

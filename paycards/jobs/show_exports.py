"""Show which exports there are, and which files were made of them: by whom, when, with which digest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.export import SAYS
from paycards.jobs.make_export import KIND, folder_of
from paycards.work.showing import ShownWork, newest_of

MOST = 50


@dataclass(frozen=True)
class MadeFile:
    """A file that was asked for: `is_there` tells whether it can be fetched."""

    work: ShownWork
    is_there: bool


@dataclass(frozen=True)
class ExportsPage:
    """The exports with what each holds, and the newest files, the newest first."""

    council: str
    as_at: dt.datetime
    exports: tuple[tuple[str, str], ...]
    files: tuple[MadeFile, ...]
    goes_on: bool  # something is still being made


def show_exports(visit: Visit, council: str) -> ExportsPage:
    """Return them. Raises NotFound."""
    with visit.reading(council, may=Permission.MAKE_EXPORTS) as seen:
        works = newest_of(seen, KIND, MOST)
    folder = folder_of(visit, council)
    files = tuple(MadeFile(each, _is_there(each, folder)) for each in works)
    going = any(each.goes_on for each in works)
    return ExportsPage(council, visit.now, tuple(SAYS.items()), files, going)


def _is_there(work: ShownWork, folder: Path) -> bool:
    return work.state == "done" and (folder / str(work.result["file"])).is_file()

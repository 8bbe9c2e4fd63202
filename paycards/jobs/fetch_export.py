"""Fetch a file that was made of an export."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Corrupt, NotFound
from paycards.jobs.make_export import KIND, folder_of
from paycards.work.showing import work_seen


@dataclass(frozen=True)
class MadeExport:
    """A file with the name that it is fetched under."""

    path: Path
    name: str


def fetch_export(visit: Visit, council: str, work_id: int) -> MadeExport:
    """Return where a file lies. Raises NotFound, and Corrupt where it is not as it was made."""
    with visit.reading(council, may=Permission.MAKE_EXPORTS) as seen:
        work = work_seen(seen, work_id)
    if work.kind != KIND or work.state != "done":
        raise NotFound("export", work_id)
    path = folder_of(visit, council) / str(work.result["file"])
    if not path.is_file():
        raise NotFound("export", work_id)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != work.result["sha256"]:
            raise Corrupt(f"The file of export {work_id} is not as it was made.")
    return MadeExport(path, f"{council}-{path.name}")

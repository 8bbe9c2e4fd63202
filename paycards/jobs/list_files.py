"""List the files that came."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.intake.records import FileRow, list_rows


def list_files(visit: Visit, *, state: str | None = None, council: str | None = None) -> list[FileRow]:
    """Return the files in the order in which they came. Raises NotFound for an unknown council or state."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        return list_rows(seen, state)

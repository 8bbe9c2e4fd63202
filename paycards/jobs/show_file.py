"""Show one file with everything that is known of it."""

from __future__ import annotations

from paycards.access.visit import Visit
from paycards.intake.records import FileDetails, details_of, find_file


def show_file(visit: Visit, which: str) -> FileDetails:
    """Return everything known of a file, by its id or name. Raises NotFound for an unknown file."""
    with visit.reading() as seen:
        record = find_file(seen, which)
        return details_of(seen.connection, record, visit.installation.archive.path(record.sha256))

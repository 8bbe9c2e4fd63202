"""Explain a record of a file that is in the archive."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.explaining import Explained, explain
from paycards.intake.records import find_file


def explain_file(
    visit: Visit, which: str, *, layout: str | None = None, row: int | None = None
) -> list[Explained]:
    """Explain each field of one record, by default the first row, of a file by its id or name.

    Raises NotFound for an unknown file, SettingsError for an unknown layout, FileRefused where the file
    cannot be cut or has no such record, Corrupt where its bytes are damaged.
    """
    layouts = visit.installation.layouts
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        record = find_file(seen, which)
    chosen = tuple(layouts.values()) if layout is None else layouts.for_channel(layout)
    return explain(record.name, visit.installation.archive.read(record.sha256), chosen, row)

"""Write an export of the books as they stand at this moment."""

from __future__ import annotations

from typing import BinaryIO, TextIO

from paycards.access.visit import Visit
from paycards.ledger.exports import write_csv, write_xlsx


def export(visit: Visit, name: str, out: TextIO, *, council: str | None = None) -> int:
    """Write the export of this name to `out`, opened with newline=""; return its number of rows.

    `council` is a council's code: only its rows. Raises NotFound for an unknown export or council.
    """
    with visit.reading(council) as seen:
        return write_csv(seen.connection, name, out, councils=None if seen.every else list(seen.councils))


def export_workbook(visit: Visit, name: str, out: BinaryIO, *, council: str | None = None) -> int:
    """Write the same as an Excel workbook, for people. Raises also Failed where one cannot hold the rows."""
    with visit.reading(council) as seen:
        return write_xlsx(seen.connection, name, out, councils=None if seen.every else list(seen.councils))

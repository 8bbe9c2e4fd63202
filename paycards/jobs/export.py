"""Write an export of the books as they stand at this moment."""

from __future__ import annotations

from typing import TextIO

from paycards.access.visit import Visit
from paycards.errors import UsageError
from paycards.ledger.exports import write_csv
from paycards.store.councils import council_ids
from paycards.store.engine import reading


def export(visit: Visit, name: str, out: TextIO, *, council: str | None = None) -> int:
    """Write the export of this name to `out`, opened with newline=""; return its number of rows.

    `council` is a council's code: only its rows. Raises UsageError for an unknown export or council.
    """
    with reading(visit.installation.engine) as connection:
        if council is not None and council not in council_ids(connection):
            raise UsageError(f"There is no council {council}.")
        return write_csv(connection, name, out, council=council)

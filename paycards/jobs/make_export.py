"""Make an export as a file to be fetched: a workbook, or CSV in which no cell is a formula."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.durable import complete_file, make_folders
from paycards.errors import Failed, Invalid
from paycards.jobs.export import rows_of
from paycards.ledger.exports.safe_csv import write_safe
from paycards.ledger.exports.workbook import write_workbook

KIND = "export"  # of work
FORMS = {"xlsx": "Excel workbook", "csv": "CSV"}


def make_export(visit: Visit, council: str, name: str, form: str) -> Mapping[str, object]:
    """Write the export of a council; return its rows, digest, size and the name of its file.

    Raises NotFound for an unknown export or council, Invalid for another form, Failed where a workbook cannot
    hold the rows.
    """
    if form not in FORMS:
        raise Invalid("form", f"Choose one of {', '.join(FORMS.values())}.")
    with (
        visit.reading(council, may=Permission.MAKE_EXPORTS) as seen,
        rows_of(visit, seen, name) as (columns, rows),
    ):
        if form == "xlsx":
            book = io.BytesIO()
            count = write_workbook(columns, rows, name, book)
            data = book.getvalue()
        else:
            text = io.StringIO(newline="")
            count = write_safe(columns, rows, text)
            data = text.getvalue().encode("utf-8-sig")  # the mark tells a spreadsheet what it is
    digest = hashlib.sha256(data).hexdigest()
    file = f"{name}-{digest[:12]}.{form}"
    _write(folder_of(visit, council) / file, data)
    return {"rows": count, "sha256": digest, "bytes": len(data), "file": file}


def folder_of(visit: Visit, council: str) -> Path:
    """Where the exports of a council lie."""
    return visit.settings.paycards.made / council / "exports"


def _write(path: Path, data: bytes) -> None:
    try:
        make_folders(path.parent)
        with complete_file(path) as out:
            out.write(data)
    except OSError as error:
        raise Failed(f"The folder of the setting made cannot be written to: {error.strerror}.") from error

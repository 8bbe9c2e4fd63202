"""Workbooks as strangers make them: written by XlsxWriter, then changed part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
STRICT = (
    (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def workbook(fill: Callable[[Any, Any], None], **options: object) -> bytes:
    """A workbook of one sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        fill(book, book.add_worksheet("Customers"))
    return file.getvalue()


def of_rows(*rows: Iterable[object]) -> bytes:
    """A workbook of these rows; texts stay texts."""

    def fill(_: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                (sheet.write_string if isinstance(cell, str) else sheet.write)(number, column, cell)

    return workbook(fill)


def changed(
    data: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, bytes] | None = None
) -> bytes:
    """The same package with each part as `change` gives it back; an empty part is left out."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as package,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in package.namelist():
            part = change(name, package.read(name))
            if part:
                copy.writestr(name, part)
        for name, part in (more or {}).items():
            copy.writestr(name, part)
    return made.getvalue()


def with_sheet(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with its sheet changed."""
    return changed(data, lambda name, part: change(part) if name == SHEET else part)


def strict(data: bytes) -> bytes:
    """The same workbook in the Strict form."""

    def change(_: str, part: bytes) -> bytes:
        for loose, tight in STRICT:
            part = part.replace(loose, tight)
        return part

    return changed(data, change)

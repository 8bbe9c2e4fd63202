"""What a file is, told by its bytes and never by its name, so that a refusal can say it."""

from __future__ import annotations

from paycards.zip_archive import Unfit, is_zip, opened

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Office files before 2007
OLDEST_EXCEL = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")  # Excel 2 to 5, bare
SAVE = "save it as .xlsx, or as CSV UTF-8"
OLD = f"this is an old Excel file (.xls), or another old Office document: {SAVE}"
PASSWORD = f"this workbook has a password: {SAVE} without one"

# How a file begins, after white space and a byte order mark, and what it is then.
BEGINNINGS = (
    (b"%PDF", f"this is a PDF: ask for the list itself, and {SAVE}"),
    (b"{\\rtf", f"this is a Word document (RTF): {SAVE}"),
    (b"\x1f\x8b", "this is compressed with gzip: unpack it first"),
    (b"7z\xbc\xaf", "this is a 7-Zip archive: unpack it first"),
    (b"Rar!", "this is a RAR archive: unpack it first"),
    (b"BZh", "this is compressed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "this is compressed with xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "this is compressed with zstd: unpack it first"),
    (b"ID;PWXL", f"this is a SYLK file (.slk): open it in Excel and {SAVE}"),
    (b"MIME-Version:", f"this is a web page under another name: open it in Excel and {SAVE}"),
    (b"PAR1\x15", f"this is a Parquet file: {SAVE}"),
    (b"\x89PNG", "this is a picture: ask for the list itself"),
    (b"\xff\xd8\xff", "this is a picture: ask for the list itself"),
)
MARKUP = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", f"this is an XML spreadsheet of Excel 2003: {SAVE}"),
    (b"<html", f"this is a web page under another name: open it in Excel and {SAVE}"),
    (b"<!doctype html", f"this is a web page under another name: open it in Excel and {SAVE}"),
    (b"<table", f"this is a web page under another name: open it in Excel and {SAVE}"),
    (b"<?xml", f"this is XML: {SAVE}"),
)
# A part that only one kind of package has, and what that is.
PACKAGES = (
    ("xl/workbook.bin", f"this is a binary workbook (.xlsb): {SAVE}"),
    ("word/document.xml", f"this is a Word document: {SAVE}"),
    ("ppt/presentation.xml", "this is a PowerPoint presentation: ask for the list itself"),
    ("Index/Document.iwa", f"this is a Numbers spreadsheet: {SAVE}"),
)
START = 2_048
MOST_PARTS = 2_000
MOST_BYTES = 400_000_000  # of all parts when they are unpacked; 250,000 rows have about 150 MB


def foreign_kind(data: bytes) -> str:
    """Say what a file is that is neither text nor a workbook (.xlsx); empty if it may be one of these."""
    if is_zip(data):
        return _kind_of_package(data)
    if data.startswith(COMPOUND[:4]):
        return _kind_of_compound(data)
    if data.startswith(OLDEST_EXCEL):
        return OLD
    start = data[:START].lstrip(b"\xef\xbb\xbf \t\r\n")
    known = (what for beginning, what in BEGINNINGS if start.startswith(beginning))
    markup = (what for part, what in MARKUP if start.startswith(b"<") and part in start.lower())
    return next(known, "") or next(markup, "")


def _kind_of_compound(data: bytes) -> str:
    """Names in the container are UTF-16; an encrypted workbook (.xlsx) has a part EncryptedPackage."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PASSWORD
    return OLD


def _kind_of_package(data: bytes) -> str:
    try:
        with opened(data, most_members=MOST_PARTS, most_bytes=MOST_BYTES) as package:
            names = package.namelist()
            has_kind = "mimetype" in names and package.getinfo("mimetype").file_size < START
            if has_kind and b"opendocument" in package.read("mimetype"):
                return f"this is an OpenDocument file (.ods): {SAVE}"
    except Unfit:
        return ""  # whoever unpacks it says so
    found = next((what for part, what in PACKAGES if part in names), "")
    if found or any(name.lower() == "xl/workbook.xml" for name in names):
        return found
    return "this is a zip archive, not a workbook: unpack it first"

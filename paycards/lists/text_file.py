"""A list in a text file: which encoding and which separator it has, and its rows.

UTF-8 with commas is what a list should be. What Excel writes under other names is read where only one reading
is possible, and a note says so: UTF-16 with its mark, semicolons or tabs, and Windows-1252 where every byte
stands for a letter that the older encodings of Western Europe agree on. All else is refused by its name.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from paycards.errors import BadRows
from paycards.lists.sheet import Sheet

SAVE_AS = "save it as CSV UTF-8 (comma delimited), or as .xlsx"
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

# Letters, the pound sign, the curly apostrophe and the hard space. Not the Icelandic letters, which are the
# Welsh ones in ISO 8859-14, nor what DOS and Macintosh use for letters.
_SURE_BYTES = re.compile(
    rb"[\x00-\x7f\x92\xa0\xa3\xc0-\xcf\xd1-\xd6\xd8-\xdd\xdf-\xef\xf1-\xf6\xf8-\xfd\xff]*"
)
_FOR_EXCEL_ALONE = re.compile(r'"?sep=', re.IGNORECASE)  # sep=; before the headings
_UTF_8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")


def read_text(name: str, data: bytes) -> Sheet:
    """Read a list of text. Raises BadRows for an encoding that is not sure, and for broken quoting."""
    text, encoding = _decoded(name, data)
    if _FOR_EXCEL_ALONE.match(text):
        raise BadRows(name, [(1, "this line tells Excel which separator is used: delete it")])
    separator = _separator(text)
    rows = _rows(name, text, separator)
    _, headings = next(rows, (1, []))
    notes = [f"read as {encoding}"] if encoding else []
    if separator != ",":
        notes.append(f"read with {SEPARATORS[separator]} between the fields")
    return Sheet(headings, ((number, list(cells)) for number, cells in rows), notes=tuple(notes))


def _decoded(name: str, data: bytes) -> tuple[str, str]:
    """Return the text, and the name of its encoding if it is not UTF-8."""
    if data.startswith(UTF_32):
        raise BadRows(name, [(1, f"this is text in UTF-32: {SAVE_AS}")])
    if data.startswith(UTF_16):
        return _utf_16(name, data), "UTF-16"
    if len(data) > 3 and 0 in (data[0] | data[2], data[1] | data[3]):
        raise BadRows(name, [(1, f"this is not text in UTF-8, but in UTF-16 without its mark: {SAVE_AS}")])
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8"), ""
    except UnicodeDecodeError as error:
        if _SURE_BYTES.fullmatch(data) and not _UTF_8_PAIR.search(data):
            return data.decode("cp1252"), "Windows-1252, an older encoding: look whether accents are right"
        line = data.count(b"\n", 0, error.start) + 1
        sentence = (
            f"byte {data[error.start]:#04x} is not UTF-8: the list is in an older encoding, such as"
            f" Windows-1252, and it is not certain which letter is meant: {SAVE_AS}"
        )
        raise BadRows(name, [(line, sentence)]) from error


def _utf_16(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadRows(name, [(line, f"this is text in UTF-16, and it is damaged here: {SAVE_AS}")]) from error


def _separator(text: str) -> str:
    """Commas, unless the first line has none and another separator."""
    first = text.split("\n", 1)[0]
    found = [separator for separator in SEPARATORS if separator in first]
    return found[0] if "," not in first and len(found) == 1 else ","


def _rows(name: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Number the records as a spreadsheet does, in which a record of two lines is one row."""
    number = 0
    reader = csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, cells
    except csv.Error as error:
        sentence = f"the quoting is broken ({error}): double each quote inside a quoted field, and close it"
        raise BadRows(name, [(number + 1, sentence)]) from error

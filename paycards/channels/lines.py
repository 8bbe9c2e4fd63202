"""One line of a file as text: printable ASCII, or the fields of CSV."""

from __future__ import annotations

import re

from paycards.errors import FileRefused

NOT_PRINTABLE = re.compile(rb"[^ -~]")
FIELD = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|\Z)')  # RFC 4180


def printable(line: bytes, number: int) -> str:
    """The text of a line of printable ASCII. Raises FileRefused."""
    found = NOT_PRINTABLE.search(line)
    if found:
        raise not_printable(line[found.start()], number, found.end())
    return line.decode("ascii")


def not_printable(byte: int, number: int, place: int) -> FileRefused:
    """The refusal of one byte of a fixed-width file."""
    return FileRefused(
        "a character is not printable ASCII", number, "", f"byte {byte:02X} at position {place}"
    )


def split_delimited(line: bytes, number: int) -> list[str]:
    """Split one line of CSV by RFC 4180, fields of any length. Raises FileRefused."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"byte {error.start + 1} of the line"
        raise FileRefused("the text is not UTF-8", number, "", found) from error
    fields: list[str] = []
    place = 0
    while match := FIELD.match(text, place):
        quoted, plain, end = match.groups()
        fields.append(plain if quoted is None else quoted.replace('""', '"'))
        if not end:
            return fields
        place = match.end()
    raise FileRefused("the quoting is wrong", number, "", text)


def too_long(name: str, longest: int, text: str, number: int) -> FileRefused:
    """The refusal of a field that is longer than its layout allows."""
    return FileRefused("too long", number, name, text, f"at most {longest} characters")

"""One record at a time: headers, trailers, and any record that `explain` shows."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from paycards.channels.fields import Field, Record
from paycards.channels.formats import Value
from paycards.channels.layout import Layout
from paycards.errors import FileRefused
from paycards.money import to_pounds


def texts_of(layout: Layout, record: Record, line: bytes, number: int) -> dict[str, str]:
    """The raw text of each field of a record, by field name. Raises FileRefused."""
    if layout.form == "delimited":
        return _delimited_texts(record, line, number)
    text = printable(line, number)
    if len(text) != record.width:
        raise FileRefused(
            "a record of another length", number, "", f"{len(text)} characters", f"{record.width}"
        )
    return {field.name: text[field.span] for field in record.fields}


def printable(line: bytes, number: int) -> str:
    """The text of a line of printable ASCII. Raises FileRefused."""
    for place, byte in enumerate(line, start=1):
        if not 32 <= byte < 127:
            raise not_printable(byte, number, place)
    return line.decode("ascii")


def not_printable(byte: int, number: int, place: int) -> FileRefused:
    """The refusal of one byte of a fixed-width file."""
    return FileRefused(
        "a character is not printable ASCII", number, "", f"byte {byte:02X} at position {place}"
    )


def split_delimited(line: bytes, number: int) -> list[str]:
    """Split one line of CSV by RFC 4180. Raises FileRefused."""
    try:
        return next(csv.reader([line.decode("utf-8")], strict=True), [])
    except UnicodeDecodeError as error:
        raise FileRefused("the text is not UTF-8", number, "", repr(line)) from error
    except csv.Error as error:
        raise FileRefused("the quoting is wrong", number, "", line.decode("utf-8")) from error


def _delimited_texts(record: Record, line: bytes, number: int) -> dict[str, str]:
    texts = split_delimited(line, number)
    if len(texts) != len(record.fields):
        raise FileRefused(
            "the number of fields is wrong", number, "", str(len(texts)), str(len(record.fields))
        )
    return dict(zip((field.name for field in record.fields), texts, strict=True))


def values_of(record: Record, texts: Mapping[str, str], number: int) -> dict[str, Value]:
    """What each field is read as, by field name. Raises FileRefused."""
    return {field.name: _value(field, texts[field.name], number) for field in record.fields}


def _value(field: Field, text: str, number: int) -> Value:
    try:
        return field.read(text)
    except ValueError as error:
        raise FileRefused("cannot be read", number, field.name, text, str(error)) from error


def check_agreement(
    record: Record,
    texts: Mapping[str, str],
    values: Mapping[str, Value],
    known: Mapping[str, Value],
    number: int,
) -> None:
    """Each field that must equal something `known` does. Raises FileRefused."""
    for field in record.fields:
        if field.must_equal is not None and field.must_equal in known:
            expected = (field.must_equal, known[field.must_equal])
            refuse_other(field.name, texts[field.name], values[field.name], expected, number)


def refuse_other(name: str, text: str, value: Value, expected: tuple[str, Value], number: int) -> None:
    """Raise FileRefused unless a value equals what is known of the name or the rows: (measure, value)."""
    measure, wanted = expected
    if measure == "name.sequence":
        value = int(value)
    elif measure == "name.date":
        value = str(value).replace("-", "")
    if value != wanted:
        other = "the file name" if measure.startswith("name") else "the rows"
        raise FileRefused(
            f"does not agree with {other}", number, name, text.strip(), _as_written(expected, text)
        )


def _as_written(expected: tuple[str, Value], text: str) -> str:
    """What should stand there, in pounds where the file writes pounds."""
    measure, wanted = expected
    return to_pounds(int(wanted)) if measure.endswith("_pence") and "." in text else str(wanted)


def created_on(record: Record | None, values: Mapping[str, Value]) -> str:
    """The date, ISO 8601, that a header says the file was made on, or empty."""
    fields = record.fields if record else ()
    return next((str(values[field.name])[:10] for field in fields if field.feeds == "created_on"), "")

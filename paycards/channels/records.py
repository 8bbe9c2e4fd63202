"""One record at a time: headers and trailers."""

from __future__ import annotations

from collections.abc import Mapping

from paycards.channels.agreement import refuse_other
from paycards.channels.fields import TEXTS, Field, Record, Value
from paycards.channels.formats import read_field
from paycards.channels.lines import printable, split_delimited, too_long
from paycards.errors import FileRefused


def read_record(
    name: str, record: Record, line: bytes, number: int, known: Mapping[str, Value]
) -> dict[str, Value]:
    """What each field of a header or trailer (`name`) is read as; `known` is what fields must equal.

    Raises FileRefused.
    """
    texts = _texts(name, record, line, number)
    values = {field.name: _value(field, texts[field.name], number) for field in record.fields}
    for field in record.fields:
        if field.must_equal is not None and field.must_equal in known:
            expected = (field.must_equal, known[field.must_equal])
            refuse_other(field.name, texts[field.name], _said(record, field, texts, values), expected, number)
    return values


def _said(record: Record, field: Field, texts: Mapping[str, str], values: Mapping[str, Value]) -> Value:
    """What a field says that must equal another: nothing pads a text of CSV, so its spaces are its own."""
    is_whole = record.width is None and field.format in TEXTS
    return texts[field.name] if is_whole else values[field.name]


def _texts(name: str, record: Record, line: bytes, number: int) -> dict[str, str]:
    """The raw text of each field, by its name. Raises FileRefused."""
    if record.width is None:
        return _delimited_texts(name, record, line, number)
    text = printable(line, number)
    _refuse_missing(name, record, text[record.fields[0].span], number)
    if len(text) != record.width:
        raise FileRefused(
            f"the length of the {name} is wrong", number, "", f"{len(text)} characters", f"{record.width}"
        )
    return {field.name: text[field.span] for field in record.fields}


def _delimited_texts(name: str, record: Record, line: bytes, number: int) -> dict[str, str]:
    texts = split_delimited(line, number)
    _refuse_missing(name, record, texts[0], number)
    for field, text in zip(record.fields, texts, strict=False):
        if len(text) > field.longest:
            raise too_long(field.name, field.longest, text, number)
    if len(texts) != len(record.fields):
        raise FileRefused(
            "the number of fields is wrong", number, "", str(len(texts)), str(len(record.fields))
        )
    return dict(zip((field.name for field in record.fields), texts, strict=True))


def _refuse_missing(name: str, record: Record, text: str, number: int) -> None:
    """A line that does not begin as its record does is another record."""
    first = record.fields[0]
    if first.format == "constant" and text != first.value:
        raise FileRefused(f"the {name} is missing", number, first.name, text, repr(first.value))


def _value(field: Field, text: str, number: int) -> Value:
    try:
        return read_field(field, text)
    except ValueError as error:
        raise FileRefused("cannot be read", number, field.name, text, str(error)) from error


def date_fed(record: Record, values: Mapping[str, Value], feeds: str) -> str:
    """The date, ISO 8601, of the field that feeds `created_on` or `settles_on`, or empty."""
    return next((str(values[field.name])[:10] for field in record.fields if field.feeds == feeds), "")

"""A layout: everything the engine knows about one kind of file, as read from one TOML file.

Positions count from 1 and include both ends, as suppliers print them. In a delimited layout
fields have no positions; their order is that of the row.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator
from pydantic import Field as Key

from paycards.channels.columns import CARD_COLUMNS, PAYMENT_COLUMNS, PROMISE_COLUMNS
from paycards.channels.formats import FORMATS, Value

Measure = Literal[
    "rows",
    "payment_rows",
    "reversal_rows",
    "payment_pence",
    "reversal_pence",  # without its sign
    "net_pence",
    "net_size_pence",  # without its sign
    "net_sign",
    "absolute_pence",  # every amount without its sign
]
FromName = Literal["name", "name.client", "name.sequence", "name.date"]
SHAPES = {"payments": PAYMENT_COLUMNS, "cards": CARD_COLUMNS, "control": PROMISE_COLUMNS}
SPECIAL_FORMATS = ("constant", "choice", "letter")


def _known_format(name: str) -> str:
    if name not in FORMATS and name not in SPECIAL_FORMATS:
        raise ValueError(f"unknown; use one of {', '.join([*SPECIAL_FORMATS, *FORMATS])}")
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text, re.ASCII)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


Pattern = Annotated[str, AfterValidator(_pattern)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(_Table):
    """One field of a record: where it stands, what it may hold, what it must agree with."""

    name: str
    at: int | None = Key(default=None, ge=1)
    length: int | None = Key(default=None, ge=1)
    format: Annotated[str, AfterValidator(_known_format)]
    value: str = ""  # constant: the text itself
    choices: tuple[str, ...] = ()  # choice: the texts allowed
    zeros_are_blank: bool = False  # for the fields of `named_by`: all zeros name nothing
    must_equal: Measure | FromName | Literal["row_number"] | None = None
    feeds: Literal["client_code", "created_on"] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Field:
        if (self.format == "constant") != bool(self.value):
            raise ValueError("`value` belongs to format `constant`, and only there")
        if (self.format == "choice") != bool(self.choices):
            raise ValueError("`choices` belongs to format `choice`, and only there")
        return self

    @property
    def span(self) -> slice:
        """Where a fixed-width record holds the field."""
        start = (self.at or 1) - 1
        return slice(start, start + (self.length or 0))

    def read(self, text: str, letters: tuple[str, ...] = ()) -> Value:
        """The value of the field's text. Raises ValueError whose message is what was expected."""
        allowed = {"constant": (self.value,), "choice": self.choices, "letter": letters}.get(self.format)
        if allowed is None:
            return FORMATS[self.format].read(text)
        if text not in allowed:
            raise ValueError(" or ".join(map(repr, allowed)))
        return text


class Reject(_Table):
    """A longer row: the usual row, then more text that must fit `pattern`."""

    extensions: tuple[str, ...]
    widths: tuple[int, ...]
    pattern: Pattern


class Record(_Table):
    """A header, a row or a trailer."""

    width: int | None = Key(default=None, ge=1)
    fields: tuple[Field, ...] = Key(min_length=1)
    reject: Reject | None = None

    @model_validator(mode="after")
    def _names_are_unique(self) -> Record:
        names = [field.name for field in self.fields]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"field {', '.join(twice)} stands more than once")
        return self

    def check_positions(self, where: str) -> None:
        """Every position belongs to exactly one field. Raises ValueError."""
        if self.width is None:
            raise ValueError(f"{where}: `width` is missing")
        place = 1
        for field in self.fields:
            if field.at is None or field.length is None:
                raise ValueError(f"{where}.{field.name}: `at` or `length` is missing")
            if field.at != place:
                raise ValueError(f"{where}.{field.name}: starts at {field.at}, position {place} is next")
            place += field.length
        if place != self.width + 1:
            raise ValueError(f"{where}: the fields end at {place - 1}, the width is {self.width}")

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def widths(self, extension: str) -> tuple[int, ...]:
        """The widths a row may have in a file of this extension."""
        longer = self.reject.widths if self.reject and extension in self.reject.extensions else ()
        return (self.width or 0, *longer)


class Split(_Table):
    """Several lines that may stand in the place of one footer; their sum is its value."""

    extensions: tuple[str, ...]
    pattern: Pattern  # what stands before each value, which ends the line
    starts: str  # how such a line begins
    format: Annotated[str, AfterValidator(_known_format)]


class Footer(_Table):
    """A line of text after the rows, with one value."""

    name: str
    text: str = Key(min_length=1)
    ends_at: int | None = None  # the column where the value ends; without it the value follows at once
    format: Annotated[str, AfterValidator(_known_format)]
    must_equal: Measure | None = None
    feeds: Literal["created_on"] | None = None
    optional: bool = False
    split: Split | None = None


class Extension(_Table):
    """What the extension of a file name says about its rows."""

    network: str = Key(min_length=1)
    letters: tuple[str, ...] = ()
    amounts: Literal["any", "negative"] = "any"


class Source(_Table):
    """Where a standard column comes from: fields (joined with "-"), one constant, or the extension."""

    fields: tuple[str, ...] = ()
    values: dict[str, str] | None = None  # the fields' raw texts, joined with "-" -> the standard value
    part: Literal["date", "time"] | None = None  # of a timestamp
    constant: str | None = None
    from_extension: bool = False
    when: dict[str, tuple[str, ...]] = Key(default_factory=dict)  # elsewhere the column is empty
    named_by: tuple[str, ...] = ()  # all of these blank: the column is empty; only some: refused
    forbidden_when: dict[str, tuple[str, ...]] = Key(default_factory=dict)

    @model_validator(mode="after")
    def _one_source(self) -> Source:
        if (bool(self.fields) + (self.constant is not None) + self.from_extension) != 1:
            raise ValueError("give exactly one of `fields`, `constant`, `from_extension`")
        return self

    @property
    def mentions(self) -> tuple[str, ...]:
        """Every field that the source looks at."""
        return (*self.fields, *self.when, *self.named_by, *self.forbidden_when)


class StatementText(_Table):
    """The words of a client money statement."""

    title: str
    opening: str
    imported: str
    credits: str
    debits: str
    closing: str
    amount_ends_at: int
    lines: dict[str, str]  # extension -> the words of its line


class Layout(_Table):
    """One kind of file. `name` is that of its TOML file, without the ending."""

    name: str
    channel: str = Key(min_length=1)
    status: Literal["REAL", "HOUSE PROFILE"]
    source: str = Key(min_length=1)
    content: Literal["payments", "cards", "control", "statement", "report"]
    form: Literal["fixed", "delimited", "statement", "unread"]
    file_name: Pattern
    series_by_extension: bool = False  # else all extensions share one run of numbers
    line_end: Literal["CRLF", "LF", "either", "none"] = "CRLF"
    title: str = ""  # a first line of its own, then an empty line
    empty_lines_before_footers: Literal["any", "some", "none"] = "none"
    header: Record | None = None
    row: Record | None = None
    trailer: Record | None = None
    footers: tuple[Footer, ...] = ()
    extensions: dict[str, Extension] = Key(default_factory=dict)
    columns: dict[str, Source] = Key(default_factory=dict)
    statement: StatementText | None = None

    @model_validator(mode="after")
    def _name_and_client(self) -> Layout:
        groups = set(re.compile(self.file_name).groupindex)
        unknown = groups - {"client", "sequence", "extension", "date"}
        if unknown:
            raise ValueError(f"file_name: group {', '.join(sorted(unknown))} is unknown")
        if "sequence" not in groups:
            raise ValueError("file_name: the group `sequence` is missing")
        if ("client" in groups) == (self.client_field is not None):
            raise ValueError("the client comes from the group `client` of file_name or from one header field")
        return self

    @model_validator(mode="after")
    def _parts_for_form(self) -> Layout:
        if (self.form == "statement") != (self.statement is not None):
            raise ValueError("[statement] belongs to form `statement`, and only there")
        if (self.form in ("fixed", "delimited")) != (self.row is not None):
            raise ValueError("[row] belongs to forms `fixed` and `delimited`, and only there")
        if self.form == "delimited" and not (self.header and self.trailer):
            raise ValueError("a delimited layout needs [header] and [trailer]")
        if self.form == "fixed":
            for where, record in self.records:
                record.check_positions(where)
        return self

    @model_validator(mode="after")
    def _columns_fit(self) -> Layout:
        if self.row is None:
            return self
        shape = SHAPES.get(self.content)
        if shape is None:
            raise ValueError(f"content `{self.content}` has no rows")
        known = {field.name for field in self.row.fields}
        for column, source in self.columns.items():
            if column not in shape or column == "row":
                raise ValueError(f"columns.{column}: no such column; use {', '.join(list(shape)[1:])}")
            missing = sorted(set(source.mentions) - known)
            if missing:
                raise ValueError(f"columns.{column}: the row has no field {', '.join(missing)}")
        self._check_numbers(shape)
        return self

    def _check_numbers(self, shape: dict[str, str]) -> None:
        for column, dtype in shape.items():
            source = self.columns.get(column)
            if dtype != "int64" or column == "row":
                continue
            if source is None or len(source.fields) != 1:
                raise ValueError(f"columns.{column}: must come from one field")

    @property
    def records(self) -> tuple[tuple[str, Record], ...]:
        """The records that the layout has, with their names."""
        every = (("header", self.header), ("row", self.row), ("trailer", self.trailer))
        return tuple((name, record) for name, record in every if record is not None)

    @cached_property
    def client_field(self) -> Field | None:
        """The header field that holds the client code, where the file name does not."""
        fields = self.header.fields if self.header else ()
        return next((field for field in fields if field.feeds == "client_code"), None)

    def feeds(self, field_name: str) -> tuple[str, ...]:
        """The standard columns that a field of the row goes into."""
        return tuple(column for column, source in self.columns.items() if field_name in source.fields)

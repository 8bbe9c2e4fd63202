"""The parts of a record as a layout describes them: fields, records, footers.

Positions count from 1 and include both ends, as suppliers print them. In a delimited layout
fields have no positions; their order is that of the row. Every field has a limit of length: in a
fixed layout it is its length, in a delimited one its `length`, or `LONGEST` where none is given.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator
from pydantic import Field as Key

from paycards.settings.table import regular_expression

Value = str | int
Part = Literal["date", "time"]  # of a timestamp
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
SPECIAL_FORMATS = ("constant", "choice", "letter")  # the layout itself says what they may hold
FILLERS = ("spaces", "zeros")
TEXTS = ("digits", "card number", "text", "name")
POUNDS = ("pounds", "unsigned pounds", "right justified pounds")
NUMBERS = ("number", "right justified number", "pence", *POUNDS)
DATES = ("YYYYMMDD", "DD/MM/YYYY", "YYYYMMDDHHMM")
CLOCKS = ("HHMM", "HHMMSS")
FORMAT_NAMES = (*SPECIAL_FORMATS, *FILLERS, *TEXTS, *NUMBERS, *DATES, *CLOCKS, "timestamp")
LONGEST = 255  # characters of a field, of a column that joins several, and of a file's name
MOST_DIGITS = 18  # of a number: it fits into 64 bits


def known_format(name: str) -> str:
    """Let only names of formats through. Raises ValueError."""
    if name not in FORMAT_NAMES:
        raise ValueError(f"unknown; use one of {', '.join(FORMAT_NAMES)}")
    return name


def _pattern(text: str) -> str:
    return regular_expression(text, flags=re.ASCII)


Pattern = Annotated[str, AfterValidator(_pattern)]


class Table(BaseModel):
    """A table of a layout file: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Field(Table):
    """One field of a record: where it stands, what it may hold, what it must agree with."""

    name: str
    at: int | None = Key(default=None, ge=1)
    length: int | None = Key(default=None, ge=1)  # in a delimited layout: at most
    format: Annotated[str, AfterValidator(known_format)]
    value: str = ""  # constant: the text itself
    choices: tuple[str, ...] = ()  # choice: the texts allowed
    zeros_are_blank: bool = False  # for the fields of `named_by`: all zeros name nothing
    must_equal: Measure | FromName | Literal["row_number"] | None = None
    feeds: Literal["client_code", "created_on", "settles_on", "file_day"] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Field:
        if (self.format == "constant") != bool(self.value):
            raise ValueError("`value` belongs to format `constant`, and only there")
        if (self.format == "choice") != bool(self.choices):
            raise ValueError("`choices` belongs to format `choice`, and only there")
        if self.feeds in ("created_on", "settles_on", "file_day") and self.format not in (
            *DATES,
            "timestamp",
        ):
            raise ValueError(f"`feeds` {self.feeds} needs a format that holds a date")
        if self.format in NUMBERS and (self.length or 0) > MOST_DIGITS:
            raise ValueError(f"a number has at most {MOST_DIGITS} characters")
        return self

    @property
    def longest(self) -> int:
        """How many characters the field may have."""
        return self.length or LONGEST

    @property
    def span(self) -> slice:
        """Where a fixed-width record holds the field."""
        start = (self.at or 1) - 1
        return slice(start, start + (self.length or 0))


class Reject(Table):
    """A longer row: the usual row, then more text that must fit `pattern`."""

    extensions: tuple[str, ...]
    widths: tuple[int, ...]
    pattern: Pattern


class Record(Table):
    """A header, a row or a trailer."""

    width: int | None = Key(default=None, ge=1)
    fields: tuple[Field, ...] = Key(min_length=1)
    reject: Reject | None = None

    @model_validator(mode="after")
    def _names_are_unique(self) -> Record:
        names = [field.name for field in self.fields]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"field {', '.join(twice)} appears more than once")
        return self

    def check_order(self, where: str) -> None:
        """In a delimited record the order of the fields is all there is. Raises ValueError."""
        for field in self.fields:
            if field.at is not None:
                raise ValueError(f"{where}.{field.name}: `at` belongs to form `fixed`")
            if field.longest > LONGEST:
                raise ValueError(f"{where}.{field.name}: `length` is at most {LONGEST}")
        if self.width is not None:
            raise ValueError(f"{where}: `width` belongs to form `fixed`")

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


class Source(Table):
    """Where a standard column comes from: fields (joined with "-"), one constant, or the extension."""

    fields: tuple[str, ...] = ()
    values: dict[str, str] | None = None  # the fields' raw texts, joined with "-" -> the standard value
    part: Part | None = None  # of a timestamp
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


class Split(Table):
    """Several lines that may stand in the place of one footer; their sum is its value."""

    extensions: tuple[str, ...]
    pattern: Pattern  # what stands before each value, which ends the line
    starts: str  # how such a line begins
    format: Annotated[str, AfterValidator(known_format)]


class Footer(Table):
    """A line of text after the rows, with one value."""

    name: str
    text: str = Key(min_length=1)
    ends_at: int | None = None  # the column where the value ends; without it the value follows at once
    format: Annotated[str, AfterValidator(known_format)]
    must_equal: Measure | None = None
    feeds: Literal["created_on"] | None = None
    optional: bool = False
    split: Split | None = None

    @property
    def beginnings(self) -> tuple[str, ...]:
        """How a line that is this footer, or one of its parts, begins."""
        return (self.text, self.split.starts) if self.split else (self.text,)

    @model_validator(mode="after")
    def _feeds_a_date(self) -> Footer:
        if self.feeds and self.format not in DATES:
            raise ValueError(f"`feeds` {self.feeds} needs a format that holds a date")
        return self

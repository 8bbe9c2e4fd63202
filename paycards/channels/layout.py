"""A layout: everything the engine knows about one kind of file, as read from one TOML file."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from typing import Literal

from pydantic import Field as Key
from pydantic import model_validator

from paycards.channels.columns import CARD_COLUMNS, PAYMENT_COLUMNS, PROMISE_COLUMNS
from paycards.channels.fields import Field, Footer, Pattern, Record, Table
from paycards.channels.formats import Part

SHAPES = {"payments": PAYMENT_COLUMNS, "cards": CARD_COLUMNS, "control": PROMISE_COLUMNS}


class Extension(Table):
    """What the extension of a file name says about its rows."""

    network: str = Key(min_length=1)
    letters: tuple[str, ...] = ()
    amounts: Literal["any", "negative"] = "any"


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


class StatementText(Table):
    """The words of a client money statement."""

    title: str
    opening: str
    imported: str
    credits: str
    debits: str
    closing: str
    amount_ends_at: int
    lines: dict[str, str]  # extension -> the words of its line


class Layout(Table):
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
    text: str = Key(default="", repr=False)  # the TOML file itself

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
            if source.part and [self.row.field(name).format for name in source.fields] != ["timestamp"]:
                raise ValueError(f"columns.{column}: `part` is for one field of format `timestamp`")
        self._check_numbers(shape)
        self._check_needed()
        return self

    def _check_numbers(self, shape: dict[str, str]) -> None:
        for column, dtype in shape.items():
            source = self.columns.get(column)
            if dtype != "int64" or column == "row":
                continue
            if source is None or len(source.fields) != 1:
                raise ValueError(f"columns.{column}: must come from one field")

    def _check_needed(self) -> None:
        """A payment without a day, a network or a kind would be read with a value that nobody wrote."""
        for column in ("network", "kind", "paid_on") if self.content == "payments" else ():
            if column not in self.columns:
                raise ValueError(f"columns.{column}: every payment needs one; say where it comes from")

    @cached_property
    def sha256(self) -> str:
        """Of the TOML file: what is read in another way is another layout, whatever its name."""
        return hashlib.sha256(self.text.encode()).hexdigest()

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

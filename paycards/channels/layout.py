"""A layout: everything the engine knows about one kind of file, as read from one TOML file."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from typing import Literal

from pydantic import Field as Key
from pydantic import model_validator

from paycards.channels.columns import CARD_COLUMNS, PAYMENT_COLUMNS, PROMISE_COLUMNS
from paycards.channels.fields import (
    DATES,
    LONGEST,
    NUMBERS,
    Field,
    Footer,
    Pattern,
    Record,
    Source,
    Table,
)

SHAPES = {"payments": PAYMENT_COLUMNS, "cards": CARD_COLUMNS, "control": PROMISE_COLUMNS}


class Extension(Table):
    """What the extension of a file name says about its rows."""

    network: str = Key(min_length=1)
    letters: tuple[str, ...] = ()
    amounts: Literal["any", "negative"] = "any"


class StatementText(Table):
    """The words of a client money statement; how many spaces stand between them never matters."""

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
        for where, record in self.records:
            (record.check_positions if self.form == "fixed" else record.check_order)(where)
            for field in record.fields:
                wrong_place = (field.feeds == "file_day") != (where == "row")
                if field.feeds and (wrong_place or (field.feeds == "settles_on" and where != "header")):
                    raise ValueError(f"{where}.{field.name}: `feeds` {field.feeds} has no meaning here")
        return self

    @model_validator(mode="after")
    def _columns_fit(self) -> Layout:
        if self.row is None:
            return self
        shape = SHAPES.get(self.content)
        if shape is None:
            raise ValueError(f"content `{self.content}` has no rows")
        for column, source in self.columns.items():
            if column not in shape or column == "row":
                raise ValueError(f"columns.{column}: no such column; use {', '.join(list(shape)[1:])}")
            _check_source(column, source, self.row)
        for column, dtype in shape.items():
            if dtype == "int64" and column != "row":
                _check_formats(column, self.columns.get(column), self.row, NUMBERS)
        if self.content == "payments":
            self._check_payments(self.row)
        return self

    def _check_payments(self, row: Record) -> None:
        """A payment without a day, a network or a kind would be read with a value that nobody wrote."""
        for column in ("network", "kind", "paid_on"):
            if column not in self.columns:
                raise ValueError(f"columns.{column}: every payment needs one; say where it comes from")
        _check_formats("paid_on", self.columns["paid_on"], row, (*DATES, "timestamp"))
        if "receipt_on" in self.columns:
            _check_formats("receipt_on", self.columns["receipt_on"], row, (*DATES, "timestamp"))

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


def _check_source(column: str, source: Source, row: Record) -> None:
    known = {field.name: field for field in row.fields}
    missing = sorted(set(source.mentions) - set(known))
    if missing:
        raise ValueError(f"columns.{column}: the row has no field {', '.join(missing)}")
    if source.part and [known[name].format for name in source.fields] != ["timestamp"]:
        raise ValueError(f"columns.{column}: `part` is for one field of format `timestamp`")
    joined = sum(known[name].longest for name in source.fields)
    if joined > LONGEST and len(source.fields) > 1:
        raise ValueError(
            f"columns.{column}: its fields have {joined} characters, at most {LONGEST} are allowed"
        )


def _check_formats(column: str, source: Source | None, row: Record, formats: tuple[str, ...]) -> None:
    """A number or a date stands in every row, in one field that holds nothing else."""
    if source is None or len(source.fields) != 1:
        raise ValueError(f"columns.{column}: must come from one field")
    field = row.field(source.fields[0])
    if field.format not in formats:
        raise ValueError(f"columns.{column}: the format of {field.name} must be one of {', '.join(formats)}")
    if source.when or source.named_by or source.values:
        raise ValueError(f"columns.{column}: it may never be empty or be given another meaning")
    if (field.format == "timestamp") != (source.part == "date"):
        raise ValueError(f"columns.{column}: of a timestamp it is the `part` date")

"""FILE:ROW: the one row of one file that somebody means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from paycards.access.reading import Reading
from paycards.clock import local
from paycards.errors import Invalid, NotFound
from paycards.store.tables.files import files

FILE_AND_ROW = re.compile(r"(?P<file>.+):(?P<row>[1-9][0-9]{0,8})", re.DOTALL)
WITH_DIGEST = re.compile(r"(?P<name>.+)@(?P<digest>[0-9a-f]{8,64})", re.DOTALL)
NUMBER = re.compile(r"[0-9]{1,18}")
SHORT_DIGEST = 8


@dataclass(frozen=True)
class WhichRow:
    """A row: the record of its file, and its place among the file's records, from 1."""

    file: Row[Any]
    row: int

    def __str__(self) -> str:
        return f"{self.file.name}:{self.row}"


def find_row(seen: Reading, which: str | tuple[int, int]) -> WhichRow:
    """Find the file of FILE:ROW, or by its id and the row.

    FILE is a name, a name with @ and eight digits of its SHA-256, or an id. Of several files of one name the
    one that was accepted is meant. Raises Invalid for another form, or where more than one can be meant;
    NotFound where there is none.
    """
    if not isinstance(which, str):
        return _by_id(seen, *which)
    match = FILE_AND_ROW.fullmatch(which)
    if match is None:
        raise Invalid("row", f"{which!r} names no row: give the file, a colon and the row's number.")
    named = match["file"]
    found = seen.connection.execute(
        select(files).where(_is_named(named), seen.covers(files.c.council_id)).order_by(files.c.id)
    ).all()
    if not found:
        raise NotFound("file", named)
    return WhichRow(_one_of(named, found), int(match["row"]))


def _by_id(seen: Reading, file_id: int, row: int) -> WhichRow:
    query = select(files).where(files.c.id == file_id, seen.covers(files.c.council_id))
    found = seen.connection.execute(query).first()
    if found is None:
        raise NotFound("file", file_id)
    return WhichRow(found, row)


def _is_named(named: str) -> ColumnElement[bool]:
    means = [files.c.name == named]
    if digest := WITH_DIGEST.fullmatch(named):
        means.append(
            and_(files.c.name == digest["name"], files.c.sha256.startswith(digest["digest"], autoescape=True))
        )
    if NUMBER.fullmatch(named):
        means.append(files.c.id == int(named))
    return or_(*means)


def _one_of(named: str, found: list[Row[Any]] | Any) -> Row[Any]:
    accepted = [file for file in found if file.state == "accepted"]
    meant = accepted or list(found)
    if len(meant) == 1:
        return meant[0]
    choices = "; ".join(
        f"{_exact(file, meant)} ({file.state}, of {local(file.received_at):%Y-%m-%d})" for file in meant
    )
    raise Invalid(
        "file",
        f"{len(meant)} files are named {named}: say which, {choices}.",
        code="ambiguous_file",
        name=named,
        choices=[_exact(file, meant) for file in meant],
    )


def _exact(file: Row[Any], others: list[Row[Any]]) -> str:
    """How to name this one of several: by its digest, or by its id where that is the same too."""
    same = [each for each in others if each.sha256[:SHORT_DIGEST] == file.sha256[:SHORT_DIGEST]]
    return f"{file.name}@{file.sha256[:SHORT_DIGEST]}" if len(same) == 1 else str(file.id)

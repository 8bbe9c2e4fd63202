"""Rows of PostgreSQL and of the originals have the same text where they are the same, and there only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, String, Table, insert, select

from paycards.store.engine import open_engine
from paycards.verify.book_checks import CHECKS
from paycards.verify.check import Check, Database, Sides, ordered
from paycards.verify.same_text import same_text
from tests.postgres import PostgresServer

NOTES = Table("notes", MetaData(), Column("id", Integer, primary_key=True), Column("note", String))
CHECK = Check("note", 1, lambda _: select(NOTES))
Rows = list[tuple[int, str | None]]
PLAIN: Rows = [(1, None), (2, ""), (3, "R1"), (4, None)]


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> Iterator[Connection]:
    """An empty database of PostgreSQL."""
    engine = open_engine(postgres_server.new_database())
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def same(database: Connection, folder: Path, ours: Rows, theirs: Rows, check: Check = CHECK) -> bool:
    """Whether these rows of the database are told to be those of the originals."""
    originals = open_engine(f"sqlite:///{folder / 'originals.db'}")
    with originals.connect() as connection:
        for side, rows in ((database, ours), (connection, theirs)):
            NOTES.metadata.drop_all(side)
            NOTES.metadata.create_all(side)
            if rows:
                side.execute(insert(NOTES).values(rows))
        connection.commit()
        told = same_text(check, Sides(database, connection, folder / "originals.db"), council_id=1)
    originals.dispose()
    database.rollback()
    return told


@pytest.mark.parametrize(
    "rows",
    [
        [],
        PLAIN,
        [(number, None) for number in range(1, 12_000)],
        [(number, None if number < 11_000 else "late") for number in range(1, 12_000)],
        [(1, "a\\b"), (2, "\\N"), (3, "a\tb\nc"), (4, "Siân ' \"")],
    ],
    ids=["none", "plain", "nothing in them", "a text after a chunk without", "what COPY escapes"],
)
def test_the_same_rows_have_the_same_text(database: Connection, tmp_path: Path, rows: Rows) -> None:
    assert same(database, tmp_path, rows, rows)


@pytest.mark.parametrize(
    "other",
    [
        [],
        PLAIN[:-1],
        [*PLAIN, (5, None)],
        [(1, ""), *PLAIN[1:]],
        [(1, "\\N"), *PLAIN[1:]],
        [(1, None), (2, ""), (3, "R1\n4\t\\N")],
        [(1, None), (2, ""), (4, None), (5, "R1")],
    ],
    ids=["none", "one fewer", "one more", "empty", "how COPY writes nothing", "two rows in one", "moved"],
)
def test_rows_that_differ_have_another_text(database: Connection, tmp_path: Path, other: Rows) -> None:
    assert not same(database, tmp_path, PLAIN, other)
    assert not same(database, tmp_path, other, PLAIN)
    database.execute(select(1))  # the transaction goes on


def test_bytes_are_left_to_be_compared_as_they_are(database: Connection, tmp_path: Path) -> None:
    keys = Table("keys", MetaData(), Column("id", LargeBinary))
    check = Check("key", 1, lambda _: select(keys))
    assert not same_text(check, Sides(database, database, tmp_path / "originals.db"), council_id=1)


def test_postgresql_is_told_of_nothing_only_where_a_key_may_be_missing(database: Connection) -> None:
    """Rows that come in the order of an index are not sorted; its order has nothing last."""
    kind = Database.of(database)
    postings, balances = (
        next(check for check in CHECKS if check.kind == name) for name in ("posting", "balance")
    )
    assert postings.with_ids is not None
    assert "NULLS" not in ordered(postings.with_ids, 1, kind)
    assert "NULLS FIRST" in ordered(postings, 1, kind)  # it joins other tables
    assert "NULLS FIRST" in ordered(balances, 1, kind)
    assert "NULLS FIRST" in ordered(Check("note", 2, CHECK.query), 1, kind)


def the_check(kind: str) -> Check:
    return next(check for check in CHECKS if check.kind == kind)


def test_keys_that_are_missing_come_first_on_both_sides(database: Connection, tmp_path: Path) -> None:
    by_note = Check("note", 1, lambda _: select(NOTES.c.note, NOTES.c.id))
    rows: Rows = [(1, "b"), (2, None), (3, "a")]
    assert same(database, tmp_path, rows, rows, by_note)
    assert not same(database, tmp_path, rows, [(1, "b"), (2, ""), (3, "a")], by_note)

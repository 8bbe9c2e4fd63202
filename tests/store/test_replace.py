"""Nothing that is guarded can be replaced on SQLite: a replaced row is deleted past the triggers.

The keys come from the declared tables, so a table that is added without its guards fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Index, Table, UniqueConstraint, exc, text

from paycards.store.tables.every import metadata
from tests.store.books import Books

# Derived from `accounts`, notes of what stood in a drop, files that wait to be listed: rows that may go.
MAY_GO = (
    *("account_references", "remote_files", "skipped_files", "unlisted_files"),
    # Of people, what serves for a while: what was done stands in the trail and in the log of sign-ins.
    *("kept_forms", "person_roles", "provider_sign_ins", "recovery_codes", "set_up_links"),
    *("sign_in_attempts", "staff_sessions"),
)
# What makes up the numbers of a scheme may change until there are some: guarded by the numbers themselves.
BEFORE_NUMBERS = ("card_check_weights", "card_checks")
GUARDED = [table for table in metadata.sorted_tables if table.name not in MAY_GO]
ROW_IDS = ("rowid", "oid", "_rowid_")


def keys(table: Table) -> Iterator[tuple[str, ...]]:
    yield tuple(column.name for column in table.primary_key)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(column.name for column in constraint.columns)
    for index in table.indexes:
        if index.unique:
            yield _columns_of(index)


def _columns_of(index: Index) -> tuple[str, ...]:
    told = " ".join(str(expression) for expression in index.expressions)
    table = index.table
    assert table is not None
    return tuple(column.name for column in table.columns if re.search(rf"\b{column.name}\b", told))


def rows(connection: Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608


@pytest.fixture
def attacked(books: Books) -> Iterator[Connection]:
    """A client with none of our pragmas, in a transaction that is never committed."""
    with books.attempt() as connection:
        yield connection


def refused(connection: Connection, statement: str) -> bool:
    try:
        connection.execute(text(statement))
    except exc.DBAPIError:
        return True
    return False


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
def test_no_row_is_replaced_by_itself_or_by_a_changed_one(books: Books, table: Table) -> None:
    if books.engine.dialect.name == "postgresql":  # it has no such statement
        return
    with books.attempt() as connection:
        before = rows(connection, table.name)
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            statement = f"{verb} INTO {table.name} SELECT * FROM {table.name}"  # noqa: S608
            if before and table.name not in BEFORE_NUMBERS:
                assert refused(connection, statement), statement
            assert rows(connection, table.name) == before


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
def test_each_unique_key_has_its_guard(books: Books, table: Table) -> None:
    """Every key stands in the condition of a trigger that looks before the row comes in."""
    if books.engine.dialect.name == "postgresql" or table.name in BEFORE_NUMBERS:
        return
    with books.attempt() as connection:
        found = connection.execute(
            text("SELECT lower(sql) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name"),
            {"name": table.name},
        )
        before_insert = " ".join(sql for (sql,) in found if "before insert" in sql)
    primary = {column.name for column in table.primary_key}
    for key in keys(table):
        if set(key) > primary and not table.name.startswith("files"):
            continue  # a key that holds the primary key adds nothing
        for column in key:
            assert re.search(rf"\bnew\.{column}\b", before_insert), (table.name, key)


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
@pytest.mark.parametrize("row_id", ROW_IDS)
def test_no_row_is_replaced_by_its_row_id(books: Books, table: Table, row_id: str) -> None:
    if books.engine.dialect.name == "postgresql" or not _has_row_id(table):
        return
    with books.attempt() as connection:
        before = rows(connection, table.name)
        names = [column.name for column in table.columns if column.name != "id"]
        others = ", ".join(
            f"'~' || {name}" if name in ("file_name", "name", "code") else name for name in names
        )
        statement = (
            f"INSERT OR REPLACE INTO {table.name} ({row_id}, {', '.join(names)})"  # noqa: S608
            f" SELECT {row_id}, {others} FROM {table.name}"
        )
        if before:
            assert refused(connection, statement), statement
        assert rows(connection, table.name) == before


def _has_row_id(table: Table) -> bool:
    return bool(table.dialect_options["sqlite"]["with_rowid"])


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
def test_no_update_replaces_another_row(books: Books, table: Table) -> None:
    if books.engine.dialect.name == "postgresql":
        return
    with books.attempt() as connection:
        before = rows(connection, table.name)
        for key in (*keys(table), *(((name,) for name in ROW_IDS) if _has_row_id(table) else ())):
            first = ", ".join(f"{name} = (SELECT {name} FROM {table.name} LIMIT 1)" for name in key)  # noqa: S608
            refused(connection, f"UPDATE OR REPLACE {table.name} SET {first}")  # noqa: S608
            assert len(rows(connection, table.name)) == len(before), key


@pytest.mark.parametrize("table", GUARDED, ids=lambda table: table.name)
def test_no_upsert_changes_a_row_that_stays(books: Books, table: Table) -> None:
    column = next(iter(table.primary_key)).name
    key = ", ".join(each.name for each in table.primary_key)
    with books.attempt() as connection:
        if not rows(connection, table.name) or table.name in BEFORE_NUMBERS:
            return
        statement = (
            f"INSERT INTO {table.name} SELECT * FROM {table.name} WHERE true"  # noqa: S608
            f" ON CONFLICT ({key}) DO UPDATE SET {column} = {table.name}.{column}"
        )
        if table.name in _never_updated(connection) or books.engine.dialect.name == "sqlite":
            assert refused(connection, statement)


def _never_updated(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        return set()
    query = r"SELECT tgrelid\:\:regclass\:\:text FROM pg_trigger WHERE tgname LIKE '%no\_update'"
    return set(connection.execute(text(query)).scalars())


def test_the_three_replaced_rows_that_use_found(books: Books) -> None:
    """A posting moved to another customer, outgoing totals set to nothing, a held file renamed."""
    if books.engine.dialect.name == "postgresql":
        return
    attacks = (
        "INSERT OR REPLACE INTO postings SELECT file_id, row_no, step, batch_id, debit_id,"
        " {suspense}, amount_pence, rule, reason, part FROM postings WHERE file_id = {decided}",
        "INSERT OR REPLACE INTO outgoing_files SELECT run_id, name, fund, sha256, row_count, 0"
        " FROM outgoing_files",
        "INSERT OR REPLACE INTO files SELECT id, council_id, contract_id, 'other', sha256, size_bytes,"
        " layout, kind, series, sequence, position, created_on, state, rejected, row_count, total_pence,"
        " reason, received_at, decided_at FROM files WHERE id = {refused}",
    )
    for attack in attacks:
        with books.attempt() as connection, pytest.raises(exc.DBAPIError):
            books.run(connection, attack)


@pytest.mark.parametrize("table", ["lines", "postings"])
def test_a_large_load_leaves_the_guards_where_they_were(books: Books, table: str) -> None:
    from paycards.store import key_guards

    if books.engine.dialect.name == "postgresql":
        return
    with books.attempt() as connection:
        before = _guards(connection, table)
        with key_guards.set_aside(connection, table, key_guards.LARGE_ROWS):
            assert len(_guards(connection, table)) < len(before)
            assert not any("_keep_key" in each for each in _guards(connection, table))
        assert _guards(connection, table) == before
        aside = key_guards.set_aside(connection, table, key_guards.LARGE_ROWS)
        with pytest.raises(ZeroDivisionError), connection.begin_nested(), aside:
            raise ZeroDivisionError
        assert _guards(connection, table) == before


def _guards(connection: Connection, table: str) -> set[str]:
    query = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return set(connection.execute(query, {"name": table}).scalars())

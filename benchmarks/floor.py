"""The floor: the least code that does a night's work with no checks at all.

It decodes the same files, bulk-loads what tells their payments apart (`floor_decoders.py`), joins
them to the cards and inserts the postings, one transaction a file. There is no archive, no digest,
no check of a byte, a date or a total, no constraint but the keys named below, no trigger, no rule
but the card, no suspense reason, no duplicate, no audit trail. Two ledgers:

- `double_entry`: the textbook one, two signed legs a line; lines and legs have their primary key;
- `bare`: stricter, one row a line, and no key on lines or postings.

Databases are opened as paycards opens them: the same durability, cache and memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.floor_decoders import COLUMNS, DECODERS
from paycards.store.engine import SQLITE_PRAGMAS

Columns = Mapping[str, Sequence[Any]]
Cards = Sequence[tuple[str, int]]  # card number, ledger account
CHUNK_ROWS = 50_000


@dataclass(frozen=True)
class Floor:
    """A ledger without checks: its tables, and the statement that posts lines `first` to `last`."""

    lines_key: str
    ledger: str
    post: str


_MATCHED = """FROM lines l LEFT JOIN cards c ON c.card_number = l.card_number {legs}
WHERE l.id BETWEEN {first} AND {last}"""

FLOORS = {
    "double_entry": Floor(
        "PRIMARY KEY",
        "CREATE TABLE legs (id {integer} PRIMARY KEY, line_id {integer}, account_id {integer}, "
        "pence {integer})",
        "INSERT INTO legs SELECT 2 * l.id + leg, l.id, "
        "CASE leg WHEN 0 THEN 1 ELSE coalesce(c.account_id, 2) END, "
        "CASE leg WHEN 0 THEN l.pence ELSE -l.pence END "
        + _MATCHED.replace("{legs}", "CROSS JOIN (SELECT 0 AS leg UNION ALL SELECT 1) AS leg"),
    ),
    "bare": Floor(
        "",
        "CREATE TABLE postings (line_id {integer}, debit_id {integer}, credit_id {integer}, pence {integer})",
        "INSERT INTO postings SELECT l.id, 1, coalesce(c.account_id, 2), l.pence "
        + _MATCHED.replace("{legs}", ""),
    ),
}


def _schema(floor: Floor, layout: str, integer: str) -> tuple[str, ...]:
    columns = ", ".join(f"{name} {integer if name == 'pence' else 'TEXT'}" for name in COLUMNS[layout])
    return (
        f"CREATE TABLE lines (id {integer} {floor.lines_key}, {columns})",
        f"CREATE TABLE cards (card_number TEXT PRIMARY KEY, account_id {integer})",
        floor.ledger.format(integer=integer),
    )


def on_sqlite(floor: Floor, layout: str, files: Sequence[Path], cards: Cards, url: str) -> Callable[[], None]:
    """Prepare the floor on SQLite; the function that is returned is what is timed."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
    for statement in _schema(floor, layout, "INTEGER"):
        connection.execute(statement)
    load = f"INSERT INTO lines VALUES ({', '.join('?' * (1 + len(COLUMNS[layout])))})"  # noqa: S608
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO cards VALUES (?, ?)", cards)
    connection.execute("COMMIT")

    def run() -> None:
        for columns, first, last in _decoded(layout, files):
            connection.execute("BEGIN")
            connection.executemany(load, zip(range(first, last + 1), *columns.values(), strict=True))
            connection.execute(floor.post.format(first=first, last=last))
            connection.execute("COMMIT")

    return run


def on_postgresql(
    floor: Floor, layout: str, files: Sequence[Path], cards: Cards, url: str
) -> Callable[[], None]:
    """Prepare the floor on PostgreSQL."""
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute("SET work_mem = '128MB'")
    connection.execute("SET jit = off")
    for statement in _schema(floor, layout, "BIGINT"):
        connection.execute(statement)
    _copy(connection, "cards", [*zip(*cards, strict=True)])
    connection.execute("ANALYZE cards")

    def run() -> None:
        for columns, first, last in _decoded(layout, files):
            with connection.transaction():
                _copy(connection, "lines", [range(first, last + 1), *columns.values()])
                connection.execute(floor.post.format(first=first, last=last))

    return run


def _decoded(layout: str, files: Sequence[Path]) -> Iterator[tuple[Columns, int, int]]:
    last = 0
    for path in files:
        columns = DECODERS[layout](path.read_bytes())
        first, last = last + 1, last + len(columns["pence"])
        yield columns, first, last


def _copy(connection: Any, table: str, columns: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for start in range(0, len(columns[0]), CHUNK_ROWS):
            chunk = (map(str, column[start : start + CHUNK_ROWS]) for column in columns)
            copy.write("".join(["\t".join(row) + "\n" for row in zip(*chunk, strict=True)]))

"""What PostgreSQL sends by COPY comes whole, and what goes wrong on the way is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg import errors
from sqlalchemy import Connection, text

from paycards.store.copied import copied
from paycards.store.engine import open_engine, reading
from tests.postgres import PostgresServer

PART_BYTES = 1 << 12


@pytest.fixture
def connection(postgres_server: PostgresServer) -> Iterator[Connection]:
    engine = open_engine(postgres_server.new_database())
    with reading(engine) as connection:
        yield connection
    engine.dispose()


def _copy(query: str) -> str:
    return f"COPY ({query}) TO STDOUT"


def test_every_row_comes_once_in_pieces_of_whole_rows(connection: Connection) -> None:
    parts = list(copied(connection, _copy("SELECT * FROM generate_series(1, 20000)"), part_bytes=PART_BYTES))
    assert b"".join(parts) == b"".join(b"%d\n" % number for number in range(1, 20_001))
    assert all(part.endswith(b"\n") for part in parts)
    assert all(PART_BYTES < len(part) < PART_BYTES + 10 for part in parts[:-1])


def test_a_row_that_is_larger_than_a_piece_comes_whole(connection: Connection) -> None:
    [part] = copied(connection, _copy("SELECT repeat('x', 1000000)"), part_bytes=PART_BYTES)
    assert part == b"x" * 1_000_000 + b"\n"


def test_nothing_comes_of_no_rows(connection: Connection) -> None:
    assert list(copied(connection, _copy("SELECT 1 WHERE false"), part_bytes=PART_BYTES)) == []


def test_the_connection_goes_on_after_the_last_row(connection: Connection) -> None:
    for _ in range(3):
        assert list(copied(connection, _copy("SELECT 1"), part_bytes=PART_BYTES)) == [b"1\n"]
        assert connection.execute(text("SELECT 2")).scalar_one() == 2


def test_the_connection_goes_on_for_who_stops_on_the_way(connection: Connection) -> None:
    parts = copied(connection, _copy("SELECT * FROM generate_series(1, 3)"), part_bytes=1)
    assert next(parts) == b"1\n"
    parts.close()  # type: ignore[attr-defined]
    assert connection.execute(text("SELECT 2")).scalar_one() == 2


def test_what_goes_wrong_among_the_rows_is_raised(connection: Connection) -> None:
    broken = _copy("SELECT 1 / (15000 - number) FROM generate_series(1, 20000) AS numbers(number)")
    with pytest.raises(errors.DivisionByZero):
        list(copied(connection, broken, part_bytes=PART_BYTES))


def test_what_is_wrong_with_the_statement_is_raised(connection: Connection) -> None:
    with pytest.raises(errors.UndefinedTable):
        list(copied(connection, _copy("SELECT * FROM nowhere"), part_bytes=PART_BYTES))

"""What PostgreSQL sends by COPY, in pieces of many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection


def copied(connection: Connection, statement: str, *, part_bytes: int) -> Iterator[bytearray]:
    """What a statement, COPY ... TO STDOUT, sends: whole rows, `part_bytes` or a little more at a time.

    No row is kept as an object of its own: Python would look through all of them for cycles, again and again.
    The driver waits for one, then libpq gives what came with it: to wait for each takes twice as long.
    """
    driver: Any = connection.connection
    libpq = driver.pgconn
    part = bytearray()
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        while row := copy.read():
            while row:
                part += row
                if len(part) > part_bytes:
                    yield part
                    part = bytearray()
                length, row = libpq.get_copy_data(1)  # 1: without waiting
            if length < 0:
                _end(libpq)
                break
    if part:
        yield part


def _end(libpq: Any) -> None:
    """Take the server's last word. Raises the driver's error where the statement failed on the way."""
    from psycopg import errors, pq

    results = list(iter(libpq.get_result, None))
    for result in results:
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result)

"""What PostgreSQL sends by COPY, in pieces of many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection


def copied(connection: Connection, statement: str, *, part_bytes: int) -> Iterator[bytearray]:
    """What a statement, COPY ... TO STDOUT, sends: whole rows, `part_bytes` or a little more at a time.

    No row is kept as an object of its own: Python would look through all of them for cycles, again and again.
    """
    driver: Any = connection.connection
    part = bytearray()
    with driver.cursor() as cursor, cursor.copy(statement) as rows:
        for row in rows:
            part += row
            if len(part) > part_bytes:
                yield part
                part = bytearray()
    if part:
        yield part

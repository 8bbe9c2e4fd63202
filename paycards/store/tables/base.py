"""What all tables share: naming of constraints, the types of ids, pence and instants.

An index on some rows says which in its `info`, as `where`, and how PostgreSQL compares, as `ops`: the
migrations make it. What is said to PostgreSQL by name would load all its drivers, for SQLite too.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, String, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes a 64-bit row id only of a column declared INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")
Pence = BigInteger


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept as ISO 8601 text in UTC, so that both databases sort and hash it alike."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> str | None:
        """Write UTC; a naive instant is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> dt.datetime | None:
        """Read it back as aware."""
        return None if value is None else dt.datetime.fromisoformat(value)

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


def instant_of(value: object) -> dt.datetime | None:
    """The instant that a column holds; None for nothing, and for what is no instant.

    >>> instant_of("2026-11-20T04:00:00.000000Z"), instant_of("tomorrow"), instant_of(7)
    (datetime.datetime(2026, 11, 20, 4, 0, tzinfo=datetime.timezone.utc), None, None)
    """
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


class AnyInstant(Instant):
    """The same for who proves what stands there: what is no instant is read as None."""

    cache_ok = True

    def process_result_value(self, value: object, _dialect: Dialect) -> dt.datetime | None:
        """Read it back as aware, if it can be."""
        return instant_of(value)

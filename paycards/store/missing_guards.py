"""What the migrations made to keep the books, and what stands in a database: name each difference.

An index that refuses nothing may come and go: it only makes things faster.
"""

from __future__ import annotations

from sqlalchemy import Connection

from paycards.store.schema import golden, standing


def missing_guards(connection: Connection) -> list[str]:
    """Name the tables, constraints, triggers, functions and unique indexes that are not as they were made.

    Each with what is wrong: missing, disabled, changed, or foreign. Empty where all are in place.
    """
    due, found = golden(connection.dialect.name), standing(connection)
    names = sorted(due.keys() | found.keys())
    return [f"{name}: {wrong}" for name in names if (wrong := _wrong(name, due.get(name), found.get(name)))]


def _wrong(name: str, due: str | None, found: str | None) -> str:
    if due == found or _only_for_speed(name, due or found or ""):
        return ""
    if found is None:
        return "missing"
    if due is None:
        return "disabled" if found == "disabled" else "foreign"
    return "disabled" if found == f"{due} -- disabled" else "changed"


def _only_for_speed(name: str, definition: str) -> bool:
    return name.startswith("index ") and not definition.startswith("CREATE UNIQUE")

"""Rows that are named FILE:ROW, by the id of their file and their number there."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from paycards.access.reading import Reading
from paycards.store.tables.files import files


def places_of(seen: Reading, council_id: int, named: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return file id and row of each; of several files of one name the newest accepted one is meant."""
    names = {name.rpartition(":")[0] for name in named}
    query = (
        select(files.c.name, files.c.id)
        .where(files.c.council_id == council_id, files.c.state == "accepted", files.c.name.in_(sorted(names)))
        .order_by(files.c.id)
    )
    ids: dict[str, int] = dict(seen.connection.execute(query).all()) if names else {}
    parted = [(name, *name.rpartition(":")[::2]) for name in named]
    return {name: (ids[file], int(row)) for name, file, row in parted if file in ids}

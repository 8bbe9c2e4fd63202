"""Where an accepted file stands in the running numbers of its contract.

One that a person released beside another of its number has no position of its own: it stands at that other's.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from paycards.store.tables.files import files

_other = files.alias("other")


def _of_its_number(which: ColumnElement[bool], position: ColumnElement[int]) -> ColumnElement[int]:
    return (
        select(position)
        .where(
            _other.c.contract_id == files.c.contract_id,
            _other.c.series == files.c.series,
            _other.c.sequence == files.c.sequence,
            _other.c.state == "accepted",
            which,
        )
        .scalar_subquery()
    )


# Numbers come again: the newest that came before it is meant, or the first that took its number after it.
_BESIDE = func.coalesce(
    _of_its_number(_other.c.id < files.c.id, func.max(_other.c.position)),
    _of_its_number(_other.c.id > files.c.id, func.min(_other.c.position)),
)
PLACE = func.coalesce(files.c.position, _BESIDE)


def place_of(connection: Connection, file_id: int) -> int | None:
    """Return the place of a file; None for one that has no number."""
    place: int | None = connection.execute(select(PLACE).where(files.c.id == file_id)).scalar_one()
    return place


def stands_at(place: int) -> ColumnElement[bool]:
    """Whether a file stands at this place, with a position of its own or beside another."""
    return or_(files.c.position == place, and_(files.c.position.is_(None), _BESIDE.in_([place])))


def stands_before(place: int) -> ColumnElement[bool]:
    """Whether a file stands before this place; so said, the index of positions finds it."""
    return or_(files.c.position < place, and_(files.c.position.is_(None), place > _BESIDE))


def stands_after(place: int) -> ColumnElement[bool]:
    """Whether a file stands after this place."""
    return or_(files.c.position > place, and_(files.c.position.is_(None), place < _BESIDE))

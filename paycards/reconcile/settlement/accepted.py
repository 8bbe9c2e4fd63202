"""What a contract's files brought, as the books stood at the end of a day: all that a due is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, and_, bindparam, case, cast, func, select

from paycards.channels.columns import OWN_TERMINALS
from paycards.clock import end_of
from paycards.reconcile.settlement.accepted_file import Accepted
from paycards.store.sums import whole_sum
from paycards.store.tables import accepted_files, duplicates, files, lines, opening_items, supplier_statements
from paycards.store.tables.lines import same_line


def accepted_by(connection: Connection, contract_id: int, as_of: dt.date) -> list[Accepted]:
    """Return the files of a contract that were accepted by the end of a day, in the order of acceptance."""
    asked = {"of_contract": contract_id, "before": end_of(as_of)}
    rows = connection.execute(_ACCEPTED, asked).all()
    twice_pence: dict[int, int] = dict(connection.execute(_DUPLICATES, asked).all())
    opened = select(opening_items.c.due).where(opening_items.c.contract_id == contract_id)
    keys, places = _keys(rows, connection.execute(opened).scalars()), _places(rows)
    return [
        Accepted(
            id=row.id,
            key=keys[row.id],
            kind=row.kind,
            place=places.get(row.id),
            accepted_at=row.accepted_at,
            own_day=row.own_day,
            settles_on=row.settles_on,
            amount_pence=row.total_pence - row.till_pence - twice_pence.get(row.id, 0),
            closing_on=row.closing_on,
            opening_pence=row.opening_pence or 0,
            closing_pence=row.closing_pence or 0,
        )
        for row in rows
    ]


def received_pence(connection: Connection, contract_id: int, as_of: dt.date) -> int:
    """Return what the payment files brought that a contract had accepted by the end of a day."""
    asked = {"of_contract": contract_id, "before": end_of(as_of)}
    brought = connection.execute(_RECEIVED, asked).scalar_one()
    twice: int = sum(row.pence for row in connection.execute(_DUPLICATES, asked))
    return int(brought) - twice


def key_of(name: str, sha256: str, *, came_before: bool) -> str:
    """Name a file for good: a name that the contract had before gets eight digits of its own bytes' digest.

    >>> key_of("P001001.TXN", "0a1b2c3d4e5f", came_before=True)
    'P001001.TXN@0a1b2c3d'
    """
    return f"{name}@{sha256[:8]}" if came_before else name


def _keys(rows: Iterable[Row[Any]], taken: Iterable[str]) -> dict[int, str]:
    """The key of each file; `taken` are those of opening items, which no file of before had."""
    seen = set(taken)
    keys = {}
    for row in rows:
        keys[row.id] = key_of(row.name, row.sha256, came_before=row.name in seen)
        seen.add(row.name)
    return keys


def _places(rows: Sequence[Row[Any]]) -> dict[int, int]:
    """The place of each file: of one that was released beside another of its number, that other's."""
    places = {row.id: row.position for row in rows if row.position is not None}
    for row in rows:
        twins = [
            other
            for other in (rows if row.position is None else ())
            if other.position is not None and (other.series, other.sequence) == (row.series, row.sequence)
        ]
        if twins:
            nearest = min(twins, key=lambda other: (abs(other.received_at - row.received_at), other.id))
            places[row.id] = nearest.position
    return places


_ACCEPTED: Select[Any] = (
    select(
        *(files.c[name] for name in ("id", "name", "sha256", "kind", "series", "sequence", "position")),
        files.c.total_pence,
        files.c.received_at,
        accepted_files.c.accepted_at,
        accepted_files.c.own_day,
        accepted_files.c.settles_on,
        accepted_files.c.till_pence,
        supplier_statements.c.closing_on,
        supplier_statements.c.opening_pence,
        supplier_statements.c.closing_pence,
    )
    .select_from(
        accepted_files.join(files, files.c.id == accepted_files.c.file_id).outerjoin(
            supplier_statements, supplier_statements.c.file_id == files.c.id
        )
    )
    .where(
        accepted_files.c.contract_id == bindparam("of_contract"),
        accepted_files.c.accepted_at < bindparam("before"),
    )
    .order_by(accepted_files.c.accepted_at, files.c.id)
)

_RECEIVED = (
    select(whole_sum(files.c.total_pence - accepted_files.c.till_pence))
    .join_from(accepted_files, files, files.c.id == accepted_files.c.file_id)
    .where(
        accepted_files.c.contract_id == bindparam("of_contract"),
        accepted_files.c.accepted_at < bindparam("before"),
        files.c.kind == "payments",
    )
)

_DUPLICATES = (
    select(
        duplicates.c.file_id,
        cast(
            func.sum(case((lines.c.network == OWN_TERMINALS, 0), else_=lines.c.amount_pence)), BigInteger
        ).label("pence"),
    )
    .select_from(
        accepted_files.join(duplicates, duplicates.c.file_id == accepted_files.c.file_id).join(
            lines, same_line(lines, duplicates)
        )
    )
    .where(
        and_(
            accepted_files.c.contract_id == bindparam("of_contract"),
            accepted_files.c.accepted_at < bindparam("before"),
        )
    )
    .group_by(duplicates.c.file_id)
)

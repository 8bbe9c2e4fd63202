"""What a contract's files brought, as the books stood at the end of a day: all that a due is made of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, func, or_, select

from paycards.channels.columns import OWN_TERMINALS
from paycards.clock import end_of
from paycards.reconcile.by_contract import by_contract
from paycards.reconcile.settlement.accepted_file import Accepted
from paycards.store.sums import whole_sum
from paycards.store.tables.files import accepted_files, files, supplier_statements
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.settlement import opening_items


def accepted_by(connection: Connection, contract_id: int, as_of: dt.date) -> list[Accepted]:
    """Return the files of a contract that were accepted by the end of a day, in the order of acceptance."""
    return accepted_of(connection, [contract_id], as_of)[contract_id]


def accepted_of(
    connection: Connection, contract_ids: Collection[int], as_of: dt.date
) -> dict[int, list[Accepted]]:
    """Return the same for each of several contracts."""
    asked = {"of_contracts": contract_ids, "before": end_of(as_of)}
    rows = by_contract(contract_ids, connection.execute(_ACCEPTED, asked))
    twice_pence = {row.file_id: row.pence for row in connection.execute(_DUPLICATES, asked)}
    return {contract_id: _accepted(of_it, twice_pence) for contract_id, of_it in rows.items()}


def _accepted(rows: Sequence[Row[Any]], twice_pence: Mapping[int, int]) -> list[Accepted]:
    places = _places(rows)
    return [
        Accepted(
            id=row.id,
            key=row.key,
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


def received_pence(connection: Connection, contract_ids: Collection[int], as_of: dt.date) -> dict[int, int]:
    """Return what the payment files brought that each contract had accepted by the end of a day."""
    asked = {"of_contracts": contract_ids, "before": end_of(as_of)}
    received = dict.fromkeys(contract_ids, 0)
    for sign, query in ((1, _RECEIVED), (-1, _DUPLICATES)):
        for row in connection.execute(query, asked):
            received[row.contract_id] += sign * row.pence
    return received


def _places(rows: Sequence[Row[Any]]) -> dict[int, int]:
    """The place of each file: of one that was released beside another of its number, that other's."""
    places, of_number = {}, defaultdict(list)
    for row in rows:
        if row.position is not None:
            places[row.id] = row.position
            of_number[row.series, row.sequence].append(row)
    for row in rows:
        twins = of_number.get((row.series, row.sequence), ()) if row.position is None else ()
        if twins:
            nearest = min(twins, key=lambda other: (abs(other.received_at - row.received_at), other.id))
            places[row.id] = nearest.position
    return places


OF_CONTRACTS = accepted_files.c.contract_id.in_(bindparam("of_contracts", expanding=True))
BEFORE = accepted_files.c.accepted_at < bindparam("before")
_CAME_BEFORE = or_(
    func.row_number().over(
        partition_by=(accepted_files.c.contract_id, files.c.name),
        order_by=(accepted_files.c.accepted_at, files.c.id),
    )
    > 1,
    select(opening_items.c.due)
    .where(opening_items.c.contract_id == accepted_files.c.contract_id, opening_items.c.due == files.c.name)
    .exists(),
)
# Names a file for good, among all that its contract had by then: a name that it had before, for a file or an
# opening item, gets eight digits of the file's own digest. P001001.TXN, then P001001.TXN@0a1b2c3d.
KEY = case((_CAME_BEFORE, files.c.name + "@" + func.substr(files.c.sha256, 1, 8)), else_=files.c.name)
# What came twice is nothing that the supplier owes; what the council's own terminals took, it never did.
TWICE_PENCE = case((lines.c.network == OWN_TERMINALS, 0), else_=lines.c.amount_pence)

_ACCEPTED: Select[Any] = (
    select(
        *(files.c[name] for name in ("id", "kind", "series", "sequence", "position")),
        KEY.label("key"),
        files.c.total_pence,
        files.c.received_at,
        accepted_files.c.contract_id,
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
    .where(OF_CONTRACTS, BEFORE)
    .order_by(accepted_files.c.accepted_at, files.c.id)
)

_RECEIVED: Select[Any] = (
    select(
        accepted_files.c.contract_id,
        whole_sum(files.c.total_pence - accepted_files.c.till_pence).label("pence"),
    )
    .join_from(accepted_files, files, files.c.id == accepted_files.c.file_id)
    .where(OF_CONTRACTS, BEFORE, files.c.kind == "payments")
    .group_by(accepted_files.c.contract_id)
)

_DUPLICATES: Select[Any] = (
    select(
        accepted_files.c.contract_id,
        duplicates.c.file_id,
        whole_sum(TWICE_PENCE).label("pence"),
    )
    .select_from(
        accepted_files.join(duplicates, duplicates.c.file_id == accepted_files.c.file_id).join(
            lines, same_line(lines, duplicates)
        )
    )
    .where(OF_CONTRACTS, BEFORE)
    .group_by(accepted_files.c.contract_id, duplicates.c.file_id)
)

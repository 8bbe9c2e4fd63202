"""What suppliers keep for each payment: the tariff of the settings, in pence and tenths, by network.

What takes money back is free: reversals, returned payments; and so is a payment that came twice. The fees of
a due are summed, then rounded half up, once.

>>> in_pence(385), in_pence(384)
(39, 38)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from paycards.channels.columns import REVERSAL
from paycards.settings.contract import Contract
from paycards.store.tables import duplicates, lines
from paycards.store.tables.lines import same_line


def in_pence(tenths: int) -> int:
    """Round tenths of a penny half up."""
    return (tenths + 5) // 10


def netted_fees(
    connection: Connection, contract: Contract, files: Mapping[str, Collection[int]]
) -> dict[str, int]:
    """Return the fee that the tariff gives for each of several sets of files; none where not netted."""
    if contract.settlement.fees != "netted":
        return {}
    tenths = fee_tenths(connection, contract, {file_id for ids in files.values() for file_id in ids})
    return {key: in_pence(sum(tenths.get(file_id, 0) for file_id in ids)) for key, ids in files.items()}


def fee_tenths(connection: Connection, contract: Contract, file_ids: Collection[int]) -> dict[int, int]:
    """Return what the tariff gives for the payments of each file, in tenths of a penny."""
    tariff = contract.settlement.fee_tenths
    tenths: dict[int, int] = {}
    for file_id, network, count in connection.execute(_PAYMENTS, {"of_files": sorted(file_ids)}):
        tenths[file_id] = tenths.get(file_id, 0) + count * tariff.get(network, 0)
    return tenths


_PAYMENTS: Select[Any] = (
    select(lines.c.file_id, lines.c.network, func.count())
    .select_from(lines.outerjoin(duplicates, same_line(duplicates, lines)))
    .where(
        lines.c.file_id.in_(bindparam("of_files", expanding=True)),
        lines.c.kind != REVERSAL,
        lines.c.amount_pence > 0,
        duplicates.c.file_id.is_(None),
    )
    .group_by(lines.c.file_id, lines.c.network)
)

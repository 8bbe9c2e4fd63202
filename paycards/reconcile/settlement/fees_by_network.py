"""What the tariff gives for the payments of some files, network by network."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.fees import IS_CHARGED
from paycards.store.tables.lines import duplicates, lines, same_line


@dataclass(frozen=True)
class NetworkFee:
    """The payments of a network that are charged for, and their fees in tenths of a penny."""

    network: str
    payments: int
    each_tenths: int
    tenths: int


def fees_by_network(
    connection: Connection, contract: ContractRow, file_ids: Collection[int]
) -> list[NetworkFee]:
    """Return the networks in order; none where the contract has no tariff."""
    tariff = contract.terms.settlement.fee_tenths
    if not tariff:
        return []
    query = (
        select(lines.c.network, func.count())
        .select_from(lines.outerjoin(duplicates, same_line(duplicates, lines)))
        .where(lines.c.file_id.in_(sorted(file_ids)), *IS_CHARGED, duplicates.c.file_id.is_(None))
        .group_by(lines.c.network)
        .order_by(lines.c.network)
    )
    found = connection.execute(query).all()
    return [
        NetworkFee(network, count, fee := tariff.get(network, 0), fee * count) for network, count in found
    ]

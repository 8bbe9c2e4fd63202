"""What suppliers keep for each payment: the tariff of the settings, in pence and tenths, by network.

What takes money back is free: reversals, returned payments; and so is a payment that came twice. The fees of
a due are summed, then rounded half up, once.

>>> in_pence(385), in_pence(384)
(39, 38)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import BigInteger, ColumnElement, Connection, case, cast, func, select

from paycards.access.contracts import ContractRow
from paycards.channels.columns import OWN_TERMINALS, REVERSAL
from paycards.store.among import among
from paycards.store.tables.files import accepted_files
from paycards.store.tables.lines import duplicates, lines, same_line


def in_pence(tenths: int) -> int:
    """Round tenths of a penny half up."""
    return (tenths + 5) // 10


def netted_fees(
    connection: Connection, contract: ContractRow, files: Mapping[str, Collection[int]]
) -> dict[str, int]:
    """Return the fee that the tariff gives for each of several sets of files; none where not netted."""
    if contract.terms.settlement.fees != "netted":
        return {}
    tenths = fee_tenths(connection, contract, {file_id for ids in files.values() for file_id in ids})
    return {key: in_pence(sum(tenths.get(file_id, 0) for file_id in ids)) for key, ids in files.items()}


def fee_tenths(connection: Connection, contract: ContractRow, file_ids: Collection[int]) -> dict[int, int]:
    """Return what the tariff gives for the payments of each file, in tenths of a penny.

    Those that came twice are few, and taken off apart: to ask it of each line takes as long again.
    """
    tenths = _tenths(contract.terms.settlement.fee_tenths)
    charged = select(lines.c.file_id, tenths).where(*IS_CHARGED).group_by(lines.c.file_id)
    again = (
        charged.join(duplicates, same_line(duplicates, lines))
        .join(accepted_files, accepted_files.c.file_id == duplicates.c.file_id)
        .where(accepted_files.c.contract_id == contract.id)
    )
    twice = {file_id: int(found) for file_id, found in connection.execute(again)}
    found = connection.execute(charged.where(among(lines.c.file_id, file_ids)))
    return {file_id: int(of_all) - twice.get(file_id, 0) for file_id, of_all in found}


def _tenths(tariff: Mapping[str, int]) -> ColumnElement[int]:
    """The fees of lines together; of a network that the tariff does not name they are none."""
    fees = case(*((lines.c.network == network, fee) for network, fee in sorted(tariff.items())), else_=0)
    return cast(func.sum(fees), BigInteger)


IS_CHARGED = (
    lines.c.kind != REVERSAL,
    lines.c.amount_pence > 0,
    lines.c.network != OWN_TERMINALS,  # the supplier had no part in it
)

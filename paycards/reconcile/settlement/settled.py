"""What of each due is settled: the confirmed matches of a contract that were live at the end of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Date, Select, and_, bindparam, func, select

from paycards.store.sums import whole_sum
from paycards.store.tables.settlement import WITH_ENDS, matches, stood


@dataclass(frozen=True)
class Settled:
    """The matches of one due together: what was remitted, what the supplier kept, since when."""

    pence: int
    fee_pence: int
    first_on: dt.date


def settled_of(
    connection: Connection, contract_ids: Collection[int], as_of: dt.date
) -> dict[int, dict[str, Settled]]:
    """Return what is settled of the dues of each contract, by the key of the due."""
    settled: dict[int, dict[str, Settled]] = {contract_id: {} for contract_id in contract_ids}
    rows = connection.execute(_SETTLED, {"of_contracts": contract_ids, "as_of": as_of})
    for contract_id, key, pence, fee_pence, first_on in rows:
        settled[contract_id][key] = Settled(pence, fee_pence, first_on)
    return settled


CHARGE = (
    "charge"  # stands where a match has the key of a due: the entry is the supplier's charge, and pays none
)
_AS_OF = bindparam("as_of", type_=Date)
LIVE = and_(
    matches.c.contract_id.in_(bindparam("of_contracts", expanding=True)),
    matches.c.due != CHARGE,
    stood(_AS_OF),
)
_SETTLED: Select[Any] = (
    select(
        matches.c.contract_id,
        matches.c.due,
        whole_sum(matches.c.amount_pence),
        whole_sum(matches.c.fee_pence),
        func.min(matches.c.made_on),
    )
    .select_from(WITH_ENDS)
    .where(LIVE)
    .group_by(matches.c.contract_id, matches.c.due)
)

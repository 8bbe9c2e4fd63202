"""What of each due is settled: the confirmed matches of a contract that were live at the end of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Date, Select, and_, bindparam, cast, func, select

from paycards.store.tables import matches
from paycards.store.tables.settlement import WITH_ENDS, stood


@dataclass(frozen=True)
class Settled:
    """The matches of one due together: what was remitted, what the supplier kept, since when."""

    pence: int
    fee_pence: int
    first_on: dt.date


def settled_by(connection: Connection, contract_id: int, as_of: dt.date) -> dict[str, Settled]:
    """Return what is settled of the dues of a contract, by the key of the due."""
    rows = connection.execute(_SETTLED, {"of_contract": contract_id, "as_of": as_of})
    return {key: Settled(int(pence), int(fee), first_on) for key, pence, fee, first_on in rows}


CHARGE = (
    "charge"  # stands where a match has the key of a due: the entry is the supplier's charge, and pays none
)
_AS_OF = bindparam("as_of", type_=Date)
_LIVE = and_(
    matches.c.contract_id == bindparam("of_contract"),
    matches.c.due != CHARGE,
    stood(_AS_OF),
)
_SETTLED: Select[Any] = (
    select(
        matches.c.due,
        cast(func.sum(matches.c.amount_pence), BigInteger),
        cast(func.sum(matches.c.fee_pence), BigInteger),
        func.min(matches.c.made_on),
    )
    .select_from(WITH_ENDS)
    .where(_LIVE)
    .group_by(matches.c.due)
)

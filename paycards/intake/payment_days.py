"""Sum what a file brought by day and network, and its reversals by outlet: a few rows for many lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert

from paycards.channels.columns import REVERSAL
from paycards.store.tables.payment_days import outlet_reversals, payment_days

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Sum:
    """How many lines of one day, with one network or of one outlet, and their signed pence."""

    paid_on: dt.date
    of: str
    lines: int
    pence: int


@dataclass(frozen=True)
class Summed:
    """The sums of one file."""

    networks: tuple[Sum, ...]
    reversals: tuple[Sum, ...]


def summed(lines: pd.DataFrame) -> Summed:
    """Sum the lines of one file, in the columns of `channels/columns.py`."""
    return Summed(tuple(_sums(lines, lines["network"])), tuple(_reversals(lines)))


def _reversals(lines: pd.DataFrame) -> Iterator[Sum]:
    if REVERSAL not in lines["kind"].cat.categories:
        return
    taken_back = lines[(lines["kind"] == REVERSAL).to_numpy() & (lines["outlet"] != "").to_numpy()]
    if len(taken_back):
        yield from _sums(taken_back, taken_back["outlet"].astype("category"))


def _sums(lines: pd.DataFrame, by: pd.Series[Any]) -> Iterator[Sum]:
    """Count and add up by day and by another category, without a Python object for each line."""
    import numpy as np

    days, others = lines["paid_on"].cat, by.cat
    width = len(others.categories)
    codes: NDArray[np.int64] = days.codes.to_numpy().astype(np.int64) * width + others.codes.to_numpy()
    counts = np.bincount(codes)
    pence = np.zeros(len(counts), dtype=np.int64)
    np.add.at(pence, codes, lines["amount_pence"].to_numpy())
    for code in np.flatnonzero(counts).tolist():
        day, other = divmod(code, width)
        yield Sum(
            dt.date.fromisoformat(days.categories[day]),
            str(others.categories[other]),
            int(counts[code]),
            int(pence[code]),
        )


_KEEP_NETWORKS, _KEEP_REVERSALS = insert(payment_days), insert(outlet_reversals)


def keep_sums(connection: Connection, file_id: int, contract_id: int, found: Summed) -> None:
    """Write the sums of a file down, beside its lines."""
    of_file = {"file_id": file_id, "contract_id": contract_id}
    for keep, sums, of, counted in (
        (_KEEP_NETWORKS, found.networks, "network", "payments"),
        (_KEEP_REVERSALS, found.reversals, "outlet", "reversals"),
    ):
        rows = [
            of_file | {"paid_on": each.paid_on, of: each.of, counted: each.lines, "total_pence": each.pence}
            for each in sums
        ]
        if rows:
            connection.execute(keep, rows)

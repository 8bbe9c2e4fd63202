"""How long a contract's payments take, measured from the files that were accepted, never from a promise.

The measure is robust and stated: the fewest working days in which 19 of 20 payments of the last 100 days were
here. The first day on which files came is left out: it brings what had piled up before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from paycards.clock import ONE_DAY, local_date
from paycards.store.tables.files import files
from paycards.store.tables.payment_days import payment_days

LOOK_BACK = dt.timedelta(days=100)
OF, OUT_OF = 19, 20  # payments that were here by then
LEAST_FILES = 3


@dataclass(frozen=True)
class Delay:
    """Within how many working days payments were here, and what it was measured from."""

    working_days: int
    payments: int
    files: int


def delays(
    connection: Connection,
    contract_ids: Collection[int],
    network: str,
    today: dt.date,
    holidays: frozenset[dt.date],
) -> dict[int, Delay]:
    """Return the delay of each contract that has a history with a network, or at all, by its id."""
    histories: dict[int, list[Row[Any]]] = defaultdict(list)
    query = _days(contract_ids, today)
    if network:
        query = query.where(payment_days.c.network == network)
    for row in connection.execute(query):
        histories[row.contract_id].append(row)
    found = {contract_id: _delay(rows, holidays) for contract_id, rows in histories.items()}
    return {contract_id: delay for contract_id, delay in found.items() if delay}


def _days(contract_ids: Collection[int], today: dt.date) -> Select[Any]:
    """Each file's payments of each day, with when they were accepted and placed."""
    return (
        select(payment_days.c.contract_id, payment_days.c.file_id, payment_days.c.paid_on)
        .add_columns(func.sum(payment_days.c.payments).label("payments"))
        .add_columns(func.coalesce(files.c.decided_at, files.c.received_at).label("here_at"))
        .join(files, files.c.id == payment_days.c.file_id)
        .where(payment_days.c.contract_id.in_(contract_ids), payment_days.c.paid_on > today - LOOK_BACK)
        .group_by(payment_days.c.contract_id, payment_days.c.file_id, payment_days.c.paid_on)
        .group_by(files.c.decided_at, files.c.received_at)
    )


def _delay(rows: list[Row[Any]], holidays: frozenset[dt.date]) -> Delay | None:
    here_on = {row.file_id: local_date(row.here_at) for row in rows}
    first = min(here_on.values())
    settled = [row for row in rows if here_on[row.file_id] > first]
    of_files = len({row.file_id for row in settled})
    if of_files < LEAST_FILES:
        return None
    counts: dict[int, int] = defaultdict(int)
    for row, days in zip(settled, _working_days(settled, here_on, holidays), strict=True):
        counts[days] += int(row.payments)
    return Delay(_within(counts), sum(counts.values()), of_files)


def _within(counts: Mapping[int, int]) -> int:
    """The fewest days in which OF out of OUT_OF payments were here."""
    needed, here = sum(counts.values()) * OF, 0
    for days in sorted(counts):
        here += counts[days]
        if here * OUT_OF >= needed:
            break
    return days


def _working_days(
    rows: Sequence[Row[Any]], here_on: Mapping[int, dt.date], holidays: frozenset[dt.date]
) -> list[int]:
    """The working days after each payment's day, up to the day on which it was here and with it."""
    import numpy as np

    first = np.array([row.paid_on + ONE_DAY for row in rows], dtype="datetime64[D]")
    after = np.array([here_on[row.file_id] + ONE_DAY for row in rows], dtype="datetime64[D]")
    free = np.array(sorted(holidays), dtype="datetime64[D]")
    counted: list[int] = np.maximum(np.busday_count(first, after, holidays=free), 0).tolist()
    return counted

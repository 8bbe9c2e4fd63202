"""The payments of a file on their way in: rows of lines and of natural keys, and what is odd in them."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paycards.channels.decoded import Decoded
from paycards.intake.busy_cards import BusyCards, busy_cards
from paycards.intake.payment_days import Summed, summed
from paycards.reconcile.payments.duplicates import keys_of
from paycards.store.rows import Staged
from paycards.store.staging import FEW_ROWS, Staging
from paycards.store.tables.lines import lines, natural_keys

if TYPE_CHECKING:
    import pandas as pd

EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Payments:
    """Both as rows to load, and their sums; `keys` is None where no payment of the file has one."""

    lines: pd.DataFrame | Staged
    keys: pd.DataFrame | Staged | None
    sums: Summed
    busy: BusyCards | None


def payments_of(decoded: Decoded, *, watched: bool, staging: Staging | None = None) -> Payments:
    """Turn what a file of payments says into rows of our own tables; look at busy cards if it is watched.

    Many rows wait in the staging, where there is one. Raises TryAgain where it has no room for them.
    """
    frame = _lines(decoded)
    if staging is None or len(frame) <= FEW_ROWS:
        return Payments(frame, *_looked_at(frame, watched=watched))
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="staging") as thread:
        waiting = thread.submit(staging.stage, lines, frame)
        keys, sums, busy = _looked_at(frame, watched=watched)
    staged = None if keys is None else staging.stage(natural_keys, keys)
    return Payments(waiting.result(), staged, sums, busy)


def _looked_at(frame: pd.DataFrame, *, watched: bool) -> tuple[pd.DataFrame | None, Summed, BusyCards | None]:
    return keys_of(frame), summed(frame), busy_cards(frame) if watched else None


def _lines(decoded: Decoded) -> pd.DataFrame:
    assert decoded.frame is not None  # noqa: S101 - a decoder's promise
    frame = decoded.frame.copy(deep=False)
    frame.columns = ["row_no" if name == "row" else name for name in frame.columns]
    frame["receipt_day"] = _days(frame.pop("receipt_on"))
    return frame


def _days(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Turn ISO dates into days since 1970; an empty date is 0."""
    days = [(dt.date.fromisoformat(text) - EPOCH).days if text else 0 for text in dates.cat.categories]
    return dates.cat.rename_categories(dict(zip(dates.cat.categories, days, strict=True)))

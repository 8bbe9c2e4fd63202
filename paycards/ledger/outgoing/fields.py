"""Columns of a frame as columns of text, and columns of text as the bytes of a file.

All are Arrow arrays of large_string, so that a million rows take a second or two and no row is
ever a Python object.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from paycards.errors import BadRows, SettingsError
from paycards.joined_text import joined, rows_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

Hit: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.bool_]]"  # one for each row: whether a rule hits it

LINE_END = "\r\n"
LISTED = 20  # so many bad rows are named; the rest would only hide them


def text(column: pd.Series) -> pa.Array:
    """A text column as it is."""
    import pyarrow as pa

    if column.dtype == "category":
        return each_of(column, str)
    values = pa.array(column, type=pa.large_string(), from_pandas=True)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def each_of(column: pd.Series, said: Callable[[Any], str]) -> pa.Array:
    """What is said of each value of a column in which few differ: it is asked once for each of these."""
    import pandas as pd
    import pyarrow as pa

    which, few = pd.factorize(column)
    return pa.array([said(value) for value in few], pa.large_string()).take(pa.array(which))


def matching(column: pd.Series, pattern: str) -> Hit:
    """Whether the pattern is found in each value of a text or `category` column."""
    import pyarrow.compute as pc

    if column.dtype == "category":
        found = {value: _has(pattern, value) for value in column.cat.categories}
        hit: Hit = column.map(found).to_numpy(dtype=bool)
        return hit
    return pc.match_substring_regex(text(column), pattern).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def _has(pattern: str, value: str) -> bool:
    return re.search(pattern, value) is not None


def pounds(pence: pd.Series, width: int = 0) -> pa.Array:
    """Unsigned pounds with two places, zero-filled to `width` digits before the point: 000060.00."""
    return signed_pounds(pence.abs(), width)


def signed_pounds(pence: pd.Series, width: int = 0, plus: str = "") -> pa.Array:
    """Pounds as `pounds` writes them, after `-` for a negative amount, else `plus`.

    Many pay the same amount: each is written once.
    """
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    which, amounts = pd.factorize(pence.to_numpy())
    whole, part = (pa.array(values).cast(pa.large_string()) for values in divmod(np.abs(amounts), 100))
    sign = pa.array(np.where(amounts < 0, "-", plus), pa.large_string())
    written = joined(sign, pc.utf8_lpad(whole, width, "0"), ".", pc.utf8_lpad(part, 2, "0"))
    return written.take(pa.array(which))


def british(iso_dates: pd.Series) -> pa.Array:
    """Dates as dd/mm/yyyy."""
    return each_of(iso_dates, lambda day: re.sub(r"^(\d{4})-(\d{2})-(\d{2})$", r"\3/\2/\1", day))


def file_of(*fields: pa.Array | str, separator: str = "") -> bytes:
    """Join the fields of each row, end each row with CRLF, as UTF-8. No rows: no bytes."""
    return rows_of(*fields, separator=separator, ended_by=LINE_END).tobytes()


def refuse_unfit(frame: pd.DataFrame, what: str, rules: dict[str, Hit]) -> None:
    """Refuse a whole file if any row breaks a rule: rules are sentence endings and the rows they hit.

    Raises BadRows, whose rows count from 1 and whose sentences name the account.
    """
    bad = [
        (int(place) + 1, f"account {frame['account_reference'].iloc[place]!r}: {ending}")
        for ending, hit in rules.items()
        for place in hit.nonzero()[0][:LISTED]
    ]
    if bad:
        raise BadRows(what, sorted(bad))


def require_setting(name: str, value: str, fund: str, *, holds: bool, expected: str) -> None:
    """Raise SettingsError unless the setting `holds`."""
    if not holds:
        raise SettingsError(f"In the outgoing table of fund {fund}, {name} {value!r} must be {expected}.")

"""Many ISO 8601 timestamps as the date and time in London at once.

Most files are written in London time. Then the date and time stand there as they are; that is proved for each
distinct date with its offset. Where that is not so, each distinct minute is converted.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from paycards.channels.cells import Mask
from paycards.clock import LONDON, ONE_DAY, london_time

SECONDS = slice(0, 19)  # YYYY-MM-DDTHH:MM:SS
FRACTION = re.compile(r"\.[0-9]+")


def in_london(column: Any) -> tuple[Any, Mask]:
    """YYYY-MM-DDTHH:MM:SS in London of timestamps that fit their pattern; the mask of those not real.

    `column` is an Arrow string array. Where the mask is set, the text means nothing.
    """
    written = pc.utf8_slice_codeunits(column, SECONDS.start, SECONDS.stop)
    dates = pc.utf8_slice_codeunits(column, 0, 10).dictionary_encode()
    offsets = _offsets(pc.utf8_slice_codeunits(column, SECONDS.stop).dictionary_encode())
    pairs, places = _distinct(dates, offsets)
    same = np.array([_is_london(date, offset) for date, offset in pairs], dtype=np.bool_)
    if same.all():
        return written, np.zeros(len(column), dtype=np.bool_)
    minutes = pc.utf8_slice_codeunits(column, 0, 16).dictionary_encode()
    pairs, places = _distinct(minutes, offsets)
    local = [_converted(minute, offset) for minute, offset in pairs]
    bad = np.array([not text for text in local], dtype=np.bool_)[places]
    converted = pa.array(local, pa.string()).take(pa.array(places))
    seconds = pc.utf8_slice_codeunits(column, 16, SECONDS.stop)
    return pc.binary_join_element_wise(converted, seconds, ""), bad


def _offsets(coded: Any) -> Any:
    """The same without fractions of a second."""
    texts = [FRACTION.sub("", text) for text in coded.dictionary.to_pylist()]
    places, distinct = pd.factorize(pd.Series(texts, dtype="str"))
    indices = places[np.asarray(coded.indices)] if texts else np.empty(0, np.int64)
    return pa.DictionaryArray.from_arrays(pa.array(indices), pa.array(list(distinct), pa.string()))


def _distinct(texts: Any, offsets: Any) -> tuple[list[tuple[str, str]], Any]:
    """The distinct pairs of two coded columns, and for each row the place of its own."""
    count = max(len(offsets.dictionary), 1)
    both = np.asarray(texts.indices, dtype=np.int64) * count + np.asarray(offsets.indices, dtype=np.int64)
    places, found = pd.factorize(both)
    firsts, seconds = texts.dictionary.to_pylist(), offsets.dictionary.to_pylist()
    return [(firsts[each // count], seconds[each % count]) for each in found], places


def _is_london(date: str, offset: str) -> bool:
    """Whether London had this offset through the whole of a real date."""
    try:
        start = dt.datetime.fromisoformat(f"{date}T00:00:00{offset}")
        inside = [start, start + ONE_DAY]
        return all(each.astimezone(LONDON).utcoffset() == start.utcoffset() for each in inside)
    except (ValueError, OverflowError):
        return False


def _converted(minute: str, offset: str) -> str:
    try:
        return london_time(f"{minute}:00{offset}")[:16]
    except ValueError:
        return ""

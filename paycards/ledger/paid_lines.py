"""What was paid by each line of suppliers' files: it never changes once a file is imported."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from paycards.parts import in_parts
from paycards.store.frames import read_frames
from paycards.store.tables.lines import lines

if TYPE_CHECKING:
    import pandas as pd

LINE = {"file_id": "int64", "row_no": "int64"}  # names a payment
PAID = {"paid_on": "category", "network": "category", "receipt": "str"}


@dataclass(frozen=True)
class PaidLines:
    """The lines of some files."""

    file_ids: frozenset[int]
    frame: pd.DataFrame  # in LINE and PAID


def paid_lines(connection: Connection, file_ids: Collection[int]) -> PaidLines:
    """Read the lines of these files.

    The files are named in the question: the database need not guess how many there are.
    """
    columns = [lines.c[name] for name in LINE | PAID]
    some = (select(*columns).where(lines.c.file_id.in_(part)) for part in in_parts(sorted(file_ids)))
    return PaidLines(frozenset(file_ids), read_frames(connection, some, LINE | PAID))


def with_rest(connection: Connection, file_ids: Collection[int], known: PaidLines | None) -> pd.DataFrame:
    """Return the lines of these files, in LINE and PAID: those that are known, and the rest read now."""
    import pandas as pd

    if known is None:
        return paid_lines(connection, file_ids).frame
    rest = paid_lines(connection, frozenset(file_ids) - known.file_ids).frame
    return pd.concat([known.frame, rest], ignore_index=True).astype(PAID) if len(rest) else known.frame

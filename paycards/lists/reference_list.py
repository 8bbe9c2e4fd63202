"""The sheet of wrong references and right ones, read whole or not at all.

It has the columns wrong,right; and, where they are needed, fund (of the right account) and council.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from paycards.decisions.correcting.sheet import ReferenceSheet, WantedRow
from paycards.errors import BadRows
from paycards.lists.checks import Cell, Check, Fault, find_faults, one_of, reference_checks, refuse
from paycards.lists.opening import open_sheet
from paycards.lists.reading import ListRead, read_list
from paycards.reconcile.payments.references import match_form

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("wrong", "right")
COLUMNS = ("council", "fund", *NEEDED)
MOST_ROWS = 10_000


def read_reference_sheet(name: str, data: bytes, sha256: str, councils: Collection[str]) -> ReferenceSheet:
    """Read a sheet for one of these councils. Raises BadRows with everything that is wrong.

    A sheet without a council is for the only one; where there are several it has to be said.
    """
    read = read_list(name, data, _columns(name, data))
    rows = read.rows.assign(**{column: "" for column in COLUMNS if column not in read.rows})
    checks = [*reference_checks("wrong"), *reference_checks("right")]
    faults = [
        *read.faults,
        *find_faults(rows, checks, read.told),
        *_of_one_council(rows, councils, read.told),
    ]
    refuse(name, [*faults, *_too_many(read)], skip_bad=False)
    columns = (rows[column].tolist() for column in ("fund", *NEEDED))
    wanted = [
        WantedRow(row, fund.strip(), match_form(wrong), match_form(right))
        for row, fund, wrong, right in zip(rows.index.tolist(), *columns, strict=True)
    ]
    named = rows["council"].iloc[0] if "council" in read.rows else ""
    return ReferenceSheet(name, sha256, named, tuple(wanted))


def _columns(name: str, data: bytes) -> tuple[str, ...]:
    """The headings that stand there, in their order. Raises BadRows where they are not these."""
    headings = [heading for heading in open_sheet(name, data).headings if heading]
    told = set(headings)
    if len(told) < len(headings) or not set(NEEDED) <= told <= set(COLUMNS):
        sentence = (
            f"the header is not {','.join(NEEDED)}: name these, and if they are needed fund and council"
        )
        raise BadRows(name, [(1, sentence)])
    return tuple(headings)


def _of_one_council(rows: pd.DataFrame, councils: Collection[str], told: Collection[Cell]) -> list[Fault]:
    rows = rows[~rows.index.isin([number for number, column in told if column == "council"])]
    if (rows["council"] == "").all():
        return []
    known = Check("council", one_of(councils), f"one of {', '.join(sorted(councils))}")
    first = rows["council"].iloc[0]
    others = rows.index[(rows["council"] != first) & rows["council"].isin(list(councils))]
    sentence = f"the council is not {first}, as in the first row: make two sheets"
    return [*find_faults(rows, [known]), *((int(row), sentence) for row in others)]


def _too_many(read: ListRead) -> list[Fault]:
    if len(read.rows) <= MOST_ROWS:
        return []
    return [(int(read.rows.index[MOST_ROWS]), f"there are more than {MOST_ROWS:,} rows: make two sheets")]

"""What is open of each due by the books, summed by the database: only dues with something open are read.

What is due for a file or an opening item stands on one side, what is matched to its key on the other; a key
that no file makes any more is open by all that is matched to it. Where statements make the dues, the chain of
statements has to be followed, and all of their files are read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    cast,
    func,
    null,
    select,
    union_all,
)

from paycards.access.contracts import ContractRow
from paycards.clock import end_of
from paycards.reconcile.by_contract import by_contract
from paycards.reconcile.settlement.accepted import BEFORE, KEY, OF_CONTRACTS, TWICE_PENCE
from paycards.reconcile.settlement.dues import Booked, booked_of
from paycards.reconcile.settlement.remittance import day_of
from paycards.reconcile.settlement.settled import LIVE
from paycards.store.sums import whole_sum
from paycards.store.tables.files import accepted_files, files
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.settlement import WITH_ENDS, matches, opening_items


class StillOpen(NamedTuple):
    """What is open of a due; in this order they are listed."""

    due_on: dt.date
    key: str
    pence: int


@dataclass(frozen=True)
class Outstanding:
    """The dues of a contract that are open, and what stands on no statement yet."""

    dues: Sequence[StillOpen]
    unstated_pence: int = 0


def still_open(
    connection: Connection, contracts: Sequence[ContractRow], as_of: dt.date
) -> dict[int, Outstanding]:
    """Return what is open of each contract as the books stood at the end of a day."""
    by_file = [each for each in contracts if each.terms.settled_by == "file"]
    stated = [each for each in contracts if each.terms.settled_by != "file"]
    booked = booked_of(connection, stated, as_of) if stated else {}
    rows = _rows(connection, [each.id for each in by_file], as_of) if by_file else {}
    of_files = {each.id: Outstanding(_by_file(each, rows[each.id])) for each in by_file}
    return of_files | {contract_id: _stated(each) for contract_id, each in booked.items()}


def _stated(booked: Booked) -> Outstanding:
    found = (StillOpen(due.due_on, due.key, due.outstanding_pence) for due in booked.dues)
    return Outstanding([each for each in found if each.pence], booked.unstated_pence)


def _by_file(contract: ContractRow, rows: Sequence[Row[Any]]) -> list[StillOpen]:
    """A day that is named counts as written; else that of the file's own day; else of the first match."""
    return sorted(
        StillOpen(named_on or (day_of(contract, own_day) if own_day else matched_on), key, pence)
        for _, key, pence, own_day, named_on, matched_on in (tuple(row) for row in rows)
    )


def _rows(connection: Connection, contract_ids: Sequence[int], as_of: dt.date) -> dict[int, list[Row[Any]]]:
    asked = {"of_contracts": contract_ids, "before": end_of(as_of), "as_of": as_of}
    return by_contract(contract_ids, connection.execute(_OPEN, asked))


_FILED = (
    select(
        accepted_files.c.contract_id,
        files.c.id,
        files.c.kind,
        KEY.label("key"),
        (files.c.total_pence - accepted_files.c.till_pence).label("pence"),
        accepted_files.c.own_day,
        accepted_files.c.settles_on,
    )
    .join_from(accepted_files, files, files.c.id == accepted_files.c.file_id)
    .where(OF_CONTRACTS, BEFORE)
    .cte("filed")
)
_NO_DAY: ColumnElement[dt.date | None] = cast(null(), Date)
_FILES = select(
    _FILED.c.contract_id, _FILED.c.key, _FILED.c.pence, _FILED.c.own_day, _FILED.c.settles_on,
    _NO_DAY.label("matched_on"),
).where(_FILED.c.kind == "payments")  # fmt: skip
_TWICE = (
    select(_FILED.c.contract_id, _FILED.c.key, -TWICE_PENCE, _NO_DAY, _NO_DAY, _NO_DAY)
    .select_from(
        _FILED.join(duplicates, duplicates.c.file_id == _FILED.c.id).join(lines, same_line(lines, duplicates))
    )
    .where(_FILED.c.kind == "payments")
)
_OPENED = (
    select(
        opening_items.c.contract_id, opening_items.c.due, opening_items.c.amount_pence,
        _NO_DAY, opening_items.c.due_on, _NO_DAY,
    )
    .join(postings, and_(same_line(postings, opening_items), postings.c.step == 0))
    .join(batches, batches.c.id == postings.c.batch_id)
    .where(
        opening_items.c.contract_id.in_(bindparam("of_contracts", expanding=True)),
        batches.c.booked_on <= bindparam("as_of", type_=Date),
    )
)  # fmt: skip
_MATCHED = (
    select(
        matches.c.contract_id, matches.c.due, -(matches.c.amount_pence + matches.c.fee_pence),
        _NO_DAY, _NO_DAY, matches.c.made_on,
    )
    .select_from(WITH_ENDS)
    .where(LIVE)
)  # fmt: skip
_SIDES = union_all(_FILES, _TWICE, _OPENED, _MATCHED).subquery("sides")
_OPEN: Select[Any] = (
    select(
        _SIDES.c.contract_id,
        _SIDES.c.key,
        whole_sum(_SIDES.c.pence).label("pence"),
        func.max(_SIDES.c.own_day),
        func.max(_SIDES.c.settles_on),
        func.min(_SIDES.c.matched_on),
    )
    .group_by(_SIDES.c.contract_id, _SIDES.c.key)
    .having(whole_sum(_SIDES.c.pence) != 0)
)

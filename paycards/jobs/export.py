"""Write an export of the books as they stand at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Any, BinaryIO, TextIO

from sqlalchemy import func, select

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.decisions import day_list
from paycards.errors import NotFound
from paycards.ledger.exports.every import EXPORTS, export_query, write_csv, write_rows, write_xlsx
from paycards.reconcile.proof.day_proof import proofs_until
from paycards.reconcile.settlement import listing
from paycards.reports import proof_rows
from paycards.store.chunks import chunks

Rows = Iterable[Sequence[Sequence[Any]]]  # several at a time


@dataclass(frozen=True)
class WorkedOut:
    """An export that no query gives: its columns with the type of each, and its rows."""

    columns: Mapping[str, object]
    rows: Callable[[Visit, Reading], Rows]


def _dues(visit: Visit, seen: Reading) -> Rows:
    for contract in contracts_seen(visit.installation, seen):
        due_rows = listing.due_rows(seen.connection, contract, visit.today)
        yield [astuple(row)[: len(listing.COLUMNS)] for row in due_rows]


def _proof(visit: Visit, seen: Reading) -> Rows:
    """Every check of each calendar day, from a contract's first file to yesterday."""
    for contract in contracts_seen(visit.installation, seen):
        for proof in proofs_until(seen.connection, contract, visit.today - ONE_DAY, visit.now):
            yield [tuple(row.values()) for row in proof_rows.figures_of([proof])]


def _days(visit: Visit, seen: Reading) -> Rows:
    for code, council_id in seen.councils.items():
        yield [astuple(day) for day in day_list.days_of(seen.connection, code, council_id, visit.today)]


WORKED_OUT = {
    "days": WorkedOut(day_list.COLUMNS, _days),
    "dues": WorkedOut(listing.COLUMNS, _dues),
    "proof": WorkedOut(proof_rows.COLUMNS, _proof),
}
NAMES = (*EXPORTS, *WORKED_OUT)
SAYS = {  # what each holds, in words
    "payments": "Every payment with all that its row says, where it stands, and who placed it",
    "lines": "Every payment row, and where it stands",
    "suspense": "What waits in suspense",
    "returns": "What is to be paid back to payers",
    "balances": "The balance of each account",
    "postings": "Every posting",
    "journal": "Every posting as debit and credit",
    "files": "Every file of a supplier",
    "bank": "Every bank entry, and how much of it is explained",
    "matches": "Which bank entry pays which due",
    "dues": "What each supplier is expected to pay",
    "proof": "Every check of every day",
    "days": "Which days are closed",
    "decisions": "What people decided",
}
ROWS_AT_ONCE = 20_000  # an export of more is made outside the request
PROOFS_AT_ONCE = 62  # days and contracts together


def columns_of(name: str) -> list[str]:
    """Return the columns of an export, in their order. Raises KeyError for a name that is none."""
    return list(WORKED_OUT[name].columns if name in WORKED_OUT else EXPORTS[name].selected_columns.keys())


def require_name(name: str) -> None:
    """Raise NotFound for a name that is no export."""
    if name not in NAMES:
        raise NotFound("export", name, choices=list(NAMES))


@contextmanager
def rows_of(visit: Visit, seen: Reading, name: str) -> Iterator[tuple[Mapping[str, object], Rows]]:
    """Give the columns of an export with the type of each, and its rows. Raises NotFound."""
    require_name(name)
    if name in WORKED_OUT:
        yield WORKED_OUT[name].columns, WORKED_OUT[name].rows(visit, seen)
        return
    query = export_query(name, None if seen.every else list(seen.councils))
    columns = {key: column.type for key, column in query.selected_columns.items()}
    with chunks(seen.connection, query) as rows:
        yield columns, rows


def is_large(visit: Visit, seen: Reading, name: str) -> bool:
    """Tell whether an export has more rows than are made while a person waits."""
    if name == "proof":
        days = [len(list(several)) for several in _days(visit, seen)]
        return sum(days) * len(contracts_seen(visit.installation, seen)) > PROOFS_AT_ONCE
    if name in WORKED_OUT:
        return False
    some = export_query(name, list(seen.councils)).limit(ROWS_AT_ONCE + 1).subquery()
    count = seen.connection.execute(select(func.count()).select_from(some)).scalar_one()
    return int(count) > ROWS_AT_ONCE


def export(visit: Visit, name: str, out: TextIO, *, council: str | None = None) -> int:
    """Write the export of this name to `out`, opened with newline=""; return its number of rows.

    `council` is a council's code: only its rows. Raises NotFound for an unknown export or council.
    """
    with visit.reading(council, may=Permission.MAKE_EXPORTS) as seen:
        if name in WORKED_OUT:
            return write_rows(WORKED_OUT[name].columns, WORKED_OUT[name].rows(visit, seen), out)
        return write_csv(seen.connection, name, out, councils=None if seen.every else list(seen.councils))


def export_workbook(visit: Visit, name: str, out: BinaryIO, *, council: str | None = None) -> int:
    """Write the same as an Excel workbook, for people. Raises also Failed where one cannot hold the rows."""
    with visit.reading(council, may=Permission.MAKE_EXPORTS) as seen:
        if name in WORKED_OUT:
            from paycards.ledger.exports.workbook import write_workbook

            return write_workbook(WORKED_OUT[name].columns, WORKED_OUT[name].rows(visit, seen), name, out)
        return write_xlsx(seen.connection, name, out, councils=None if seen.every else list(seen.councils))

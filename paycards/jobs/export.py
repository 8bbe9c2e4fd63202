"""Write an export of the books as they stand at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, BinaryIO, TextIO

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.decisions import day_list
from paycards.ledger.exports import EXPORTS, write_csv, write_rows, write_xlsx
from paycards.reconcile.proof.day_proof import proofs_until
from paycards.reconcile.settlement import listing
from paycards.reports import proof_rows

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


def columns_of(name: str) -> list[str]:
    """Return the columns of an export, in their order. Raises KeyError for a name that is none."""
    return list(WORKED_OUT[name].columns if name in WORKED_OUT else EXPORTS[name].selected_columns.keys())


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

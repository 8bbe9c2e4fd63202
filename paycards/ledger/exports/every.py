"""Every export by its name, and how one is written."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from typing import Any, BinaryIO, TextIO

from sqlalchemy import Connection, Select

from paycards.errors import NotFound
from paycards.ledger.exports.bank import BANK
from paycards.ledger.exports.books import BALANCES, JOURNAL, POSTINGS
from paycards.ledger.exports.decided import DECISIONS, RETURNS
from paycards.ledger.exports.matched import MATCHES
from paycards.ledger.exports.payments import PAYMENTS
from paycards.ledger.exports.received import FILES, LINES, SUSPENSE
from paycards.store.chunks import chunks

EXPORTS: dict[str, Select[Any]] = {
    "files": FILES,
    "lines": LINES,
    "balances": BALANCES,
    "suspense": SUSPENSE,
    "journal": JOURNAL,
    "postings": POSTINGS,
    "payments": PAYMENTS,
    "bank": BANK,
    "decisions": DECISIONS,
    "returns": RETURNS,
    "matches": MATCHES,
}


def write_csv(
    connection: Connection, name: str, out: TextIO, *, councils: Collection[str] | None = None
) -> int:
    """Write the export of this name; return its number of rows, the header not counted.

    `councils` are codes: only their rows; without it all rows there are. Raises NotFound for a name
    that is no export.
    """
    query = export_query(name, councils)
    with chunks(connection, query) as rows:
        return write_rows(query.selected_columns.keys(), rows, out)


def write_rows(columns: Iterable[str], rows: Iterable[Sequence[Sequence[Any]]], out: TextIO) -> int:
    """Write rows, several at a time, under a header; return their number."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for several in rows:
        writer.writerows(several)
        count += len(several)
    return count


def write_xlsx(
    connection: Connection, name: str, out: BinaryIO, *, councils: Collection[str] | None = None
) -> int:
    """Write the same rows as an Excel workbook; return their number.

    Raises NotFound for a name that is no export, Failed where a workbook cannot hold the rows.
    """
    from paycards.ledger.exports.workbook import write_workbook

    query = export_query(name, councils)
    columns = {key: column.type for key, column in query.selected_columns.items()}
    with chunks(connection, query) as rows:
        return write_workbook(columns, rows, name, out)


def export_query(name: str, councils: Collection[str] | None) -> Select[Any]:
    """The query of an export, of some councils only if they are given. Raises NotFound."""
    if name not in EXPORTS:
        raise NotFound("export", name, choices=list(EXPORTS))
    query = EXPORTS[name]
    return query if councils is None else query.where(query.selected_columns["council"].in_(councils))

"""The exports: what other programs read of the books, as CSV.

UTF-8, comma, a header always, lines ended by LF, RFC 4180 quoting; money in whole pence, dates
ISO 8601, an empty text where a column does not apply. Rows stand in the order in which things
were received. Columns only ever join at the end.

    files      council, contract, name, sequence, sha256, state, rows, total_pence, reason
    lines      council, contract, file, row, network, card_number, client_reference, amount_pence,
               paid_on, state, reason, fund, account_reference, rule
    balances   council, fund, account_reference, opening_pence, received_pence, balance_pence
    suspense   council, contract, file, row, amount_pence, paid_on, reason, since
    journal    council, entry, date, ledger_account, amount_pence, source
    postings   council, contract, file, row, step, date, debit, credit, amount_pence, rule, reason
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from typing import Any, TextIO

from sqlalchemy import Connection, Select

from paycards.errors import NotFound
from paycards.ledger.exports.books import BALANCES, JOURNAL, POSTINGS
from paycards.ledger.exports.received import FILES, LINES, SUSPENSE
from paycards.store.chunks import chunks

__all__ = ["EXPORTS", "write_csv"]

EXPORTS: dict[str, Select[Any]] = {
    "files": FILES,
    "lines": LINES,
    "balances": BALANCES,
    "suspense": SUSPENSE,
    "journal": JOURNAL,
    "postings": POSTINGS,
}


def write_csv(
    connection: Connection, name: str, out: TextIO, *, councils: Collection[str] | None = None
) -> int:
    """Write the export of this name; return its number of rows, the header not counted.

    `councils` are codes: only their rows; without it all rows there are. Raises NotFound for a name
    that is no export.
    """
    query = _query(name)
    if councils is not None:
        query = query.where(query.selected_columns["council"].in_(councils))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(query.selected_columns.keys())
    count = 0
    for rows in chunks(connection, query):
        writer.writerows(rows)
        count += len(rows)
    return count


def _query(name: str) -> Select[Any]:
    if name not in EXPORTS:
        raise NotFound("export", name, choices=list(EXPORTS))
    return EXPORTS[name]

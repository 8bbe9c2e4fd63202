"""Writes Payzone files of the house profile `payzone-1`: CSV, UTF-8, RFC 4180 quoting.

Source: section 4 of docs/channel-formats.md. Amounts here are whole pence without a sign;
in the file they are pounds with two places. A VOID counts negative in the net.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

from paycards.demo.places import Outlet
from paycards.demo.suppliers.allpay import pounds


@dataclass(frozen=True)
class Row:
    """One TXN row; a void says so and names the transaction it takes back, if it knows."""

    transaction: str
    outlet: Outlet
    at: dt.datetime
    card_number: str
    amount_pence: int
    void: bool = False
    original: str = ""
    tender: str = "CASH"


def file_name(client: str, sequence: int) -> str:
    """The name carries client and sequence; the header says the same."""
    return f"payzone_{client}_{sequence:06d}.csv"


def payment_file(client: str, sequence: int, created: dt.datetime, rows: Sequence[Row]) -> bytes:
    """Header, transactions, trailer; CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("HDR", "PAYZONE", client, f"{sequence:06d}", f"{created.isoformat()}+00:00"))
    writer.writerows(_transaction(row) for row in rows)
    net = sum(-row.amount_pence if row.void else row.amount_pence for row in rows)
    writer.writerow(("TRL", len(rows), pounds(net)))
    return text.getvalue().encode()


def _transaction(row: Row) -> tuple[str, ...]:
    return (
        *("TXN", row.transaction, row.outlet.code, row.outlet.name, row.outlet.postcode),
        *(f"{row.at.isoformat()}+00:00", row.card_number, pounds(row.amount_pence)),
        *(row.tender, "VOID" if row.void else "SALE", row.original),
    )

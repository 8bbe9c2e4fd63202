"""Writes PayPoint files of the house profile `paypoint-1`: ASCII, CRLF, rows of 100 characters.

Source: section 3 of docs/channel-formats.md. Amounts are whole pence without a sign.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One D row; `original` is the transaction that a reversal takes back."""

    terminal: str
    site: str
    transaction: int
    at: dt.datetime
    card_number: str
    amount_pence: int
    original: int | None = None
    reversal: bool = False
    capture: str = "S"
    tender: str = "C"


def file_name(client: str, day: dt.date, sequence: int) -> str:
    """The name carries client, day and sequence; the header says the same."""
    return f"PP{client}_{day:%Y%m%d}_{sequence:06d}.DAT"


def payment_file(
    client: str, sequence: int, created: dt.datetime, settles_on: dt.date, rows: Sequence[Row]
) -> bytes:
    """Header, numbered rows, trailer with both totals and the net."""
    lines = [f"HPAYPOINT{client:6}{sequence:06d}{created:%Y%m%d%H%M%S}{settles_on:%Y%m%d}01"]
    lines += [_detail(number, row) for number, row in enumerate(rows, start=1)]
    lines.append(_trailer(rows))
    return "".join(f"{line:100}\r\n" for line in lines).encode("ascii")


def _detail(number: int, row: Row) -> str:
    original = "" if row.original is None else f"{row.original:010d}"
    return (
        f"D{number:07d}{row.terminal:8}{row.site:8}{row.transaction:010d}{row.at:%Y%m%d%H%M%S}{row.capture}"
        f"{row.card_number:24}{row.amount_pence:09d}{'R' if row.reversal else 'P'}{row.tender}{original:10}"
    )


def _trailer(rows: Sequence[Row]) -> str:
    taken = sum(row.amount_pence for row in rows if not row.reversal)
    back = [row.amount_pence for row in rows if row.reversal]
    net = taken - sum(back)
    return (
        f"T{len(rows):07d}{taken:011d}{len(back):07d}{sum(back):011d}{'-' if net < 0 else '+'}{abs(net):011d}"
    )

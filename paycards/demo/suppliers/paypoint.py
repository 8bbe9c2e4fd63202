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
    lines = [header(client, sequence, created, settles_on)]
    lines += [_detail(number, row) for number, row in enumerate(rows, start=1)]
    taken = [row.amount_pence for row in rows if not row.reversal]
    back = [row.amount_pence for row in rows if row.reversal]
    lines.append(trailer(len(rows), sum(taken), len(back), sum(back)))
    return "".join(f"{line:100}\r\n" for line in lines).encode("ascii")


def header(client: str, sequence: int, created: dt.datetime, settles_on: dt.date) -> str:
    """The H row, without its filler."""
    return f"HPAYPOINT{client:6}{sequence:06d}{created:%Y%m%d%H%M%S}{settles_on:%Y%m%d}01"


def trailer(count: int, taken_pence: int, reversals: int, back_pence: int) -> str:
    """The T row, without its filler: all D rows, what P rows took, what R rows gave back, the net."""
    net = taken_pence - back_pence
    sign = "-" if net < 0 else "+"
    return f"T{count:07d}{taken_pence:011d}{reversals:07d}{back_pence:011d}{sign}{abs(net):011d}"


def _detail(number: int, row: Row) -> str:
    original = "" if row.original is None else f"{row.original:010d}"
    return (
        f"D{number:07d}{row.terminal:8}{row.site:8}{row.transaction:010d}{row.at:%Y%m%d%H%M%S}{row.capture}"
        f"{row.card_number:24}{row.amount_pence:09d}{'R' if row.reversal else 'P'}{row.tender}{original:10}"
    )

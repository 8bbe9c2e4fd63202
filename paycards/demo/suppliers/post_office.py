"""Writes Post Office transaction and control files.

Source: section 2 of docs/channel-formats.md. A transaction file has records of 107
characters and nothing between them; a control file has lines. Amounts are whole pence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

NORMAL, REVERSED, REVERSAL = "0", "1", "2"


@dataclass(frozen=True)
class Row:
    """One detail record. `partner` and `partner_serial` name the other half of a reversal."""

    outlet: str
    card_number: str
    entered: dt.datetime
    accounting_on: dt.date
    receipt: str
    serial: int
    amount_pence: int
    kind: str = NORMAL
    partner: str = ""
    partner_serial: int | None = None
    scanned: bool = True
    cash: bool = True


@dataclass(frozen=True)
class Promise:
    """What a control file says of one transaction file."""

    name: str
    rows: int
    total_pence: int


def file_name(day: dt.date, extension: str, sequence: int = 1) -> str:
    """Letter, day of the year, sequence, extension."""
    return f"A{day:%j}{sequence:03d}.{extension}"


def record(row: Row) -> str:
    """One detail record of 107 characters."""
    partner_serial = "" if row.partner_serial is None else f"{row.partner_serial:04d}"
    return (
        f"{'32' if row.scanned else '31'}{row.outlet:7}NVDC00010001{row.card_number:20}"
        f"{row.entered:%Y%m%d%H%M}{row.accounting_on:%Y%m%d}01{row.kind}"
        f"{row.receipt:5}{row.serial:04d}  {'0' if row.scanned else '1'}{'1' if row.cash else '2'}"
        f"{row.amount_pence:010d}{row.partner:5}{partner_serial:4}{'':10}B"
    )


def transaction_file(name: str, source: str, rows: Sequence[Row]) -> bytes:
    """A .TXN file; its trailer adds the amounts without their sign."""
    details = map(record, rows)
    return "".join([header(name, source), *details, trailer(len(rows), total_pence(rows))]).encode("ascii")


def header(name: str, source: str) -> str:
    """The first record of a transaction file."""
    return f"AHR1{source:7}{name:11}".ljust(107)


def trailer(count: int, pence: int) -> str:
    """The last record: the amounts without their sign, the number of details."""
    return f"ATL1{'0' * 13}{pence:013d}{'0' * 7}{count:07d}".ljust(107)


def control_file(
    name: str, source: str, created: dt.datetime, day: dt.date, promises: Sequence[Promise]
) -> bytes:
    """A .CTL file: one line for each transaction file of the day."""
    lines = [f"AHR2{source:7}{name:11}00000001{created:%Y%m%d%H%M}"]
    lines += [f"91{day:%Y%m%d}{each.name:11}1{each.rows:07d}{each.total_pence:013d}" for each in promises]
    lines.append(f"ATL2{len(promises):05d}")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def total_pence(rows: Sequence[Row]) -> int:
    """The amounts, ignoring sign."""
    return sum(row.amount_pence for row in rows)

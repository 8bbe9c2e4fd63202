"""Whole files of any size, one function for each layout: columns in, name and bytes out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from benchmarks.big.typeset import (
    Block,
    Ints,
    comma_separated,
    constant,
    digits,
    padded,
    pounds,
    ragged,
    together,
)
from paycards.channels.timetable import day_after
from paycards.demo.suppliers import allpay, paypoint, payzone, post_office

LAST_DAY = dt.date(2026, 11, 9)
OUTLETS = 1000


@dataclass(frozen=True)
class Takings:
    """The rows of one day: cards (19 characters), references (16), whole pence, seconds since midnight.

    `numbers` counts the rows of the whole night, so that no natural key comes twice;
    `unknown` are the places of the rows whose card nobody knows.
    """

    day: dt.date
    cards: Block
    references: Block
    pence: Ints
    seconds: Ints
    numbers: Ints
    unknown: Ints

    def __len__(self) -> int:
        return len(self.pence)

    @property
    def total_pence(self) -> int:
        """What the rows add up to."""
        return int(self.pence.sum())

    @property
    def created(self) -> dt.datetime:
        """When the supplier wrote the file."""
        return dt.datetime.combine(self.day, dt.time(23, 30))

    @property
    def clock(self) -> Block:
        """The time of each row as HHMMSS."""
        minutes, seconds = np.divmod(self.seconds, 60)
        return digits(minutes // 60 * 10_000 + minutes % 60 * 100 + seconds, 6)


def allpay_long(client: str, sequence: int, takings: Takings) -> tuple[str, bytes]:
    """Rows of 55 characters and the footers."""
    rows = len(takings)
    letter_date = constant(f"P{takings.day:%d/%m/%Y}\r\n", rows)
    block = together(takings.cards, takings.references, pounds(takings.pence, 9), letter_date)
    totals = [allpay.total_amount(takings.total_pence)]
    footers = "\r\n".join(allpay.footers(rows, totals, takings.day + dt.timedelta(days=1))) + "\r\n"
    return f"{client}{sequence:04d}.PO", padded(block).tobytes() + footers.encode()


def post_office_transactions(client: str, sequence: int, takings: Takings) -> tuple[str, bytes]:
    """Records of 107 characters with nothing between them."""
    rows = len(takings)
    turn, outlet = np.divmod(takings.numbers, OUTLETS)
    session, serial = np.divmod(turn, 10_000)
    block = together(
        *(constant("32", rows), digits(outlet + 100_000, 7), constant("NVDC00010001", rows)),
        *(
            takings.cards,
            constant(f" {takings.day:%Y%m%d}", rows),
            takings.clock[:, :4],
            constant(f"{takings.day:%Y%m%d}010", rows),
        ),
        *(digits(session + 10_000, 5), digits(serial, 4), constant("  01", rows)),
        *(digits(takings.pence, 10), constant(f"{'':19}B", rows)),
    )
    name = post_office.file_name(takings.day, "TXN", 1)  # the first of its day
    header, trailer = post_office.header(name, client), post_office.trailer(rows, takings.total_pence)
    return name, header.encode() + block.tobytes() + trailer.encode()


def paypoint_rows(client: str, sequence: int, takings: Takings) -> tuple[str, bytes]:
    """Rows of 100 characters, header and trailer."""
    rows = len(takings)
    turn, terminal = np.divmod(takings.numbers, OUTLETS)
    block = together(
        *(constant("D", rows), digits(np.arange(1, rows + 1), 7), digits(terminal + 40_000_000, 8)),
        *(
            digits(terminal + 700_000, 8),
            digits(turn + 1, 10),
            constant(f"{takings.day:%Y%m%d}", rows),
            takings.clock,
        ),
        *(constant("S", rows), takings.cards, constant(" " * 5, rows), digits(takings.pence, 9)),
        constant(f"PC{'':16}\r\n", rows),
    )
    settled_on = day_after("working_days", takings.day, 2)
    header = paypoint.header(client, sequence, takings.created, settled_on)
    trailer = paypoint.trailer(rows, takings.total_pence, 0, 0)
    data = f"{header:100}\r\n".encode() + block.tobytes() + f"{trailer:100}\r\n".encode()
    return paypoint.file_name(client, takings.day, sequence), data


def payzone_rows(client: str, sequence: int, takings: Takings) -> tuple[str, bytes]:
    """CSV with CRLF, amounts in pounds."""
    rows, clock = len(takings), takings.clock
    colon = constant(":", rows)
    when = together(
        *(constant(f"{takings.day}T", rows), clock[:, :2], colon, clock[:, 2:4], colon, clock[:, 4:]),
        constant("+00:00", rows),
    )
    block = comma_separated(
        *(constant("TXN", rows), together(constant("Z", rows), digits(takings.numbers, 12))),
        *(
            constant("TZ550183", rows),
            constant('"Siop y Bont, Pen-y-Garth"', rows),
            constant("NV9 5TW", rows),
        ),
        *(when, takings.cards, pounds(takings.pence, 9), constant("CASH", rows), constant("SALE", rows)),
        constant("", rows),
    )
    name = payzone.file_name(client, sequence)
    header = f"HDR,PAYZONE,{client},{sequence:06d},{takings.created.isoformat()}+00:00\r\n"
    trailer = f"TRL,{rows},{allpay.pounds(takings.total_pence)}\r\n"
    return name, header.encode() + ragged(block) + trailer.encode()

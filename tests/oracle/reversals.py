"""Which original a reversal names, and whether it can take it back (design, section 4)."""

from __future__ import annotations

import datetime as dt

from .model import Line


def is_reversal(line: Line) -> bool:
    return line.said.kind == "reversal"


def key_date(line: Line) -> str:
    return line.said.key[2] if line.said.key else ""


def names(reversal: Line, line: Line) -> bool:
    """Whether the reversal fits this line: same contract, place and number, up to seven days before."""
    if line.state == "duplicate" or reversal.state == "duplicate" or line is reversal:
        return False
    if line.contract != reversal.contract or line.said.key is None or reversal.said.key is None:
        return False
    place, number, day = line.said.key
    if (place, number) != (reversal.said.key[0], reversal.said.original):
        return False
    return 0 <= _days_between(day, reversal.said.key[2]) <= 7


def _days_between(first: str, second: str) -> int:
    """Payzone's keys have no date: always the same day."""
    return (dt.date.fromisoformat(second) - dt.date.fromisoformat(first)).days if first else 0


def same_payer(line: Line, other: Line) -> bool:
    return (line.said.card_number, line.said.client_reference) == (
        other.said.card_number,
        other.said.client_reference,
    )


def is_opposite(reversal: Line, original: Line) -> bool:
    amounts_agree = reversal.said.amount_pence == -original.said.amount_pence
    return amounts_agree and not original.is_reversed and not is_reversal(original)

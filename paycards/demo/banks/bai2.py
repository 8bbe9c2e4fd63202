"""Writes BAI2. Source: Cash Management Balance Reporting Specifications, Version 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paycards.demo.banks.booked import Booked, Line


def bai2(statements: Sequence[Booked]) -> bytes:
    """One file, a group for each statement. A statement is of one day."""
    lines: list[str] = []
    control = 0
    for booked in statements:
        account, sum_of_account = _account(booked)
        lines += [
            f"02,PCRDGB2L,{booked.account.sort_code},1,{booked.last:%y%m%d},2400,GBP,2/",
            *account,
            f"98,{sum_of_account},1,{len(account) + 2}/",
        ]
        control += sum_of_account
    day = f"{statements[-1].last:%y%m%d}"
    header = f"01,PCRDGB2L,PAYCARDS,{day},0630,1,,,2/"
    trailer = f"99,{control},{len(statements)},{len(lines) + 2}/"
    return "\n".join([header, *lines, trailer]).encode("ascii") + b"\n"


def _account(booked: Booked) -> tuple[list[str], int]:
    account = booked.account
    number = f"{account.number} {account.sort_code}"
    lines = [f"03,{number},GBP,010,{booked.opening_pence},,,015,{booked.closing_pence},,/"]
    for line in booked.lines:
        lines += _transaction(line)
    control = booked.opening_pence + booked.closing_pence + sum(abs(line.pence) for line in booked.lines)
    return [*lines, f"49,{control},{len(lines) + 1}/"], control


def _transaction(line: Line) -> Iterator[str]:
    code = 699 if line.pence < 0 else 399
    yield f"16,{code},{abs(line.pence)},0,{line.reference},,/"
    yield f"88,{line.text}"

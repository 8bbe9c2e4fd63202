"""Writes MT940. Source: SWIFT Standards, Category 9, MT 940 Customer Statement Message."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from paycards.demo.banks.booked import Booked, Line, pounds


def mt940(statements: Sequence[Booked], *, lines_a_page: int = 0) -> bytes:
    """One file with these statements, cut into pages where a page has so many lines."""
    lines = [line for statement in statements for line in _pages(statement, lines_a_page)]
    return "\r\n".join(lines).encode("ascii") + b"\r\n"


def _pages(booked: Booked, lines_a_page: int) -> Iterator[str]:
    size = lines_a_page or max(len(booked.lines), 1)
    pages = [booked.lines[start : start + size] for start in range(0, len(booked.lines), size)] or [[]]
    pence = booked.opening_pence
    for number, page in enumerate(pages, start=1):
        yield f":20:PC{booked.last:%y%m%d}"
        yield f":25:{booked.account.sort_code}/{booked.account.number}"
        yield f":28C:{booked.number}/{number}"
        yield _balance("60F" if number == 1 else "60M", pence, f"{booked.first:%y%m%d}")
        for line in page:
            yield from _line(line)
        pence += sum(line.pence for line in page)
        yield _balance("62F" if number == len(pages) else "62M", pence, f"{booked.last:%y%m%d}")
    yield "-"


def _balance(tag: str, pence: int, day: str) -> str:
    return f":{tag}:{'D' if pence < 0 else 'C'}{day}GBP{pounds(pence, ',')}"


def _line(line: Line) -> Iterator[str]:
    mark = ("RC" if line.pence < 0 else "RD") if line.reversal else ("D" if line.pence < 0 else "C")
    value = line.value_on or line.booked_on
    yield f":61:{value:%y%m%d}{line.booked_on:%m%d}{mark}{pounds(line.pence, ',')}NTRF{line.reference}"
    wrapped = textwrap.wrap(line.text, 65) or [""]
    yield f":86:{wrapped[0]}"
    yield from wrapped[1:]

"""Joins the pages of one statement, which some banks send as statements of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from paycards.bank.statement import AccountId, Statement
from paycards.errors import FileRefused
from paycards.money import to_pounds


def join_pages(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements with their pages joined, numbered anew; one that is not whole says which page is missing.

    Raises FileRefused where two pages do not meet.
    """
    sets: dict[tuple[AccountId, str] | int, list[Statement]] = {}
    for statement in map(_with_its_page, statements):
        page = statement.page
        key = (statement.account, page.series) if page is not None else statement.place
        sets.setdefault(key, []).append(statement)
    return tuple(replace(_joined(pages), place=n) for n, pages in enumerate(sets.values(), start=1))


def _with_its_page(statement: Statement) -> Statement:
    """A statement with both its own balances is whole: the pages are then those of the message."""
    ends = (statement.opening, statement.closing)
    is_whole = all(balance is not None and not balance.interim for balance in ends)
    return replace(statement, page=None) if is_whole else statement


def _joined(pages: list[Statement]) -> Statement:
    if any(page.page is None for page in pages):
        return replace(pages[0], missing_pages=_missing(pages))
    pages = sorted(pages, key=_number)
    for page, following in pairwise(pages):
        _check_that_they_meet(page, following)
    first, last = pages[0], pages[-1]
    entries = sorted((entry for page in pages for entry in page.entries), key=lambda entry: entry.place)
    others = tuple(dict.fromkeys(balance for page in pages for balance in page.balances))
    return replace(
        first, begins_on=min(page.begins_on for page in pages), ends_on=max(page.ends_on for page in pages),
        closing=last.closing, entries=tuple(entries), balances=others, missing_pages=_missing(pages),
    )  # fmt: skip


def _number(statement: Statement) -> int:
    return statement.page.number if statement.page else 1


def _check_that_they_meet(page: Statement, following: Statement) -> None:
    place = f"statement {page.identification}, page {_number(page)}"
    if _number(following) == _number(page):
        raise FileRefused("this page appears twice in the file", field=place)
    if _number(following) != _number(page) + 1:
        return  # what is missing between them is told by the whole
    if page.closing is None or following.opening is None:
        return
    if page.closing.pence != following.opening.pence:
        raise FileRefused(
            "the next page does not open with the balance that this one closes with", field=place,
            value=to_pounds(following.opening.pence), expected=to_pounds(page.closing.pence),
        )  # fmt: skip


def _missing(pages: list[Statement]) -> str:
    """Which page has not come; empty when all are there."""
    first, last = pages[0], pages[-1]
    of_all = f" of {last.page.number}" if last.page and last.page.is_last else ""
    if (first.page and first.page.number > 1) or (first.opening is not None and first.opening.interim):
        return f"page {max(_number(first) - 1, 1)}{of_all} is missing"
    for page, following in pairwise(pages):
        if _number(following) != _number(page) + 1:
            return f"page {_number(page) + 1}{of_all} is missing"
    is_open = (last.page and not last.page.is_last) or (last.closing is not None and last.closing.interim)
    return f"page {_number(last) + 1} is missing" if is_open else ""

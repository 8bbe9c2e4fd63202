"""What each row of a sheet comes to: a new reading of a reference, one undone, nothing new, or a fault.

A row `right,wrong` undoes the correction `wrong,right`: a sheet is undone by one with its columns swapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from paycards.decisions.correcting.books import Books, books_of
from paycards.decisions.correcting.sheet import Change, ReferenceSheet, WantedRow

Fault = tuple[int, str]


def judge(connection: Connection, council_id: int, sheet: ReferenceSheet) -> tuple[list[Change], list[Fault]]:
    """Judge every row by the books of today; a row that holds already comes to nothing."""
    named = {reference for row in sheet.rows for reference in (row.wrong, row.right)}
    books = books_of(connection, council_id, named)
    judged = [(row, _judge(books, row)) for row in sheet.rows]
    faults = [(row.row, found) for row, found in judged if isinstance(found, str)]
    changes = [found for _, found in judged if isinstance(found, Change)]
    return changes, [*faults, *_said_twice(sheet.rows, changes)]


def _judge(books: Books, row: WantedRow) -> Change | str | None:
    if row.wrong == row.right:
        return f"wrong and right are both {row.wrong}: a reference is read as another one"
    if _names(books, books.read_as.get(row.right), row.wrong):
        return Change(row.row, row.right, None)
    if _names(books, books.undone.get(row.right), row.wrong):
        return None
    account = _right_account(books, row)
    if isinstance(account, str):
        return account
    if books.read_as.get(row.wrong) == account.id:
        return None
    return _fault(books, row, account) or Change(
        row.row, row.wrong, account.id, account.fund, account.reference
    )


def _names(books: Books, account_id: int | None, reference: str) -> bool:
    return account_id is not None and books.by_id[account_id].match_reference == reference


def _right_account(books: Books, row: WantedRow) -> Row[Any] | str:
    """The one account that the right reference means, or what is wrong with it."""
    found = [each for each in books.accounts.get(row.right, []) if row.fund in ("", each.fund)]
    if not found:
        return f"there is no {row.fund} account {row.right}".replace("  ", " ")
    if len(found) > 1:
        of_wrong = {each.fund for each in books.accounts.get(row.wrong, [])}
        found = [each for each in found if each.fund in of_wrong] or found
    if len(found) > 1:
        funds = " and ".join(each.fund for each in found)
        return f"{row.right} is an account's in {funds}: say which in a column fund"
    return found[0]


def _fault(books: Books, row: WantedRow, account: Row[Any]) -> str:
    """What is wrong with reading the wrong reference as this account's; empty where nothing is."""
    if account.status == "closed":
        return f"the {account.fund} account {account.reference} is closed: it takes no payments"
    if row.right in books.read_as:
        as_another = books.by_id[books.read_as[row.right]].reference
        return f"{row.right} itself is read as {as_another}: name that one, or undo that first"
    wrong = books.accounts.get(row.wrong, [])
    if len(wrong) > 1:
        funds = " and ".join(each.fund for each in wrong)
        return f"{row.wrong} is an account's in {funds}: move its payments one by one"
    if wrong and wrong[0].id in books.readings:
        other = books.readings[wrong[0].id]
        return f"{other} is read as {row.wrong}: undo that first, with a row {row.wrong},{other}"
    return ""


def _said_twice(rows: Sequence[WantedRow], changes: Sequence[Change]) -> list[Fault]:
    """Two rows about one reference, or a reference that is wrong in one row and right in another."""
    first: dict[str, int] = {}
    faults = []
    for change in changes:
        earlier = first.setdefault(change.wrong, change.row)
        if earlier != change.row:
            faults.append(
                (change.row, f"row {earlier} is about {change.wrong} too: leave out one of the two")
            )
    wrong = {change.wrong: change.row for change in changes if change.account_id is not None}
    right = {row.row: row.right for row in rows}
    return faults + [
        (change.row, f"{right[change.row]} is wrong in row {wrong[right[change.row]]}: make two sheets")
        for change in changes
        if change.account_id is not None and right[change.row] in wrong
    ]

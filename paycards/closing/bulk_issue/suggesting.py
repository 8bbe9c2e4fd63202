"""Accounts that a person may look at for a row whose reference names none: evidence, never a rule.

Set-based: one query for each kind of evidence, for all such rows at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Integer, Select, String, Table, and_, func, or_, select

from paycards.closing.bulk_issue.matching import WITHOUT_ZEROS
from paycards.reconcile.payments.references import normalised_form
from paycards.reconcile.suspense.clues.slips import one_edit_away
from paycards.store import bulk
from paycards.store.tables.accounts import accounts
from paycards.store.temporary import temporary

if TYPE_CHECKING:
    import pandas as pd

MOST = 3  # for one row
MOST_ROWS_WITH_EDITS = 300  # where more references are unknown, it is not their last letter that is wrong
SHORTEST = 6  # a shorter reference has too many neighbours
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Suggestions = dict[int, list[str]]


def suggest(connection: Connection, council_id: int, candidates: Table, rows: pd.DataFrame) -> Suggestions:
    """Return at most three suggestions for each of these rows of a list, the strongest first.

    Each names an account by fund and reference, and says why.
    """
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row_no, account, why in (
        *_lost_zeros(connection, candidates, rows.index),
        *_names_and_places(connection, council_id, rows),
        *_edits(connection, council_id, rows),
    ):
        if len(found[row_no]) < MOST:
            found[row_no].setdefault(account, why)
    return {row: [f"{account} ({why})" for account, why in each.items()] for row, each in found.items()}


def _lost_zeros(
    connection: Connection, candidates: Table, wanted: Iterable[int]
) -> Iterator[tuple[int, str, str]]:
    query = (
        select(candidates.c.row_no, accounts.c.fund, accounts.c.reference)
        .join(accounts, accounts.c.id == candidates.c.account_id)
        .where(candidates.c.agrees == WITHOUT_ZEROS)
        .order_by(candidates.c.row_no, accounts.c.id)
    )
    of_these = set(wanted)
    for row in connection.execute(query):
        if row.row_no in of_these:
            yield row.row_no, _account_name(row), "the same but for zeros at the front"


def _edits(connection: Connection, council_id: int, rows: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Find references that differ in one character."""
    import pandas as pd

    if len(rows) > MOST_ROWS_WITH_EDITS:
        return
    forms = [
        (row_no, form)
        for row_no, reference in rows["normalised_reference"].items()
        if len(reference) >= SHORTEST
        for form in one_edit_away(reference, ALPHABET)
    ]
    if not forms:
        return
    columns = (Column("row_no", Integer), Column("form", String))
    with temporary(connection, "other_forms", *columns) as other:
        bulk.load(connection, other, pd.DataFrame(forms, columns=["row_no", "form"]))
        near = and_(accounts.c.council_id == council_id, accounts.c.normalised_reference == other.c.form)
        found = connection.execute(
            select(other.c.row_no, accounts.c.fund, accounts.c.reference)
            .join(accounts, near)
            .order_by(other.c.row_no, accounts.c.id)
        ).all()
    for row in found:
        yield row.row_no, _account_name(row), "differs in one character"


def _names_and_places(
    connection: Connection, council_id: int, rows: pd.DataFrame
) -> Iterator[tuple[int, str, str]]:
    """Find accounts of the same postcode with the same surname, or the same first line of the address."""
    columns = (Column("row_no", Integer), Column("postcode", String))
    postcodes = [normalised_form(postcode) for postcode in rows["postcode"].tolist()]
    frame = rows.assign(row_no=rows.index, postcode=postcodes)[["row_no", "postcode"]]
    frame = frame[frame["postcode"] != ""]
    if frame.empty:
        return
    with temporary(connection, "listed_postcodes", *columns) as postcode:
        bulk.load(connection, postcode, frame)
        found = connection.execute(_at_postcode(postcode, council_id)).all()
    for row in found:
        same_name = _same(str(rows["surname"].at[row.row_no]), row.surname)
        same_place = _same(str(rows["address"].at[row.row_no]), row.address_1)
        if same_name or same_place:
            yield row.row_no, _account_name(row), _why(same_name=same_name, same_place=same_place)


def _at_postcode(postcode: Table, council_id: int) -> Select[Any]:
    same = func.replace(func.upper(accounts.c.postcode), " ", "") == postcode.c.postcode
    return (
        select(
            postcode.c.row_no, accounts.c.fund, accounts.c.reference, accounts.c.surname, accounts.c.address_1
        )
        .join(accounts, and_(accounts.c.council_id == council_id, same))
        .where(or_(accounts.c.surname != "", accounts.c.address_1 != ""))
        .order_by(postcode.c.row_no, accounts.c.id)
    )


def _same(one: str, other: str) -> bool:
    return bool(one) and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _why(*, same_name: bool, same_place: bool) -> str:
    if same_name:
        return "same surname, address and postcode" if same_place else "same surname and postcode"
    return "same address and postcode, another surname"


def _account_name(row: Any) -> str:
    return f"{row.fund} {row.reference}"

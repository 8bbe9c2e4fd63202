"""References that are another account's but for zeros at the front: a spreadsheet takes these away.

Such a reference is not taken for a new account, and no card is put on the account that it happens to name.
Set-based: one pass over the accounts of a council.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
)

from paycards.lists.visible_text import shown
from paycards.reconcile.payments.references import normalised_form
from paycards.store.tables.accounts import accounts
from paycards.store.temporary import temporary


class Twin(NamedTuple):
    """A row, its reference, and what is the same but for zeros at the front: an account, or another row."""

    row_no: int
    reference: str
    other: str
    fund: str
    match_reference: str

    @property
    def has_more_zeros(self) -> bool:
        """Whether zeros could have been lost on the way from the other to this one."""
        return len(normalised_form(self.other)) > len(normalised_form(self.reference))

    def sentence(self, column: str) -> str:
        """Say it of the column that holds the reference."""
        return (
            f"{column} is {self.reference!r}: {shown(self.other)!r} is the same but for zeros at the front,"
            " which a spreadsheet takes away: export the list again with references as text"
        )


def without_zeros(fund: ColumnElement[str], normalised: ColumnElement[str]) -> ColumnElement[str]:
    """What two references of a fund share that differ in zeros at the front alone."""
    return fund + " " + func.ltrim(normalised, "0")


def _has_zeros(normalised: ColumnElement[str], *of: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether any reference begins with a zero."""
    return exists().where(func.substr(normalised, 1, 1) == "0", *of)


@contextmanager
def asked(
    connection: Connection, council_id: int, references: Select[tuple[int, str, str, str]]
) -> Iterator[Table]:
    """Hold the rows asked about, each with what it shares with those that differ in zeros at the front.

    None where neither they nor the accounts of the council have any such zero. `references` selects row_no,
    fund, reference and normalised_reference.
    """
    columns = (
        Column("form", String, primary_key=True),  # first: accounts look their rows up by it
        Column("row_no", Integer, primary_key=True),
        Column("reference", String),
        Column("normalised_reference", String),
    )
    row_no, fund, reference, normalised = references.subquery("asked").c
    with temporary(connection, "asked_references", *columns) as held:
        form = without_zeros(fund, normalised)
        here = _has_zeros(references.subquery("others").c[3])
        there = _has_zeros(accounts.c.normalised_reference, accounts.c.council_id == council_id)
        if connection.execute(select(or_(here, there))).scalar_one():
            rows = select(form, row_no, reference, normalised).where(normalised != "")
            connection.execute(insert(held).from_select([column.name for column in columns], rows))
        yield held


def twins_in_accounts(connection: Connection, held: Table, council_id: int) -> list[Twin]:
    """Find the rows asked about whose reference is an account's but for zeros at the front."""
    if connection.execute(select(held.c.row_no).limit(1)).first() is None:
        return []
    same = without_zeros(accounts.c.fund, accounts.c.normalised_reference) == held.c.form
    differs = accounts.c.normalised_reference != held.c.normalised_reference
    query = (
        select(
            *(held.c.row_no, held.c.reference, accounts.c.reference),
            *(accounts.c.fund, accounts.c.match_reference),
        )
        .select_from(accounts.join(held, and_(same, differs)))
        .where(accounts.c.council_id == council_id)
        .order_by(held.c.row_no)
    )
    return [Twin(*found) for found in connection.execute(query)]


def twins_in_list(connection: Connection, held: Table) -> list[Twin]:
    """Find the rows asked about whose reference is another row's but for zeros at the front."""
    other = held.alias("other")
    differs = other.c.normalised_reference != held.c.normalised_reference
    query = (
        select(held.c.row_no, held.c.reference, other.c.reference, literal(""), literal(""))
        .select_from(held.join(other, and_(other.c.form == held.c.form, differs)))
        .order_by(held.c.row_no)
    )
    return [Twin(*found) for found in connection.execute(query)]

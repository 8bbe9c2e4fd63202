"""The steps of a cards import, set-based: find the cards' accounts, find what is wrong, add, change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Subquery,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)

from paycards.access.contracts import ContractRow
from paycards.lists.checks import Fault
from paycards.lists.lost_zeros import asked, twins_in_accounts
from paycards.lists.visible_text import ending
from paycards.parts import in_parts
from paycards.reconcile.payments.naming import corrections
from paycards.reconcile.payments.references import match_form, normalised_forms
from paycards.reconcile.payments.rules import decisions
from paycards.store import bulk
from paycards.store.rows import Staged
from paycards.store.staging import Staging
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.card_life import card_events
from paycards.store.temporary import temporary

if TYPE_CHECKING:
    import pandas as pd

CORRECT = "import the accounts first, or correct the reference"
WHY_NOT = {
    "no_account": f"names no account: {CORRECT}",
    "unknown_reference": f"names no account: {CORRECT}",
    "ambiguous": f"names more than one account: {CORRECT}",
    "conflict": f"names an account of a different fund from the one that its shape suggests: {CORRECT}",
    "lost_zeros": "is the reference of an account but for zeros at the front, which a spreadsheet takes away:"
    " export the list again with references as text",
}
NEW_STATUS = "active"  # a cross reference does not say


def _columns() -> list[Column[Any]]:
    return [
        Column("row_no", Integer),
        Column("fund", String),
        Column("account_reference", String),
        Column("match_reference", String),
        Column("normalised_reference", String),
        Column("card_number", String),
        Column("status", String),
        Column("issued_on", Date),
    ]


_LISTED = Table("listed_cards", MetaData(), *_columns())


def stage_listed(staging: Staging, rows: pd.DataFrame) -> Staged:
    """Let the rows of a council's list wait outside of memory for their table."""
    return staging.stage(_LISTED, _in_order(rows))


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """With the forms of each reference, in the order in which cards are kept."""
    match_forms = list(map(match_form, rows["account_reference"].tolist()))
    forms = {"match_reference": match_forms, "normalised_reference": normalised_forms(match_forms)}
    return rows.drop(columns="council").assign(**forms).sort_values("card_number")


@contextmanager
def placed_list(connection: Connection, council_id: int, rows: pd.DataFrame | Staged) -> Iterator[Table]:
    """Hold the cards of a list, each with the account of its fund and reference."""
    with temporary(connection, _LISTED.name, *_columns()) as listed, _placed(connection) as placed:
        bulk.load(connection, listed, rows if isinstance(rows, Staged) else _in_order(rows))
        its_account = and_(
            accounts.c.council_id == council_id,
            accounts.c.fund == listed.c.fund,
            accounts.c.match_reference == listed.c.match_reference,
        )
        named = (listed.c.fund + " " + listed.c.account_reference).label("named")
        read_as = _read_as(council_id)
        is_read = and_(read_as.c.fund == listed.c.fund, read_as.c.wrong == listed.c.match_reference)
        account_id = func.coalesce(read_as.c.account_id, accounts.c.id)
        query = select(
            *(listed.c.card_number, listed.c.row_no, named, account_id, literal("no_account")),
            *(listed.c.status, listed.c.issued_on, null()),
        ).select_from(listed.outerjoin(accounts, its_account).outerjoin(read_as, is_read))
        connection.execute(insert(placed).from_select([column.name for column in placed.c], query))
        _take_off_lost_zeros(connection, listed, placed, council_id)
        yield placed


def _read_as(council_id: int) -> Subquery:
    """The accounts as which wrong references are read, each by the fund of the wrong one, if it has one."""
    live = corrections(council_id).subquery("live")
    wrong, right = accounts.alias("wrong_account"), accounts.alias("right_account")
    return (
        select(live.c.wrong, live.c.account_id, func.coalesce(wrong.c.fund, right.c.fund).label("fund"))
        .join_from(live, right, right.c.id == live.c.account_id)
        .outerjoin(wrong, wrong.c.id == live.c.wrong_account_id)
        .subquery("read_as")
    )


def _take_off_lost_zeros(connection: Connection, listed: Table, placed: Table, council_id: int) -> None:
    """Take cards off accounts that another one is the same as but for more zeros: it may be the one meant."""
    named = select(
        *(listed.c.row_no, listed.c.fund, listed.c.account_reference, listed.c.normalised_reference)
    )
    with asked(connection, council_id, named) as held:
        twins = twins_in_accounts(connection, held, council_id)
    have_more = {twin.row_no for twin in twins if twin.has_more_zeros}
    has_none = placed.c.account_id.is_(None)
    for rows, otherwise in ((have_more, true()), ({twin.row_no for twin in twins}, has_none)):
        for some in in_parts(sorted(rows)):
            its_row = and_(placed.c.row_no.in_(some), otherwise)
            connection.execute(update(placed).where(its_row).values(account_id=None, reason="lost_zeros"))


@contextmanager
def placed_cross_reference(
    connection: Connection, contract: ContractRow, rows: pd.DataFrame
) -> Iterator[Table]:
    """Hold the cards of a cross reference, each with the account that its reference names for a payment."""
    columns = (
        Column("row_no", Integer),
        Column("contract_id", BigInteger),
        Column("kind", String),
        Column("card_number", String),
        Column("client_reference", String),
        Column("receipt", String),
        Column("receipt_day", Integer),
        Column("new_number", String),
        Column("change", String),
    )
    as_payment: dict[str, int | str] = {"kind": "payment", "card_number": "", "receipt": "", "receipt_day": 0}
    renamed = rows.rename(columns={"card_number": "new_number"})
    with temporary(connection, "listed_cards", *columns) as listed, _placed(connection) as placed:
        bulk.load(connection, listed, renamed, contract_id=contract.id, **as_payment)
        kept = ("row_no", "new_number", "client_reference", "change")
        patterns = contract.terms.fund_patterns
        decided = decisions(listed, contract.council_id, patterns, keep=kept).subquery("decided")
        query = select(
            *(decided.c.new_number, decided.c.row_no, decided.c.client_reference),
            *(decided.c.named_id, decided.c.reason, null(), null(), decided.c.change),
        )
        connection.execute(insert(placed).from_select([column.name for column in placed.c], query))
        yield placed


@contextmanager
def _placed(connection: Connection) -> Iterator[Table]:
    columns = (
        Column("card_number", String, primary_key=True),
        Column("row_no", Integer, primary_key=True),
        Column("named", String),  # how the row names its account
        Column("account_id", BigInteger),
        Column("reason", String),  # why there is no account, if there is none
        Column("status", String),  # null: the file does not say, nor when it was issued
        Column("issued_on", Date),
        Column("change", String),  # in a cross reference: new or replacement
    )
    with temporary(connection, "placed_cards", *columns) as placed:
        yield placed


def find_card_faults(connection: Connection, placed: Table, council_id: int) -> list[Fault]:
    """Find the cards without an account, and those that are another account's already."""
    holder = accounts.alias("holder")
    query = (
        select(placed, (holder.c.fund + " " + holder.c.reference).label("held_by"))
        .select_from(
            placed.outerjoin(cards, _known(placed, council_id)).outerjoin(
                holder, and_(holder.c.id == cards.c.account_id, holder.c.id != placed.c.account_id)
            )
        )
        .where(or_(placed.c.account_id.is_(None), holder.c.id.is_not(None)))
    )
    return [
        (found.row_no, _sentence(found.card_number, found.named, found.held_by, found.reason))
        for found in connection.execute(query)
    ]


def find_history_faults(connection: Connection, placed: Table, council_id: int) -> list[Fault]:
    """Find the cards whose state is the card desk's to say, and that a list says otherwise."""
    query = (
        select(placed.c.row_no, cards.c.card_number, cards.c.status)
        .join(cards, _known(placed, council_id))
        .where(cards.c.account_id == placed.c.account_id, cards.c.status != placed.c.status, _has_history())
    )
    return [
        (
            found.row_no,
            f"card {ending(found.card_number)} is {found.status} at the card desk: change it there",
        )
        for found in connection.execute(query)
    ]


def _has_history() -> ColumnElement[bool]:
    its = and_(
        card_events.c.council_id == cards.c.council_id, card_events.c.card_number == cards.c.card_number
    )
    return exists().where(its).correlate(cards)


def _sentence(card_number: str, named: str, held_by: str | None, reason: str) -> str:
    card = f"card {ending(card_number)}"
    if held_by is not None:
        return (
            f"{card} is on {held_by} already, not on {named}: leave it out, a card never changes its account"
        )
    return f"{card}: {named!r} {WHY_NOT[reason]}"


def keep_first_rows(connection: Connection, placed: Table) -> list[int]:
    """Keep one row of each card, the first that has an account; return those that name another than it."""
    named = placed.alias("named")
    first = (
        select(named.c.card_number, func.min(named.c.row_no).label("row_no"))
        .where(named.c.account_id.is_not(None))
        .group_by(named.c.card_number)
        .subquery("first")
    )
    winner = placed.alias("winner")
    differ = (
        select(placed.c.row_no)
        .join(first, first.c.card_number == placed.c.card_number)
        .join(winner, and_(winner.c.card_number == first.c.card_number, winner.c.row_no == first.c.row_no))
        .where(placed.c.account_id != winner.c.account_id)
    )
    numbers = list(connection.execute(differ).scalars())
    connection.execute(delete(placed).where(placed.c.row_no.not_in(select(first.c.row_no))))
    return numbers


def add_cards(connection: Connection, placed: Table, council_id: int) -> int:
    """Insert the cards that are new and have an account; return how many."""
    new = (
        select(
            *(literal(council_id), placed.c.card_number, accounts.c.id),
            *(accounts.c.match_reference, accounts.c.status),
            *(func.coalesce(placed.c.status, NEW_STATUS), placed.c.issued_on),
        )
        .select_from(
            placed.join(accounts, accounts.c.id == placed.c.account_id).outerjoin(
                cards, _known(placed, council_id)
            )
        )
        .where(cards.c.card_number.is_(None))
        .order_by(placed.c.card_number)
    )
    names = [column.name for column in cards.c]
    return connection.execute(
        insert(cards).from_select(names, new), execution_options={"preserve_rowcount": True}
    ).rowcount


def change_cards(connection: Connection, placed: Table, council_id: int) -> int:
    """Update the cards of the same account whose status or date differs; return how many."""
    differs = or_(cards.c.status != placed.c.status, cards.c.issued_on.is_distinct_from(placed.c.issued_on))
    return connection.execute(
        update(cards)
        .where(_known(placed, council_id), cards.c.account_id == placed.c.account_id)
        .where(placed.c.status.is_not(None), differs)
        .where(or_(cards.c.status == placed.c.status, ~_has_history()))
        .values(status=placed.c.status, issued_on=placed.c.issued_on)
    ).rowcount


def _known(placed: Table, council_id: int) -> ColumnElement[bool]:
    return and_(cards.c.council_id == council_id, cards.c.card_number == placed.c.card_number)

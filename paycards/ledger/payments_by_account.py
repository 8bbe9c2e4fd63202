"""The payments of an account: from their list, from what was moved, from files that are not listed yet."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import CTE, Boolean, Connection, Function, delete, insert, literal_column, select, union
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from paycards.store.key_guards import set_aside
from paycards.store.step import Step
from paycards.store.tables.account_payments import account_payments, unlisted_files
from paycards.store.tables.files import files
from paycards.store.tables.ledger import ledger_accounts, postings

_FIRST = postings.c.step == literal_column("0")
_IS_DECIDED = files.c.decided_at.is_not(None)
_MOVED = postings.c.step > literal_column("0")
_NOTE = insert(unlisted_files)


class is_unlisted(Function[bool]):  # noqa: N801 - it reads as a condition
    """Whether a posting's file waits to be listed: few do, which PostgreSQL would not guess of a table."""

    inherit_cache = True
    type = Boolean()

    def __init__(self) -> None:
        super().__init__("is_unlisted", type_=Boolean())

    def self_group(self, against: object = None) -> Any:  # noqa: ARG002 - a condition by itself
        """Stand as it is: SQLite would find nothing by `IN (...) = 1`."""
        return self


_UNLISTED = "SELECT unlisted_files.file_id FROM unlisted_files"


@compiles(is_unlisted, "sqlite")
def _sqlite(element: is_unlisted, compiler: SQLCompiler, **how: Any) -> str:
    del element, compiler, how
    return f"postings.file_id IN ({_UNLISTED})"


@compiles(is_unlisted, "postgresql")
def _postgresql(element: is_unlisted, compiler: SQLCompiler, **how: Any) -> str:
    del element, compiler, how
    return f"postings.file_id = ANY (ARRAY({_UNLISTED}))"


def note_unlisted(step: Step, file_id: int) -> None:
    """Write down that payments of a file are posted and not listed yet."""
    step.connection.execute(_NOTE, {"file_id": file_id})


def unlisted_councils(connection: Connection) -> list[int]:
    """The councils that have files to be listed."""
    query = select(files.c.council_id).join(unlisted_files, unlisted_files.c.file_id == files.c.id)
    return sorted(connection.execute(query.where(_IS_DECIDED).distinct()).scalars())


def list_by_account(step: Step) -> None:
    """List the payments of the council's files that are decided, in the order of their accounts."""
    its_files = select(files.c.id, files.c.row_count).join(
        unlisted_files, unlisted_files.c.file_id == files.c.id
    )
    which = step.connection.execute(its_files.where(files.c.council_id == step.owner, _IS_DECIDED)).all()
    nobodys = select(ledger_accounts.c.id).where(  # these are few: each posting is soon held against them
        ledger_accounts.c.council_id == step.owner, ledger_accounts.c.kind != "customer"
    )
    for file_id, rows in which:
        place = (postings.c.credit_id, postings.c.file_id, postings.c.row_no)
        is_customers = postings.c.credit_id.not_in(nobodys)
        posted = select(*place).where(postings.c.file_id == file_id, _FIRST, is_customers)
        posted = posted.order_by(postings.c.credit_id)  # the few rows of one account find their places
        listed = insert(account_payments).from_select(["account_id", "file_id", "row_no"], posted)
        with set_aside(step.connection, account_payments.name, rows):
            step.connection.execute(listed)
        step.connection.execute(delete(unlisted_files).where(unlisted_files.c.file_id == file_id))


def lines_of(account_ids: Collection[int], first_file: int) -> CTE:
    """The lines, by file_id and row_no, that any of these accounts ever had money of, from a file on."""
    listed, line = account_payments.c, (postings.c.file_id, postings.c.row_no)
    since = postings.c.file_id >= first_file
    by_hand = literal_column("+postings.file_id") >= first_file  # else SQLite reads all files since then
    return union(
        select(listed.file_id, listed.row_no).where(
            listed.account_id.in_(account_ids), listed.file_id >= first_file
        ),
        select(*line).where(postings.c.credit_id.in_(account_ids), since, _MOVED),
        select(*line).where(postings.c.debit_id.in_(account_ids), since, _MOVED),
        select(*line).where(postings.c.credit_id.in_(account_ids), by_hand, _FIRST, is_unlisted()),
    ).cte("of_accounts")

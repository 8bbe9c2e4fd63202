"""A person says whose a bank entry is: one contract's, or nobody's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from paycards.access.contracts import ContractRow
from paycards.errors import NotAllowed
from paycards.ledger import chart
from paycards.reconcile.bank.entries import entry_of, require_standing
from paycards.reconcile.bank.posting import RULE, Move, move, post_entries
from paycards.reconcile.bank.unclear import close_unclear
from paycards.reconcile.bank.whose import OTHER, OURS
from paycards.store.plain_text import plain
from paycards.store.step import Step
from paycards.store.tables.bank import bank_entries
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.ledger import postings
from paycards.store.tables.settlement import WITH_ENDS, matches, stands

ASSIGNED = "bank.assigned"


def assign(step: Step, place: tuple[int, int], contract: ContractRow | None, note: str) -> None:
    """Make an entry, given by file id and row, a contract's, or nobody's; its money moves with it.

    Raises NotAllowed for one that is not booked, stands no more, or is matched.
    """
    entry = entry_of(step.connection, *place)
    require_assignable(step.connection, entry)
    before = _contract_of(step.connection, entry)
    this = and_(bank_entries.c.file_id == entry.file_id, bank_entries.c.row_no == entry.row_no)
    said = {"whose": OURS if contract else OTHER, "contract_id": contract.id if contract else None}
    step.connection.execute(update(bank_entries).where(this).values(**said, decided_by=plain(step.actor)))
    _post(step, entry, contract)
    close_unclear(step, entry, "a person said whose it is")
    step.record(
        ASSIGNED,
        f"{_file(step.connection, entry)}:{entry.row_no}",
        before={"whose": entry.whose, "contract": before},
        after={
            "file_id": entry.file_id,
            "row_no": entry.row_no,
            "contract": contract.terms.code if contract else "",
            "note": note,
            "booked_on": step.booked_on,
        },
    )


def require_assignable(connection: Connection, entry: Row[Any]) -> None:
    """Raise NotAllowed unless a person may say whose an entry is."""
    require_standing(connection, entry)
    if is_matched(connection, entry):
        raise NotAllowed("The entry is matched: take its matches back first.", code="entry_matched")


def is_matched(connection: Connection, entry: Row[Any]) -> bool:
    """Whether a live confirmed match explains a part of an entry."""
    live = (
        select(matches.c.id)
        .select_from(WITH_ENDS)
        .where(matches.c.file_id == entry.file_id, matches.c.row_no == entry.row_no)
        .where(stands())
    )
    return connection.execute(live.limit(1)).first() is not None


def _post(step: Step, entry: Row[Any], contract: ContractRow | None) -> None:
    """Post an entry that never was posted; move one that was from where its money is."""
    this = and_(postings.c.file_id == entry.file_id, postings.c.row_no == entry.row_no)
    if step.connection.execute(select(func.count()).select_from(postings).where(this)).scalar_one() == 0:
        post_entries(step, entry.file_id, bank_entries.c.row_no == entry.row_no, on=step.booked_on)
        return
    from_id = _side(step, entry, _contract_of(step.connection, entry))
    to_id = _side(step, entry, contract.terms.code if contract else "")
    move(step, [Move(entry, from_id, to_id, RULE)])


def _side(step: Step, entry: Row[Any], contract: str) -> int:
    """The ledger account on which an entry's money rests: a contract's clearing, or the bank alone."""
    if contract:
        return chart.account_id(step.connection, step.owner, chart.name("clearing", contract))
    council = select(councils.c.code).where(councils.c.id == step.owner)
    name = chart.bank(step.connection.execute(council).scalar_one(), entry.account)
    return chart.account_id(step.connection, step.owner, name)


def _contract_of(connection: Connection, entry: Row[Any]) -> str:
    query = select(contracts.c.code).where(contracts.c.id == entry.contract_id)
    return connection.execute(query).scalar() or ""


def _file(connection: Connection, entry: Row[Any]) -> str:
    return str(connection.execute(select(files.c.name).where(files.c.id == entry.file_id)).scalar_one())

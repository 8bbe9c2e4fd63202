"""The suspense desk: place by hand what could not be placed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, String, cast, insert, literal, null, select, update

from paycards.access.note import checked_note
from paycards.access.visit import Visit
from paycards.errors import NotAllowed
from paycards.jobs.reconcile import booking
from paycards.ledger.batches import Booking, close_batch, open_batch
from paycards.reconcile.payments.placing import POSTING
from paycards.reconcile.payments.references import match_form
from paycards.reconcile.payments.retrying import next_step
from paycards.reconcile.suspense.items import ITEMS, item_row
from paycards.store import trail
from paycards.store.councils import ContractRow, council_step
from paycards.store.engine import reading
from paycards.store.tables import accounts, lines, postings, suspense_items


@dataclass(frozen=True)
class Allocated:
    """A suspense item that a person has placed."""

    item_id: int
    file: str
    row: int
    amount_pence: int
    council: str
    fund: str
    reference: str


def allocate_item(
    visit: Visit,
    item_id: int,
    *,
    fund: str,
    reference: str,
    note: str,
    even_if_closed: bool = False,
) -> Allocated:
    """Post an open suspense item to an account of its council and fund, in one transaction.

    `reference` is compared trimmed and in upper case. Raises UsageError for an empty note or an
    unknown item; NotAllowed when the item is not open, there is no such account, or it is closed
    and `even_if_closed` is not given.
    """
    note = checked_note(note)
    contract = visit.installation.contract(_contract_id(visit, item_id))
    with council_step(visit.installation.engine, contract.council_id) as connection:
        item = item_row(connection, item_id)
        _require_open(item)
        account = _account(connection, contract, fund, reference)
        if account.status == "closed" and not even_if_closed:
            raise NotAllowed(
                f"The {fund} account {account.reference} is closed:"
                " use --even-if-closed if it is the right one."
            )
        return allocate(
            connection,
            contract,
            file_id=item.file_id,
            row_no=item.row_no,
            account_id=account.id,
            when=booking(visit),
            actor=visit.visitor.name,
            note=note,
        )


def allocate(
    connection: Connection,
    contract: ContractRow,
    *,
    file_id: int,
    row_no: int,
    account_id: int,
    when: Booking,
    actor: str,
    note: str,
) -> Allocated:
    """Move a line from suspense to an account in the caller's transaction, and write it down.

    The caller holds the council's lock. Raises NotAllowed when the line is not in suspense.
    """
    item = _open_item(connection, contract, file_id, row_no)
    account = connection.execute(
        select(accounts).where(accounts.c.id == account_id, accounts.c.council_id == contract.council_id)
    ).one()
    _post(connection, contract, item, account_id, when)
    connection.execute(
        update(suspense_items)
        .where(suspense_items.c.id == item.id)
        .values(state="posted", account_id=account_id, rule="manual", closed_on=when.booked_on)
    )
    trail.record(
        connection,
        contract.council_id,
        at=when.at,
        actor=actor,
        action="suspense.allocated",
        subject=f"{item.name}:{row_no}",
        before={"reason": item.reason, "state": item.state},
        after={
            "item_id": item.id,
            "file_id": file_id,
            "row_no": row_no,
            "fund": account.fund,
            "reference": account.reference,
            "note": note,
            "booked_on": when.booked_on,
        },
    )
    return Allocated(
        item_id=item.id,
        file=item.name,
        row=row_no,
        amount_pence=item.amount_pence,
        council=contract.council.code,
        fund=account.fund,
        reference=account.reference,
    )


def _contract_id(visit: Visit, item_id: int) -> int:
    with reading(visit.installation.engine) as connection:
        return item_row(connection, item_id).contract_id  # type: ignore[no-any-return]


def _open_item(connection: Connection, contract: ContractRow, file_id: int, row_no: int) -> Row[Any]:
    item = connection.execute(
        ITEMS.where(
            suspense_items.c.file_id == file_id,
            suspense_items.c.row_no == row_no,
            suspense_items.c.council_id == contract.council_id,
        )
    ).one()
    _require_open(item)
    return item


def _require_open(item: Row[Any]) -> None:
    if item.state == "posted":
        raise NotAllowed(
            f"The suspense item {item.id} was posted on {item.closed_on}: what is posted is only reversed."
        )
    if item.state == "offset":
        raise NotAllowed(
            f"The suspense item {item.id} left suspense on {item.closed_on},"
            " against its reversal or original."
        )


def _account(connection: Connection, contract: ContractRow, fund: str, reference: str) -> Row[Any]:
    account = connection.execute(
        select(accounts).where(
            accounts.c.council_id == contract.council_id,
            accounts.c.fund == fund,
            accounts.c.match_reference == match_form(reference),
        )
    ).first()
    if account is None:
        raise NotAllowed(f"{contract.council.code} has no {fund} account {match_form(reference)}.")
    return account


def _post(
    connection: Connection, contract: ContractRow, item: Row[Any], account_id: int, when: Booking
) -> None:
    batch_id = open_batch(connection, contract.council_id, "allocation", when)
    connection.execute(
        insert(postings).from_select(
            POSTING,
            select(
                lines.c.file_id,
                lines.c.row_no,
                next_step(lines),
                literal(batch_id),
                literal(contract.suspense_id, BigInteger),
                literal(account_id, BigInteger),
                lines.c.amount_pence,
                literal("manual"),
                cast(null(), String),
            ).where(lines.c.file_id == item.file_id, lines.c.row_no == item.row_no),
        )
    )
    close_batch(connection, batch_id, 1, item.amount_pence)

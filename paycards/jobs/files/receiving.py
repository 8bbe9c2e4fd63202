"""Receive a file: keep its bytes, find out whose it is, and read it. Nothing is in the books yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row

from paycards.channels import Decoded, Identity, read_file
from paycards.errors import FileRefused
from paycards.jobs.context import LOCAL, Context
from paycards.jobs.files.accept import Received
from paycards.jobs.files.payments import Payments, stage_payments
from paycards.jobs.files.ruling import is_settled, known_file, owners
from paycards.store.councils import ContractRow
from paycards.store.engine import reading
from paycards.store.staging import Staging


@dataclass(frozen=True)
class Arrival:
    """A file that is kept, and what it says.

    `row` is its contract, None where nobody knows whose it is. `fault` is why it cannot be taken. `decoded`
    is None for a file with a fault, and for one that needs no second look (`known`). Of a file of payments
    it has no frame: they stand in `payments`.
    """

    received: Received
    row: ContractRow | None
    identity: Identity | None = None
    fault: str = ""
    decoded: Decoded | None = None
    payments: Payments | None = None
    known: Row[Any] | None = None


def receive(
    context: Context, staging: Staging, name: str, data: bytes, *, drop_of: ContractRow | None = None
) -> Arrival:
    """Keep and read one file, found in the drop of `drop_of` or in hand. Changes nothing in the database.

    Its payments wait in `staging`. Raises TryAgain where there is no room to keep them.
    """
    sha256 = context.archive.keep(data)
    received = Received(name, sha256, len(data), in_hand=drop_of is None)
    row, identity, fault = _whose(context, name, data, drop_of)
    with reading(context.engine) as connection:
        known = find_known(connection, row, received)
    if known is not None and is_settled(known):
        return Arrival(received, row, identity, known=known)
    if row is None or fault:
        return Arrival(received, row, identity, fault)
    came_on = known.received_at.astimezone(LOCAL).date() if known is not None else context.today
    decoded, fault = _read(context, name, data, row, came_on)
    if decoded is None or decoded.kind != "payments":
        return Arrival(received, row, identity, fault, decoded)
    payments = stage_payments(staging, decoded)
    return Arrival(received, row, identity, fault, replace(decoded, frame=None), payments)


def find_known(connection: Connection, row: ContractRow | None, received: Received) -> Row[Any] | None:
    """Find the record of a file; one in hand may have been refused while it belonged to no contract."""
    known = known_file(connection, row.id if row else None, received.name, received.sha256)
    if known is None and received.in_hand:
        known = known_file(connection, None, received.name, received.sha256)
    return known


def _whose(
    context: Context, name: str, data: bytes, drop_of: ContractRow | None
) -> tuple[ContractRow | None, Identity | None, str]:
    """Find the contract of a file, or the sentence that says why it cannot be taken."""
    found = owners(name, data, list(context.contracts.values()), context.layouts)
    codes = sorted({row.contract.code for row, _ in found})
    if drop_of is not None:
        mine = next((identity for row, identity in found if row.id == drop_of.id), None)
        if mine is not None or not found:
            return drop_of, mine, ""
        return drop_of, None, f"it belongs to {' and '.join(codes)}, not to the contract of this drop"
    if len(codes) == 1:
        return *found[0], ""
    if codes:
        return None, None, f"it could belong to {' or '.join(codes)}: mend the client codes in the settings"
    return None, None, "it belongs to no contract: neither its name nor its header names a client code"


def _read(
    context: Context, name: str, data: bytes, row: ContractRow, came_on: dt.date
) -> tuple[Decoded | None, str]:
    contract = row.contract
    try:
        decoded = read_file(
            name,
            data,
            context.layouts.for_channel(contract.channel),
            reference_prefix=contract.reference_prefix,
            came_on=came_on,
        )
    except FileRefused as refused:
        return None, str(refused)
    if decoded.client_code != contract.client_code:
        return None, f"it names the client {decoded.client_code}, not {contract.client_code}"
    return decoded, ""

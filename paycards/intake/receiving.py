"""Receive a file: keep its bytes, find out whose it is, and read it. Nothing is in the books yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.access.ownership import owners
from paycards.access.visit import Visit
from paycards.channels.decoded import Decoded
from paycards.channels.identity import Identity
from paycards.channels.reading import read_file
from paycards.clock import local_date
from paycards.errors import FileRefused
from paycards.intake.arrival import Arrival
from paycards.intake.payments import stage_payments
from paycards.intake.recording import Received
from paycards.intake.ruling import find_known, is_settled
from paycards.store.staging import Staging


def receive(
    visit: Visit, staging: Staging, name: str, data: bytes, *, drop_of: ContractRow | None = None
) -> Arrival:
    """Keep and read one file, found in the drop of `drop_of` or in hand. Changes nothing in the database.

    Its payments wait in `staging`. Raises TryAgain where there is no room to keep them.
    """
    sha256 = visit.installation.archive.keep(data)
    received = Received(name, sha256, len(data), in_hand=drop_of is None)
    contract, identity, fault = _whose(visit, name, data, drop_of)
    with visit.reading() as seen:
        known = find_known(seen.connection, contract, received)
    if known is not None and is_settled(known):
        return Arrival(received, contract, identity, known=known)
    if contract is None or fault:
        return Arrival(received, contract, identity, fault)
    came_on = local_date(known.received_at) if known is not None else visit.today
    decoded, fault = _read(visit.installation, name, data, contract, came_on)
    if decoded is not None:
        visit.installation.keep_layout(decoded.layout)
    if decoded is None or decoded.kind != "payments":
        return Arrival(received, contract, identity, fault, decoded)
    payments = stage_payments(staging, decoded)
    return Arrival(received, contract, identity, fault, replace(decoded, frame=None), payments)


def _whose(
    visit: Visit, name: str, data: bytes, drop_of: ContractRow | None
) -> tuple[ContractRow | None, Identity | None, str]:
    """Find the contract of a file, or the sentence that says why it cannot be taken."""
    found = owners(name, data, list(visit.installation.contracts.values()), visit.installation.layouts)
    codes = sorted({contract.terms.code for contract, _ in found})
    if drop_of is not None:
        mine = next((identity for contract, identity in found if contract.id == drop_of.id), None)
        if mine is not None or not found:
            return drop_of, mine, ""
        return drop_of, None, f"it belongs to {' and '.join(codes)}, not to the contract of this drop"
    if len(codes) == 1:
        return *found[0], ""
    if codes:
        return (
            None,
            None,
            f"it could belong to {' or '.join(codes)}: correct the client codes in the settings",
        )
    return None, None, "it belongs to no contract: neither its name nor its header names a client code"


def _read(
    installation: Installation, name: str, data: bytes, contract: ContractRow, came_on: dt.date
) -> tuple[Decoded | None, str]:
    terms = contract.terms
    try:
        decoded = read_file(
            name,
            data,
            installation.layouts.for_channel(terms.channel),
            reference_prefix=terms.reference_prefix,
            came_on=came_on,
        )
    except FileRefused as refused:
        return None, str(refused)
    if decoded.client_code != terms.client_code:
        return None, f"it names the client {decoded.client_code}, not {terms.client_code}"
    return decoded, ""

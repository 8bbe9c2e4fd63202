"""Receive files: keep their bytes, find out whose they are, and read them. Nothing is in the books yet.

Several come at once: what waits for the disk, or asks the database, is done for all of them together. They
are read while they are kept, and none goes on before its bytes are safe. What is wrong with one is its own
outcome, and the others go on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.access.installation import Installation
from paycards.access.permission import TAKES_FILES
from paycards.access.visit import Visit
from paycards.channels.decoded import Decoded
from paycards.channels.reading import read_file
from paycards.clock import local_date
from paycards.errors import FileRefused, TryAgain
from paycards.intake.arrival import Arrival, Outcome, Unread
from paycards.intake.payments import payments_of
from paycards.intake.read_by import reads_by
from paycards.intake.recording import Received, name_to_keep
from paycards.intake.ruling import is_settled, known_among
from paycards.intake.whose import Delivery, Owned, find_owner
from paycards.store.staging import Staging
from paycards.transport import ArchiveMissing
from paycards.transport.archive import Archive

Item = TypeVar("Item")


@dataclass(frozen=True)
class _Named:
    owned: Owned
    received: Received


def receive(visit: Visit, staging: Staging, delivery: Delivery, *, again: bool = False) -> Arrival:
    """Keep and read one file; `again`: a held one, too, is read again. Changes nothing in the database.

    Its payments wait in `staging`. Raises what went wrong; TryAgain where there is no room to keep it.
    """
    [outcome] = receive_all(visit, staging, [delivery], again=again)
    if isinstance(outcome, Unread):
        raise outcome.error
    return outcome


def receive_all(
    visit: Visit, staging: Staging, deliveries: Iterable[Delivery | Unread], *, again: bool = False
) -> list[Outcome]:
    """Receive several files; the outcome of each, in their order. What went wrong before is passed on.

    Raises ArchiveMissing, and Failed for the database.
    """
    installation = visit.installation
    read_by = reads_by(installation.layouts.values(), installation.contracts.values())
    owned = _each(Delivery, lambda delivery: find_owner(installation, delivery), deliveries)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeping") as thread:
        keeping = thread.submit(_keep, installation.archive, owned)
        named = _each(Owned, lambda each: _name(each, read_by, again=again), owned)
        known = _known(visit, [each for each in named if isinstance(each, _Named)])
        read = _each(_Named, lambda each: _read(visit, staging, each, known), named)
    outcomes = zip(keeping.result(), read, strict=True)
    return [kept if isinstance(kept, Unread) else outcome for kept, outcome in outcomes]


def _each(kind: type[Item], act: Callable[[Item], Any], items: Iterable[Any]) -> list[Any]:
    """Do the same with each item of a kind, and leave the others as they are."""
    return [_tried(act, item) if isinstance(item, kind) else item for item in items]


def _tried(act: Callable[[Item], Any], item: Item) -> Any:
    try:
        return act(item)
    except ArchiveMissing:
        raise
    except Exception as error:
        return Unread(error, item.owned.contract if isinstance(item, _Named) else None)


def _keep(archive: Archive, owned: Sequence[Any]) -> list[Any]:
    """Keep the bytes of all files that are not left alone; where that fails, those of each by itself."""
    try:
        archive.keep_all([each.delivery.data for each in owned if isinstance(each, Owned) and not each.left])
    except TryAgain:
        return _each(Owned, lambda each: each.left or archive.keep(each.delivery.data), owned)
    return list(owned)


def _name(owned: Owned, read_by: str, *, again: bool) -> _Named:
    delivery = owned.delivery
    received = Received(
        name_to_keep(delivery.name),
        "" if owned.left else hashlib.sha256(delivery.data).hexdigest(),
        len(delivery.data),
        in_hand=delivery.drop_of is None,
        again=again,
        read_by=read_by,
    )
    return _Named(owned, received)


def _known(visit: Visit, named: Sequence[_Named]) -> dict[tuple[int, str, str], Row[Any]]:
    with visit.reading(may=TAKES_FILES) as seen:
        ids = {each.owned.contract.id for each in named if each.owned.contract}
        return known_among(seen.connection, {0, *ids}, {each.received.name for each in named})


def _read(
    visit: Visit, staging: Staging, named: _Named, among: dict[tuple[int, str, str], Row[Any]]
) -> Arrival:
    owned, received = named.owned, named.received
    arrival = Arrival(received, owned.contract, owned.identity, owned.fault, left=owned.left)
    known = received.record_among(owned.contract, among)
    if known is not None and is_settled(known, again=received.again):
        return replace(arrival, known=known)
    if owned.left or owned.contract is None or owned.fault:
        return arrival
    came_on = local_date(known.received_at) if known is not None else visit.today
    decoded, fault = _decode(visit.installation, owned.delivery, owned.contract, came_on)
    if decoded is not None:
        visit.installation.keep_layout(decoded.layout)
    if decoded is None or decoded.kind != "payments":
        return replace(arrival, fault=fault, decoded=decoded)
    payments = payments_of(decoded, watched=True, staging=staging)
    return replace(arrival, decoded=replace(decoded, frame=None), payments=payments)


def _decode(
    installation: Installation, delivery: Delivery, contract: ContractRow, came_on: dt.date
) -> tuple[Decoded | None, str]:
    terms = contract.terms
    try:
        decoded = read_file(
            delivery.name,
            delivery.data,
            installation.layouts.for_channel(terms.channel),
            reference_prefix=terms.reference_prefix,
            came_on=came_on,
        )
    except FileRefused as refused:
        return None, str(refused)
    if decoded.client_code != terms.client_code:
        return None, f"it names the client {decoded.client_code}, not {terms.client_code}"
    return decoded, ""

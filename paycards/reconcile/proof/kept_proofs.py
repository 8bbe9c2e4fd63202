"""The proofs of a council's day, worked out once as long as nothing changes in its books.

The mark of the books and the date tell whether they still hold. Where a check waits for the clock, a file
that is not due yet, the proofs are worked out anew each minute; all else that a check waits for changes the
books when it comes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from functools import partial

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.access.kept import Kept
from paycards.clock import local_date
from paycards.reconcile.proof.day_proof import proofs_of
from paycards.reconcile.proof.figure import COMPLETE, DayProof
from paycards.store.mark import mark_of

Version = tuple[Hashable, ...]


def proofs_of_day(
    connection: Connection,
    contracts: Sequence[ContractRow],
    day: dt.date,
    now: dt.datetime,
    kept: Kept,
    *,
    version: Version | None = None,
) -> list[DayProof]:
    """Return the proof of each contract of one council, all read through the same view of the database.

    `version` is that of the council's books, where it is known already.
    """
    if not contracts:
        return []
    ids = tuple(each.id for each in contracts)
    mark = (day, *(version or version_of(connection, contracts[0].council_id, now)))
    name = ("proofs", ids, day.day)  # so that no more than a month is kept
    work_out = partial(_proofs, connection, contracts, day, now, kept)
    at, proofs = kept.of(name, mark, work_out)
    if at != _minute(now) and clock_of(proofs, now) is not None:
        _, proofs = kept.of((*name, "now"), (*mark, _minute(now)), work_out)
    return proofs


def version_of(connection: Connection, council_id: int, now: dt.datetime) -> Version:
    """What changes whenever the books do that proofs and dues are worked out from, and with each day."""
    return local_date(now), *mark_of(connection, council_id)


def clock_of(proofs: Iterable[DayProof], now: dt.datetime) -> dt.datetime | None:
    """The minute, where a check waits for the clock; what is made of these proofs holds until the next."""
    figures = (figure for proof in proofs for figure in proof.figures)
    waits = any(figure.check == COMPLETE and figure.state == "unknown" for figure in figures)
    return _minute(now) if waits else None


def _proofs(
    connection: Connection, contracts: Sequence[ContractRow], day: dt.date, now: dt.datetime, kept: Kept
) -> tuple[dt.datetime, list[DayProof]]:
    return _minute(now), proofs_of(connection, contracts, day, now, kept)


def _minute(now: dt.datetime) -> dt.datetime:
    return now.replace(second=0, microsecond=0)

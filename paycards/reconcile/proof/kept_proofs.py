"""The proofs of a council's day, worked out once as long as nothing changes in its books.

The mark of the books tells whether they still hold. What is due by the clock is looked at anew each minute.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.access.kept import Kept
from paycards.reconcile.proof.day_proof import proof_of
from paycards.reconcile.proof.figure import DayProof
from paycards.store.mark import mark_of


def proofs_of_day(
    connection: Connection, contracts: Sequence[ContractRow], day: dt.date, now: dt.datetime, kept: Kept
) -> list[DayProof]:
    """Return the proof of each contract of one council, all read through the same view of the database."""
    if not contracts:
        return []
    ids = tuple(each.id for each in contracts)
    mark = (day, *version_of(connection, contracts[0].council_id, now))
    name = ("proofs", ids, day.day)  # so that no more than a month is kept
    return kept.of(name, mark, lambda: [proof_of(connection, each, day, now) for each in contracts])


def version_of(connection: Connection, council_id: int, now: dt.datetime) -> tuple[object, ...]:
    """What changes whenever a council's proofs may: the mark of its books, and the minute."""
    return now.replace(second=0, microsecond=0), *mark_of(connection, council_id)

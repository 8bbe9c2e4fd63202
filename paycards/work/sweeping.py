"""Work that is called running and whose worker is gone: it runs again, or failed with the true reason."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, select, update

from paycards.clock import in_words
from paycards.store.tables.work import work

SILENT_SECONDS = 60  # a worker that lives tells of itself every few seconds
MOST_ATTEMPTS = 3
AGAIN = "The worker ended in the middle of it, after it last told of itself at {at}. It is done again."
TOO_OFTEN = (
    "Its worker ended in the middle of it {attempts} times, the last time after {at}. It was not tried again:"
    " see the log of the worker, and ask for it again once the cause is found."
)


def sweep(connection: Connection, at: dt.datetime, *, all_of_them: bool = False) -> int:
    """Settle what runs without a worker; return how many that was.

    `all_of_them`: nobody else can be a worker, so whatever is called running is not.
    """
    query = select(work).where(work.c.state == "running").order_by(work.c.id)
    if not all_of_them:
        query = query.where(work.c.heartbeat_at < at - dt.timedelta(seconds=SILENT_SECONDS))
    silent = connection.execute(query.with_for_update(skip_locked=True)).all()
    for row in silent:
        heard = f"{row.heartbeat_at:%H:%M:%S} on {in_words(row.heartbeat_at)}, universal time"
        if row.attempt >= MOST_ATTEMPTS:
            reason = TOO_OFTEN.format(attempts=row.attempt, at=heard)
            values = {"state": "failed", "ended_at": at, "reason": reason}
        else:
            values = {"state": "waiting", "reason": AGAIN.format(at=heard)}
        connection.execute(update(work).where(work.c.id == row.id).values(**values))
    return len(silent)

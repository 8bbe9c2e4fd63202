"""How often somebody may try: a wait that grows for a person from one source, and a budget for all together.

Both end by themselves, so that nobody can be locked out for good by somebody else. The row is counted up
before the password is looked at: a hundred tries at the same instant are a hundred tries.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from paycards.errors import NotAllowed
from paycards.staff.digests import digest_of
from paycards.store.tables.staff import sign_in_attempts, staff_sessions

FREE_TRIES = 5
FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(minutes=15)
FORGOTTEN_AFTER = dt.timedelta(hours=24)
BUDGET, BUDGET_WINDOW = 300, dt.timedelta(minutes=15)
KNOWN_DEVICE = dt.timedelta(days=30)
EVERYONE = digest_of("everyone")


class TooManyTries(NotAllowed):
    """Wait before the next try; the message says so, and no more."""

    def __init__(self) -> None:
        super().__init__(
            "There were too many attempts. Wait a few minutes, then try again.", code="too_many_tries"
        )


@dataclass(frozen=True)
class Try:
    """Who tries, as whom, from where."""

    who: str  # the address that was typed, folded, or the number of a person
    source: str
    at: dt.datetime

    @property
    def key(self) -> str:
        """The row of this person and source."""
        return digest_of(f"{self.who}\n{self.source}")


def count_try(connection: Connection, this: Try, person_id: int | None) -> None:
    """Count a try, as a failed one until it is not. Raises TooManyTries where it comes too early."""
    failed, last_at = _held(connection, this.key, this.at)
    if failed >= FREE_TRIES and this.at < last_at + wait_after(failed):
        raise TooManyTries
    everyone, _ = _held(connection, EVERYONE, this.at, whole_window=True)
    if everyone >= BUDGET and not _is_known(connection, this, person_id):
        raise TooManyTries
    _set(connection, this.key, failed + 1, this.at)
    _set(connection, EVERYONE, everyone + 1, this.at if everyone == 0 else None)
    if everyone == 0:
        _forget(connection, this.at)


def forgive(connection: Connection, this: Try) -> None:
    """The try was right: forget what failed before it."""
    connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.key == this.key))
    one_less = sign_in_attempts.c.failed - 1
    everyone = (sign_in_attempts.c.key == EVERYONE) & (sign_in_attempts.c.failed > 0)
    connection.execute(update(sign_in_attempts).where(everyone).values(failed=one_less))


def wait_after(failed: int) -> dt.timedelta:
    """How long the next try has to wait.

    >>> [wait_after(failed).total_seconds() for failed in (4, 5, 6, 20)]
    [0.0, 30.0, 60.0, 900.0]
    """
    if failed < FREE_TRIES:
        return dt.timedelta()
    doubled: dt.timedelta = FIRST_WAIT * 2 ** min(failed - FREE_TRIES, 10)
    return min(doubled, LONGEST_WAIT)


def _held(
    connection: Connection, key: str, now: dt.datetime, *, whole_window: bool = False
) -> tuple[int, dt.datetime]:
    """A row, held until the transaction ends: how many failed, and when the last or the first did."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = insert(sign_in_attempts).values(key=key, failed=0, last_at=now).on_conflict_do_nothing()
    connection.execute(new)
    query = select(sign_in_attempts).where(sign_in_attempts.c.key == key).with_for_update()
    row = connection.execute(query).one()
    over = BUDGET_WINDOW if whole_window else FORGOTTEN_AFTER
    if now - row.last_at >= over:
        return 0, now
    return row.failed, row.last_at


def _set(connection: Connection, key: str, failed: int, at: dt.datetime | None) -> None:
    values: dict[str, object] = {"failed": failed} | ({"last_at": at} if at else {})
    connection.execute(update(sign_in_attempts).where(sign_in_attempts.c.key == key).values(**values))


def _forget(connection: Connection, now: dt.datetime) -> None:
    """Delete what counts no more: there is a row for every address that somebody ever typed."""
    old = sign_in_attempts.c.last_at <= now - FORGOTTEN_AFTER
    connection.execute(delete(sign_in_attempts).where(old))


def _is_known(connection: Connection, this: Try, person_id: int | None) -> bool:
    """Tell whether the person signed in from there not long ago."""
    query = select(staff_sessions.c.digest).where(
        staff_sessions.c.person_id == person_id,
        staff_sessions.c.source == this.source,
        staff_sessions.c.stage == "whole",
        staff_sessions.c.started_at > this.at - KNOWN_DEVICE,
    )
    return person_id is not None and connection.execute(query.limit(1)).first() is not None

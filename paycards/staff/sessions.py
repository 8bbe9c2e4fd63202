"""Sessions: known by the digest of what the browser holds, with a limit without an act and one in all.

A session begins when the password was right (`code`: it opens nothing but the page that asks for the code)
and is a new one when the code was (`whole`). Its clock is written at most once a minute, never by a page that
only refreshes itself. An ended session stays: it says until when somebody was in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from paycards.settings.web import Web
from paycards.staff.digests import digest_of, new_token
from paycards.staff.sign_in_log import PASSWORD
from paycards.store.tables.staff import staff_sessions

CODE, WHOLE = "code", "whole"
CODE_LIMIT = dt.timedelta(minutes=10)
FRESH = dt.timedelta(minutes=10)
CLOCK_STEP = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without an act, and in all."""

    idle: dt.timedelta
    most: dt.timedelta


@dataclass(frozen=True)
class Came:
    """From where, with what, and how a person comes in."""

    source: str = ""
    device: str = ""
    way: str = PASSWORD
    id_token: str = field(default="", repr=False)  # encrypted


@dataclass(frozen=True)
class Session:
    """A session as it stands; `number` tells it from others on a page without giving it away."""

    digest: str = field(repr=False)
    person_id: int
    stage: str
    csrf: str = field(repr=False)
    came: Came
    started_at: dt.datetime
    seen_at: dt.datetime
    proved_at: dt.datetime
    ended_at: dt.datetime | None
    factor_offer: str = field(repr=False)

    @property
    def number(self) -> str:
        """What a form says to name it: of no use for anything else."""
        return self.digest[:16]

    def ends_at(self, limits: Limits) -> dt.datetime:
        """When it ends without an act."""
        if self.stage == CODE:
            return self.started_at + CODE_LIMIT
        return min(self.seen_at + limits.idle, self.started_at + limits.most)

    def is_live(self, now: dt.datetime, limits: Limits) -> bool:
        """Tell whether it still opens something."""
        return self.ended_at is None and now < self.ends_at(limits)

    def is_fresh(self, now: dt.datetime) -> bool:
        """Tell whether the person proved lately who they are."""
        return now < self.proved_at + FRESH


def limits_of(web: Web) -> Limits:
    """The limits of the settings."""
    return Limits(dt.timedelta(minutes=web.idle_minutes), dt.timedelta(hours=web.most_hours))


def begin(
    connection: Connection,
    person_id: int,
    stage: str,
    now: dt.datetime,
    came: Came,
    *,
    started_at: dt.datetime | None = None,
) -> str:
    """Begin a session; return what the browser is to hold."""
    token = new_token()
    connection.execute(
        insert(staff_sessions).values(
            digest=digest_of(token),
            person_id=person_id,
            stage=stage,
            csrf=new_token(),
            source=came.source,
            device=came.device,
            way=came.way,
            id_token=came.id_token or None,
            started_at=started_at or now,
            seen_at=now,
            proved_at=now,
        )
    )
    return token


def session_of(connection: Connection, token: str) -> Session | None:
    """The session of what a browser holds, live or not."""
    query = select(staff_sessions).where(staff_sessions.c.digest == digest_of(token))
    row = connection.execute(query).first()
    return _session(row) if row else None


def sessions_of(connection: Connection, person_id: int, now: dt.datetime, limits: Limits) -> list[Session]:
    """A person's live sessions, newest first."""
    query = select(staff_sessions).where(
        staff_sessions.c.person_id == person_id,
        staff_sessions.c.stage == WHOLE,
        staff_sessions.c.ended_at.is_(None),
        staff_sessions.c.started_at > now - limits.most,
    )
    found = [_session(row) for row in connection.execute(query.order_by(staff_sessions.c.started_at.desc()))]
    return [session for session in found if session.is_live(now, limits)]


def had_session(connection: Connection, person_id: int, csrf: str) -> bool:
    """Tell whether the forms of a session of this person, live or not, carried this token."""
    query = select(staff_sessions.c.digest).where(
        staff_sessions.c.person_id == person_id, staff_sessions.c.csrf == csrf
    )
    return "\0" not in csrf and connection.execute(query.limit(1)).first() is not None


def see(connection: Connection, session: Session, now: dt.datetime) -> None:
    """Note that the person did something."""
    mine = update(staff_sessions).where(staff_sessions.c.digest == session.digest)
    connection.execute(mine.values(seen_at=now))


def end(connection: Connection, digest: str, now: dt.datetime) -> None:
    """End one session."""
    open_one = (staff_sessions.c.digest == digest) & staff_sessions.c.ended_at.is_(None)
    connection.execute(update(staff_sessions).where(open_one).values(ended_at=now))


def end_all(connection: Connection, person_id: int, now: dt.datetime, *, but: str = "") -> int:
    """End every session of a person, but one where it is named by its digest; return how many."""
    open_ones = (
        (staff_sessions.c.person_id == person_id)
        & staff_sessions.c.ended_at.is_(None)
        & (staff_sessions.c.digest != but)
    )
    return connection.execute(update(staff_sessions).where(open_ones).values(ended_at=now)).rowcount


def offer_factor(connection: Connection, digest: str, sealed: str | None) -> None:
    """Keep a new second factor with a session until it is confirmed."""
    mine = update(staff_sessions).where(staff_sessions.c.digest == digest)
    connection.execute(mine.values(factor_offer=sealed))


def _session(row: Row[Any]) -> Session:
    return Session(
        digest=row.digest,
        person_id=row.person_id,
        stage=row.stage,
        csrf=row.csrf,
        came=Came(row.source, row.device, row.way, row.id_token or ""),
        started_at=row.started_at,
        seen_at=row.seen_at,
        proved_at=row.proved_at,
        ended_at=row.ended_at,
        factor_offer=row.factor_offer or "",
    )

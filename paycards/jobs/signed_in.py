"""Who is signed in with what a browser holds; and the end of a session by its owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from paycards.access.visit import Visit
from paycards.errors import TryAgain
from paycards.jobs.tell_work import impatient_visit
from paycards.staff.people import ACTIVE, person_numbered
from paycards.staff.roles import Role
from paycards.staff.sessions import CLOCK_STEP, CODE, WHOLE, Session, end, limits_of, see, session_of
from paycards.staff.sign_in_log import Event, log


@dataclass(frozen=True)
class WhoIsIn:
    """A person with a live session."""

    email: str
    roles: Mapping[str, frozenset[Role]]
    csrf: str = field(repr=False)
    ends_at: dt.datetime
    is_fresh: bool


def who_is_in(visit: Visit, token: str, *, is_act: bool = True) -> WhoIsIn | None:
    """Return the person of a live session; `is_act` is false for a page that only refreshes itself."""
    limits = limits_of(visit.settings.web)
    with visit.people_seen() as connection:
        session = session_of(connection, token)
        if session is None or session.stage != WHOLE or not session.is_live(visit.now, limits):
            return None
        person = person_numbered(connection, session.person_id)
    if person.state != ACTIVE:
        return None
    ends_at = session.ends_at(limits)
    if is_act and visit.now - session.seen_at >= CLOCK_STEP and _noted(visit, session):
        ends_at = min(visit.now + limits.idle, session.started_at + limits.most)
    return WhoIsIn(person.email, person.roles, session.csrf, ends_at, session.is_fresh(visit.now))


def _noted(visit: Visit, session: Session) -> bool:
    """Note that the person did something; not now where a night holds the database: a page waits for none."""
    try:
        with impatient_visit(visit).of_people() as connection:
            see(connection, session, visit.now)
    except TryAgain:
        return False
    return True


def waits_for_code(visit: Visit, token: str) -> bool:
    """Tell whether only the code is missing."""
    with visit.people_seen() as connection:
        session = session_of(connection, token)
    live = session is not None and session.is_live(visit.now, limits_of(visit.settings.web))
    return live and session is not None and session.stage == CODE


def sign_out(visit: Visit, token: str) -> Session | None:
    """End the session of this browser; return it as it was."""
    with visit.of_people() as connection:
        session = session_of(connection, token)
        if session is not None and session.ended_at is None:
            end(connection, session.digest, visit.now)
            way = session.came.way
            log(connection, visit.now, Event("signed_out", session.person_id, way, session.came.source))
    return session

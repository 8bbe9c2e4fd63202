"""What a person sees and changes of their own sign-in: sessions, password, second factor, recovery codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from paycards.access.visit import Visit
from paycards.errors import Invalid, NotAllowed, NotFound
from paycards.jobs.set_up_person import about_person, keep_codes
from paycards.jobs.sign_in import prove
from paycards.staff import sessions
from paycards.staff.attempts import Try, count_try, forgive
from paycards.staff.factor import address_of, new_secret, set_factor, step_of
from paycards.staff.kept_forms import forget
from paycards.staff.keys import read_key
from paycards.staff.passwords import check_new_password, is_right
from paycards.staff.people import Person, person_numbered, set_password
from paycards.staff.recovery import codes_left
from paycards.staff.roles import Role
from paycards.staff.sessions import Came, Session, limits_of
from paycards.staff.sign_in_log import PROVIDER, Event, log

OFFER = "offered factor"


@dataclass(frozen=True)
class OwnSession:
    """One of a person's sessions, as they may recognise it."""

    number: str
    started_at: dt.datetime
    seen_at: dt.datetime
    source: str
    device: str
    is_this: bool


@dataclass(frozen=True)
class OwnAccount:
    """A person's own sign-in."""

    email: str
    roles: Mapping[str, frozenset[Role]]
    sessions: tuple[OwnSession, ...]
    has_password: bool
    codes_left: int
    idle_minutes: int
    most_hours: int


@dataclass(frozen=True)
class NewFactor:
    """A second factor that is offered and not confirmed yet."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


def show_own_account(visit: Visit, token: str) -> OwnAccount:
    """Return what a person sees of their sign-in."""
    web = visit.settings.web
    with visit.people_seen() as connection:
        session, person = _who(connection, token)
        live = sessions.sessions_of(connection, person.id, visit.now, limits_of(web))
        left = codes_left(connection, person.id)
    return OwnAccount(
        person.email,
        person.roles,
        tuple(_own(each, session) for each in live),
        bool(person.password_hash),
        left,
        web.idle_minutes,
        web.most_hours,
    )


def end_own_session(visit: Visit, token: str, number: str) -> None:
    """End another session of the same person, or all others where no number is given. Raises NotFound."""
    with visit.of_people() as connection:
        session, person = _who(connection, token)
        if not number:
            sessions.end_all(connection, person.id, visit.now, but=session.digest)
        else:
            live = sessions.sessions_of(connection, person.id, visit.now, limits_of(visit.settings.web))
            found = [each for each in live if each.number == number]
            if not found:
                raise NotFound("session", "")
            sessions.end(connection, found[0].digest, visit.now)
        log(connection, visit.now, Event("ended", person.id, source=session.came.source, by=person.email))


def change_password(visit: Visit, token: str, present: str, new: str) -> None:
    """Change a password, with the present one; every other session ends. Raises Invalid, TooManyTries."""
    with visit.of_people() as connection:
        session, person = _who(connection, token)
        this = Try(f"password of {person.id}", session.came.source, visit.now)
        count_try(connection, this, person.id)
    if not is_right(present, person.password_hash):
        raise Invalid("present_password", "This is not your present password.", code="wrong_password")
    check_new_password(new, about_person(visit, person))
    with visit.of_people() as connection:
        forgive(connection, this)
        set_password(connection, person.id, new, visit.now)
        _changed(connection, visit, session, "password_changed")


def begin_factor(visit: Visit, token: str) -> None:
    """Make a new second factor and keep it, sealed, with the session until its first code confirms it."""
    with visit.of_people() as connection:
        session, _ = _fresh(connection, visit, token)
        key = read_key(visit.settings.web.key_file)
        sessions.offer_factor(connection, session.digest, key.seal(OFFER, new_secret()))


def offered_factor(visit: Visit, token: str) -> NewFactor:
    """The new factor that waits for its first code. Raises NotFound where none does."""
    with visit.people_seen() as connection:
        session, person = _who(connection, token)
    if not session.factor_offer:
        raise NotFound("new factor", "")
    secret = read_key(visit.settings.web.key_file).open(OFFER, session.factor_offer)
    return NewFactor(secret, address_of(secret, person.email))


def confirm_factor(visit: Visit, token: str, code: str) -> None:
    """Take the new factor into use; every other session ends. Raises Invalid for a wrong code."""
    with visit.of_people() as connection:
        session, person = _fresh(connection, visit, token)
        key = read_key(visit.settings.web.key_file)
        secret = key.open(OFFER, session.factor_offer) if session.factor_offer else new_secret()
        step = step_of(secret, code, visit.now)
        if step is None:
            raise Invalid("code", "Enter the code that the app shows now.", code="wrong_code")
        set_factor(connection, key, person.id, secret, step)
        sessions.offer_factor(connection, session.digest, None)
        _changed(connection, visit, session, "factor_changed")


def seen_codes(visit: Visit, token: str, kept_id: str) -> None:
    """Forget recovery codes that were to be shown: the person has written them down."""
    with visit.of_people() as connection:
        _, person = _who(connection, token)
        forget(connection, person.id, kept_id)


def renew_codes(visit: Visit, token: str) -> str:
    """Make new recovery codes; those of before are void. Return the id under which they are shown."""
    with visit.of_people() as connection:
        session, person = _fresh(connection, visit, token)
        key = read_key(visit.settings.web.key_file)
        codes = keep_codes(connection, key, person.id, visit.now)
        log(
            connection,
            visit.now,
            Event("codes_renewed", person.id, source=session.came.source, by=person.email),
        )
        return codes


def prove_again(visit: Visit, token: str, code: str, came: Came) -> str:
    """Prove by a code who one is, and go on in a new session; return what the browser is to hold."""
    with visit.people_seen() as connection:
        session, person = _who(connection, token)
    return prove(visit, person, session, code, came)


def _who(connection: Connection, token: str) -> tuple[Session, Person]:
    session = sessions.session_of(connection, token)
    if session is None or session.ended_at is not None:
        raise NotFound("session", "")
    return session, person_numbered(connection, session.person_id)


def _fresh(connection: Connection, visit: Visit, token: str) -> tuple[Session, Person]:
    session, person = _who(connection, token)
    if not session.is_fresh(visit.now):
        raise NotAllowed("Prove again who you are first.", code="not_fresh")
    if session.came.way == PROVIDER:
        raise NotAllowed("You sign in with the provider: change it there.", code="of_provider")
    return session, person


def _changed(connection: Connection, visit: Visit, session: Session, event: str) -> None:
    sessions.end_all(connection, session.person_id, visit.now, but=session.digest)
    log(connection, visit.now, Event(event, session.person_id, source=session.came.source))


def _own(each: Session, this: Session) -> OwnSession:
    came = each.came
    is_this = each.digest == this.digest
    return OwnSession(each.number, each.started_at, each.seen_at, came.source, came.device, is_this)

"""Sign in: first address and password, then the code of the second factor, or a recovery code.

An unknown address, a wrong password, a disabled person: the same answer, after the same time.
"""

from __future__ import annotations

from paycards.access.visit import Visit
from paycards.errors import Invalid, NotAllowed
from paycards.staff.attempts import TooManyTries, Try, count_try, forgive
from paycards.staff.factor import PURPOSE, is_clock_wrong, use_code
from paycards.staff.keys import Key, read_key
from paycards.staff.passwords import is_right, needs_renewal
from paycards.staff.people import ACTIVE, Person, fold_email, person_numbered, person_of, set_password
from paycards.staff.recovery import use_recovery_code
from paycards.staff.sessions import CODE, WHOLE, Came, Session, begin, end, limits_of, session_of
from paycards.staff.sign_in_log import Event, log

REFUSED = "Email address or password is not right, or you may not sign in."
LONGEST_CODE = 8  # digits of an app's code, with room for spaces; a recovery code is longer


class Refused(NotAllowed):
    """Somebody who may not come in; why is not said."""


def check_password(visit: Visit, email: str, password: str, came: Came) -> str:
    """Begin a session that waits for the code; return what the browser is to hold.

    Raises Refused, and TooManyTries for whoever tries too often, right or wrong.
    """
    if not visit.settings.web.password:
        raise Refused(REFUSED, code="sign_in_refused")
    folded = _folded(email)
    this = Try(folded, came.source, visit.now)
    person = _count(visit, this, folded)
    if not is_right(password, person.password_hash if person and person.state == ACTIVE else ""):
        _note(visit, Event("refused", person.id if person else None, source=came.source))
        raise Refused(REFUSED, code="sign_in_refused")
    assert person is not None  # noqa: S101 - nobody's password is never right
    with visit.of_people() as connection:
        forgive(connection, this)
        if needs_renewal(person.password_hash):
            set_password(connection, person.id, password, visit.now)
        return begin(connection, person.id, CODE, visit.now, came)


def check_code(visit: Visit, token: str, code: str, came: Came) -> str:
    """Turn a session that waits into a whole one, under a new token.

    Raises Refused where nothing waits any more, Invalid for a wrong code, TooManyTries.
    """
    with visit.people_seen() as connection:
        waiting = session_of(connection, token)
        if (
            waiting is None
            or waiting.stage != CODE
            or not waiting.is_live(visit.now, limits_of(visit.settings.web))
        ):
            raise Refused("Sign in again: the code came too late.", code="sign_in_again")
        person = person_numbered(connection, waiting.person_id)
    return prove(visit, person, waiting, code, came)


def prove(visit: Visit, person: Person, before: Session, code: str, came: Came) -> str:
    """Check a code, and go on in a new session. Raises as `check_code` does."""
    this = Try(f"code of {person.id}", came.source, visit.now)
    _count(visit, this, person.email)
    key = read_key(visit.settings.web.key_file)
    with visit.of_people() as connection:
        used = use_code(connection, key, person, code, visit.now) or (
            len(code) > LONGEST_CODE and use_recovery_code(connection, person.id, code)
        )
        if used:
            forgive(connection, this)
            end(connection, before.digest, visit.now)
            started = before.started_at if before.stage == WHOLE else None
            event = "proved" if before.stage == WHOLE else "signed_in"
            log(connection, visit.now, Event(event, person.id, source=came.source, by=person.email))
            return begin(connection, person.id, WHOLE, visit.now, came, started_at=started)
        log(connection, visit.now, Event("refused", person.id, source=came.source))
    raise _wrong_code(visit, key, person, code)


def _wrong_code(visit: Visit, key: Key, person: Person, code: str) -> Invalid:
    secret = key.open(PURPOSE, person.factor_secret) if person.factor_secret else ""
    if secret and is_clock_wrong(secret, code, visit.now):
        return Invalid(
            "code", "The clock of your phone is wrong: set it, then enter a new code.", code="phone_clock"
        )
    return Invalid(
        "code",
        "This code is not right, or was used. Enter the code that the app shows now.",
        code="wrong_code",
    )


def _count(visit: Visit, this: Try, email: str) -> Person | None:
    """Count the try before anything is looked at, in a transaction of its own; find who it is."""
    try:
        with visit.of_people() as connection:
            person = person_of(connection, email)
            count_try(connection, this, person.id if person else None)
            return person
    except TooManyTries:
        _note(visit, Event("locked_out", None, source=this.source))
        raise


def _note(visit: Visit, event: Event) -> None:
    with visit.of_people() as connection:
        log(connection, visit.now, event)


def _folded(email: str) -> str:
    try:
        return fold_email(email)
    except Invalid:
        return "nobody"

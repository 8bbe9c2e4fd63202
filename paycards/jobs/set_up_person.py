"""A person follows their one-time link: sets a password, and a second factor that its first code confirms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import Connection

from paycards.access.visit import Visit
from paycards.errors import Invalid, NotAllowed, NotFound
from paycards.staff.factor import address_of, offered_secret, set_factor, step_of
from paycards.staff.kept_forms import KeptForm, keep
from paycards.staff.keys import Key, read_key
from paycards.staff.links import person_of_link, use_link
from paycards.staff.passwords import check_new_password
from paycards.staff.people import ACTIVE, Person, set_password, set_state
from paycards.staff.recovery import new_codes
from paycards.staff.sessions import WHOLE, Came, begin, end_all
from paycards.staff.sign_in_log import Event, log

CODES = "/me/codes"


@dataclass(frozen=True)
class Offer:
    """What the page of a one-time link shows; looking at it changes nothing."""

    email: str
    secret: str = field(repr=False)
    address: str = field(repr=False)  # what the QR code holds


def offer_set_up(visit: Visit, token: str) -> Offer:
    """Return what a link offers. Raises NotFound for one that is void, was used or is too old.

    Raises NotAllowed where nobody signs in by password.
    """
    _require_passwords(visit)
    with visit.people_seen() as connection:
        person = _person(connection, visit, token)
    secret = offered_secret(read_key(visit.settings.web.key_file), token)
    return Offer(person.email, secret, address_of(secret, person.email))


@dataclass(frozen=True)
class SetUp:
    """A person who has begun: what the browser is to hold, and the id of the recovery codes to be shown."""

    token: str = field(repr=False)
    codes: str = field(repr=False)


def set_up_person(visit: Visit, token: str, password: str, code: str, came: Came) -> SetUp:
    """Set password and factor, use the link up, end other sessions and begin one; make recovery codes.

    Raises NotFound for a link that is void, Invalid for a password or a code that will not do: then the link
    still works. Raises NotAllowed where nobody signs in by password.
    """
    _require_passwords(visit)
    with visit.of_people() as connection:
        person = _person(connection, visit, token)
        key = read_key(visit.settings.web.key_file)
        check_new_password(password, about_person(visit, person))
        secret = offered_secret(key, token)
        step = step_of(secret, code, visit.now)
        if step is None:
            raise Invalid("code", "Enter the code that the app shows now.", code="wrong_code")
        if not use_link(connection, token):
            raise NotFound("link", "")
        set_password(connection, person.id, password, visit.now)
        set_factor(connection, key, person.id, secret, step)
        set_state(connection, person.id, ACTIVE)
        end_all(connection, person.id, visit.now)
        log(connection, visit.now, Event("set_up", person.id, source=came.source, by=person.email))
        codes = keep_codes(connection, key, person.id, visit.now)
        return SetUp(begin(connection, person.id, WHOLE, visit.now, came), codes)


def keep_codes(connection: Connection, key: Key, person_id: int, now: dt.datetime) -> str:
    """Make new recovery codes and keep them, sealed, until their page was seen; return the id."""
    form = KeptForm(CODES, {"codes": " ".join(new_codes(connection, person_id))})
    return keep(connection, key, person_id, form, now)


def about_person(visit: Visit, person: Person) -> list[str]:
    """What an attacker would try: the names of the councils, the person's address, the product."""
    councils = [name for council in visit.settings.councils for name in (council.name, council.code)]
    return [*councils, person.email, "paycards"]


def require_open_link(visit: Visit, token: str) -> None:
    """Raise NotFound for a link that is void, was used or is too old."""
    with visit.people_seen() as connection:
        _person(connection, visit, token)


def _require_passwords(visit: Visit) -> None:
    if not visit.settings.web.password:
        raise NotAllowed(
            "Nobody signs in by a password here: sign in with your council account.", code="no_passwords"
        )


def _person(connection: Connection, visit: Visit, token: str) -> Person:
    person = person_of_link(connection, token, visit.now)
    if person is None:
        raise NotFound("link", "")
    return person

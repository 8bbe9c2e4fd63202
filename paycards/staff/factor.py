"""The second factor: a code of six digits that a phone makes anew every thirty seconds (RFC 6238).

A code that is one step early or late is right; each is used once, by one statement of the database, so that
two who send the same at the same instant do not both come in.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Connection, update

from paycards.staff.digests import digest_of
from paycards.staff.keys import Key
from paycards.staff.people import Person
from paycards.store.tables.people import people

if TYPE_CHECKING:
    from pyotp import TOTP

PURPOSE = "second factor"
STEP_SECONDS = 30
WRONG_CLOCK_STEPS = 10
ISSUER = "paycards"


def new_secret() -> str:
    """A secret of 160 bits."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def offered_secret(key: Key, token: str) -> str:
    """The secret that a one-time link offers: the same each time the page is looked at."""
    return base64.b32encode(key.derive("offered factor", digest_of(token))).decode("ascii")


def address_of(secret: str, email: str) -> str:
    """What the QR code holds for the authenticator."""
    return _totp(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def in_groups(secret: str) -> str:
    """The secret as a person types it.

    >>> in_groups("ABCDEFGH2345")
    'ABCD EFGH 2345'
    """
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def digits_of(typed: str) -> str:
    """The digits of a code as it was typed or pasted."""
    return "".join(each for each in typed if each.isdigit() and each.isascii())


def step_of(secret: str, typed: str, now: dt.datetime, *, within: int = 1) -> int | None:
    """The newest step, within so many of now, whose code this is."""
    totp, current = _totp(secret), int(now.timestamp()) // STEP_SECONDS
    code = digits_of(typed)
    matching = [
        step
        for step in range(current - within, current + within + 1)
        if step >= 0 and hmac.compare_digest(totp.at(step * STEP_SECONDS), code)
    ]
    return max(matching, default=None)


def is_clock_wrong(secret: str, typed: str, now: dt.datetime) -> bool:
    """Tell whether the code would be right if the phone's clock were."""
    return step_of(secret, typed, now) is None and bool(step_of(secret, typed, now, within=WRONG_CLOCK_STEPS))


def use_code(connection: Connection, key: Key, person: Person, typed: str, now: dt.datetime) -> bool:
    """Use a code up; false for a wrong one, and for one that was used."""
    if not person.factor_secret:
        return False
    step = step_of(key.open(PURPOSE, person.factor_secret), typed, now)
    if step is None:
        return False
    used = (
        update(people).where(people.c.id == person.id, people.c.factor_step < step).values(factor_step=step)
    )
    return connection.execute(used).rowcount == 1


def set_factor(connection: Connection, key: Key, person_id: int, secret: str, step: int) -> None:
    """Give a person this second factor; the code that confirmed it is used."""
    values = {"factor_secret": key.seal(PURPOSE, secret), "factor_step": step}
    connection.execute(update(people).where(people.c.id == person_id).values(**values))


def _totp(secret: str) -> TOTP:
    from pyotp import TOTP

    return TOTP(secret, interval=STEP_SECONDS)

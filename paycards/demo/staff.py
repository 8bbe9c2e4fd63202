"""The sample people who sign in: invented, one of each role for each council, with password and factor."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, replace

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.jobs.set_up_person import offer_set_up, set_up_person
from paycards.staff.roles import Role
from paycards.staff.sessions import Came

AGO = dt.timedelta(hours=1)  # so that the code which shows at once has not been used yet
FORENAMES = {
    Role.HOUSING_OFFICER: ("hannah", "hywel", "hope"),
    Role.FINANCE_OFFICER: ("farah", "fergus", "fiona"),
    Role.FINANCE_MANAGER: ("maya", "martin", "moira"),
    Role.AUDITOR: ("anwen", "arthur", "asha"),
    Role.ADMINISTRATOR: ("daniel", "dilys", "dorota"),
}


@dataclass(frozen=True)
class DemoPerson:
    """A person of the demo, and what they sign in with."""

    email: str
    role: Role
    council: str
    password: str
    totp_secret: str


def add_people(visit: Visit) -> list[DemoPerson]:
    """Add and set up one person of each role for each council; the visit is at the real instant."""
    return [
        _add(visit, role, council.code, f"{FORENAMES[role][place % 3]}@{_domain(council.name)}")
        for place, council in enumerate(visit.settings.councils)
        for role in Role
    ]


def _domain(council: str) -> str:
    return f"{council.split(maxsplit=1)[0].lower()}.example"


def _add(visit: Visit, role: Role, council: str, email: str) -> DemoPerson:
    from pyotp import TOTP

    earlier = replace(visit, now=visit.now - AGO)
    token = add_person(earlier, email, [role], [council]).token
    secret, password = offer_set_up(earlier, token).secret, secrets.token_urlsafe(12)
    set_up_person(earlier, token, password, TOTP(secret).at(earlier.now), Came())
    return DemoPerson(email, role, council, password, secret)

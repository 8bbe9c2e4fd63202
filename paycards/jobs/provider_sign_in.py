"""Sign in by the OpenID provider: go there, come back with the roles of one's app roles, sign out there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.errors import Failed, Invalid, NotAllowed, NotFound
from paycards.jobs.sign_in import Refused
from paycards.settings.provider import Provider
from paycards.staff import provider as at_provider
from paycards.staff.inviting import Steps
from paycards.staff.keys import Key, made_key, read_key
from paycards.staff.people import (
    ACTIVE,
    Person,
    add_person,
    fold_email,
    give_roles,
    person_numbered,
    person_of,
    person_of_subject,
)
from paycards.staff.provider import Known, NotBelieved
from paycards.staff.roles import Role
from paycards.staff.sessions import WHOLE, Came, Session, begin
from paycards.staff.sign_in_log import PROVIDER, Event, log
from paycards.staff.waiting_sign_ins import take, wait

BACK = "/sign-in/provider/back"
ID_TOKEN = "token of the provider"  # noqa: S105 - what it is sealed for
WHO = Visitor("the sign-in provider", permissions=frozenset({Permission.MANAGE_STAFF}))
NO_ROLE = "Your account has no role in paycards. Ask whoever gives out roles at your council."
NOT_THEIRS = "You may not sign in with this account. Ask an administrator of paycards."


def begin_at_provider(visit: Visit, browser: str, *, again: bool = False) -> str:
    """Return the address at the provider; what it answers is waited for. Raises NotFound, TryAgain."""
    provider = _provider(visit)
    begun = at_provider.begin(provider, _back(visit), again=again)
    body = {"nonce": begun.nonce, "verifier": begun.verifier}
    with visit.of_people() as connection:
        wait(connection, made_key(visit.settings.web.key_file), browser, begun.state, body, now=visit.now)
    return begun.address


def come_from_provider(visit: Visit, browser: str, state: str, code: str, came: Came) -> str:
    """Begin the session of whom the provider brings; return what the browser is to hold.

    Raises NotBelieved, Refused for who has no role or may not come in, TryAgain.
    """
    provider, key = _provider(visit), read_key(visit.settings.web.key_file)
    with visit.of_people() as connection:
        begun = take(connection, key, browser, state, visit.now)
    if begun is None:
        raise NotBelieved("nothing waited under this state")
    try:
        known = at_provider.finish(provider, _back(visit), code, begun, visit.now)
        person = _person(visit, provider, known)
    except NotAllowed:
        with visit.of_people() as connection:
            log(connection, visit.now, Event("refused", None, PROVIDER, came.source))
        raise
    came = replace(came, way=PROVIDER, id_token=key.seal(ID_TOKEN, known.id_token))
    with visit.of_people() as connection:
        log(connection, visit.now, Event("signed_in", person.id, PROVIDER, came.source, person.email))
        return begin(connection, person.id, WHOLE, visit.now, came)


def leave_provider(visit: Visit, session: Session) -> str:
    """Where the browser signs out at the provider too; empty where it does not have to."""
    provider = visit.settings.web.provider
    if provider is None or session.came.way != PROVIDER or not session.came.id_token:
        return ""
    id_token = _opened(read_key(visit.settings.web.key_file), session.came.id_token)
    try:
        return at_provider.sign_out_address(provider, id_token, f"{visit.settings.web.staff_address}/sign-in")
    except (Failed, NotBelieved):
        return ""  # here the person is signed out in any case


def _person(visit: Visit, provider: Provider, known: Known) -> Person:
    """The person, new if need be, with exactly the roles that their app roles mean."""
    roles = _roles(visit, provider, known)
    with visit.people_seen() as connection:
        found = person_of_subject(connection, provider.issuer, known.subject)
    if found is not None and found.state != ACTIVE:
        raise Refused(NOT_THEIRS, code="sign_in_refused")
    if found is None and not roles:
        raise Refused(NO_ROLE, code="no_role")
    held = dict(found.roles) if found else {}
    if found is None or held != roles:
        its_visit = replace(visit, visitor=WHO)
        with its_visit.steps({*roles, *held}, Permission.MANAGE_STAFF) as steps:
            found = _brought(steps, provider, known, roles)
    if not roles:
        raise Refused(NO_ROLE, code="no_role")
    return found


def _brought(steps: Steps, provider: Provider, known: Known, roles: dict[str, frozenset[Role]]) -> Person:
    first = next(iter(steps.values()))
    found = person_of_subject(first.connection, provider.issuer, known.subject)
    if found is None:
        found = _new(steps, provider, known)
    for code, step in steps.items():
        give_roles(step, found, roles.get(code, frozenset()))
    return person_numbered(first.connection, found.id)


def _new(steps: Steps, provider: Provider, known: Known) -> Person:
    """A new person of the provider; an address that somebody has already is not theirs to take."""
    first = next(iter(steps.values()))
    try:
        email = fold_email(known.email)
    except Invalid as error:
        raise Refused("Your account has no email address.", code="sign_in_refused") from error
    if person_of(first.connection, email) is not None:
        raise Refused(NOT_THEIRS, code="sign_in_refused")
    who = {"issuer": provider.issuer, "subject": known.subject}
    return person_numbered(first.connection, add_person(first, email, ACTIVE, **who))


def _roles(visit: Visit, provider: Provider, known: Known) -> dict[str, frozenset[Role]]:
    codes = {council.code for council in visit.settings.councils}
    found: defaultdict[str, set[Role]] = defaultdict(set)
    for each in provider.roles:
        if each.app_role in known.app_roles and each.council in codes:
            found[each.council].add(Role(each.role))
    return {code: frozenset(roles) for code, roles in found.items()}


def _provider(visit: Visit) -> Provider:
    provider = visit.settings.web.provider
    if provider is None:
        raise NotFound("sign-in provider", "")
    return provider


def _back(visit: Visit) -> str:
    return f"{visit.settings.web.staff_address}{BACK}"


def _opened(key: Key, sealed: str) -> str:
    return key.open(ID_TOKEN, sealed)

"""Add a person who may sign in, or roles to one, and make the one-time link by which they begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Invalid, NotFound
from paycards.staff.inviting import Invited, invite
from paycards.staff.keys import make_key, read_key
from paycards.staff.people import fold_email
from paycards.staff.roles import Role


def add_person(
    visit: Visit, email: str, roles: Sequence[Role], councils: Sequence[str], *, os_user: str = ""
) -> Invited:
    """Give a person each of the roles at each of the councils; return the link's secret, shown this once.

    Raises Invalid for no address, role or council, NotFound for an unknown council, NotAllowed for oneself.
    """
    folded = fold_email(email)
    if not roles or not councils:
        raise Invalid("role", "Say at least one role and one council.")
    _require_known(visit, councils)
    web = visit.settings.web
    make_key(web.key_file)
    read_key(web.key_file)
    ends_at = visit.now + dt.timedelta(minutes=web.link_minutes)
    with visit.steps(dict.fromkeys(councils), Permission.MANAGE_STAFF) as steps:
        over = visit.visitor.councils
        user = os_user.strip()
        return invite(steps, folded, frozenset(roles), os_user=user, ends_at=ends_at, over=over)


def _require_known(visit: Visit, councils: Sequence[str]) -> None:
    """Raise NotFound for a council that the settings do not have: it is not to be stored first."""
    known = {each.code for each in visit.settings.councils}
    for code in councils:
        if code not in known:
            theirs = sorted(each for each in known if each in visit.visitor.councils)
            raise NotFound("council", code, choices=theirs)

"""Who somebody at the terminal of the server is: the person whose user they are, if they are anybody's."""

from __future__ import annotations

from dataclasses import replace

from paycards.access.visit import Visit
from paycards.staff.terminal import address_of_user


def known_as(visit: Visit) -> Visit:
    """Return the same visit, of the person whose user of the system the visitor is.

    So a person is one person through every face, and never approves what they proposed elsewhere.
    """
    with visit.people_seen() as connection:
        address = address_of_user(connection, visit.visitor.name)
    if address is None:
        return visit
    return replace(visit, visitor=replace(visit.visitor, name=address))

"""The card desk of the tests of its pages: forty customers, one card in use, and one person of each role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.staff.roles import Role
from tests.closing import office
from tests.web.signed import Browser, Staff, staff_of


@contextmanager
def housing(home: Path, database: str) -> Iterator[tuple[Visit, Staff]]:
    """A visit on the council and its staff pages."""
    with office.council(home, database) as visit:
        for role in Role:
            add_person(visit, f"{role}@northvale.example", [role], ["NVD"])
        yield visit, staff_of(visit.installation, office.NOW)


def person(staff: Staff, role: Role = Role.HOUSING_OFFICER) -> Browser:
    """A browser of somebody of this role."""
    return staff.signed_in(role)

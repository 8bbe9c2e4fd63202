"""No page asks the database more often when there is more to show."""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.access.installation import Installation
from paycards.jobs.import_files import import_file
from paycards.jobs.reconcile import reconcile
from paycards.staff.roles import Role
from tests.channels.supplier_files import allpay, long_row
from tests.jobs.eventful_week import wake
from tests.jobs.hand_in import STRANGER
from tests.statements import counted
from tests.web.eventful import address_of, eventful, pages
from tests.web.signed import Staff


def counts(staff: Staff) -> dict[str, int]:
    """How many statements each page sends, once everything that is kept was read."""
    installation: Installation = staff.app.extensions["paycards.installation"]
    everybody = staff.person({"NVD": frozenset(Role)})
    found = {}
    for route in pages(staff):
        address = address_of(staff.app, route)
        everybody.get(address)
        with counted(installation.engine) as sent:
            status = everybody.get(address).status_code
        if status == 200:
            found[route.endpoint] = len(sent)
    return found


def grow(home: Path, database: str) -> None:
    """Ten times as many files, payments and items in suspense."""
    visit = wake(home, database)
    for number in range(12):
        rows = [long_row(1000 + place, STRANGER, f"R4{number:03}{place:05}") for place in range(20)]
        total = sum(1000 + place for place in range(20))
        import_file(visit, f"NVDC{number + 100:04}.PO", allpay(rows, total))
    reconcile(visit)
    visit.installation.close()


@pytest.mark.timeout(120)
def test_the_number_of_queries_of_a_page_does_not_grow(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/paycards.db"
    staff = eventful(tmp_path, database)
    before = counts(staff)
    grow(tmp_path, database)
    after = counts(staff)
    assert {name: (before[name], after[name]) for name in before if after.get(name, 0) > before[name]} == {}
    assert max(before.values()) < 200

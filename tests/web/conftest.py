"""The staff pages of the two councils of the tests, on each database."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from paycards.access.visit import Visit
from tests.web.signed import Browser, Staff, staff_of


@pytest.fixture
def staff(visit: Visit) -> Staff:
    return staff_of(visit.installation)


@pytest.fixture
def signed_in(staff: Staff) -> Callable[..., Browser]:
    """`signed_in(role, council)` is a browser of such a person."""
    return staff.signed_in

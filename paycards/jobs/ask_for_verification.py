"""Ask for the books of a council to be verified, by a worker."""

from __future__ import annotations

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.work.asking import ask

KIND = "verify"


def ask_for_verification(visit: Visit, council: str) -> int:
    """Return the id of the work. What runs already is not asked for twice. Raises Forbidden, NotFound."""
    with visit.reading(council, may=Permission.VERIFY_BOOKS) as seen:
        council_id = seen.council(council)
    with visit.step(council_id, Permission.VERIFY_BOOKS) as step:
        return ask(step, KIND, {"council": council})

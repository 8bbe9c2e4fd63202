"""Ask for an export: a small one is made at once, a large one by a worker, outside the request."""

from __future__ import annotations

from paycards.access.faults import told
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Invalid, PaycardsError
from paycards.jobs.export import is_large, require_name
from paycards.jobs.make_export import FORMS, KIND, make_export
from paycards.work.asking import ask
from paycards.work.running import Held, fail, finish, take_this

AT_ONCE = "the page"  # who does a small one


def ask_for_export(visit: Visit, council: str, name: str, form: str) -> int:
    """Return the id of the work that makes it. While the same is being made, it is not asked for twice.

    Raises NotFound for an unknown export or council, Invalid for another form.
    """
    if form not in FORMS:
        raise Invalid("form", "Choose a workbook or CSV.")
    require_name(name)
    with visit.reading(council, may=Permission.MAKE_EXPORTS) as seen:
        council_id, large = seen.council(council), is_large(visit, seen, name)
    with visit.step(council_id, Permission.MAKE_EXPORTS) as step:
        work_id = ask(step, KIND, {"council": council, "name": name, "form": form})
        held = None if large else take_this(step.connection, work_id, AT_ONCE, visit.now)
    if held is not None:
        _make(visit, council_id, held)
    return work_id


def _make(visit: Visit, council_id: int, held: Held) -> None:
    """Make it now, and write down how that ended."""
    arguments = held.arguments
    try:
        made = make_export(visit, arguments["council"], arguments["name"], arguments["form"])
    except Exception as error:
        with visit.step(council_id, Permission.MAKE_EXPORTS) as step:
            fail(step.connection, held, f"{told(error)}.", visit.now)
        if not isinstance(error, PaycardsError):
            raise
        return
    with visit.step(council_id, Permission.MAKE_EXPORTS) as step:
        finish(step.connection, held, made, visit.now)

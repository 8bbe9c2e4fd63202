"""Do one piece of work on behalf of whoever asked, and say how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from threading import Event

from paycards.access.faults import told
from paycards.access.visit import Visit
from paycards.access.visitor import EVERY_COUNCIL, Councils, Visitor
from paycards.jobs.end_work import end_work, fail_work, give_work_back
from paycards.jobs.tell_work import impatient_visit, tell_work
from paycards.work.running import Held
from paycards.worker.heart import Heart, LostWork, Stopped
from paycards.worker.kind import Kind

UNKNOWN = "This version of the program does not know this kind of work."


def do_piece(visit: Visit, held: Held, kind: Kind | None, stop: Event) -> None:
    """Do the work that is held. Raises nothing but Stopped: what goes wrong is the reason why it failed."""
    if kind is None:
        fail_work(visit, held, UNKNOWN, _now())
        return
    try:
        result = _done(visit, held, kind, stop)
    except LostWork:
        return
    except Stopped:
        give_work_back(visit, held)
        raise
    except Exception as error:
        if stop.is_set():  # whoever stops a service stops the processes that print for it, too
            give_work_back(visit, held)
            raise Stopped from error
        fail_work(visit, held, f"{told(error)}.", _now())
    else:
        end_work(visit, held, result, _now())


def _done(visit: Visit, held: Held, kind: Kind, stop: Event) -> Mapping[str, object]:
    heart = Heart(partial(tell_work, impatient_visit(visit), held), stop)
    with heart.beating():
        return kind.do(replace(visit, visitor=_asker(held, kind), progress=heart), held.arguments)


def _asker(held: Held, kind: Kind) -> Visitor:
    """Who asked, with the rights that this kind of work needs, which they had when they asked."""
    councils = Councils(frozenset({held.council})) if held.council else EVERY_COUNCIL
    return Visitor(held.asked_by, councils, kind.permissions)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

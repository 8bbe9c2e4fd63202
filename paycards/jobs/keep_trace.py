"""Keep what a receipt shows, so that no address holds it, and trace the payment by an opaque number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import NotFound
from paycards.evidence.related import places_of
from paycards.jobs.trace_payment import check_recent, tracing_of
from paycards.staff.kept_forms import KeptForm, keep_of, kept_of
from paycards.staff.keys import made_key
from paycards.tracing.answer import Answer
from paycards.tracing.facts import Facts, checked
from paycards.tracing.trace import networks_of, trace


@dataclass(frozen=True)
class TracePage:
    """What may be asked for, and the answer where something was; `places` are file id and row by FILE:ROW."""

    council: str
    as_at: dt.datetime
    networks: tuple[str, ...]
    answer: Answer | None = None
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def keep_trace(visit: Visit, council: str, typed: Mapping[str, str]) -> str:
    """Keep the fields as they were typed; return their opaque number. Raises NotFound for nobody."""
    with visit.unheld(Permission.SEE_RECENT_PAYMENTS) as connection:
        form = KeptForm(_address(council), typed)
        return keep_of(connection, made_key(visit.settings.web.key_file), visit.visitor.name, form, visit.now)


def kept_trace(visit: Visit, council: str, number: str) -> Mapping[str, str]:
    """The fields again. Raises NotFound for what is not theirs, of another council, or old."""
    with visit.reading(council, may=Permission.SEE_RECENT_PAYMENTS) as seen:
        key = made_key(visit.settings.web.key_file)
        form = kept_of(seen.connection, key, visit.visitor.name, number, visit.now)
    if form is None or form.address != _address(council):
        raise NotFound("search", "")
    return form.fields


def show_trace(visit: Visit, council: str, facts: Facts | None = None) -> TracePage:
    """Return what may be asked, and how far the payment has come that the facts name, if they name one.

    Raises NotFound for an unknown council or network, Invalid for what no receipt can show.
    """
    with visit.reading(council, may=Permission.SEE_RECENT_PAYMENTS) as seen:
        tracing = tracing_of(visit, seen)
        every = [networks_of(contract, tracing.layouts()) for contract in tracing.contracts]
        networks = tuple(sorted(set().union(*every)))
        if facts is None:
            return TracePage(council, visit.now, networks)
        check_recent(visit, facts)
        answer = trace(tracing, checked(facts))
        rows = [f"{each.file}:{each.row}" for each in answer.payments]
        places = places_of(seen, seen.council(council), rows)
        return TracePage(council, visit.now, networks, answer, places)


def _address(council: str) -> str:
    return f"trace {council}"

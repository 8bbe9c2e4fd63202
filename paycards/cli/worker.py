"""`paycards worker`: do the long work that was asked for on the screens.

Here stand the kinds of work there are, each with the right that it needs and the jobs that do it. Each is
safe to do again from the beginning: a worker may be killed at any moment, even after the last step and before
it could say so.
"""

from __future__ import annotations

import datetime as dt
import signal
from collections.abc import Mapping
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, with_settings

if TYPE_CHECKING:
    from paycards.access.visit import Visit
    from paycards.worker.kind import Kind


MOST_TOLD = 20  # differences that the page of a verification shows


@click.command()
@click.option("--once", is_flag=True, help="End when nothing waits any more.")
@as_json
@with_settings
def worker(run: Run, *, once: bool, as_json: bool) -> None:
    """Do the long work that was asked for on the screens, such as cards for a whole office.

    It runs until it is told to stop; what it is doing goes on with the next worker.

    Example: paycards worker
    """
    from paycards.worker.loop import Worker

    def fresh() -> Visit:
        now = run.now if run.is_now_given else dt.datetime.now(dt.UTC)
        return replace(run.visit, now=now)

    stop = Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())
    if not as_json:
        say("The worker has begun. It ends with Ctrl-C, between two steps.", error=True)
    done = Worker(fresh, kinds(), stop).work(once=once)
    if as_json:
        print_json({"done": done})
    else:
        say("1 piece of work was done." if done == 1 else f"{done} pieces of work were done.")


def kinds() -> tuple[Kind, ...]:
    """The kinds of work that a worker can do."""
    from paycards.access.permission import EVERYTHING, Permission
    from paycards.worker.kind import Kind

    return (
        Kind("bulk_issue", frozenset({Permission.MANAGE_CARDS, Permission.SEE_CARD_WORK}), _issue_list),
        Kind("check_list", frozenset({Permission.MANAGE_CARDS, Permission.SEE_CARD_WORK}), _check_list),
        Kind("night", EVERYTHING, _run_night),
        Kind("export", frozenset({Permission.MAKE_EXPORTS}), _export),
        Kind("verify", frozenset({Permission.SEE_MONEY}), _verify),
    )


def _issue_list(visit: Visit, arguments: Mapping[str, Any]) -> Mapping[str, object]:
    from paycards.jobs.fetch_list import fetch_list, folder_of
    from paycards.jobs.issue_in_bulk import issue_in_bulk

    which = arguments["council"], arguments["list"]
    result = issue_in_bulk(visit, fetch_list(visit, *which), folder_of(visit, *which))
    return {"batch": result.issue.id if result.issue else None, "outcomes": result.counts}


def _check_list(visit: Visit, arguments: Mapping[str, Any]) -> Mapping[str, object]:
    from paycards.jobs.check_list import check_list

    check_list(visit, arguments["council"], arguments["list"])
    return {"list": arguments["list"]}


def _run_night(visit: Visit, _: Mapping[str, Any]) -> Mapping[str, object]:
    from paycards.jobs.nightly import nightly

    night = nightly(visit)
    return {"needs_person": night.needs_person, "new_suspense": night.reconciled.new_suspense}


def _export(visit: Visit, arguments: Mapping[str, Any]) -> Mapping[str, object]:
    from paycards.jobs.make_export import make_export

    return make_export(visit, arguments["council"], arguments["name"], arguments["form"])


def _verify(visit: Visit, _: Mapping[str, Any]) -> Mapping[str, object]:
    from paycards.jobs.verify import verify
    from paycards.verify.findings import told_of

    found = verify(visit)
    counts = {name: getattr(found, name) for name in ("files", "lines", "postings", "accounts")}
    first = [told_of(each) for each in found.differences[:MOST_TOLD]]
    return {
        "agrees": found.agrees,
        "differences": sum(found.counts.values()),
        "kinds": dict(found.counts),
        "first": first,
        **counts,
    }

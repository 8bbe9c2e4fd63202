"""`paycards serve`: the pages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import click

from paycards.cli.given import Whole
from paycards.cli.output import say
from paycards.cli.run import Run, with_settings

SECONDS_TO_STOP = 30  # for the worker to come to the end of a step


@click.command()
@click.option(
    "--host", metavar="HOST", default="127.0.0.1", show_default=True, help="The address to listen on."
)
@click.option(
    "--port", metavar="PORT", type=Whole(1, 65535), default=8000, show_default=True, help="The port."
)
@click.option(
    "--customer-port",
    metavar="PORT",
    type=Whole(0, 65535),
    default=0,
    help="The port of the customers' pages; without it they are not served.",
)
@click.option(
    "--worker/--no-worker",
    "with_worker",
    default=True,
    show_default=True,
    help="Do long work in a process beside it; without, a worker of its own has to run.",
)
@with_settings
def serve(run: Run, host: str, port: int, customer_port: int, with_worker: bool) -> None:
    """Serve the staff pages until it is told to stop, and the customers' on a port of their own.

    Example: paycards serve --host 127.0.0.1 --port 8000
    """
    import datetime as dt

    from paycards.serving.application import application_of
    from paycards.serving.serve import listening
    from paycards.serving.serve import serve as begin
    from paycards.serving.served import Served

    ahead = run.now - dt.datetime.now(dt.UTC) if run.is_now_given else dt.timedelta()
    served = Served(run.settings, host, port, customer_port, ahead)
    with listening(served) as ports:
        say(f"Pages are served at {' and '.join(served.places)}.", error=True)
        with worker_beside(run) if with_worker else nullcontext():
            begin(served, ports, application_of)


@contextmanager
def worker_beside(run: Run) -> Iterator[None]:
    """A worker in a process of its own until the block is left; where another has the database it ends."""
    config = ("--config", run.config) if run.config else ()
    now = ("--now", run.now.isoformat()) if run.is_now_given else ()
    program = [sys.executable, "-m", "paycards", *config, *now, "worker", "--json"]
    beside = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        yield
    finally:
        beside.terminate()  # it ends between two steps, and its work goes on with the next
        try:
            beside.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            beside.kill()

"""`paycards serve`: the pages."""

from __future__ import annotations

import click

from paycards.cli.output import say
from paycards.cli.run import Run, with_settings


@click.command()
@click.option(
    "--host", metavar="HOST", default="127.0.0.1", show_default=True, help="The address to listen on."
)
@click.option(
    "--port", metavar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port."
)
@click.option(
    "--customer-port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port of the customers' pages; without it they are not served.",
)
@with_settings
def serve(run: Run, host: str, port: int, customer_port: int) -> None:
    """Serve the staff pages until it is told to stop, and the customers' on a port of their own.

    Example: paycards serve --host 127.0.0.1 --port 8000
    """
    import datetime as dt

    from paycards.serving.application import application_of
    from paycards.serving.serve import serve as begin
    from paycards.serving.served import Served

    ahead = run.now - dt.datetime.now(dt.UTC) if run.is_now_given else dt.timedelta()
    served = Served(run.settings, host, port, customer_port, ahead)
    say(f"Pages are served at {' and '.join(served.places)}.", error=True)
    begin(served, application_of)

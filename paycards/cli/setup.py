"""`paycards init`."""

from __future__ import annotations

import click

from paycards.cli.output import print_json, say
from paycards.cli.output import say
from paycards.cli.run import Run, as_json, with_settings


@click.command()
@as_json
@with_settings
def init(run: Run, as_json: bool) -> None:
    """Create the database, or upgrade it, and store the councils and card schemes of the settings.

    Safe to run again at any moment. Example: paycards init
    """
    from paycards.jobs.init import init as job

    job(run.settings, at=run.now)
    councils = [council.code for council in run.settings.councils]
    if as_json:
        print_json({"councils": councils})
    else:
        say(f"The database is ready for {', '.join(councils)}.")

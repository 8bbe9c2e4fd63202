"""`paycards init` and `paycards check`."""

from __future__ import annotations

from dataclasses import asdict

import click

from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, end, with_settings


@click.command()
@as_json
@with_settings
def init(run: Run, as_json: bool) -> None:
    """Create the database, or upgrade it, and store the councils and card schemes of the settings.

    Safe to run again at any moment.

    Example: paycards init
    """
    from paycards.jobs.init import init as job

    job(run.settings, at=run.now)
    councils = [council.code for council in run.settings.councils]
    if as_json:
        print_json({"councils": councils})
    else:
        say(f"The database is ready for {', '.join(councils)}.")


@click.command()
@as_json
@with_settings
def check(run: Run, as_json: bool) -> None:
    """Check the settings and all that they name: database, folders, layouts, keys, every supplier's server.

    Nothing is changed and no file is fetched. Ends with 3 if something does not work.

    Example: paycards check
    """
    from paycards.cli.night_log import hush_retries
    from paycards.jobs.check_settings import check_settings
    from paycards.settings.reading import settings_path

    hush_retries()
    found = check_settings(settings_path(run.config), run.progress)
    works = all(finding.works for finding in found)
    if as_json:
        print_json({"works": works, "checks": [asdict(finding) for finding in found]})
    else:
        for finding in found:
            say(f"{'ok' if finding.works else 'WRONG':5}  {finding.what}: {finding.says}")
    end(not works)

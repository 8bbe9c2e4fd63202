"""`paycards demo`: everything at once on sample data."""

from __future__ import annotations

from pathlib import Path

import click

from paycards.cli.run import Run, clear_progress


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where its database, archive, keys and exports go; an earlier demo there is replaced.",
)
@click.option(
    "--drops",
    type=click.Path(path_type=Path),
    default=Path("sftp_drops"),
    show_default=True,
    help="The suppliers' folders to serve; made anew where there are none.",
)
@click.pass_obj
def demo(run: Run, folder: Path, drops: Path) -> None:
    """Run a sample night of two councils over a real SFTP server on this machine.

    Example: paycards demo
    """
    from paycards.cli.night import print_night
    from paycards.cli.run import tell
    from paycards.jobs.demo import demo as job

    outcome = job(folder, drops, tell=tell, say=_say)
    clear_progress()
    print_night(outcome.night)
    click.echo(f"\nEverything is in {outcome.folder}. Look around with, for example:")
    for command in ("suspense list", "files list", "problems list", "export balances", "verify"):
        click.echo(f"  paycards --config {outcome.settings} {command}")


def _say(text: str) -> None:
    clear_progress()
    click.echo(text)

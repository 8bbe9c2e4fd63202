"""What every command shares: the settings, the clock, progress, and how errors end."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from paycards.access.progress import Progress
from paycards.cli.errors import exit_code, worded
from paycards.durable import complete_file
from paycards.errors import BadRows, Failed, PaycardsError, UsageError

if TYPE_CHECKING:
    from paycards.access.visit import Visit
    from paycards.settings.installation import Settings

_NUMBER = re.compile(r"-?\d[\d,]*(\.\d\d)?%?")
Command = TypeVar("Command", bound=Callable[..., Any])


class Run:
    """One call of the program."""

    def __init__(self, config: str | None, now: str | None) -> None:
        self.config = config
        self.now = _instant(now)
        self.is_now_given = now is not None

    @cached_property
    def settings(self) -> Settings:
        """The settings file, read once. Raises UsageError for another instant where all is real."""
        from paycards.settings.reading import load_settings, settings_path

        settings = load_settings(settings_path(self.config))
        if self.is_now_given and not settings.paycards.rehearsal:
            raise UsageError(
                "--now is for rehearsals: it works only where the settings have `rehearsal = true` under"
                " [paycards]. What was posted since a night that was missed leaves with the next one."
            )
        return settings

    @cached_property
    def visit(self) -> Visit:
        """What a job is given: the installation, opened once, and who asks."""
        from paycards.access.visit import open_visit
        from paycards.access.visitor import system_user

        return open_visit(self.settings, system_user(), now=self.now, progress=TerminalProgress())

    def close(self) -> None:
        """Close the database, if it was opened."""
        if "visit" in vars(self):
            self.visit.installation.close()


class PaycardsGroup(click.Group):
    """Turns every error into a sentence and an exit code, here and nowhere else."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: fine
            ctx.exit(0)
        except PaycardsError as error:
            clear_progress()
            click.echo(f"paycards: {worded(error)}", err=True)
            if isinstance(error, BadRows):
                for number, sentence in error.rows:
                    click.echo(f"  row {number}: {sentence}", err=True)
            ctx.exit(exit_code(error))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("PAYCARDS_DEBUG"):
                raise
            clear_progress()
            click.echo(
                f"paycards: failed with {type(error).__name__}; nothing was half done. This is a fault of"
                " paycards: set PAYCARDS_DEBUG=1, run it again and report what it prints.",
                err=True,
            )
            ctx.exit(1)


def with_settings(command: Command) -> Command:
    """Let a command take --config after its own name too, and hand it the run."""
    option = click.option(
        "--config", metavar="FILE", expose_value=False, callback=_config, help="Settings file.", hidden=True
    )
    return click.pass_obj(option(command))  # type: ignore[return-value]


def _config(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.obj.config = value


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def print_json(value: object) -> None:
    """Print a value as JSON; dates and instants as ISO 8601."""
    click.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def print_table(headings: list[str], rows: list[list[object]]) -> None:
    """Print rows in columns, numbers to the right; an empty cell or a dash is at home among them."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(headings, *texts, strict=True)]
    columns = [[row[n] for row in texts if row[n] not in ("", "-")] for n in range(len(headings))]
    numeric = [bool(column) and all(map(_NUMBER.fullmatch, column)) for column in columns]
    for line in [headings, *texts]:
        cells = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        )
        click.echo("  ".join(cells).rstrip())


@contextmanager
def written_whole(path: Path, encoding: str = "utf-8", *, private: bool = False) -> Iterator[TextIO]:
    """A file that appears under its name when it is complete, or not at all.

    `private`: only its owner may read it.
    """
    try:
        with complete_file(path, 0o600 if private else 0o666) as file:
            text = io.TextIOWrapper(file, encoding=encoding, newline="")
            yield text
            text.flush()
            text.detach()
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}.") from error


class TerminalProgress(Progress):
    """Shows progress on one line of a terminal; says nothing in a pipe."""

    def tell(self, text: str) -> None:
        """Show what is being done now."""
        tell(text)


def tell(text: str) -> None:
    """Show progress on one line of a terminal; say nothing in a pipe."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text[:100]}", nl=False, err=True)


def clear_progress() -> None:
    """Wipe the progress line before something is printed."""
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)


def end(needs_person: bool) -> None:
    """End with 3 when something needs a person."""
    if needs_person:
        click.get_current_context().exit(3)


def _instant(text: str | None) -> dt.datetime:
    if text is None:
        return dt.datetime.now(dt.UTC)
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"--now wants an ISO 8601 instant such as 2026-11-20T04:00:00+00:00, not {text}."
        ) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)

"""What every command shares: the settings, the clock, progress, and how errors end."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO, TypeVar

import click

from paycards.cli.errors import as_dict, exit_code, worded
from paycards.cli.given import require_said
from paycards.cli.group import Group
from paycards.cli.output import own_output, say
from paycards.cli.progress import TerminalProgress
from paycards.cli.telling import WANTS_JSON, bounded, failed, tell, usage, write_no_more
from paycards.clock import MEANT, is_meant
from paycards.errors import BadRows, Failed, PaycardsError, UsageError, why_unwritten

if TYPE_CHECKING:
    from paycards.access.visit import Visit
    from paycards.access.visitor import Visitor
    from paycards.settings.installation import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class Run:
    """One call of the program."""

    def __init__(self, config: str | None, now: str | None, person: str | None = None) -> None:
        self.config = config
        self.now = _instant(now)
        self.is_now_given = now is not None
        self.person = person

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
    def progress(self) -> TerminalProgress:
        """What shows how far the work has come."""
        return TerminalProgress()

    @cached_property
    def visit(self) -> Visit:
        """What a job is given: the installation, opened once, and who asks."""
        from paycards.access.visit import open_visit

        visit = open_visit(self.settings, self._visitor(), now=self.now, progress=self.progress)
        if self.person is not None:
            return visit
        from paycards.jobs.known_as import known_as

        return known_as(visit)

    def _visitor(self) -> Visitor:
        """Who asks: the user that the operating system knows, or who `--as` names where that is allowed."""
        from paycards.access.visitor import Visitor, system_user

        if self.person is None:
            return system_user()
        if not self.settings.paycards.allow_as:
            raise UsageError(
                "--as is for rehearsals: it works only where the settings have `allow_as = true` under"
                " [paycards]. Else you are who the operating system says."
            )
        return Visitor(_name_of_a_person(self.person))

    def close(self) -> None:
        """Close the database, if it was opened."""
        if "visit" in vars(self):
            self.visit.installation.close()


class PaycardsGroup(Group):
    """Turns every error into a sentence and an exit code, here and nowhere else."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, and remember whether the caller reads JSON."""
        ctx.meta[WANTS_JSON] = "--json" in args
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().parse_args(ctx, args)
        except click.ClickException as error:
            told = bounded(error)
            tell(ctx, usage(told))
            raise told from None
        except BrokenPipeError:
            raise  # click ends then without a word
        except OSError as error:  # the help cannot be written
            failed(ctx, error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            write_no_more()  # the reader has gone: fine
            ctx.exit(0)
        except PaycardsError as error:
            tell(ctx, as_dict(error), worded(error))
            if isinstance(error, BadRows):
                for number, sentence in error.rows:
                    say(f"  row {number}: {sentence}", error=True)
            ctx.exit(exit_code(error))
        except click.ClickException as error:
            told = bounded(error)
            tell(ctx, usage(told))
            raise told from None
        except (click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            failed(ctx, error)


def with_settings(command: Command) -> Command:
    """Let a command take --config and --as after its own name too, and hand it the run and the output."""

    @wraps(command)
    def with_output(*args: Any, **options: Any) -> Any:
        require_said(click.get_current_context())
        with own_output():
            return command(*args, **options)

    option = click.option(
        "--config", metavar="FILE", expose_value=False, callback=_config, help="Settings file.", hidden=True
    )
    person = click.option(
        "--as", metavar="NAME", expose_value=False, callback=_person, help="Act as this person.", hidden=True
    )
    return click.pass_obj(option(person(with_output)))  # type: ignore[return-value]


def _person(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.obj.person = value


def _name_of_a_person(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise UsageError("--as wants a name that can be read, such as --as Amira.")
    return name


def _config(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        context.obj.config = value


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


@contextmanager
def written_whole(path: Path, encoding: str = "utf-8", *, shared: bool = False) -> Iterator[TextIO]:
    """A file that appears under its name when it is complete, or not at all.

    Only its owner may read it, unless it is `shared`: then the umask decides.
    """
    with written_bytes(path, shared=shared) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        yield text
        text.flush()
        text.detach()


@contextmanager
def written_bytes(path: Path, *, shared: bool = False) -> Iterator[BinaryIO]:
    """The same, for bytes. A device or a pipe, such as /dev/stdout, is written to as it stands."""
    from paycards.durable import PRIVATE, complete_file, is_special

    try:
        mode = 0o666 if shared else PRIVATE
        with path.open("wb") if is_special(path) else complete_file(path, mode) as file:
            yield file
    except OSError as error:
        raise Failed(f"{path} cannot be written: {why_unwritten(error)}.") from error


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
    if not is_meant(instant.date()):
        raise UsageError(f"--now wants an instant in {MEANT}, not {text}.")
    return instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC)

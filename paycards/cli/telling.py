"""How a call ends that went wrong: a sentence for a person, an object for a program, and an exit code."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from paycards.cli.errors import in_short, refused_by_the_system
from paycards.cli.output import has_json, print_json, say

WANTS_JSON = "paycards.wants_json"  # what a call remembers
FAULT = (
    "failed with {name}; nothing was half done. This is a fault of paycards: set PAYCARDS_DEBUG=1, run it"
    " again and report what it prints."
)


def bounded(error: click.ClickException) -> click.ClickException:
    """Return wrong usage in a sentence that is not endless, whatever was typed."""
    said = error.format_message()
    short = in_short(said)
    if short == said or not isinstance(error, click.UsageError):
        return error
    return click.UsageError(short, error.ctx)


def usage(error: click.ClickException) -> dict[str, object]:
    """What a program is told of wrong usage."""
    return {"code": "usage", "message": error.format_message(), "exit_code": error.exit_code}


def tell(ctx: click.Context, error: dict[str, object], sentence: str = "") -> None:
    """Say what is wrong to a person, and to a program that reads JSON and has had none yet."""
    if sentence:
        say(f"paycards: {sentence}", error=True)
    if ctx.meta[WANTS_JSON] and not has_json():
        try:
            print_json({"error": error})
        except OSError:  # it is the output that failed
            write_no_more()


def write_no_more() -> None:
    """Let what is left of the output vanish: the end of the program would try it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def failed(ctx: click.Context, error: Exception) -> NoReturn:
    """End with 1, for what nobody expected. Raises it again where it is to be looked into."""
    refused = refused_by_the_system(error) if isinstance(error, OSError) else ""
    if os.environ.get("PAYCARDS_DEBUG") and not refused:
        raise error
    sentence = refused or FAULT.format(name=type(error).__name__)
    tell(ctx, {"code": "system" if refused else "fault", "message": sentence, "exit_code": 1}, sentence)
    ctx.exit(1)

"""What `--help` says, of every command."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from paycards.cli import main

WRONG = re.compile(r"^  \S.*[a-z,:]\.\.\.$|%Y|<=x<=1000", re.MULTILINE)


def helps(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner
            yield from helps(inner, click.Context(inner, info_name=name, parent=context))


def test_help_cuts_no_sentence_off_says_dates_as_people_do_and_gives_an_example() -> None:
    wrong = [
        path
        for path, text in helps(main, click.Context(main, info_name="paycards"))
        if WRONG.search(text) or "\n  Example: paycards " not in text
    ]
    assert wrong == []

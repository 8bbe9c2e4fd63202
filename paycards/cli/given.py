"""What is typed for a parameter: whole numbers and names of files, and texts that say nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import click

from paycards.errors import UsageError

HALF = re.compile("[\ud800-\udfff]")  # what stands for a byte that is no text
LONGEST_NAME = 255  # bytes of one name, on every file system that there is
LONGEST_PATH = 4_095
WITH_OWN_SENTENCES = ("note", "email")  # which say more, where nothing is given for them


class Whole(click.IntRange):
    """A whole number between bounds."""

    name = "whole number"


class FileName(click.Path):
    """The path of a file or folder: some name, and none that is too long for any system."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it, or say what is wrong with it."""
        text = os.fsencode(value)
        if not text.strip():
            self.fail(f"{value!r} is no name of a file.", param, ctx)
        if len(text) > LONGEST_PATH or any(len(part) > LONGEST_NAME for part in text.split(b"/")):
            self.fail(f"{value!r} is too long for the name of a file.", param, ctx)
        return super().convert(value, param, ctx)


def require_said(context: click.Context) -> None:
    """Raise UsageError for a text that says nothing, or that is none: no database holds half a character.

    An option that may be left out may also be empty, as a program gives it that has nothing to say; but for
    one that says something by itself.
    """
    for parameter in context.command.params:
        for text in _texts(context.params.get(parameter.name or "")):
            if HALF.search(text):
                what = (parameter.name or "").replace("_", " ")
                raise UsageError(f"What is given for {what} is no text in UTF-8.")
            if not text.strip() and _must_say(parameter, text):
                raise UsageError(f"{_called(parameter)} is empty: say what is meant.")


def _must_say(parameter: click.Parameter, text: str) -> bool:
    if parameter.name in WITH_OWN_SENTENCES:
        return False
    if isinstance(parameter, click.Option):
        return parameter.required or parameter.multiple or text != "" or _says_something(parameter.default)
    return parameter.required


def _says_something(default: object) -> bool:
    return isinstance(default, str) and default != ""


def _texts(value: object) -> Iterator[str]:
    for each in value if isinstance(value, tuple) else (value,):
        if isinstance(each, str):
            yield each


def _called(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return parameter.opts[0]
    return parameter.make_metavar(click.get_current_context())

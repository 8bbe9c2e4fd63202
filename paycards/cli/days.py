"""A day as it is typed on the command line."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from paycards.clock import MEANT, is_meant


class Day(click.DateTime):
    """A day, YYYY-MM-DD, or a month in a form of its own, that somebody may mean."""

    def __init__(self, form: str = "%Y-%m-%d") -> None:
        super().__init__([form])

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Say how it is written as people say it."""
        del param, ctx
        return self._form()

    def _form(self) -> str:
        return self.formats[0].replace("%Y", "YYYY").replace("%m", "MM").replace("%d", "DD")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Read it, or say what is wrong with it."""
        try:
            found: dt.datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is not of the form {self._form()}.", param, ctx)
        if not is_meant(found.date()):
            self.fail(f"{value!r} is not in {MEANT}.", param, ctx)
        return found

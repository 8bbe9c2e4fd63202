"""An amount in whole pence as it is typed on the command line."""

from __future__ import annotations

from typing import Any

import click

from paycards.cli.given import Whole
from paycards.errors import UsageError
from paycards.money import MOST_PENCE, to_pounds

LONGEST = 20  # digits that are worth reading
TOO_MUCH = f"more than anybody owes or pays: at most {to_pounds(MOST_PENCE, thousands=True)} pounds"


class Pence(click.types.IntParamType):
    """Pence that somebody may mean; how many that is at most, help need not say."""

    name = Whole.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it, or say what is wrong with it."""
        pence = super().convert(value, param, ctx)
        if abs(pence) > MOST_PENCE:
            self.fail(f"{value} is {TOO_MUCH}.", param, ctx)
        return pence

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Say what is to be typed."""
        del param, ctx
        return "PENCE"


PENCE = Pence()


def meant_pence(text: str) -> int:
    """Read digits, with a sign or without, as pence. Raises UsageError for more than anybody means."""
    if len(text) > LONGEST or abs(int(text)) > MOST_PENCE:
        raise UsageError(f"{text} pence are {TOO_MUCH}.")
    return int(text)

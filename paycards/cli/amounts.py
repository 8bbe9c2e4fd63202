"""An amount in whole pence as it is typed on the command line."""

from __future__ import annotations

import click

from paycards.money import MOST_PENCE


class Pence(click.IntRange):
    """Pence that somebody may mean; how many that is at most, help need not say."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Say what is to be typed."""
        del param, ctx
        return "PENCE"

    def _describe_range(self) -> str:
        return ""


PENCE = Pence(-MOST_PENCE, MOST_PENCE)

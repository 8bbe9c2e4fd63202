"""An amount in whole pence as it is typed on the command line."""

from __future__ import annotations

import click

from paycards.money import MOST_PENCE

PENCE = click.IntRange(-MOST_PENCE, MOST_PENCE)

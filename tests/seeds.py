"""Seeds of the random worlds that a soak tries: others each day, so that one soak after another finds more.

A world that went wrong is tried again with the first seed of that day: SOAK_SEED=739000000 make soak
"""

from __future__ import annotations

import datetime as dt
import os

import pytest
from _pytest.mark import ParameterSet

A_DAY = 1000
# In the environment, so that all processes of a run try the same.
FIRST = int(os.environ.setdefault("SOAK_SEED", str(dt.datetime.now(dt.UTC).toordinal() * A_DAY)))


def soak_seeds(count: int) -> list[ParameterSet]:
    """This many seeds, at most A_DAY, each for the soak only."""
    return [pytest.param(FIRST + number, marks=pytest.mark.soak) for number in range(count)]

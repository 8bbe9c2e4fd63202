"""One year in a process of its own: `python -m benchmarks.year FOLDER URL LINES` answers in JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.year.living import Year
from benchmarks.year.matching import match
from benchmarks.year.morning import morning, prove
from benchmarks.year.suppliers import settings_of, working_days
from paycards.access.visit import open_visit
from paycards.access.visitor import Visitor
from paycards.jobs.init import init

UNKNOWN = 8  # payments of each file: more than ten thousand items in all


def main(arguments: Sequence[str]) -> None:
    """Live the year, time the rest, tell."""
    home, url, lines = Path(arguments[0]), arguments[1], int(arguments[2])
    settings = settings_of(home, url)
    init(settings)
    first = dt.datetime.combine(working_days()[0], dt.time(4), dt.UTC)
    year = Year(home, open_visit(settings, Visitor("bench"), now=first), unknown=UNKNOWN)
    year.live(lines)
    match(year)
    morning(year)
    prove(year)
    print(json.dumps(year.took))


if __name__ == "__main__":
    main(sys.argv[1:])

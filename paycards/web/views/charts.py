"""Charts: what came in, how long it took, and how old suspense is, each with its table."""

from __future__ import annotations

from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from paycards.jobs.show_charts import ChartsPage, show_charts
from paycards.pages.route import Route
from paycards.web.chart import BarChart, bars_of
from paycards.web.context import Asked
from paycards.web.show import show
from paycards.web.who_may import SEES_MONEY


@dataclass(frozen=True)
class Drawn:
    """The figures with their charts."""

    figures: ChartsPage
    intake: BarChart
    delay: BarChart
    suspense: BarChart


def charts(asked: Asked) -> ResponseReturnValue:
    """The last four weeks."""
    found = show_charts(asked.visit, asked.council)
    page = Drawn(
        found,
        bars_of([(f"{bar.day.day} {bar.day:%B}", bar.pence) for bar in found.intake]),
        bars_of([(bar.name, bar.items) for bar in found.delay]),
        bars_of([(bar.name, bar.items) for bar in found.suspense]),
    )
    return show(asked, "charts/charts.html", "Charts", page)


ROUTES = (
    Route(
        "charts",
        "/charts",
        charts,
        SEES_MONEY,
        navigation="Charts",
        help="Money received, how long payments took to arrive, and the age of items in suspense.",
    ),
)

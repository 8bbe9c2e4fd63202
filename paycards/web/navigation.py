"""The navigation: a few places at the top and, under a place of several pages, the pages beside one another.

Whoever may open only a few pages has each of them at the top.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from paycards.pages.route import Route

MOST_AT_THE_TOP = 7


@dataclass(frozen=True)
class Place:
    """One link of the top: the pages that stand under it, by endpoint; the first one opens it."""

    label: str
    pages: tuple[str, ...]


PLACES = (
    Place("This morning", ("finance", "files", "problems")),
    Place("Suspense", ("suspense",)),
    Place("Approvals", ("approvals",)),
    Place("Bank", ("bank", "dues")),
    Place("Proof and reports", ("proof", "returns", "exports", "charts")),
    Place("Customers", ("find", "bulk", "take_up_offices", "trace")),
    Place("Administration", ("admin", "people", "admin_timetable", "admin_verification", "admin_audit")),
)
# Pages whose address does not begin with the address of the page that they stand under.
UNDER = {"/close": "proof", "/payments": "trace", "/people": "find", "/cards": "find"}


@dataclass(frozen=True)
class Link:
    """A page, and whether the reader is there or at a page under it."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True)
class Navigation:
    """What stands at the top, and what stands beside the page in its place; `place` names that."""

    top: tuple[Link, ...] = ()
    beside: tuple[Link, ...] = ()
    place: str = ""


NOWHERE = Navigation()


def navigation_of(
    routes: Mapping[str, Route], addresses: Mapping[str, str], here: Route | None
) -> Navigation:
    """Put together what a person may open, as seen from a page; `addresses` has each by its endpoint."""
    topic = _topic(routes, here)

    def page(endpoint: str) -> Link:
        return Link(routes[endpoint].navigation, addresses[endpoint], endpoint == topic)

    places = [place for each in PLACES if (place := _open_to(each, addresses)).pages]
    if sum(len(place.pages) for place in places) <= MOST_AT_THE_TOP:
        return Navigation(tuple(page(endpoint) for place in places for endpoint in place.pages))
    here_is = next((place for place in places if topic in place.pages), Place("", ()))
    return Navigation(
        top=tuple(Link(place.label, addresses[place.pages[0]], place is here_is) for place in places),
        beside=tuple(map(page, here_is.pages)) if len(here_is.pages) > 1 else (),
        place=here_is.label,
    )


def _open_to(place: Place, addresses: Mapping[str, str]) -> Place:
    """A place with those of its pages that the person may open."""
    return Place(place.label, tuple(each for each in place.pages if each in addresses))


def _topic(routes: Mapping[str, Route], here: Route | None) -> str:
    """The page of the navigation that a page stands under: its own, or the one its address begins with."""
    if here is None:
        return ""
    for start, endpoint in UNDER.items():
        if here.rule.startswith(f"{start}/"):
            return endpoint
    above = [
        route
        for route in routes.values()
        if route.navigation and (here.rule == route.rule or here.rule.startswith(f"{route.rule}/"))
    ]
    return max(above, key=lambda route: len(route.rule)).endpoint if above else ""

"""The picture: its text, its words for a screen reader, and labels that do not touch."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.closing.takeup.curve import BOTTOM, HEIGHT, LABEL_HEIGHT, RIGHT, WIDTH, Week, take_up_curve

SVG = "{http://www.w3.org/2000/svg}"
FIRST = dt.date(2026, 9, 20)


def weeks(*rows: tuple[int, int, int]) -> list[Week]:
    return [Week(FIRST + dt.timedelta(weeks=place), *row) for place, row in enumerate(rows)]


def drawn(svg: str) -> Element:
    return fromstring(svg)  # noqa: S314  # our own picture


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in drawn(svg).iter(f"{SVG}text")]


def test_it_says_what_it_shows_to_those_who_see_it_and_those_who_do_not() -> None:
    svg = take_up_curve("Market Hall", weeks((0, 0, 0), (1200, 840, 700)), "41 people have gone silent.")
    root = drawn(svg)
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "Market Hall: 700 of 1,200 accounts with a card have paid with it"
    assert "By 27 Sep 2026: 1,200 given a card, 840 paid in any way, 700 paid with the card." in (
        description.text or ""
    )
    for said in ("1,200 accounts", "840 accounts (70%)", "700 accounts (58%)", "41 people have gone silent."):
        assert said in texts(svg)


def test_nothing_in_it_runs_or_is_fetched() -> None:
    svg = take_up_curve('<script>alert("x")</script> & Co', weeks((0, 0, 0), (1, 1, 1)))
    names = {element.tag.removeprefix(SVG) for element in drawn(svg).iter()}
    assert names == {"svg", "title", "desc", "rect", "path", "circle", "text"}
    assert "href" not in svg and "url(" not in svg
    assert '<script>alert("x")</script> & Co' in texts(svg)


def test_the_same_weeks_are_the_same_bytes() -> None:
    rows = weeks((0, 0, 0), (5, 2, 1), (9, 7, 6))
    assert take_up_curve("A", rows) == take_up_curve("A", rows)


def test_lines_differ_without_their_colours() -> None:
    svg = take_up_curve("A", weeks((0, 0, 0), (9, 5, 2)))
    strokes = re.findall(r'stroke-width="(\d)"( stroke-dasharray="[\d ]+")? fill="none" stroke-linejoin', svg)
    assert len(set(strokes)) == 3


ROWS = st.lists(
    st.tuples(*[st.integers(0, 20_000)] * 3).map(lambda row: tuple(sorted(row, reverse=True))),
    min_size=1,
    max_size=60,
)


@given(ROWS)
def test_labels_stay_apart_and_everything_stays_inside(rows: list[tuple[int, int, int]]) -> None:
    root = drawn(take_up_curve("Market Hall", weeks(*rows)))
    labels = [int(text.get("y", "")) for text in root.iter(f"{SVG}text") if text.get("font-weight") == "bold"]
    names = labels[1:]
    assert len(names) == 3
    assert all(after - before >= LABEL_HEIGHT for before, after in itertools.pairwise(names))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= int(text.get("x", "")) < WIDTH and 0 < int(text.get("y", "")) < HEIGHT
    for circle in root.iter(f"{SVG}circle"):
        assert int(circle.get("cx", "")) == RIGHT and int(circle.get("cy", "")) <= BOTTOM


@given(st.integers(2, 300))
def test_the_days_under_the_plot_never_run_into_each_other(count: int) -> None:
    svg = take_up_curve("A", weeks(*[(1, 1, 0)] * count))
    places = sorted(
        int(text.get("x", ""))
        for text in drawn(svg).iter(f"{SVG}text")
        if text.get("text-anchor") == "middle"
    )
    assert all(after - before >= 55 for before, after in itertools.pairwise(places))


@pytest.mark.parametrize("count", [1, 2, 9])
def test_the_first_and_the_last_day_always_stand_there(count: int) -> None:
    svg = take_up_curve("A", weeks(*[(1, 1, 0)] * count))
    last = FIRST + dt.timedelta(weeks=count - 1)
    assert {"20 Sep", f"{last.day} {last:%b}"} <= set(texts(svg))

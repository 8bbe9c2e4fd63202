"""The take-up curve: how many accounts have a card, and how many have paid, by the end of each week.

An SVG picture without script, style sheet or outside font, so that it can stand in a page, a mail
or a report. Each line carries its own name and number at its end; it differs from the others in
colour, in thickness and in its dashes, so that it can be told apart without colours and in print.
A screen reader reads the title and the description, which says the same in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from paycards.counted import counted

WIDTH, HEIGHT = 960, 540
MARGIN = 28
LEFT, RIGHT, TOP, BOTTOM = 80, 720, 150, 452  # of the plot; labels stand to the right of it
LABEL_HEIGHT = 46  # two lines of text and some air
LABEL_WIDTH = 60  # of a day under the plot
MOST_WEEKS, MOST_STEPS = 8, 7  # labels of the axes
LONGEST_OFFICE = 90  # characters in one line

INK, QUIET, GRID = "#0b0c0c", "#505a5f", "#d8dcde"


@dataclass(frozen=True)
class Week:
    """Accounts of an office by the end of a day: with a card, paid at all, paid with the card."""

    ends_on: dt.date
    carded: int
    paid: int
    paid_with_card: int


@dataclass(frozen=True)
class Line:
    """How one line is drawn, and what it is called."""

    name: str
    values: tuple[int, ...]
    colour: str
    width: int
    dashes: str = ""


def take_up_curve(office: str, weeks: Sequence[Week], note: str = "") -> str:
    """Draw the curve as SVG text.

    `weeks` are in order, at least one; the first is the day before the first card. `note` stands
    beneath the picture.
    """
    last = weeks[-1]
    lines = (
        Line("Given a card", tuple(week.carded for week in weeks), QUIET, 2, "2 5"),
        Line("Paid in any way", tuple(week.paid for week in weeks), "#b34700", 3, "11 5"),
        Line("Paid with the card", tuple(week.paid_with_card for week in weeks), "#004b87", 5),
    )
    days = [week.ends_on for week in weeks]
    step = _step(last.carded)
    top = max(step, -(-last.carded // step) * step)
    parts = [
        *_heading(office, weeks),
        *_accounts_axis(step, top),
        *_week_axis(weeks),
        *(_path(line, days, top) for line in reversed(lines)),  # thin over thick: both show where they meet
        *(_end(line, top) for line in reversed(lines)),
        *_labels(lines, top, last.carded),
        _text((MARGIN, HEIGHT - 22), note, size=15, colour=QUIET),
    ]
    return "\n".join([_opening(office, weeks), *parts, "</svg>"]) + "\n"


def _opening(office: str, weeks: Sequence[Week]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" role="img" aria-labelledby="take-up-title take-up-desc"'
        ' font-family="Helvetica Neue, Arial, Liberation Sans, sans-serif">\n'
        f'<title id="take-up-title">{escape(_title(office, weeks[-1]))}</title>\n'
        f'<desc id="take-up-desc">{escape(_description(weeks))}</desc>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    )


def _title(office: str, last: Week) -> str:
    return f"{office}: {_headline(last)}"


def _headline(last: Week) -> str:
    return f"{last.paid_with_card:,} of {_accounts(last.carded)} with a card have paid with it"


def _description(weeks: Sequence[Week]) -> str:
    """The picture in words: what it is, then one sentence for each week."""
    said = [
        f"By {_day(week.ends_on)}: {week.carded:,} given a card, {week.paid:,} paid in any way,"
        f" {week.paid_with_card:,} paid with the card."
        for week in weeks
    ]
    return " ".join(["A line chart of accounts, by the end of each week.", *said])


def _heading(office: str, weeks: Sequence[Week]) -> list[str]:
    shown = office if len(office) <= LONGEST_OFFICE else f"{office[: LONGEST_OFFICE - 1].rstrip()}…"
    return [
        _text((MARGIN, 38), shown, size=17, colour=QUIET),
        _text((MARGIN, 72), _headline(weeks[-1]), size=28, weight="bold"),
        _text((MARGIN, TOP - 24), "Accounts, by the end of each week", size=15, colour=QUIET),
    ]


def _accounts_axis(step: int, top: int) -> list[str]:
    parts = []
    for value in range(0, top + 1, step):
        y = _y(value, top)
        colour = INK if value == 0 else GRID
        parts.append(f'<path d="M{LEFT} {y}H{RIGHT}" stroke="{colour}" stroke-width="1" fill="none"/>')
        parts.append(_text((LEFT - 10, y + 5), f"{value:,}", size=15, colour=QUIET, anchor="end"))
    return parts


def _week_axis(weeks: Sequence[Week]) -> list[str]:
    """Label every week, or every so many that there is room, and always the last."""
    days = [week.ends_on for week in weeks]
    every = -(-(len(days) - 1) // MOST_WEEKS) or 1
    last = _x(days[-1], days)
    shown = [day for day in days[::every] if last - _x(day, days) >= LABEL_WIDTH]
    parts = []
    for day in [*shown, days[-1]]:
        x = _x(day, days)
        parts.append(f'<path d="M{x} {BOTTOM}v6" stroke="{INK}" stroke-width="1" fill="none"/>')
        parts.append(_text((x, BOTTOM + 25), _day(day, year=False), size=15, colour=QUIET, anchor="middle"))
    return parts


def _path(line: Line, days: Sequence[dt.date], top: int) -> str:
    points = [f"{_x(day, days)} {_y(value, top)}" for day, value in zip(days, line.values, strict=True)]
    dashes = f' stroke-dasharray="{line.dashes}"' if line.dashes else ""
    return (
        f'<path d="M{" L".join(points)}" stroke="{line.colour}" stroke-width="{line.width}"{dashes}'
        ' fill="none" stroke-linejoin="round"/>'
    )


def _end(line: Line, top: int) -> str:
    return f'<circle cx="{RIGHT}" cy="{_y(line.values[-1], top)}" r="5" fill="{line.colour}"/>'


def _labels(lines: Sequence[Line], top: int, carded: int) -> list[str]:
    """The name and the last number beside the end of each line, pushed apart where they would touch."""
    parts = []
    for line, y in zip(lines, _apart([_y(line.values[-1], top) for line in lines]), strict=True):
        share = f" ({100 * line.values[-1] // carded}%)" if carded and line is not lines[0] else ""
        from_y = _y(line.values[-1], top)
        parts += [
            f'<path d="M{RIGHT + 8} {from_y}L{RIGHT + 22} {y}" stroke="{line.colour}" fill="none"/>',
            _text((RIGHT + 28, y - 2), line.name, size=17, weight="bold", colour=line.colour),
            _text((RIGHT + 28, y + 19), f"{_accounts(line.values[-1])}{share}", size=17, colour=line.colour),
        ]
    return parts


def _apart(places: Sequence[int]) -> list[int]:
    """Heights, top first, at least LABEL_HEIGHT apart and none below the plot.

    >>> _apart([120, 130, 400])
    [120, 166, 400]
    >>> _apart([440, 450, 460])
    [346, 392, 438]
    """
    lowest = BOTTOM - 14
    found: list[int] = []
    for place in places:
        found.append(max(place, found[-1] + LABEL_HEIGHT) if found else place)
    for index in range(len(found) - 1, -1, -1):
        limit = lowest if index == len(found) - 1 else found[index + 1] - LABEL_HEIGHT
        found[index] = min(found[index], limit)
    return found


def _step(most: int) -> int:
    """A round step of which at most seven reach `most`.

    >>> [_step(most) for most in (0, 3, 11, 50, 51, 240, 999, 12_000)]
    [1, 1, 2, 10, 10, 50, 200, 2000]
    """
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power * MOST_STEPS >= most:
                return factor * power
        power *= 10


def _accounts(count: int) -> str:
    return counted(count, "account")


def _x(day: dt.date, days: Sequence[dt.date]) -> int:
    """Where a day stands; a last week that is not over yet is as narrow as it is short."""
    return LEFT + (RIGHT - LEFT) * (day - days[0]).days // max((days[-1] - days[0]).days, 1)


def _y(value: int, top: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * value // top


def _day(day: dt.date, *, year: bool = True) -> str:
    return f"{day.day} {day:%b %Y}" if year else f"{day.day} {day:%b}"


def _text(
    at: tuple[int, int],
    words: str,
    *,
    size: int,
    weight: str = "normal",
    colour: str = INK,
    anchor: str = "start",
) -> str:
    x, y = at
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}"'
        f' text-anchor="{anchor}">{escape(words)}</text>'
    )

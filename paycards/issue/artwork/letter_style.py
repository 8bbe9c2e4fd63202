"""Sizes and places of an A4 letter, standard and in large print.

The page is that of GOV.UK Notify's letter specification, for a DL or C5 envelope with the usual UK window:
the recipient's address within 24.6 to 120 mm from the left and 39.5 to 66.3 mm from the top, the sender's
from 125 mm, the text from 95 mm down, 15 mm free at the sides and 5 mm at top and bottom. The page is folded
at 99 and 198 mm; the slip is torn off at a fold or above it, and no fold
crosses the bars of a standard letter.

Text of a large-print letter is 18 points, never below 16 (RNIB Clear Print); only the address in the window
is smaller, because the window is: it is for the post.
"""

from __future__ import annotations

from dataclasses import dataclass

from paycards.issue.artwork.paper import A4, MM, Box

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT = 24.6 * MM
RIGHT = PAGE_WIDTH - 20 * MM
WIDTH = RIGHT - LEFT
WINDOW = Box(LEFT, PAGE_HEIGHT - 66.3 * MM, (120 - 24.6) * MM, (66.3 - 39.5) * MM)
WINDOW_SIZE, WINDOW_SMALLEST, WINDOW_LEADING, WINDOW_LINES = 11, 8, 1.2, 7
SENDER_LEFT = 125 * MM
BODY_TOP = PAGE_HEIGHT - 95 * MM
HEAD_TOP = PAGE_HEIGHT - 14 * MM
PAGE_BOTTOM = 17 * MM
LAST_TOP = PAGE_HEIGHT - 20 * MM  # of the text on a second page


@dataclass(frozen=True)
class Style:
    """One way to print letters; sizes in points."""

    large: bool
    size: float  # of the text, and the smallest that it is made when the words are many
    smallest: float
    title: float
    leading: float
    gap: float  # between sections, in lines
    heading_width: float  # of the column of headings; 0 puts each above its text
    name: float  # the council's, at the head
    sender: float
    sender_smallest: float
    tear: float  # height above the foot of the page at which the slip is torn off
    tear_size: float


STANDARD = Style(
    large=False,
    size=11,
    smallest=9.5,
    title=16,
    leading=1.36,
    gap=0.5,
    heading_width=38 * MM,
    name=13,
    sender=9.5,
    sender_smallest=8,
    tear=99 * MM,
    tear_size=8,
)
LARGE = Style(
    large=True,
    size=18,
    smallest=16,
    title=22,
    leading=1.34,
    gap=0.55,
    heading_width=0,
    name=20,
    sender=16,
    sender_smallest=16,
    tear=165 * MM,
    tear_size=16,
)

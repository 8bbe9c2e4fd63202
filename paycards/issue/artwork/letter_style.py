"""Sizes and places of an A4 letter, standard and in large print.

The page is that of GOV.UK Notify's letter specification, for a DL or C5 envelope with the usual UK window:
the recipient's address within 24.6 to 120 mm from the left and 39.5 to 66.3 mm from the top, the sender's
from 125 mm, the text from 95 mm down, 15 mm free at the sides and 5 mm at top and bottom. The page is folded
at 99 and 198 mm; the card that is cut out stands below the lower fold, so no fold crosses its bars.

Text is at least 12 points, and in a large-print letter 18, never below 16 (RNIB Clear Print); only the
address in the window is smaller there, because the window is: it is for the post.
"""

from __future__ import annotations

from dataclasses import dataclass

from paycards.issue.artwork.paper import A4, MM, Box

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT = 24.6 * MM
RIGHT = PAGE_WIDTH - 20 * MM
WIDTH = RIGHT - LEFT
WINDOW = Box(LEFT, PAGE_HEIGHT - 66.3 * MM, (120 - 24.6) * MM, (66.3 - 39.5) * MM)
WINDOW_SIZE, WINDOW_LEADING, WINDOW_LINES = 12, 1.2, 5
SENDER_LEFT = 125 * MM
BODY_TOP = PAGE_HEIGHT - 95 * MM
HEAD_TOP = PAGE_HEIGHT - 14 * MM
PAGE_BOTTOM = 17 * MM
RULER = (LEFT, 12 * MM, 100 * MM)  # left end, height above the foot of the page, length
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
    sender: float  # the address at the head, date and reference; what stands on the slip beside the card
    offer: float  # the offer of large print
    slip: float  # height above the foot of the page up to which the slip reaches
    link: float = 0  # height above the slip that the code of the customer's page takes of the text


STANDARD = Style(
    large=False,
    size=13,
    smallest=12,
    title=16,
    leading=1.24,
    gap=0.45,
    heading_width=38 * MM,
    name=14,
    sender=12,
    offer=16,
    slip=80 * MM,
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
    offer=18,
    slip=148 * MM,
    link=36 * MM,
)

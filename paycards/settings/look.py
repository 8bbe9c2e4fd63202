"""How a council's pages look: its colours, which must be told apart by everybody.

>>> contrast("#ffffff", "#000000")
2100
>>> contrast("#1d70b8", "#ffffff")
516

Contrast is the ratio of WCAG 2.2 in hundredths: 450 is the least for text.
"""

import math
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from paycards.settings.table import Table

LEAST_CONTRAST = 450
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


def contrast(one: str, other: str) -> int:
    """The contrast of two colours in hundredths, rounded down."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return int(100 * (lighter + Fraction(5, 100)) / (darker + Fraction(5, 100)))


def _luminance(colour: str) -> Fraction:
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return (2126 * red + 7152 * green + 722 * blue) / 10_000


def _linear(level: int) -> Fraction:
    share = Fraction(level, 255)
    if share <= Fraction(4045, 100_000):
        return share * 100 / 1292
    return Fraction(math.pow((share + Fraction(55, 1000)) / Fraction(1055, 1000), Fraction(12, 5)))


class Look(Table):
    """The colour of the header, and of what is written on it."""

    colour: Colour = "#1d70b8"
    text: Colour = "#ffffff"

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        found = contrast(self.colour, self.text)
        if found < LEAST_CONTRAST:
            ratio = f"{found // 100}.{found % 100:02}"
            raise ValueError(
                f"text {self.text} on colour {self.colour} has a contrast of {ratio} to 1; at least 4.50"
                " to 1 is needed to be read by everybody"
            )
        return self

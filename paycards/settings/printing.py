"""What stands on a council's cards and letters about the council itself, and what they are printed with."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from paycards.settings.table import Switch, Table

Line = Annotated[str, Field(min_length=1, max_length=60)]
Dpi = Literal[203, 300, 600]


class Address(Table):
    """Who writes, and how people reach them; `_cy` is the same in Welsh."""

    lines: tuple[Line, ...] = Field(min_length=1, max_length=7)  # below the council's name
    lines_cy: tuple[Line, ...] = Field(default=(), max_length=7)
    phone: str = Field(min_length=3, max_length=30)
    web: str = Field(min_length=3, max_length=60)
    email: str = ""
    hours: str = ""
    hours_cy: str = ""


class Printing(Table):
    """How cards and letters are printed."""

    template: Path | None = None  # the council's own card template; none: the one that comes with paycards
    name_cy: str = ""  # the council's name in Welsh
    both_languages: Switch = False  # on every letter, the customer's first; and on every card
    large_print: Switch = False  # every letter, not only for those who asked
    postage_pence: int | None = Field(default=None, ge=0, strict=True)  # of one letter
    card_dpi: Dpi = 300
    letter_dpi: Dpi = 600
    # colour beyond the edge of a card, to be cut away
    bleed_mm: int = Field(default=0, ge=0, le=5, strict=True)
    crop_marks: Switch = False

"""The fonts: Noto Sans, with Armenian, Georgian and Ethiopic beside it; what is used stands in every PDF.

A council may put its own TrueType fonts before them in its template. A text is set in the first font
that holds each character. A font is read once in a process, and one that is not the first only when a
character asks for it. Licence: fonts/OFL.txt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFont

from paycards.errors import CannotPrint, SettingsError
from paycards.issue.artwork.alphabets import described, printable

FOLDER = Path(__file__).parent / "fonts"
BUILT_IN = ("NotoSans", "NotoSansArmenian", "NotoSansGeorgian", "NotoSansEthiopic")


class Typeface:
    """One weight: the files of its fonts in the order in which they are asked for a character."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = tuple(paths)
        self._font = _font(paths[0])
        self._first_widths: dict[int, float] = self._font.face.charWidths
        self._first = frozenset(map(chr, self._first_widths))
        self._thousandths = lru_cache(maxsize=16_384)(self._measure)  # names and words come again and again

    @cached_property
    def _fonts(self) -> list[TTFont]:
        return [_font(path) for path in self._paths]

    @cached_property
    def _widths(self) -> list[dict[int, float]]:
        return [font.face.charWidths for font in self._fonts]

    @property
    def of_digits(self) -> TTFont:
        """The first font that holds the digits."""
        return self.runs("0")[0][0]

    def check(self, text: str, what: str) -> str:
        """The text as it can be set. Raises CannotPrint, which names the character and what to do."""
        text = printable(text, what)
        if not self._first.issuperset(text):
            for character in text:
                if not any(ord(character) in widths for widths in self._widths):
                    raise CannotPrint(
                        f"{what} has {described(character)}, which the fonts do not hold: write it in Latin"
                        " letters, or name a TrueType font that holds it in the card template."
                    )
        return text

    def runs(self, text: str) -> list[tuple[TTFont, str]]:
        """The text in pieces, each with its font. The text has passed `check`."""
        if self._first.issuperset(text):
            return [(self._font, text)]
        return [(self._fonts[font], "".join(piece)) for font, piece in groupby(text, self._font_of)]

    def width(self, text: str, size: float) -> float:
        """How wide the text is, in points."""
        return self._thousandths(text) * size / 1000

    def _measure(self, text: str) -> float:
        if self._first.issuperset(text):
            widths = self._first_widths
            return sum([widths[ord(character)] for character in text])
        return sum([self._widths[self._font_of(each)][ord(each)] for each in text])

    def _font_of(self, character: str) -> int:
        code = ord(character)
        return next((n for n, widths in enumerate(self._widths) if code in widths), 0)


@lru_cache(maxsize=16)
def typeface(weight: str, own: Path | None = None) -> Typeface:
    """The typeface of a weight, "Regular" or "Bold", with a council's own font before the others.

    Raises SettingsError if that font cannot be read.
    """
    built_in = [FOLDER / f"{family}-{weight}.ttf" for family in BUILT_IN]
    return Typeface([own, *built_in] if own else built_in)


@lru_cache(maxsize=32)
def _font(path: Path) -> TTFont:
    try:
        name = path.stem if path.parent == FOLDER else f"{path.stem}-{_digest(path)}"
        font = TTFont(name, str(path), shapable=False)
        if path.parent != FOLDER:
            _try_out(font)
    except Exception as error:  # ReportLab raises whatever the file makes it raise
        raise SettingsError(
            f"The font {path} cannot be read: it must be a TrueType font (.ttf) with TrueType outlines."
        ) from error
    return font


def _try_out(font: TTFont) -> None:
    """Read of a council's own font what a page needs: a damaged one is read only where it is drawn."""
    font.face.makeSubset(list(font.face.charToGlyph))


def _digest(path: Path) -> str:
    """What sets two fonts of one name apart."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]

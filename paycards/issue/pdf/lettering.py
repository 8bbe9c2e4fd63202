"""The fonts of a file, each with the letters that are used: TrueType, in subsets of at most 256 characters.

In a subset each character has a code of one byte (ISO 32000-1, 9.6.3 and 9.10.3). ASCII has its own
codes in the first subset; what else is used gets the next that is free. reportlab reads the fonts and makes
the subsets.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from paycards.issue.pdf.sheets import PdfObject, dictionary, stream

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

SPACE, NO_BREAK = 32, 0xA0
ASCII = (*[SPACE] * SPACE, *range(SPACE, 128))
MOST = 256


class Lettering:
    """The letters that a file uses of each font."""

    def __init__(self) -> None:
        self._letters: dict[TTFont, _Letters] = {}

    def spell(self, font: TTFont, text: str) -> list[tuple[str, str]]:
        """A text in pieces: the name of a subset of the font, and the codes as they stand in a string."""
        if font not in self._letters:
            self._letters[font] = _Letters(f"F{len(self._letters)}")
        return self._letters[font].spell(text)

    def fonts(self) -> dict[str, PdfObject]:
        """Each subset by its name."""
        return {
            subset.name: _font(font, number, tuple(subset.characters))
            for font, letters in self._letters.items()
            for number, subset in enumerate(letters.subsets)
        }


class _Letters:
    """The letters of one font: the first subset holds nearly every text."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.subsets = [_Subset(name, ASCII)]
        self._home = {chr(code): self.subsets[0] for code in range(SPACE, 128)}
        self._first = {*self._home, chr(NO_BREAK)}
        self._home[chr(NO_BREAK)] = self.subsets[0]

    def spell(self, text: str) -> list[tuple[str, str]]:
        if self._first.issuperset(text):
            return [(self.name, text.translate(self.subsets[0].codes))]
        for character in text:
            if character not in self._home:
                self._add(character)
        return [
            (subset.name, "".join(run).translate(subset.codes))
            for subset, run in groupby(text, self._home.__getitem__)
        ]

    def _add(self, character: str) -> None:
        if len(self.subsets[-1].characters) == MOST:
            self.subsets.append(_Subset(f"{self.name}.{len(self.subsets)}", ()))
        self.subsets[-1].add(ord(character))
        self._home[character] = self.subsets[-1]
        if len(self.subsets) == 1:
            self._first.add(character)


class _Subset:
    """Up to 256 characters; `codes` spell each as it stands in a string of a content stream."""

    def __init__(self, name: str, characters: tuple[int, ...]) -> None:
        self.name = name
        self.characters = list(characters)  # the place of each is its code
        self.codes = {character: _spelt(code) for code, character in enumerate(characters)}
        self.codes[NO_BREAK] = " "

    def add(self, character: int) -> None:
        self.codes[character] = _spelt(len(self.characters))
        self.characters.append(character)


def _spelt(code: int) -> str:
    return chr(code) if code >= SPACE and chr(code) not in "()\\" else f"\\{code:03o}"


@lru_cache(maxsize=64)
def _font(font: TTFont, number: int, characters: tuple[int, ...]) -> PdfObject:
    from reportlab.pdfbase.ttfonts import SUBSETN, makeToUnicodeCMap

    face: Any = font.face
    name = b"%s+%s%s" % (SUBSETN(number), face.name, face.subfontNameX)
    widths = b" ".join(b"%g" % face.getCharWidth(character) for character in characters)
    return dictionary(
        Type=b"/Font",
        Subtype=b"/TrueType",
        BaseFont=b"/" + name,
        FirstChar=b"0",
        LastChar=b"%d" % (len(characters) - 1),
        Widths=b"[%s]" % widths,
        ToUnicode=stream(makeToUnicodeCMap(name.decode(), characters).encode()),
        FontDescriptor=_descriptor(face, name, characters),
    )


def _descriptor(face: Any, name: bytes, characters: tuple[int, ...]) -> PdfObject:
    from reportlab.pdfbase.ttfonts import FF_NONSYMBOLIC, FF_SYMBOLIC

    program = face.makeSubset(list(characters))
    return dictionary(
        Type=b"/FontDescriptor",
        FontName=b"/" + name,
        Flags=b"%d" % (face.flags & ~FF_NONSYMBOLIC | FF_SYMBOLIC),
        FontBBox=b"[%g %g %g %g]" % tuple(face.bbox),
        ItalicAngle=b"%g" % face.italicAngle,
        Ascent=b"%g" % face.ascent,
        Descent=b"%g" % face.descent,
        CapHeight=b"%g" % face.capHeight,
        StemV=b"%g" % face.stemV,
        MissingWidth=b"%g" % face.defaultWidth,
        FontFile2=stream(program, Length1=b"%d" % len(program)),
    )

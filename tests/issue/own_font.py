"""A font of a council's own that draws nothing for one character."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

from paycards.issue.artwork import template

FONTS = Path(template.__file__).parent / "fonts"


def template_without_ink(folder: Path, character: str) -> Path:
    """Write a card template with such fonts, and say where it is."""
    for face in ("Regular", "Bold"):
        source = FONTS / f"NotoSans-{face}.ttf"
        font = TTFontFile(str(source))
        spoilt = bytearray(source.read_bytes())
        start = font.get_table_pos("glyf")[0] + font.glyphPos[font.charToGlyph[ord(character)]]
        spoilt[start : start + 2] = b"\0\0"  # how many outlines it has
        (folder / f"{face}.ttf").write_bytes(spoilt)
    path = folder / "own.toml"
    path.write_text('[look]\nregular = "Regular.ttf"\nbold = "Bold.ttf"\n', encoding="utf-8")
    return path

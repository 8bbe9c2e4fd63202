# ruff: noqa: RUF001  # letters of other alphabets are what is tested
from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from paycards.errors import CannotPrint, SettingsError
from paycards.issue.artwork.typefaces import FOLDER, typeface

WHOLE = (FOLDER / "NotoSans-Regular.ttf").read_bytes()
REGULAR, BOLD = typeface("Regular"), typeface("Bold")
WELSH = "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýàèìòùẁỳäëïöüẅÿ’‘"
NAMES = [
    "Siân Llŷr ap Gŵyn",
    "Łukasz Żółć-Gęślą",
    "Ștefan Țurcanu",
    "Nguyễn Thị Phượng",
    "Þórður Æsir Ðóra",
    "Νίκος Παπαδόπουλος",
    "Жанна Їжакевич",
    "Արամ Խաչատրյան",
    "გიორგი ბერიძე",
    "ለማ ተሰማ",
    "Adébáyọ̀ Ọlá",
]


def test_welsh_is_held_whole() -> None:
    assert REGULAR.check(WELSH, "The name") == WELSH
    assert BOLD.check(WELSH, "The name") == WELSH


@pytest.mark.parametrize("name", NAMES[:-1])
def test_names_of_many_alphabets_can_be_printed(name: str) -> None:
    for face in (REGULAR, BOLD):
        checked = face.check(name, "The name")
        assert checked == unicodedata.normalize("NFC", name)
        assert "".join(piece for _, piece in face.runs(checked)) == checked
        assert face.width(checked, 10) > 20


def test_a_loose_accent_becomes_part_of_its_letter() -> None:
    assert REGULAR.check(unicodedata.normalize("NFD", "Zoë Ŵyn"), "The name") == "Zoë Ŵyn"


@pytest.mark.parametrize(
    ("name", "character", "why"),
    [
        ("محمد", "U+0645 ARABIC LETTER MEEM", "right to left"),
        ("שרה", "U+05E9 HEBREW LETTER SHIN", "right to left"),
        ("सीता", "U+0938 DEVANAGARI LETTER SA", "join or move"),
        ("தமிழ்", "U+0BA4 TAMIL LETTER TA", "join or move"),
        ("สมชาย", "U+0E2A THAI CHARACTER SO SUA", "join or move"),
        (NAMES[-1], "U+0300 COMBINING GRAVE ACCENT", "placed over"),
        ("Ann\u202eB", "U+202E RIGHT-TO-LEFT OVERRIDE", "not a character that shows"),
        ("Ann\u200bB", "U+200B ZERO WIDTH SPACE", "not a character that shows"),
        ("李明", "U+674E CJK UNIFIED IDEOGRAPH-674E", "fonts do not hold"),
        ("Ann 😀", "U+1F600 GRINNING FACE", "fonts do not hold"),
    ],
)
def test_what_cannot_be_printed_right_is_refused_by_character(name: str, character: str, why: str) -> None:
    with pytest.raises(CannotPrint) as refused:
        REGULAR.check(name, "The name")
    assert character in str(refused.value)
    assert why in str(refused.value)
    assert "Latin letters" in str(refused.value)
    assert name not in str(refused.value)


def test_a_council_s_own_font_is_asked_first() -> None:
    own = typeface("Regular", FOLDER / "NotoSansGeorgian-Regular.ttf")
    assert own.runs("გ A")[0][0].fontName.startswith("NotoSansGeorgian")
    assert own.check("გ A ŵ", "The name") == "გ A ŵ"


@pytest.mark.parametrize("data", [b"no font", b"\0\1\0\0" + b"\0" * 200, WHOLE[:40_000], WHOLE[:-100_000]])
def test_a_font_that_is_none_or_is_damaged_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "mine.ttf"
    path.write_bytes(data)
    with pytest.raises(SettingsError, match=r"mine\.ttf cannot be read: it must be a TrueType font"):
        typeface("Regular", path)

"""Code 128 of digits: which modules of the symbol are dark, whatever is to be painted with them.

Code 128 (ISO/IEC 15417) writes each symbol character as three bars and three spaces on 11 modules; set C
holds two digits in one character. A text of digits begins with start C, then the pairs; when a digit is left
over, a change to set B and that digit; then the check character and the stop of 13 modules. It is plain
Code 128, without the mark of GS1-128, and holds no quiet zone.

>>> symbol = modules("9826999926000000107")
>>> len(symbol), symbol[:11], symbol[-13:]
(156, '11010011100', '1100011101011')
>>> len(modules("98269999000000000000011000012345"))
211

The modules come from python-barcode. Its newest release, 0.16.1, takes a first pair `99` for a change to
set C and drops it, with a check character that fits what is left; `modules` repairs that.

>>> modules("9912") == modules("12")
False
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=64)  # whoever fits, draws and proves a number asks several times
def modules(text: str) -> str:
    """The symbol of `text` as "1" for a dark and "0" for a light module, from the first bar to the last.

    Raises ValueError for an empty text and for anything but ASCII digits.
    """
    if not text:
        raise ValueError("there is no number to make a barcode of")
    if not (text.isascii() and text.isdigit()):
        raise ValueError("a barcode holds digits only; this text holds something else")
    symbol: str = _digits_only()(text).build()[0]
    return symbol


@cache
def _digits_only() -> Any:
    from barcode.codex import Code128

    class DigitsOnly(Code128):  # type: ignore[misc]  # python-barcode ships no types
        """Code 128 of python-barcode that does not take a first pair `99` for a change to set C."""

        def _try_to_optimize(self, encoded: list[int]) -> list[int]:
            # The character after start C changes the set only when there is no pair, but one digit.
            return encoded if len(self.code) > 1 else super()._try_to_optimize(encoded)

    return DigitsOnly

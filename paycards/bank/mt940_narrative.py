"""The narrative of an entry (field 86) as one text: what was cut where a line was full is whole again.

Some banks cut it into fields; `?20` to `?29` and `?60` to `?63` are what the payer wrote, 27 characters each.

>>> narrative_text(("166?00CREDIT?20REMITTANCE 00417 ALLPAY LTD?21 NVDC?32ALLPAY",)).strip()
'166 CREDIT REMITTANCE 00417 ALLPAY LTD NVDC ALLPAY'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_LINE = 65
LONGEST_FIELD = 27
IN_FIELDS = re.compile(r"[0-9]{3}\?[0-9]{2}")
FIELD = re.compile(r"\?([0-9]{2})")
OF_THE_PAYER = re.compile("2[0-9]|6[0-3]")


def narrative_text(lines: Sequence[str]) -> str:
    """The whole text; a line or field of full length may have cut a word, so nothing is put behind it."""
    if lines and IN_FIELDS.match(lines[0]):
        return _of_fields("".join(lines))
    return "".join(line if len(line) >= LONGEST_LINE else f"{line} " for line in lines)


def _of_fields(text: str) -> str:
    kind, *fields = FIELD.split(text)
    pairs = zip(fields[::2], fields[1::2], strict=True)
    return f"{kind} " + "".join(_field(code, words) for code, words in pairs)


def _field(code: str, words: str) -> str:
    is_full = len(words) >= LONGEST_FIELD and OF_THE_PAYER.fullmatch(code)
    return words if is_full else f"{words} "

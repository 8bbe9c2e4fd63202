r"""Text as people look for it: without accents, apostrophes, hyphens, spaces and case.

Folded in Python when a row is written and when somebody asks, so that both databases compare the same.

>>> fold("O\N{RIGHT SINGLE QUOTATION MARK}Brien"), fold("Siân Llewelyn-Jones"), fold("Weiß"), fold("NV1 2AB")
('obrien', 'sianllewelynjones', 'weiss', 'nv12ab')
>>> without_leading_zeros("000123450"), without_leading_zeros("R0012"), without_leading_zeros("000")
('123450', 'R12', '0')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from paycards.joined_text import joined

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# Apostrophes as people and programs write them, what stands between parts, and the dash that lengthens an
# Arabic word; spaces, hyphens and what nobody sees are left out besides.
APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u055a\u05f3\u05f4\u2018\u2019\u201b\u2032\ua78b\ua78c"
LEFT_OUT = APOSTROPHES + "\u2212\u0640./,"
UNSEEN = ("Pd", "Cf", "Cc", "Cs")  # categories: hyphens, and what is pasted along
# Letters that Unicode does not take apart, as people without them on the keyboard write them.
PLAIN = dict(zip("\u00f0\u0131\u014b\u0254\u0259\u025b", "dinoee", strict=True))
PLAIN |= {"\u00e6": "ae", "\u0153": "oe", "\u00fe": "th"}
_MARKED = re.compile("LATIN SMALL LETTER ([A-Z]) WITH .+")  # a stroke or a hook, as in \u0142 or \u0253
MOST = 600  # so that it fits an index of PostgreSQL in any script
BETWEEN = "\0"  # stands in no list
_LEADING_ZEROS = re.compile(r"((?:\A|\0)[^\d\0]*)0+(?=\d)")
# What an account is found by, in the order in which what is found is shown.
PARTS = (
    *("surname", "forenames", "address_1", "address_2", "address_3", "town", "postcode"),
    *("reference", "customer_ref", "title"),
)


def fold(text: str) -> str:
    """Fold one text."""
    return _fold_together(text).replace(BETWEEN, "")


def _fold_together(text: str) -> str:
    """Fold several texts with BETWEEN between them."""
    return text.translate({ord(character): _folded(character) for character in set(text)})


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character == BETWEEN:
        return character
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(map(_plain, (each for each in plain if not _is_left_out(each))))


def _plain(letter: str) -> str:
    marked = _MARKED.fullmatch(unicodedata.name(letter, ""))
    return marked[1].lower() if marked else PLAIN.get(letter, letter)


def _is_left_out(character: str) -> bool:
    """Whether nobody looks for it."""
    if character.isspace() or character in LEFT_OUT:
        return True
    return unicodedata.combining(character) != 0 or unicodedata.category(character) in UNSEEN


def without_leading_zeros(reference: str) -> str:
    """Drop the zeros before the first number of a reference, or of each of several with BETWEEN between them.

    So a spreadsheet or a person does.
    """
    return _LEADING_ZEROS.sub(r"\1", reference)


def found_by(rows: pd.DataFrame) -> list[str]:
    """Fold what accounts are found by: the PARTS, columns of text, and the reference without leading zeros.

    One text a row, its parts in order, a space between them, at most MOST characters.
    """
    import pyarrow.compute as pc

    parts = [_texts(rows[name]) for name in PARTS]
    short = _changed(_texts(rows["reference"]), _all_without_leading_zeros)
    folded = [_fold_column(texts) for texts in (*parts, short)]
    texts: list[str] = pc.utf8_slice_codeunits(joined(*folded, separator=" "), 0, MOST).to_pylist()
    return texts


def _texts(column: pd.Series[Any]) -> pa.LargeStringArray:
    import pyarrow as pa

    from paycards.store.rows import plain_array

    return plain_array(column).cast(pa.large_string())


def _changed(texts: pa.LargeStringArray, change: Callable[[list[str]], list[str]]) -> pa.LargeStringArray:
    """Change each text once, however many rows have it: names and towns come again and again."""
    import pyarrow as pa

    each = texts.dictionary_encode()
    return pa.array(change(each.dictionary.to_pylist()), pa.large_string()).take(each.indices)


def _fold_column(texts: pa.LargeStringArray) -> pa.LargeStringArray:
    """Fold a column, where it is plain ASCII as it lies in memory: no row becomes a Python object."""
    import numpy as np
    import pyarrow as pa

    _, ends, characters = texts.buffers()
    ends = np.frombuffer(ends, np.int64, len(texts) + 1, 8 * texts.offset)
    plain = bytes(memoryview(characters or b"")[ends[0] : ends[-1]])
    if not plain.isascii():
        return _changed(texts, _fold_all)
    left_out, folded = _ascii_folded()
    is_kept = np.isin(np.arange(256), np.frombuffer(left_out, np.uint8), invert=True)
    kept = is_kept[np.frombuffer(plain, np.uint8)].cumsum(dtype=np.int64)
    kept_ends = np.concatenate(([0], kept))[ends - ends[0]]
    buffers = (kept_ends, plain.translate(folded, left_out))
    return pa.LargeStringArray.from_buffers(len(texts), *map(pa.py_buffer, buffers))


@lru_cache(maxsize=1)
def _ascii_folded() -> tuple[bytes, bytes]:
    """The characters of ASCII that are left out, and what each byte becomes."""
    folded = [_folded(chr(code)) for code in range(128)]
    left_out = bytes(code for code, character in enumerate(folded) if not character)
    return left_out, "".join(character or " " for character in folded).encode() + bytes(range(128, 256))


def _all_without_leading_zeros(references: list[str]) -> list[str]:
    return without_leading_zeros(BETWEEN.join(references)).split(BETWEEN)[: len(references)]


def _fold_all(texts: list[str]) -> list[str]:
    """Fold many texts at once: what is plain ASCII goes a hundred times faster together."""
    together = BETWEEN.join(texts)
    if together.isascii():
        return _fold_together(together).split(BETWEEN)[: len(texts)]
    plain = _fold_together(BETWEEN.join(text for text in texts if text.isascii())).split(BETWEEN)
    other = _fold_together(BETWEEN.join(text for text in texts if not text.isascii())).split(BETWEEN)
    each_plain, each_other = iter(plain), iter(other)
    return [next(each_plain if text.isascii() else each_other) for text in texts]

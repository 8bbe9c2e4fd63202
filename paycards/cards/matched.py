"""Why a row was found: the parts of its texts that what was searched for is in.

Both are compared folded (`store.folding`), and the parts are those of the text as it stands:

>>> marked("O'Neill-Smith", ["oneill"])
(("O'Neill", True), ('-Smith', False))
>>> marked("12 Harbour View", ["12", "view"])
(('12', True), (' Harbour ', False), ('View', True))
>>> marked("Müller", ["smith"])
(('Müller', False),)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from paycards.store.folding import fold

Pieces = tuple[tuple[str, bool], ...]  # a piece of the text, and whether it was searched for


def marked(text: str, words: Sequence[str]) -> Pieces:
    """The text in pieces; those that any of the folded words is in are marked."""
    parts = [(each, place) for place, letter in enumerate(text) for each in fold(letter)]
    folded, places = "".join(each for each, _ in parts), [place for _, place in parts]
    hits = {place for word in words for place in _places(folded, places, word)}
    grouped = groupby(enumerate(text), lambda pair: pair[0] in hits)
    return tuple(("".join(letter for _, letter in group), is_hit) for is_hit, group in grouped)


def is_marked(pieces: Pieces) -> bool:
    """Tell whether any piece was searched for."""
    return any(is_hit for _, is_hit in pieces)


def _places(folded: str, places: Sequence[int], word: str) -> Iterator[int]:
    """The places of the text that the word is in, with what folding leaves out between them."""
    begin = folded.find(word)
    while word and begin >= 0:
        yield from range(places[begin], places[begin + len(word) - 1] + 1)
        begin = folded.find(word, begin + 1)

"""One clue: an account that some kind of evidence points to, for one case."""

from __future__ import annotations

from typing import NamedTuple


class Clue(NamedTuple):
    """`words` say why; of two clues of a kind the one that weighs more comes first.

    A tuple: ten thousand items have a hundred thousand of them.
    """

    case_id: int
    account_id: int
    kind: str
    words: str
    weight: int = 0

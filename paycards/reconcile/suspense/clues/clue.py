"""One clue: an account that some kind of evidence points to, for one case."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clue:
    """`words` say why; of two clues of a kind the one that weighs more comes first."""

    case_id: int
    account_id: int
    kind: str
    words: str
    weight: int = 0

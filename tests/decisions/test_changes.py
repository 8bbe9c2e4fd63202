"""What a decision changes is told in words, at the terminal and on the pages, whatever its kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from paycards.access.visit import Visit
from paycards.decisions.changes import TOLD, changes_of
from paycards.decisions.decision import Decision
from paycards.decisions.kinds import KINDS
from paycards.store.engine import reading

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
NONE = dict.fromkeys(("cards", "payments", "payments_pence", "items", "items_pence", "waiting"), 0)
NOT_BACK = {"back": 0, "back_pence": 0}
EFFECT = NONE | NOT_BACK | {"row": 2, "wrong": "R1", "fund": "rent", "reference": "R2", "cards": 1}
EFFECT |= {"payments": 2, "payments_pence": 700, "items": 1, "items_pence": 800}
UNDONE = NONE | {"row": 2, "wrong": "R1", "fund": "", "reference": "", "back": 1, "back_pence": 5}


def changed(visit: Visit, kind: str, subject: str, pence: int, terms: dict[str, Any]) -> list[str]:
    decision = Decision(
        council="NVD", decision=1, kind=kind, subject=subject, amount_pence=pence, state="proposed",
        proposed_by="Amira", proposed_at=NOON, reason="", decided_by="", decided_at=None, decided_reason="",
        needs_two=True, terms=terms,
    )  # fmt: skip
    with reading(visit.installation.engine) as connection:
        found = changes_of(connection, 1, decision)
    return [f"{each.what}: {each.before} -> {each.after}" for each in found]


def test_every_kind_has_words_for_what_it_changes() -> None:
    assert set(TOLD) == {kind.code for kind in KINDS}


@pytest.mark.parametrize(
    ("kind", "terms", "words"),
    [
        ("opening", {"items": [[2, "POST", "A1.TXN", "2026-11-05", 12500]]},
         "POST, due A1.TXN: not in the books -> £125.00 owed from before the first file,"
         " due on 5 November 2026"),
        ("correct_references", {"effects": [EFFECT]},
         "Reference R1: as it was -> read as rent R2; 1 card moved; 2 payments of £7.00 moved;"
         " 1 payment of £8.00 placed from suspense"),
        ("correct_references", {"effects": [UNDONE]},
         "Reference R1: as it was -> read as it stands; 1 payment of £0.05 put back into suspense"),
        ("charge", {"pence": -450}, "Bank entry x: open -> £4.50 posted as the supplier's charge"),
    ],
)  # fmt: skip
def test_what_a_decision_changes_is_told_in_words(
    visit: Visit, kind: str, terms: dict[str, Any], words: str
) -> None:
    assert changed(visit, kind, "x", 0, terms) == [words]

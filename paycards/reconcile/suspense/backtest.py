"""How good suggestions are: what people decided is guessed again, each with only what was known before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select

from paycards.access.reading import Reading
from paycards.reconcile.subjects import ITEM, place_of
from paycards.reconcile.suspense.clues.case import CASES, Case, Then, case_of
from paycards.reconcile.suspense.desks import desk_of
from paycards.reconcile.suspense.placed import placed_by_hand
from paycards.reconcile.suspense.suggestions import Found, ranking, sure_one
from paycards.settings.installation import Settings
from paycards.store.among import among
from paycards.store.tables.decisions import decision_subjects, decisions
from paycards.store.tables.ledger import postings
from paycards.store.tables.suspense import suspense_items

FIRST_FEW = 3


@dataclass(frozen=True)
class Score:
    """How many decisions were guessed, and for how many the right account was first, or in the first three.

    One that was undone later has no right account. `sure`: how often the first was called sure; `sure_right`:
    how often that was right.
    """

    tried: int = 0
    undone: int = 0
    first: int = 0
    first_three: int = 0
    sure: int = 0
    sure_right: int = 0

    def __add__(self, other: Score) -> Score:
        """Both together."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in Score.__dataclass_fields__))


@dataclass(frozen=True)
class Decided:
    """A decision: the item, when, and the accounts that it went to and stayed in."""

    item_id: int
    then: Then
    accounts: frozenset[int]


def backtest(seen: Reading, settings: Settings) -> dict[str, Score]:
    """Score every placing by hand that may be seen, by the reason for which the item was in suspense."""
    scores: dict[str, Score] = defaultdict(Score)
    for council_id in seen.councils.values():
        for reason, score in _scores(seen, settings, council_id):
            scores[reason] += score
    return dict(sorted(scores.items()))


def _scores(seen: Reading, settings: Settings, council_id: int) -> Iterator[tuple[str, Score]]:
    decided = _at_once(list(_decided(seen, council_id)), _combined(seen, council_id))
    cases = list(_cases(seen, decided))
    guessed = ranking(desk_of(seen, settings, council_id, cases))
    right = {one.item_id: one.accounts for one in decided}
    for case in cases:
        yield case.reason, _score(guessed.get(case.id, []), right[case.id])


def _score(guesses: list[Found], right: frozenset[int]) -> Score:
    hits = [guess.account.id in right for guess in guesses[:FIRST_FEW]]
    first = hits[:1] == [True]
    sure = bool(guesses) and sure_one(guesses) is guesses[0]
    return Score(1, not right, first, any(hits), sure, sure and first)


def _decided(seen: Reading, council_id: int) -> Iterator[Decided]:
    """The first decision about each item; whatever came after it undid it."""
    query = placed_by_hand(council_id).order_by(suspense_items.c.id, postings.c.step, postings.c.part)
    for item_id, rows in groupby(seen.connection.execute(query), key=lambda row: int(row.item_id)):
        yield _first(item_id, list(rows))


def _first(item_id: int, rows: list[Row[Any]]) -> Decided:
    parts = [row for row in rows if row.step == rows[0].step]
    stayed = frozenset(row.account_id for row in parts if row.undone_in is None)
    return Decided(item_id, Then(parts[0].batch_id, parts[0].placed_on), stayed)


def _combined(seen: Reading, council_id: int) -> dict[int, int]:
    """The decision of each item that was placed together with others."""
    query = (
        select(suspense_items.c.id.label("item_id"), decisions.c.id.label("decision_id"))
        .select_from(decisions)
        .join(decision_subjects, decision_subjects.c.decision_id == decisions.c.id)
        .join(suspense_items, place_of(ITEM, suspense_items) == decision_subjects.c.subject)
        .where(decisions.c.council_id == council_id, suspense_items.c.council_id == council_id)
        .where(decisions.c.kind == "combine", decisions.c.state == "applied")
    )
    return {row.item_id: row.decision_id for row in seen.connection.execute(query)}


def _at_once(decided: list[Decided], combined: dict[int, int]) -> list[Decided]:
    """Items that were placed together were decided in one moment: none of them was known before another."""
    began: dict[int, int] = {}
    for one in decided:
        if decision := combined.get(one.item_id):
            began[decision] = min(began.get(decision, one.then.batch_id), one.then.batch_id)
    return [
        replace(one, then=replace(one.then, batch_id=began[combined[one.item_id]]))
        if one.item_id in combined
        else one
        for one in decided
    ]


def _cases(seen: Reading, decided: list[Decided]) -> Iterator[Case]:
    then = {one.item_id: one.then for one in decided}
    query = CASES.where(among(suspense_items.c.id, then)).order_by(suspense_items.c.id)
    for row in seen.connection.execute(query):
        yield case_of(row, then[row.id])

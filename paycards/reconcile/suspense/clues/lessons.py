"""What people decided before: an item with the same card number, reference or outlet, placed by hand."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_

from paycards.reconcile.payments.references import match_form
from paycards.reconcile.suspense.clues.asking import any_text
from paycards.reconcile.suspense.clues.case import Case
from paycards.reconcile.suspense.clues.clue import Clue
from paycards.reconcile.suspense.clues.desk import Desk
from paycards.reconcile.suspense.placed import placed_by_hand
from paycards.store.tables.lines import lines

MOST_AT_AN_OUTLET = 3  # accounts: an outlet where more of them were placed is evidence for none


@dataclass(frozen=True)
class Lesson:
    """A decision: the account, in which batch, and what the row said."""

    item_id: int
    account_id: int
    batch_id: int
    undone_in: int | None  # the batch that moved it away again
    placed_on: dt.date
    card_number: str
    client_reference: str
    outlet: str
    paid_on: dt.date


def lessons(desk: Desk) -> Iterator[Clue]:
    """Where people placed other items that are like these, before."""
    taught = _taught(desk)
    by_card, by_reference, by_place = (_by(taught, key) for key in (_card, _reference, _place))
    for of_lesson, of_case, kind, words in (
        (by_card, desk.by(lambda case: case.full_number), "placed_card", "this card number"),
        (by_card, desk.by(lambda case: case.short_number), "placed_short", "this short card number"),
        (by_reference, desk.by(lambda case: case.reference), "placed_reference", "this reference"),
        (by_place, desk.by(_place), "placed_outlet", "this outlet and weekday"),
    ):
        yield from _alike(of_lesson, of_case, kind, words)


def _alike(
    taught: dict[str, list[Lesson]], cases: dict[str, list[Case]], kind: str, words: str
) -> Iterator[Clue]:
    for key in sorted(cases.keys() & taught.keys()):
        for case in cases[key]:
            yield from _clues(case, [one for one in taught[key] if _teaches(one, case)], kind, words)


def _teaches(one: Lesson, case: Case) -> bool:
    """Tell whether it was decided before, and not undone by then."""
    stood = one.undone_in is None or not case.knew_batch(one.undone_in)
    return one.item_id != case.id and case.knew_batch(one.batch_id) and stood


def _clues(case: Case, before: list[Lesson], kind: str, words: str) -> Iterator[Clue]:
    by_account = defaultdict(list)
    for one in before:
        by_account[one.account_id].append(one)
    if kind == "placed_outlet" and len(by_account) > MOST_AT_AN_OUTLET:
        return
    for account_id, decided in by_account.items():
        last = max(decided, key=lambda one: one.batch_id)
        times = "once" if len(decided) == 1 else f"{len(decided)} times"
        said = f"a person placed {words} here before, {times}, last on {last.placed_on}"
        yield Clue(case.id, account_id, kind, said, last.batch_id)


def _taught(desk: Desk) -> list[Lesson]:
    """The decisions about items that are like any of these cases."""
    connection = desk.connection
    like = or_(
        any_text(connection, lines.c.card_number, {case.card_number for case in desk.cases} - {""}),
        any_text(
            connection, func.upper(lines.c.client_reference), {case.reference for case in desk.cases} - {""}
        ),
        any_text(connection, lines.c.outlet, {case.outlet for case in desk.cases} - {""}),
    )
    said = (lines.c.card_number, lines.c.client_reference, lines.c.outlet, lines.c.paid_on)
    rows = connection.execute(placed_by_hand(desk.council_id).add_columns(*said).where(like))
    return [Lesson(*(getattr(row, name) for name in Lesson.__dataclass_fields__)) for row in rows]


def _by(taught: list[Lesson], key: Callable[[Lesson], str]) -> dict[str, list[Lesson]]:
    found = defaultdict(list)
    for one in taught:
        if text := key(one):
            found[text].append(one)
    return found


def _card(one: Lesson) -> str:
    return one.card_number


def _reference(one: Lesson) -> str:
    return match_form(one.client_reference)


def _place(one: Lesson | Case) -> str:
    return f"{one.paid_on:%w} {one.outlet}" if one.outlet else ""

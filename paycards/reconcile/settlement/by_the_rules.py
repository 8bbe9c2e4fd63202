"""Match a contract by the rules: the sure is confirmed, the likely proposed; what no longer holds ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.dues import dues_of
from paycards.reconcile.settlement.fees_kept import with_fees
from paycards.reconcile.settlement.made import Making, NewMatch
from paycards.reconcile.settlement.matched import Matched
from paycards.reconcile.settlement.matching.items import Match, Matching
from paycards.reconcile.settlement.matching.matching import match
from paycards.reconcile.settlement.matching.working_days import calendar_of
from paycards.reconcile.settlement.open_sides import (
    Place,
    entry_key,
    open_dues,
    open_entries,
    open_parts,
    own_entries,
    place_of,
)
from paycards.reconcile.settlement.standing_matches import (
    CONFIRMED,
    LAPSED,
    PROPOSED,
    all_matches,
    refused_pairs,
    standing,
)
from paycards.reconcile.settlement.waiting import refused_by_decision, waiting_entries
from paycards.reconcile.settlement.writing import write_matches
from paycards.store.problems import PAYCARDS
from paycards.store.step import Step


def match_by_the_rules(step: Step, contract: ContractRow) -> Matched:
    """Match the open entries of a contract to its open dues, and write what changed.

    An entry about which a decision waits is left alone.
    """
    found = all_matches(step.connection, contract.id)
    confirmed = standing(found, CONFIRMED)
    dues = dues_of(step.connection, contract, _as_of(step, found))
    entries = own_entries(step.connection, contract.id)
    left, waiting = open_parts(entries, confirmed), waiting_entries(step, contract)
    tried = {place: pence for place, pence in left.items() if place not in waiting}
    matching = match(
        open_entries(step.connection, contract.council_id, entries, tried),
        open_dues(dues),
        calendar_of(contract.holidays),
        _barred(refused_pairs(found) | refused_by_decision(step, contract)),
    )
    made = with_fees(_new(matching.confirmed, CONFIRMED), dues, confirmed)
    proposals, lapsed = _proposals(matching, standing(found, PROPOSED), waiting)
    making = Making([*made, *proposals], [(number, LAPSED) for number in lapsed], PAYCARDS)
    write_matches(step, contract, making, found)
    return Matched(making, entries, _left(left, made), dues, matching)


def _as_of(step: Step, found: Iterable[Row[Any]]) -> dt.date:
    """The day by which dues are looked at: whatever was matched, on a later day too, counts."""
    days: list[dt.date] = [step.booked_on, *(match.made_on for match in found)]
    return max(days)


def _barred(pairs: Iterable[tuple[int, int, str]]) -> set[tuple[str, str]]:
    return {(entry_key(file_id, row_no), due) for file_id, row_no, due in pairs}


def _new(found: Iterable[Match], state: str) -> list[NewMatch]:
    return [
        NewMatch(*place_of(each.entry), each.due, each.amount_pence, 0, each.rule, state, each.reason)
        for each in found
    ]


def _proposals(
    matching: Matching, old: Iterable[Row[Any]], waiting: Collection[Place]
) -> tuple[list[NewMatch], list[int]]:
    """The proposals that are new, and the numbers of those that hold no longer; the same again stays."""
    known = {(each.file_id, each.row_no, each.due, each.amount_pence, each.rule): each for each in old}
    now = {
        (each.file_id, each.row_no, each.due, each.amount_pence, each.rule): each
        for each in _new(matching.proposed, PROPOSED)
    }
    new = [each for what, each in now.items() if what not in known]
    lapsed = [each.number for what, each in known.items() if what not in now and what[:2] not in waiting]
    return new, sorted(lapsed)


def _left(left: Mapping[Place, int], made: Iterable[NewMatch]) -> dict[Place, int]:
    rest = dict(left)
    for each in made:
        rest[each.file_id, each.row_no] -= each.amount_pence
    return {place: pence for place, pence in rest.items() if pence}

"""Write matches and their ends, with the fees and charges that go with them: one entry of the trail.

The parts of a sum that have the other sign are written first, and ended last: so that at no moment matches
take more of an entry than there is, which the database watches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, insert

from paycards.access.contracts import ContractRow
from paycards.reconcile.settlement.costs import post_costs
from paycards.reconcile.settlement.made import Making, NewMatch
from paycards.reconcile.settlement.standing_matches import CONFIRMED, all_matches, standing
from paycards.store.plain_text import plain
from paycards.store.step import Step
from paycards.store.tables.settlement import match_ends, matches

ACTION = "settlement.matched"

Part = TypeVar("Part", NewMatch, Row[Any])


def write_matches(
    step: Step, contract: ContractRow, making: Making, found: Iterable[Row[Any]] | None = None
) -> None:
    """Write what is made and ended of a contract, and post what suppliers and banks kept of it.

    `found` are all its matches, where they are read already. Raises LookupError where a match that is to end
    does not stand.
    """
    if making.is_nothing:
        return
    before_this = all_matches(step.connection, contract.id) if found is None else found
    known = {match.number: match for match in standing(before_this)}
    ended = [(known[number], why) for number, why in making.ended]
    _end(step, making.by, ended)
    _make(step, contract, making)
    before = [match for match in known.values() if match.state == CONFIRMED]
    gone = {match.number for match, _ in ended}
    after = [match for match in before if match.number not in gone]
    post_costs(step, contract, before, [*after, *making.confirmed])
    step.record(ACTION, contract.terms.code, after={**making.told(), "booked_on": step.booked_on})


def _end(step: Step, by: str, ended: Sequence[tuple[Row[Any], str]]) -> None:
    whys = {match.id: why for match, why in ended}
    said = {"ended_on": step.booked_on, "ended_by": plain(by), "ended_at": step.at}
    in_order = reversed(lowering_first([match for match, _ in ended]))
    rows = [said | {"match_id": match.id, "why": whys[match.id]} for match in in_order]
    if rows:
        step.connection.execute(insert(match_ends), rows)


def _make(step: Step, contract: ContractRow, making: Making) -> None:
    rows = [_row(step, contract, each, making.by) for each in lowering_first(making.made)]
    if rows:
        step.connection.execute(insert(matches), rows)


def lowering_first(parts: Sequence[Part]) -> list[Part]:
    """Matches, entry by entry: of each those first that lower what it explains."""
    of_entry: dict[tuple[int, int], list[Part]] = {}
    for part in parts:
        of_entry.setdefault((part.file_id, part.row_no), []).append(part)
    return [part for its in of_entry.values() for part in sorted(its, key=_raises(its))]


def _raises(parts: Sequence[Part]) -> Callable[[Part], bool]:
    total_pence = sum(part.amount_pence for part in parts)
    return lambda part: part.amount_pence * total_pence > 0


def _row(step: Step, contract: ContractRow, each: NewMatch, by: str) -> dict[str, object]:
    return {
        "council_id": contract.council_id,
        "contract_id": contract.id,
        "due": each.due,
        "file_id": each.file_id,
        "row_no": each.row_no,
        "amount_pence": each.amount_pence,
        "fee_pence": each.fee_pence,
        "rule": each.rule,
        "state": each.state,
        "reason": plain(each.reason),
        "made_on": step.booked_on,
        "made_by": plain(by),
        "made_at": step.at,
    }

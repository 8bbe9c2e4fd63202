"""What is to become of each row of a list, decided before anything is written.

The reference names the account. An account gets one card for each name that its rows print; whether it may
have one at all is what the card desk says too (`cards/obstacles.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from paycards.cards.account import name_on_card
from paycards.cards.obstacles import Obstacle, find_obstacles
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.matching import Match, listed, matches
from paycards.closing.bulk_issue.planned_row import PlannedRow
from paycards.closing.bulk_issue.printability import Printability
from paycards.closing.bulk_issue.suggesting import suggest
from paycards.closing.bulk_issue.unprinted import unprinted
from paycards.closing.office_list.office_list import OfficeList
from paycards.errors import UsageError
from paycards.parts import in_parts
from paycards.settings.council import Council
from paycards.store.councils import council_ids
from paycards.store.folding import fold

AT_ONCE = 5_000  # accounts looked up in one query
CHECK_THE_NAME = "look at it: the list has another surname and another postcode than the account"


class _Said(NamedTuple):
    """What the list says in a row."""

    row_no: int
    holder: str
    surname: str
    postcode: str
    language: str
    large_print: int


def plan_rows(
    connection: Connection, printability: Printability, council_id: int, office_list: OfficeList
) -> list[PlannedRow]:
    """Decide every row, in the order of the list. Nothing is written but temporary tables."""
    council = printability.council
    rows = office_list.rows
    good = rows[rows["fault"] == ""]
    with (
        listed(connection, council_id, good) as (customers, candidates),
        closing(matches(connection, customers, candidates)) as matched,
    ):
        said = map(_Said, good.index.tolist(), *(good[name].tolist() for name in _Said._fields[1:]))
        found = {
            each.row_no: _planned(each, match, printability)
            for each, match in zip(said, matched, strict=True)
        }
        unknown = good.loc[[row_no for row_no, row in found.items() if row.outcome == outcomes.UNKNOWN]]
        suggestions = suggest(connection, council_id, candidates, unknown)
    planned = [
        found.get(row_no) or PlannedRow(row_no, outcomes.MALFORMED, fault)
        for row_no, fault in zip(rows.index.tolist(), rows["fault"].tolist(), strict=True)
    ]
    planned = [
        _with_hint(row, suggestions[row.row_no]) if row.row_no in suggestions else row for row in planned
    ]
    planned = _with_scheme(planned, council)
    planned = _once(planned, rows["holder"].tolist())
    return _unobstructed(connection, council, planned)


def _planned(said: _Said, match: Match, printability: Printability) -> PlannedRow:
    if match.account is not None:
        return _with_account(said, match.account, printability)
    if match.could_be > 1 and match.zeros:
        return PlannedRow(
            said.row_no,
            outcomes.AMBIGUOUS,
            "an account has the same reference but for zeros at the front, which a spreadsheet takes away:"
            " ask the customer, and issue the card at the card desk",
        )
    if match.could_be > 1:
        return PlannedRow(
            said.row_no,
            outcomes.AMBIGUOUS,
            f"{match.could_be} accounts have this reference: fill in the fund, or the reference as the"
            " account has it",
        )
    return PlannedRow(
        said.row_no,
        outcomes.UNKNOWN,
        "no account has this reference: correct it, or import the accounts first",
    )


def _with_hint(row: PlannedRow, perhaps: Sequence[str] | None) -> PlannedRow:
    if not perhaps:
        return row
    hint = f"; perhaps {' or '.join(perhaps)}: ask the customer before you change the list"
    return replace(row, message=row.message + hint)


def _with_account(said: _Said, account: Row[Any], printability: Printability) -> PlannedRow:
    """Plan a card with the name to print, and a word of warning where the list speaks of somebody else."""
    row = PlannedRow(said.row_no, outcomes.WAITING, account_id=account.id, fund=account.fund)
    try:
        holder = said.holder or name_on_card(account)
    except UsageError:
        message = "the account has no name: fill in the column holder"
        return replace(row, outcome=outcomes.MALFORMED, message=message)
    fault, trial = printability.of(account, holder, said.language, said.large_print)
    return replace(row, holder=holder, message=_warning(said, account), fault=fault, trial=trial)


def _warning(said: _Said, account: Row[Any]) -> str:
    pairs = ((said.surname, account.surname), (said.postcode, account.postcode))
    return CHECK_THE_NAME if all(_differ(one, other) for one, other in pairs) else ""


def _differ(one: str, other: str) -> bool:
    """Whether both say something, and not the same; most lists have neither column, and nothing is folded."""
    if not (one and other):
        return False
    said, held = fold(one), fold(other)
    return bool(said and held) and said != held


def _with_scheme(planned: Sequence[PlannedRow], council: Council) -> list[PlannedRow]:
    without = {fund for fund in council.funds if council.card_scheme(fund) is None}
    return [
        replace(row, outcome=outcomes.NO_SCHEME, message=_no_scheme(row.fund)) if row.fund in without else row
        for row in planned
    ]


def _no_scheme(fund: str) -> str:
    return f"there are no cards for {fund}: add a card scheme to the settings, or leave the row out"


def _once(planned: Sequence[PlannedRow], holders: Sequence[str]) -> list[PlannedRow]:
    """Let each account have one card, or one for each of its rows where each names another holder."""
    of_account: dict[int, list[tuple[PlannedRow, str]]] = defaultdict(list)
    for row, holder in zip(planned, holders, strict=True):
        if row.outcome == outcomes.WAITING:
            of_account[row.account_id].append((row, holder.casefold()))
    later: dict[int, PlannedRow] = {}
    for (first, _), *others in (rows for rows in of_account.values() if len(rows) > 1):
        names = [holder for _, holder in of_account[first.account_id]]
        are_joint = "" not in names and len(set(names)) == len(names)
        for row, _ in others:
            later[row.row_no] = replace(row, additional=True) if are_joint else _repeated(row, first)
    return [later.get(row.row_no, row) for row in planned]


def _repeated(row: PlannedRow, first: PlannedRow) -> PlannedRow:
    message = (
        f"the account is that of row {first.row_no}: leave one of the two out; for joint tenants fill in"
        " another holder in each row"
    )
    return replace(row, outcome=outcomes.DUPLICATE, message=message)


def _unobstructed(connection: Connection, council: Council, planned: list[PlannedRow]) -> list[PlannedRow]:
    obstacles: dict[int, Obstacle] = {}
    waiting = [row for row in planned if row.outcome == outcomes.WAITING]
    for some in in_parts(waiting, AT_ONCE):
        obstacles |= obstacles_of(connection, council, some)
    obstacles = but_for_unprinted_cards(connection, council, waiting, obstacles)
    blocked = {row.account_id for row in waiting if row.row_no in obstacles}
    first = {row.account_id: obstacles[row.row_no] for row in waiting if row.row_no in obstacles}
    return [
        _obstructed(row, first[row.account_id])
        if row.outcome == outcomes.WAITING and row.account_id in blocked
        else row
        for row in planned
    ]


def obstacles_of(connection: Connection, council: Council, rows: Sequence[PlannedRow]) -> dict[int, Obstacle]:
    """Return what stands in the way of these rows, by row number."""
    found = find_obstacles(connection, council, rows)
    return {rows[place].row_no: obstacle for place, obstacle in found.items()}


def but_for_unprinted_cards(
    connection: Connection, council: Council, rows: Sequence[PlannedRow], obstacles: Mapping[int, Obstacle]
) -> dict[int, Obstacle]:
    """Leave out the cards that were issued before and never printed: the list prints them."""
    holders = {row.row_no: row.holder for row in rows}
    numbers = [obstacle.card_number for obstacle in obstacles.values() if obstacle.why == "not_printed"]
    open_requests = unprinted(connection, council_ids(connection)[council.code], numbers)
    return {
        row_no: obstacle
        for row_no, obstacle in obstacles.items()
        if obstacle.card_number not in open_requests
        or open_requests[obstacle.card_number].holder != holders[row_no]
    }


def _obstructed(row: PlannedRow, obstacle: Obstacle) -> PlannedRow:
    return replace(row, outcome=outcomes.OF_OBSTACLE[obstacle.why], message=obstacle.sentence)

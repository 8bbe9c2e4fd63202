"""What is to become of each row of a list, decided before anything is written.

The reference names the account. An account gets one card for each name that its rows print; whether it may
have one at all is what the card desk says too (`jobs/cards/obstacles.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Row

from paycards.errors import UsageError
from paycards.jobs.card_batch import outcomes
from paycards.jobs.card_batch.matching import Match, listed, matches
from paycards.jobs.card_batch.office_list import OfficeList
from paycards.jobs.card_batch.suggesting import Suggestions, suggest
from paycards.jobs.cards.desk import name_on_card
from paycards.jobs.cards.obstacles import Obstacle, find_obstacles
from paycards.reconcile.references import normalised_form
from paycards.settings import Council

if TYPE_CHECKING:
    import pandas as pd

Item = TypeVar("Item")
AT_ONCE = 5_000  # accounts looked up in one query
OUTCOME_OF = {
    "no_account": outcomes.UNKNOWN,
    "closed": outcomes.CLOSED,
    "live_card": outcomes.HAS_CARD,
    "open_request": outcomes.HAS_CARD,
    "card_out_of_hand": outcomes.HAS_CARD,
    "twice": outcomes.DUPLICATE,
}
CHECK_THE_NAME = "look at it: the list has another surname and another postcode than the account"


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row and what is to become of it. `account` is a row of ACCOUNT (see `matching`), or None."""

    row_no: int
    outcome: str
    message: str = ""
    account: Row[Any] | None = None
    holder: str = ""
    additional: bool = False

    @property
    def account_id(self) -> int:
        """The account of a row that has one."""
        assert self.account is not None  # noqa: S101 - only rows that wait are asked
        return int(self.account.id)


def plan_rows(
    connection: Connection, council: Council, council_id: int, office_list: OfficeList
) -> list[PlannedRow]:
    """Decide every row, in the order of the list. Nothing is written but temporary tables."""
    rows = office_list.rows
    good = rows[rows["fault"] == ""]
    with listed(connection, council_id, good) as (customers, candidates):
        found = matches(connection, customers, candidates)
        unknown = good.loc[[row for row in good.index if found[row].account is None]]
        suggestions = suggest(connection, council_id, candidates, unknown)
    planned = [
        _matched(row_no, found[row_no], suggestions)
        if row_no in found
        else PlannedRow(row_no, outcomes.MALFORMED, fault)
        for row_no, fault in zip(rows.index.tolist(), rows["fault"].tolist(), strict=True)
    ]
    del found
    planned = _all_named(planned, rows)
    planned = _with_scheme(planned, council)
    planned = _once(planned, rows["holder"].tolist())
    return _unobstructed(connection, council, planned)


def _matched(row_no: int, match: Match, suggestions: Suggestions) -> PlannedRow:
    if match.account is not None:
        return PlannedRow(row_no, outcomes.WAITING, account=match.account)
    if match.could_be > 1:
        return PlannedRow(
            row_no,
            outcomes.AMBIGUOUS,
            f"{match.could_be} accounts have this reference: fill in the fund, or the reference as the"
            " account has it",
        )
    perhaps = suggestions.get(row_no, [])
    hint = f"; perhaps {' or '.join(perhaps)}: ask the customer before you change the list" if perhaps else ""
    return PlannedRow(
        row_no,
        outcomes.UNKNOWN,
        "no account has this reference: mend it, or import the accounts first" + hint,
    )


def _all_named(planned: Sequence[PlannedRow], rows: pd.DataFrame) -> list[PlannedRow]:
    said = (rows[name].tolist() for name in ("holder", "surname", "postcode"))
    return [_named(row, *its) for row, *its in zip(planned, *said, strict=True)]


def _named(row: PlannedRow, holder: str, surname: str, postcode: str) -> PlannedRow:
    """Give a row the name to print, and a word of warning where the list speaks of somebody else."""
    if row.outcome != outcomes.WAITING or row.account is None:
        return row
    try:
        holder = holder or name_on_card(row.account)
    except UsageError:
        message = "the account has no name: fill in the column holder"
        return replace(row, outcome=outcomes.MALFORMED, message=message)
    return replace(row, holder=holder, message=_warning(row.account, surname, postcode))


def _warning(account: Row[Any], surname: str, postcode: str) -> str:
    if not (surname and postcode):
        return ""
    pairs = (
        (surname.casefold(), account.surname.strip().casefold()),
        (normalised_form(postcode), normalised_form(account.postcode)),
    )
    differ = all(one and other and one != other for one, other in pairs)
    return CHECK_THE_NAME if differ else ""


def _with_scheme(planned: Sequence[PlannedRow], council: Council) -> list[PlannedRow]:
    without = {fund for fund in council.funds if council.card_scheme(fund) is None}
    return [
        replace(row, outcome=outcomes.NO_SCHEME, message=_no_scheme(row.account.fund))
        if row.account is not None and row.account.fund in without
        else row
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
    blocked = {row.account_id for row in waiting if row.row_no in obstacles}
    first = {row.account_id: obstacles[row.row_no] for row in waiting if row.row_no in obstacles}
    return [
        _obstructed(row, first[row.account_id])
        if row.outcome == outcomes.WAITING and row.account_id in blocked
        else row
        for row in planned
    ]


@dataclass(frozen=True)
class _Asked:
    account_id: int
    additional: bool


def obstacles_of(connection: Connection, council: Council, rows: Sequence[PlannedRow]) -> dict[int, Obstacle]:
    """Return what stands in the way of these rows, by row number."""
    asked = [_Asked(row.account_id, row.additional) for row in rows]
    found = find_obstacles(connection, council, asked)
    return {rows[place].row_no: obstacle for place, obstacle in found.items()}


def _obstructed(row: PlannedRow, obstacle: Obstacle) -> PlannedRow:
    return replace(row, outcome=OUTCOME_OF[obstacle.why], message=obstacle.sentence)


def in_parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Cut a sequence into parts of this size; the last may be smaller."""
    for start in range(0, len(items), size):
        yield items[start : start + size]

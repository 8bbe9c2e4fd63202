"""Gaps in a supplier's running numbers: each is an open problem until every missing number has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    String,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from paycards.access.contracts import ContractRow
from paycards.channels.decoded import Decoded
from paycards.channels.sequence import missing, missing_in_day, next_day, number_at, number_in_year
from paycards.store.problems import gap_of, gap_subject
from paycards.store.step import Step
from paycards.store.tables.files import files


def watch_numbers(
    step: Step, contract: ContractRow, decoded: Decoded, position: int | None, open_gaps: Iterable[str]
) -> None:
    """Open a problem for the numbers that a file at `position` leaves out; close those that it fills.

    `open_gaps` are the subjects of the contract's open problems of this kind.
    """
    if position is None:
        return
    series = decoded.series
    until = next_day(position) if series else None  # the Post Office's numbers start again each day
    of_it = {"of_contract": contract.id, "of_series": series, "at": position, "until": until}
    earlier, later = step.connection.execute(_NEIGHBOURS, of_it).one()
    if later is None:
        gap = (missing_in_day if series else missing)(earlier, position)
        if gap:
            subject = gap_subject(series, gap[0], gap[-1])
            _report_gap(step, contract, decoded, subject, list(gap))
    _review_gaps(step, contract, decoded, position, open_gaps)


def _came(contract_id: Any, series: Any) -> ColumnElement[bool]:
    """The files whose number has come: a repeat brings nothing new, but it is not missing."""
    return and_(
        files.c.contract_id == contract_id,
        files.c.series == series,
        files.c.state.in_(("accepted", "repeat")),
    )


_AT: BindParameter[int] = bindparam("at", type_=BigInteger)
_UNTIL: BindParameter[int | None] = bindparam("until", type_=BigInteger)
_OF_SERIES = _came(bindparam("of_contract", type_=BigInteger), bindparam("of_series", type_=String))
_NEIGHBOURS = select(
    select(func.max(files.c.position)).where(_OF_SERIES, files.c.position < _AT).scalar_subquery(),
    select(func.min(files.c.position))
    .where(_OF_SERIES, files.c.position > _AT, or_(_UNTIL.is_(None), files.c.position < _UNTIL))
    .scalar_subquery(),
)


def _review_gaps(
    step: Step, contract: ContractRow, decoded: Decoded, position: int, open_gaps: Iterable[str]
) -> None:
    """Look again at the open gaps that this position lies in."""
    for subject in open_gaps:
        of_series, first, last = gap_of(subject)
        if of_series == decoded.series and first <= position <= last:
            still = _absent(step.connection, contract, of_series, (first, last))
            if still:
                _report_gap(step, contract, decoded, subject, still)
            else:
                step.close_problem(
                    "gap", subject, contract_id=contract.id, note="every missing number has come"
                )


def _absent(connection: Connection, contract: ContractRow, series: str, span: tuple[int, int]) -> list[int]:
    first, last = span
    come = set(
        connection.execute(
            select(files.c.position).where(_came(contract.id, series), files.c.position.between(first, last))
        ).scalars()
    )
    return [position for position in range(first, last + 1) if position not in come]


def _report_gap(step: Step, contract: ContractRow, decoded: Decoded, subject: str, absent: list[int]) -> None:
    # in a day of the Post Office, or before all nines
    at = number_in_year if decoded.series else partial(number_at, limit=decoded.limit)
    numbers = numbers_in_words(absent, at)
    step.open_problem("gap", subject, contract_id=contract.id, contract=contract.terms.code, numbers=numbers)


def numbers_in_words(positions: Sequence[int], at: Callable[[int], int]) -> str:
    """Name the numbers that files at these places would carry; `at` tells the number of a place."""
    first, last = at(positions[0]), at(positions[-1])
    return f"number {first}" if len(positions) == 1 else f"{len(positions)} numbers from {first} to {last}"

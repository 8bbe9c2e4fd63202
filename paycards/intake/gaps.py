"""Gaps in a supplier's running numbers: each is an open problem until every missing number has come."""

from __future__ import annotations

from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, func, select

from paycards.access.contracts import ContractRow
from paycards.channels.decoded import Decoded
from paycards.channels.sequence import missing, missing_in_day, next_day, number_at, number_in_year
from paycards.store.step import Step
from paycards.store.tables import files, problems


def watch_numbers(step: Step, contract: ContractRow, decoded: Decoded, position: int | None) -> None:
    """Open a problem for the numbers that a file at `position` leaves out; close those that it fills."""
    if position is None:
        return
    series, connection = decoded.series, step.connection
    came = select(files.c.position).where(_came(contract, series))
    earlier = connection.execute(
        came.where(files.c.position < position).with_only_columns(func.max(files.c.position))
    ).scalar()
    later = came.where(files.c.position > position)
    if series:  # the Post Office's numbers start again each day
        later = later.where(files.c.position < next_day(position))
    if connection.execute(later.limit(1)).first() is None:
        gap = (missing_in_day if series else missing)(earlier, position)
        if gap:
            subject = f"{series}:{gap[0]}-{gap[-1]}"
            _report_gap(step, contract, decoded, subject, list(gap))
    _review_gaps(step, contract, decoded, position)


def _came(contract: ContractRow, series: str) -> ColumnElement[bool]:
    """The files whose number has come: a repeat brings nothing new, but it is not missing."""
    return and_(
        files.c.contract_id == contract.id,
        files.c.series == series,
        files.c.state.in_(("accepted", "repeat")),
    )


def _review_gaps(step: Step, contract: ContractRow, decoded: Decoded, position: int) -> None:
    """Look again at the open gaps that this position lies in."""
    open_gaps = step.connection.execute(
        select(problems.c.subject).where(
            problems.c.contract_id == contract.id, problems.c.kind == "gap", problems.c.closed_at.is_(None)
        )
    ).scalars()
    for subject in list(open_gaps):
        of_series, _, span = subject.partition(":")
        first, last = (int(part) for part in span.split("-"))
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
            select(files.c.position).where(_came(contract, series), files.c.position.between(first, last))
        ).scalars()
    )
    return [position for position in range(first, last + 1) if position not in come]


def _report_gap(step: Step, contract: ContractRow, decoded: Decoded, subject: str, absent: list[int]) -> None:
    numbers = _counted(absent, decoded)
    step.open_problem("gap", subject, contract_id=contract.id, contract=contract.terms.code, numbers=numbers)


def _counted(positions: list[int], decoded: Decoded) -> str:
    """Name the numbers that the missing files carry: in a day of the Post Office, or before all nines."""
    at = number_in_year if decoded.series else partial(number_at, limit=decoded.limit)
    first, last = at(positions[0]), at(positions[-1])
    return f"number {first}" if len(positions) == 1 else f"{len(positions)} numbers from {first} to {last}"

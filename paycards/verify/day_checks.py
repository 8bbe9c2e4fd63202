"""What verify compares of closed days and monthly returns: the figures, and what was signed for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from paycards.store.tables.councils import contracts
from paycards.store.tables.days import closed_days, closed_figures, day_exceptions
from paycards.store.tables.decisions import decisions
from paycards.store.tables.returns import return_figures, signed_returns
from paycards.verify.check import Check, as_text, columns_of

CLOSING = (as_text(closed_days.c.day, "day"), as_text(closed_days.c.closed_at, "closed_at"))


def _days(council_id: int) -> Select[Any]:
    """The closings, by day and the instant of each; with the number of the decision that opened it again."""
    told = columns_of(closed_days, without=("id", "council_id", "decision_id", "day", "closed_at"))
    return (
        select(*CLOSING, *told, decisions.c.number.label("decision"))
        .outerjoin(decisions, decisions.c.id == closed_days.c.decision_id)
        .where(closed_days.c.council_id == council_id)
    )


def _figures(council_id: int) -> Select[Any]:
    told = columns_of(closed_figures, without=("closed_id", "contract_id", "check_name"))
    return (
        select(*CLOSING, contracts.c.code.label("contract"), closed_figures.c.check_name, *told)
        .join(closed_days, closed_days.c.id == closed_figures.c.closed_id)
        .join(contracts, contracts.c.id == closed_figures.c.contract_id)
        .where(closed_days.c.council_id == council_id)
    )


def _exceptions(council_id: int) -> Select[Any]:
    told = columns_of(day_exceptions, without=("decision_id", "council_id", "contract_id"))
    return (
        select(decisions.c.number.label("decision"), contracts.c.code.label("contract"), *told)
        .join(decisions, decisions.c.id == day_exceptions.c.decision_id)
        .join(contracts, contracts.c.id == day_exceptions.c.contract_id)
        .where(day_exceptions.c.council_id == council_id)
    )


def _returns(council_id: int) -> Select[Any]:
    return (
        select(signed_returns.c.month, decisions.c.number.label("decision"))
        .join(decisions, decisions.c.id == signed_returns.c.decision_id)
        .where(signed_returns.c.council_id == council_id)
    )


def _return_figures(council_id: int) -> Select[Any]:
    told = columns_of(return_figures, without=("decision_id", "place"))
    return (
        select(decisions.c.number.label("decision"), return_figures.c.place, *told)
        .join(decisions, decisions.c.id == return_figures.c.decision_id)
        .where(decisions.c.council_id == council_id)
    )


DAY_CHECKS = (
    Check("closed day", 2, _days),
    Check("closed figure", 4, _figures),
    Check("day exception", 1, _exceptions),
    Check("signed return", 1, _returns),
    Check("return figure", 2, _return_figures),
)

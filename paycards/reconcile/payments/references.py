"""How a reference is compared: the forms, and the fund that a contract's patterns name.

>>> match_form(" r12/3 ")
'R12/3'
>>> normalised_form("r12 3/4-5"), normalised_forms(["R12 3", "4-5"])
('R12345', ['R123', '45'])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, literal, null

from paycards.store.constant import constant

SHORTEST_CARD_NUMBER = 13  # allpay's short rows carry six digits: never enough to name a card
PUNCTUATION = (" ", "/", "-")
FundPatterns = tuple[tuple[str, str], ...]


def match_form(reference: str) -> str:
    """Trim and upper-case a reference."""
    return reference.strip().upper()


def normalised_form(reference: str) -> str:
    """Drop spaces, "/" and "-" besides."""
    return _plain(match_form(reference))


def normalised_forms(match_forms: Sequence[str]) -> list[str]:
    """The `normalised_form` of many references by their match forms, of which none holds a NUL."""
    return _plain("\0".join(match_forms)).split("\0")[: len(match_forms)]


def _plain(form: str) -> str:
    for mark in PUNCTUATION:
        form = form.replace(mark, "")
    return form


def matched(reference: ColumnElement[str]) -> ColumnElement[str | None]:
    """`match_form` in SQL; null where there is no reference."""
    return func.nullif(func.upper(reference), constant(""))


def normalised(reference: ColumnElement[Any]) -> ColumnElement[Any]:
    """`normalised_form` in SQL."""
    return func.nullif(without_punctuation(func.upper(reference)), constant(""))


def without_punctuation(form: ColumnElement[Any]) -> ColumnElement[Any]:
    """What is left of a reference's match form, in SQL, without the marks of PUNCTUATION."""
    for mark in PUNCTUATION:
        form = func.replace(form, constant(mark), constant(""))
    return form


def pattern_fund(reference: ColumnElement[Any], patterns: FundPatterns) -> ColumnElement[Any]:
    """The fund of the first pattern that matches the whole reference; null if none does."""
    if not patterns:
        return null()
    return case(
        *((reference.regexp_match(f"^(?:{pattern})$"), literal(fund, String)) for fund, pattern in patterns),
        else_=null(),
    )

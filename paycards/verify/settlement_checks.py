"""What verify compares of matches: each by its number in its contract, and how it ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from paycards.reconcile.settlement.standing_matches import NUMBER
from paycards.store.tables.settlement import match_ends, matches
from paycards.verify.check import Check, as_text, columns_of


def _matches(council_id: int) -> Select[Any]:
    told = columns_of(matches, without=("id", "council_id", "contract_id", "made_on", "made_at"))
    ended = columns_of(match_ends, without=("match_id", "ended_on", "ended_at"))
    return (
        select(matches.c.contract_id, NUMBER.label("number"), *told)
        .add_columns(as_text(matches.c.made_on, "made_on"), as_text(matches.c.made_at, "made_at"))
        .add_columns(*ended)
        .add_columns(as_text(match_ends.c.ended_on, "ended_on"), as_text(match_ends.c.ended_at, "ended_at"))
        .select_from(matches.outerjoin(match_ends, match_ends.c.match_id == matches.c.id))
        .where(matches.c.council_id == council_id)
    )


SETTLEMENT_CHECKS = (Check("match", 2, _matches),)

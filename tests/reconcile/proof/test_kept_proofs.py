"""A proof is worked out again when the clock can change it, and else when the books do."""

from __future__ import annotations

import datetime as dt
from typing import cast

from paycards.access.contracts import ContractRow
from paycards.reconcile.proof.figure import DayProof, Figure
from paycards.reconcile.proof.kept_proofs import clock_of

NOW = dt.datetime(2026, 11, 20, 9, 30, 59, tzinfo=dt.UTC)
NOBODY = cast("ContractRow", None)


def proof(check: str) -> list[DayProof]:
    return [DayProof(NOBODY, NOW.date(), (Figure("owed", 1, 1), Figure(check, 1, None)))]


def test_a_file_that_is_not_due_yet_waits_for_the_clock() -> None:
    assert clock_of(proof("complete"), NOW) == NOW.replace(second=0)


def test_what_the_next_night_or_a_statement_brings_waits_for_the_books() -> None:
    assert clock_of(proof("customers"), NOW) is None
    assert clock_of(proof("bank"), NOW) is None

"""The random worlds reach the edges they are made for, and the oracle keeps its promises in all of them."""

from __future__ import annotations

from collections import Counter

import pytest

from .oracle import Oracle
from .play import play
from .worlds import make_world

SEEDS = range(150)


@pytest.fixture(scope="module")
def oracles() -> list[Oracle]:
    return [play(make_world(seed)) for seed in SEEDS]


def test_the_same_seed_makes_the_same_world() -> None:
    assert make_world(7) == make_world(7)
    assert make_world(7) != make_world(8)


def test_every_outcome_happens_somewhere(oracles: list[Oracle]) -> None:
    lines = [row for oracle in oracles for row in oracle.export_lines()]
    files = [row for oracle in oracles for row in oracle.export_files()]
    reasons = Counter(row["reason"] or row["rule"] or row["state"] for row in lines)
    assert set(reasons) == {
        *("card", "reference", "normalised_reference", "reversal", "duplicate"),
        *("conflict", "ambiguous", "account_closed", "unknown_card", "unknown_reference"),
        *("no_original", "reversal_mismatch", "reversal_expected", "receipt_reused"),
    }
    assert min(reasons.values()) >= 5, reasons
    assert {row["state"] for row in lines} == {"posted", "suspense", "duplicate", "offset"}
    assert {row["state"] for row in files} == {"accepted", "quarantined", "held", "repeat"}


def test_the_lines_of_an_accepted_file_are_its_own_totals(oracles: list[Oracle]) -> None:
    for oracle in oracles:
        for file in oracle.files:
            rows = [line.said.amount_pence for line in file.lines]
            expected = [payment.amount_pence for payment in file.reading.payments] if file.reading else []
            assert rows == (expected if file.state == "accepted" else [])


def test_offset_lines_cancel_and_balances_are_what_was_posted(oracles: list[Oracle]) -> None:
    for oracle in oracles:
        lines = oracle.export_lines()
        posted = sum(int(row["amount_pence"]) for row in lines if row["state"] == "posted")
        assert posted == sum(int(row["received_pence"]) for row in oracle.export_balances())
        assert sum(int(row["amount_pence"]) for row in lines if row["state"] == "offset") == 0


def test_reconciling_again_changes_nothing(oracles: list[Oracle]) -> None:
    for oracle in oracles:
        before = oracle.export_lines()
        oracle.reconcile()
        assert oracle.export_lines() == before

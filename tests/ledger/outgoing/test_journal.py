"""The general ledger's journal."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.errors import Corrupt
from paycards.ledger.outgoing import LEG_COLUMNS, journal

GOLDEN = b"""\
date,channel,ledger_account,debit,credit\r
2026-05-05,post_office,clearing:NVD-PO,85.00,\r
2026-05-05,post_office,customer:council_tax,,15.00\r
2026-05-05,post_office,customer:rent,,60.00\r
2026-05-05,post_office,suspense:NVD,,10.00\r
2026-05-06,allpay,clearing:NVD-ALLPAY,,0.05\r
2026-05-06,allpay,customer:rent,0.05,\r
"""


def legs(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    columns = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=kind)
            for (name, kind), values in zip(LEG_COLUMNS.items(), columns, strict=True)
        }
    )


def test_each_day_channel_and_ledger_account_has_one_row() -> None:
    frame = legs(
        ("2026-05-06", "allpay", "customer:rent:R1:A", 5),
        ("2026-05-06", "allpay", "clearing:NVD-ALLPAY", -5),
        ("2026-05-05", "post_office", "customer:rent:R1", -50_00),
        ("2026-05-05", "post_office", "customer:rent:R2", -10_00),
        ("2026-05-05", "post_office", "customer:council_tax:7", -15_00),
        ("2026-05-05", "post_office", "suspense:NVD", -10_00),
        ("2026-05-05", "post_office", "clearing:NVD-PO", 85_00),
    )
    assert journal.render(frame) == GOLDEN


def test_a_payment_and_its_reversal_on_one_day_leave_no_nil_lines() -> None:
    frame = legs(
        ("2026-05-05", "paypoint", "customer:rent:R1", -100),
        ("2026-05-05", "paypoint", "clearing:NVD-PP", 100),
        ("2026-05-05", "paypoint", "customer:rent:R1", 100),
        ("2026-05-05", "paypoint", "clearing:NVD-PP", -100),
    )
    assert journal.render(frame) == GOLDEN.splitlines(keepends=True)[0]
    assert journal.render(legs()) == GOLDEN.splitlines(keepends=True)[0]


def test_legs_that_do_not_balance_within_their_day_and_channel_stop_everything() -> None:
    frame = legs(
        ("2026-05-05", "paypoint", "customer:rent:R1", -100),
        ("2026-05-06", "paypoint", "clearing:NVD-PP", 100),
    )
    with pytest.raises(Corrupt, match="2026-05-05, paypoint, is out of balance by -100 pence"):
        journal.render(frame)


def test_the_name_carries_the_night() -> None:
    assert journal.file_name(dt.date(2026, 5, 4)) == "Journal20260504.csv"


ENTRIES = st.tuples(
    st.sampled_from(["2026-05-05", "2026-05-06"]),
    st.sampled_from(["paypoint", "payzone"]),
    st.sampled_from(["customer:rent:1", "customer:rent:2", "customer:tax:1", 'suspense:"A, B"']),
    st.integers(-(10**10), 10**10),
)


@given(st.lists(ENTRIES, max_size=30))
def test_debits_equal_credits_for_each_day_and_channel(
    entries: list[tuple[str, str, str, int]],
) -> None:
    both = [
        leg
        for day, channel, account, pence in entries
        for leg in ((day, channel, account, -pence), (day, channel, "clearing:X", pence))
    ]
    rows = list(csv.DictReader(io.StringIO(journal.render(legs(*both)).decode(), newline="")))
    sums: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        assert (row["debit"] == "") != (row["credit"] == "")
        place = (row["date"], row["channel"])
        sums[place] = sums.get(place, Decimal(0)) + Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
    assert not any(sums.values())
    assert len({tuple(row.values())[:3] for row in rows}) == len(rows)
    owed = sum(pence for day, channel, _, pence in entries if (day, channel) == ("2026-05-05", "paypoint"))
    clearing = [
        Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0)
        for row in rows
        if (row["date"], row["channel"], row["ledger_account"]) == ("2026-05-05", "paypoint", "clearing:X")
    ]
    assert sum(clearing) * 100 == owed

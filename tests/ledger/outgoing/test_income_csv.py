"""The income-management system's CSV."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.errors import BadRows, SettingsError
from paycards.ledger.outgoing import POSTING_COLUMNS, file_name, render
from paycards.settings.outgoing import Outgoing

TAX = Outgoing(fund="council_tax", format="income_csv", fund_code="CT")

GOLDEN = b"""\
101,NVD00001.TXN:2,0040710012,PC,2026-05-06,2026-05-04,770000123,PAYCARDS,CT,GIR,60.00,0,0,0.00,post office\r
102,NVDC0007.CQE:1,,PC,2026-05-06,2026-05-05,770000124,PAYCARDS,CT,BNC,-1234.05,0,0,0.00,cheque return\r
"""


def postings(**changed: list[object]) -> pd.DataFrame:
    columns = {
        "entry": ["101", "102"],
        "entry_date": ["2026-05-06", "2026-05-06"],
        "paid_on": ["2026-05-04", "2026-05-05"],
        "account_reference": ["770000123", "770000124"],
        "network": ["post_office", "cheque_return"],
        "amount_pence": [60_00, -1234_05],
        "receipt": ["0040710012", ""],
        "source": ["NVD00001.TXN:2", "NVDC0007.CQE:1"],
    } | changed
    return pd.DataFrame(
        {name: pd.Series(columns[name], dtype=kind) for name, kind in POSTING_COLUMNS.items()}
    )


def test_the_file_has_the_fifteen_fields_in_their_order() -> None:
    assert render(postings(), outgoing=TAX) == GOLDEN
    assert all(line.count(b",") == 14 for line in GOLDEN.splitlines())


def test_a_night_without_postings_is_an_empty_file() -> None:
    assert render(postings()[:0], outgoing=TAX) == b""


def test_the_name_carries_the_night() -> None:
    assert file_name(dt.date(2026, 5, 4), outgoing=TAX) == "Income20260504.csv"


def test_a_fund_without_a_code_of_its_own_goes_by_its_name() -> None:
    plain = TAX.model_copy(update={"fund_code": ""})
    assert render(postings(), outgoing=plain).split(b",")[8] == b"council_tax"


@pytest.mark.parametrize("column", ["entry", "source", "receipt", "account_reference", "network"])
@pytest.mark.parametrize("mark", [",", "\n", "\r", "\x00", "\x85", "\N{LINE SEPARATOR}"])
def test_a_field_that_the_receiver_would_misread_refuses_the_file(column: str, mark: str) -> None:
    own = TAX.model_copy(update={"method_codes": {f"a{mark}b": "XXX"}})
    values = [postings()[column].iloc[0], f"a{mark}b"]
    with pytest.raises(BadRows) as refused:
        render(postings(**{column: values}), outgoing=own)
    [(row, sentence)] = refused.value.rows
    account = f"a{mark}b" if column == "account_reference" else "770000124"
    assert row == 2
    assert sentence.startswith(f"account {account!r}: {column} holds a comma")


def test_an_empty_account_refuses_the_file() -> None:
    with pytest.raises(BadRows) as refused:
        render(postings(account_reference=["", "770000124"]), outgoing=TAX)
    assert refused.value.rows == [(1, "account '': is empty")]


@pytest.mark.parametrize("name", ["office_code", "user_code", "fund_code", "vat_code"])
def test_a_setting_with_a_comma_is_an_error(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        render(postings(), outgoing=TAX.model_copy(update={name: "A,B"}))


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=","), min_size=1)


@given(TEXTS, TEXTS, st.integers(-(10**12), 10**12))
def test_what_is_read_back_is_what_was_posted(account: str, receipt: str, pence: int) -> None:
    frame = postings(account_reference=[account, "x"], receipt=[receipt, ""], amount_pence=[pence, 1])
    first = render(frame, outgoing=TAX).decode().split("\r\n")[0].split(",")
    assert len(first) == 15
    assert (first[6], first[2], int(Decimal(first[10]) * 100)) == (account, receipt, pence)

"""The rent system's fixed-width file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.errors import BadRows, SettingsError
from paycards.ledger.outgoing import POSTING_COLUMNS, file_name, render
from paycards.ledger.outgoing.methods import METHOD_CODES
from paycards.settings.outgoing import Outgoing

RENT = Outgoing(fund="rent", format="rent_cash")

GOLDEN = b"""\
R000001234PAYCARDS            GIR+000060.0004/05/2026PC\r
R12       PAYCARDS            PPT-000012.3405/05/2026PC\r
R000001234PAYCARDS            BNC-000000.0105/05/2026PC\r
A/1 2-3   PAYCARDS            CRD+999999.9931/12/2026PC\r
"""


def postings(*rows: tuple[str, str, int, str]) -> pd.DataFrame:
    """Rows of account, network, pence and the date paid."""
    columns: dict[str, list[object]] = {
        "entry": [str(number) for number in range(1, len(rows) + 1)],
        "entry_date": ["2026-05-06"] * len(rows),
        "paid_on": [row[3] for row in rows],
        "account_reference": [row[0] for row in rows],
        "network": [row[1] for row in rows],
        "amount_pence": [row[2] for row in rows],
        "receipt": [""] * len(rows),
        "source": [f"NVDC0001.PO:{number}" for number in range(1, len(rows) + 1)],
    }
    return pd.DataFrame(
        {name: pd.Series(columns[name], dtype=kind) for name, kind in POSTING_COLUMNS.items()}
    )


def test_the_file_is_as_the_receiver_publishes_it() -> None:
    frame = postings(
        ("R000001234", "post_office", 60_00, "2026-05-04"),
        ("R12", "paypoint", -12_34, "2026-05-05"),
        ("R000001234", "cheque_return", -1, "2026-05-05"),
        ("A/1 2-3", "telephone", 999_999_99, "2026-12-31"),
    )
    assert render(frame, outgoing=RENT) == GOLDEN


def test_a_night_without_postings_is_an_empty_file() -> None:
    assert render(postings(), outgoing=RENT) == b""


def test_the_name_carries_the_night() -> None:
    assert file_name(dt.date(2026, 5, 4), outgoing=RENT) == "CashFile20260504.dat"


ACCOUNTS = st.from_regex(r"[A-Z0-9/-](?:[A-Z0-9/ -]{0,8}[A-Z0-9/-])?", fullmatch=True)
AMOUNTS = st.integers(-999_999_99, 999_999_99).filter(bool)
DATES = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)).map(dt.date.isoformat)


@given(st.lists(st.tuples(ACCOUNTS, st.sampled_from(sorted(METHOD_CODES)), AMOUNTS, DATES), max_size=20))
def test_what_is_read_back_is_what_was_posted(rows: list[tuple[str, str, int, str]]) -> None:
    lines = render(postings(*rows), outgoing=RENT).decode("ascii").splitlines()
    assert all(len(line) == 55 for line in lines)
    assert [
        (
            line[:10].rstrip(),
            line[30:33],
            int(Decimal(line[33:43]) * 100),
            dt.datetime.strptime(line[43:53], "%d/%m/%Y").date().isoformat(),  # noqa: DTZ007 - only a day is read
        )
        for line in lines
    ] == [(account, METHOD_CODES[network], pence, day) for account, network, pence, day in rows]


@pytest.mark.parametrize(
    ("account", "pence", "paid_on", "reason"),
    [
        ("R0000012345", 100, "2026-05-04", "longer than 10 characters"),
        ("R00\N{POUND SIGN}1", 100, "2026-05-04", "not printable ASCII"),
        (" R001", 100, "2026-05-04", "without spaces around it"),
        ("", 100, "2026-05-04", "not printable ASCII"),
        ("R001", 1_000_000_00, "2026-05-04", "above 999,999.99 pounds"),
        ("R001", -1_000_000_00, "2026-05-04", "above 999,999.99 pounds"),
        ("R001", 100, "4/5/2026", "not YYYY-MM-DD"),
    ],
)
def test_a_row_that_does_not_fit_refuses_the_file_and_names_the_account(
    account: str, pence: int, paid_on: str, reason: str
) -> None:
    frame = postings(("R001", "paypoint", 100, "2026-05-04"), (account, "paypoint", pence, paid_on))
    with pytest.raises(BadRows) as refused:
        render(frame, outgoing=RENT)
    [(row, sentence)] = refused.value.rows
    assert row == 2
    assert repr(account) in sentence
    assert reason in sentence


def test_a_council_gives_its_own_method_codes() -> None:
    own = RENT.model_copy(update={"method_codes": {"payzone": "PZN", "kiosk": "KSK"}})
    frame = postings(("R001", "payzone", 100, "2026-05-04"), ("R001", "kiosk", 100, "2026-05-04"))
    methods = [line[30:33] for line in render(frame, outgoing=own).splitlines()]
    assert methods == [b"PZN", b"KSK"]


def test_a_network_without_a_code_is_an_error_never_a_default() -> None:
    with pytest.raises(SettingsError, match="no method code for kiosk"):
        render(postings(("R001", "kiosk", 100, "2026-05-04")), outgoing=RENT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source_text": "A TEXT OF 21 LETTERS."},
        {"source_text": ""},
        {"system_code": "P"},
        {"system_code": "PCS"},
        {"method_codes": {"paypoint": "PP"}},
        {"method_codes": {"paypoint": "P\nT"}},
    ],
)
def test_a_setting_that_does_not_fit_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        render(postings(("R001", "paypoint", 100, "2026-05-04")), outgoing=RENT.model_copy(update=wrong))

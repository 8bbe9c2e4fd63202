"""How a supplier pays over, in the settings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from paycards.errors import SettingsError
from paycards.settings.contract import Contract
from paycards.settings.reading import load_settings
from tests.settings.test_bank_account import MAIN
from tests.settings.test_settings import written

CONTRACT = """
[[councils.contracts]]
code = "NVD-PAYZONE"
channel = "payzone"
client_code = "NVD4471"
"""
SETTLEMENT = """
[councils.contracts.settlement]
by = "file"
bank_text = 'PAYZONE .*NVD4471'
bank_account = "MAIN"
starts_on = 2026-11-09
fees = "netted"
fee_pence = { payzone = "38.5", e_pay = "40" }
"""


def test_what_the_settings_say_of_a_settlement_is_read(tmp_path: Path) -> None:
    _, contract = load_settings(written(tmp_path, CONTRACT + SETTLEMENT + MAIN)).contract("NVD-PAYZONE")
    told = contract.settlement
    assert (told.by, told.bank_text, told.bank_account) == ("file", "PAYZONE .*NVD4471", "MAIN")
    assert (told.starts_on, told.fees) == (dt.date(2026, 11, 9), "netted")
    assert told.fee_tenths == {"payzone": 385, "e_pay": 400}


@pytest.mark.parametrize(
    ("channel", "by", "means"),
    [
        ("allpay", None, "statement"),
        ("allpay", "file", "file"),
        ("payzone", None, "file"),
        ("own_layout", None, "file"),
        ("own_layout", "statement", "statement"),
    ],
)
def test_what_makes_a_due_follows_the_channel_unless_the_settings_say(
    channel: str, by: str | None, means: str
) -> None:
    terms = {"code": "A", "channel": channel, "client_code": "X", "settlement": {"by": by}}
    assert Contract.model_validate(terms).settled_by == means


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"file"', '"day"', "settlement.by must be"),
        ('"file"', '"statement"', "settlement.by: must be file, for payzone sends no statements"),
        ("'PAYZONE .*NVD4471'", "'('", "bank_text: not a regular expression"),
        ("'PAYZONE .*NVD4471'", "''", "bank_text: must not fit an empty text"),
        ("'PAYZONE .*NVD4471'", "'.*'", "bank_text: must not fit an empty text"),
        ('"MAIN"', '"OTHER"', "settlement.bank_account: OTHER is not one of the council's"),
        ("2026-11-09", '"soon"', "settlement.starts_on must be a date"),
        ('"netted"', '"kept"', "settlement.fees must be"),
        ('fees = "netted"\n', "", "fees: must be netted or invoiced"),
        (
            'fee_pence = { payzone = "38.5", e_pay = "40" }\n',
            "",
            "fee_pence: is missing, and fees are netted",
        ),
        ('"38.5"', '"38.55"', "fee_pence.payzone must be pence in quotes"),
        ('"38.5"', '"-1"', "fee_pence.payzone must be pence in quotes"),
        ('"38.5"', "38.5", "fee_pence.payzone must be text in quotes"),
        ("fees", "fee", "settlement.fee is no key of this table"),
    ],
)
def test_what_is_wrong_with_a_settlement_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(written(tmp_path, CONTRACT + SETTLEMENT.replace(old, new, 1) + MAIN))
    assert sentence in str(refused.value)

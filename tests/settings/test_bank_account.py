"""The council's own bank accounts in the settings."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from paycards.errors import SettingsError
from paycards.settings.bank_account import CsvMapping
from paycards.settings.drop import FolderDrop
from paycards.settings.reading import load_settings
from tests.settings.test_settings import written

MAIN = """
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "20-20-15"
account_number = "55555555"
iban = "GB33 BUKB 2020 1555 5555 55"
starts_on = 2026-11-09
mapping = "lloyds-online"
drop = { kind = "folder", directory = "bank" }
"""


def test_an_account_is_read_without_hyphens_and_spaces(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, MAIN))
    ((_, account),) = settings.bank_accounts()
    assert (account.number, account.iban) == ("20201555555555", "GB33BUKB20201555555555")
    assert (account.starts_on, account.mapping) == (dt.date(2026, 11, 9), "lloyds-online")
    assert isinstance(account.drop, FolderDrop)
    assert account.drop.directory == tmp_path / "bank"
    assert settings.paycards.mappings == tmp_path / "mappings"


def test_a_mapping_may_stand_in_the_table_of_its_account(tmp_path: Path) -> None:
    table = '[councils.bank_accounts.mapping]\ndate = 1\ntext = [2, 3]\namount = 4\ndate_form = "%d %b %Y"\n'
    text = MAIN.replace('mapping = "lloyds-online"\n', "")
    ((_, account),) = load_settings(written(tmp_path, text + table)).bank_accounts()
    assert isinstance(account.mapping, CsvMapping)
    assert (account.mapping.text, account.mapping.date_form) == ((2, 3), "dd mon yyyy")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("GB33", "GB34", "its check digits do not agree"),
        ('sort_code = "20-20-15"\n', "", "give both or none"),
        ('sort_code = "20-20-15"\naccount_number = "55555555"\niban', "# iban", "or iban"),
        ("55555555", "55555556", "iban is not that of sort_code and account_number"),
        ("20-20-15", "20-20-1", "sort_code"),
        ('"55555555"', "55555555", "account_number"),
        ('"lloyds-online"', "{ date = 1, text = 2 }", "give amount, or paid_in and paid_out"),
        ('code = "MAIN"', 'code = "main"', "code"),
        ("starts_on", "begins_on", "begins_on is no key of this table"),
    ],
)
def test_what_is_wrong_with_an_account_is_named(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in MAIN
    with pytest.raises(SettingsError) as refused:
        load_settings(written(tmp_path, MAIN.replace(old, new)))
    assert sentence in str(refused.value)
    assert "bank_accounts" in str(refused.value)


def test_a_code_stands_once_in_a_council(tmp_path: Path) -> None:
    other = MAIN.replace("20-20-15", "20-20-16").replace('iban = "GB33 BUKB 2020 1555 5555 55"\n', "")
    with pytest.raises(SettingsError, match=r"bank_accounts: MAIN appears more than once"):
        load_settings(written(tmp_path, MAIN + other))


def test_an_account_has_one_owner(tmp_path: Path) -> None:
    council = '[[councils]]\ncode = "HMB"\nname = "Harrowmere Borough Council"\n'
    with pytest.raises(SettingsError, match=r"bank account MAIN of NVD appears more than once"):
        load_settings(written(tmp_path, MAIN + council + MAIN))

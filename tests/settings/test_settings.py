from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.cli.errors import worded
from paycards.errors import SettingsError
from paycards.settings.reading import load_settings
from paycards.settings.table import Table

GOOD = """
[paycards]
database = "sqlite:///var/paycards.db"
archive = "var/archive"
[[councils]]
code = "NVD"
name = "Northvale District Council"
"""


CONTRACT = "[[councils.contracts]]\ncode = 'A'\nchannel = 'allpay'\nclient_code = 'NVDC'\n"


def written(folder: Path, more: str = "") -> Path:
    path = folder / "paycards.toml"
    path.write_text(GOOD + more, encoding="utf-8")
    return path


def test_paths_are_relative_to_the_folder_of_the_settings_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path))
    assert settings.paycards.archive == tmp_path / "var/archive"
    assert settings.paycards.database == f"sqlite:///{tmp_path}/var/paycards.db"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYCARDS_DATABASE", "postgresql+psycopg://localhost/books")
    assert load_settings(written(tmp_path)).paycards.database == "postgresql+psycopg://localhost/books"


@pytest.mark.parametrize(("said", "is_one"), [("true", True), ("Yes", True), ("0", False), ("off", False)])
def test_the_environment_says_in_text_whether_it_is_a_rehearsal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, is_one: bool
) -> None:
    monkeypatch.setenv("PAYCARDS_REHEARSAL", said)
    assert load_settings(written(tmp_path)).paycards.rehearsal is is_one
    monkeypatch.setenv("PAYCARDS_REHEARSAL", "perhaps")
    with pytest.raises(SettingsError, match=r"paycards\.rehearsal must be true or false"):
        load_settings(written(tmp_path))


def every_table(table: type[Table] = Table) -> Iterator[type[Table]]:
    for each in table.__subclasses__():
        yield each
        yield from every_table(each)


def test_no_number_and_no_switch_of_the_settings_is_read_from_something_else() -> None:
    plain = {int, int | None, float, bool}
    lax = [
        f"{table.__name__}.{name}"
        for table in every_table()
        if table.__module__.startswith("paycards.settings.")
        for name, field in table.model_fields.items()
        if field.annotation in plain and not any(getattr(each, "strict", None) for each in field.metadata)
    ]
    assert lax == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("typo = 1", "councils.NVD.typo is no key of this table"),
        (
            "[[councils.outgoing]]\nfund = 'parking'\nformat = 'rent_cash'",
            "parking is not one of the council's",
        ),
        (
            "[[councils.outgoing]]\nfund = 'rent'\nformat = 'rent_cash'\n" * 2,
            "rent_cash appears more",
        ),
        ("[councils.costs_pence]\npaypoint = 38.5", "costs_pence.paypoint must be a whole number"),
        ("[councils.printing]\nlarge_print = 'no'", "printing.large_print must be true or false"),
        ("[councils.printing]\nboth_languages = 1", "printing.both_languages must be true or false"),
        ("[councils.printing]\nbleed_mm = '3'", "printing.bleed_mm must be a whole number"),
        ("[councils.printing]\nbleed_mm = true", "printing.bleed_mm must be a whole number"),
        ("[councils.printing]\nbleed_mm = 3.0", "printing.bleed_mm must be a whole number"),
        (f"{CONTRACT}settlement_lag_working_days = '5'", "lag_working_days must be a whole number"),
        (f"{CONTRACT}drop = {{kind = 'folder', directory = 'd', settle_seconds = '1'}}", "must be a number"),
        ("[councils.costs_pence]\ncounter = -1", "costs_pence.counter must be 0 or more"),
        ("[councils.take_up]\nsilent_after_weeks = 0", "take_up.silent_after_weeks must be"),
        ("[councils.tiers_pence]\ndefault = 500.0", "tiers_pence.default must be a whole number"),
        ("[councils.tiers_pence]\nallocate = -1", "tiers_pence.allocate must be 0 or more"),
        ("[councils.tiers_pence]\nwrite_off = 5", "tiers_pence.write_off is no key of this table"),
        ("[[councils]]\ncode = 'NVD'\nname = 'Again'", "council code NVD appears more than once"),
        (
            "[[councils.contracts]]\ncode='A'\nchannel='allpay'\nclient_code='NVDC'\n"
            "fund_patterns=[['rent', '(']]",
            "not a regular expression",
        ),
    ],
)
def test_a_wrong_key_is_named_with_its_place(tmp_path: Path, more: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=r"paycards.toml is wrong") as refused:
        load_settings(written(tmp_path, more))
    assert sentence in str(refused.value)


def test_a_wrong_value_is_not_repeated_for_it_may_be_a_secret(tmp_path: Path) -> None:
    drop = "[[councils.contracts]]\ncode='A'\nchannel='allpay'\nclient_code='N'\n[councils.contracts.drop]\n"
    with pytest.raises(SettingsError) as refused:
        load_settings(written(tmp_path, drop + "kind = 'sftp'\npassword = 'hunter2'"))
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("utf-16", r"paycards\.toml is not UTF-8: save it as UTF-8\.$"),
        (None, r"read: Is a directory\.$"),
    ],
)
def test_a_file_of_another_encoding_and_a_folder_are_named_in_our_words(
    tmp_path: Path, written: str | None, sentence: str
) -> None:
    path = tmp_path / "paycards.toml"
    if written is None:
        path.mkdir()
    else:
        path.write_text(GOOD, encoding=written)
    with pytest.raises(SettingsError, match=sentence):
        load_settings(path)


def test_no_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^There is no settings file .*none\.toml\.$") as refused:
        load_settings(tmp_path / "none.toml")
    assert worded(refused.value).endswith("none.toml: give one with --config, or set PAYCARDS_CONFIG.")


def test_a_day_is_not_both_an_extra_bank_holiday_and_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "paycards.toml"
    path.write_text(
        '[paycards]\ndatabase = "sqlite:///p.db"\narchive = "archive"\n'
        "extra_bank_holidays = [2027-05-10]\n"
        '[[councils]]\ncode = "NVD"\nname = "Northvale District Council"\n',
        encoding="utf-8",
    )
    assert [str(day) for day in load_settings(path).paycards.extra_bank_holidays] == ["2027-05-10"]
    monkeypatch.setenv("PAYCARDS_NOT_BANK_HOLIDAYS", "2027-05-03, 2027-05-10")
    with pytest.raises(SettingsError, match="both name 2027-05-10"):
        load_settings(path)

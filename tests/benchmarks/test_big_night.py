"""Nights of any size: what is asked for is what is written, to the line and the penny."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.big import BigNight, big_night
from paycards.errors import UsageError
from paycards.settings.reading import load_settings
from tests.demo import layout_checks

Check = Callable[[str, bytes], tuple[int, int]]

CHECKS: dict[str, Check] = {
    "allpay": layout_checks.allpay_payments,
    "post_office": layout_checks.post_office_transactions,
    "paypoint": layout_checks.paypoint_payments,
    "payzone": layout_checks.payzone_payments,
}
CARD_AT = {"allpay": (0, 57), "post_office": (21, 107), "paypoint": (49, 102)}

layouts = pytest.mark.parametrize("layout", CHECKS)


def a_night(folder: Path, layout: str, seed: int = 1) -> BigNight:
    return big_night(folder, layout, lines=2_003, cards=500, unknown_share=0.05, files=4, seed=seed)


def cards_of(night: BigNight) -> set[str]:
    with night.cards.open(encoding="utf-8", newline="") as file:
        return {row["card_number"] for row in csv.DictReader(file)}


def cards_in(layout: str, data: bytes, rows: int) -> list[str]:
    if layout == "payzone":
        return [row[6] for row in csv.reader(data.decode().splitlines()) if row[0] == "TXN"]
    place, width = CARD_AT[layout]
    first = 0 if layout == "allpay" else width
    starts = range(first + place, first + rows * width, width)
    return [data[start : start + 19].decode() for start in starts]


@layouts
def test_each_file_obeys_its_layout_and_the_counts_are_those_asked_for(layout: str, tmp_path: Path) -> None:
    night = a_night(tmp_path, layout)
    assert len(night.files) == 4
    assert sum(file.lines for file in night.files) == 2_003
    for file in night.files:
        found = CHECKS[layout](file.path.name, file.path.read_bytes())
        assert found == (file.lines, file.total_pence)


@layouts
def test_exactly_the_share_asked_for_has_a_card_that_nobody_knows(layout: str, tmp_path: Path) -> None:
    night = a_night(tmp_path, layout)
    known = cards_of(night)
    strangers = 0
    for file in night.files:
        paid_with = cards_in(layout, file.path.read_bytes(), file.lines)
        unknown = sum(number not in known for number in paid_with)
        assert unknown == file.unknown_lines
        strangers += unknown
    assert strangers == 100


def test_the_unknown_rows_of_allpay_name_no_account_either(tmp_path: Path) -> None:
    night = a_night(tmp_path, "allpay")
    with night.accounts.open(encoding="utf-8", newline="") as extract:
        references = {row["reference"] for row in csv.DictReader(extract)}
    pence = 0
    for file in night.files:
        rows = file.path.read_text(encoding="ascii").splitlines()[: file.lines]
        strangers = [row for row in rows if row[19:35].strip() not in references]
        assert len(strangers) == file.unknown_lines
        pence += sum(layout_checks.pence(row[35:44]) for row in strangers)
    assert pence == sum(file.unknown_pence for file in night.files)


@pytest.mark.parametrize("layout", ["post_office", "paypoint", "payzone"])  # allpay rows have no natural key
def test_no_natural_key_comes_twice_in_a_night(layout: str, tmp_path: Path) -> None:
    night = a_night(tmp_path, layout)
    keys: list[bytes] = []
    for file in night.files:
        data = file.path.read_bytes()
        if layout == "payzone":
            keys += [line.split(b",")[1] for line in data.splitlines() if line.startswith(b"TXN")]
        elif layout == "paypoint":
            keys += [line[8:16] + line[24:34] for line in data.splitlines() if line.startswith(b"D")]
        else:
            details = [data[start : start + 107] for start in range(107, len(data) - 107, 107)]
            keys += [detail[2:9] + detail[64:73] for detail in details]
    assert len(set(keys)) == len(keys) == 2_003


def test_accounts_and_cards_are_unique_and_belong_together(tmp_path: Path) -> None:
    night = a_night(tmp_path, "allpay")
    with night.accounts.open(encoding="utf-8", newline="") as file:
        accounts = [(row["fund"], row["reference"]) for row in csv.DictReader(file)]
    with night.cards.open(encoding="utf-8", newline="") as file:
        cards = list(csv.DictReader(file))
    assert len(set(accounts)) == len(accounts) == len(cards) == 500
    assert {(card["fund"], card["account_reference"]) for card in cards} == set(accounts)
    assert all(layout_checks.a_card(card["card_number"]) for card in cards)
    assert len({card["card_number"] for card in cards}) == 500


@layouts
def test_the_settings_find_the_files(layout: str, tmp_path: Path) -> None:
    night = a_night(tmp_path, layout)
    [(_, contract)] = load_settings(night.settings).contracts()
    assert contract.drop is not None
    assert sorted(Path(contract.drop.directory).iterdir()) == sorted(file.path for file in night.files)


@layouts
def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(layout: str, tmp_path: Path) -> None:
    one, two, other = (
        a_night(tmp_path / name, layout, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    for first, second, third in zip(one.files, two.files, other.files, strict=True):
        assert first.path.read_bytes() == second.path.read_bytes() != third.path.read_bytes()
    assert one.accounts.read_bytes() == two.accounts.read_bytes()


def test_a_night_may_have_no_lines(tmp_path: Path) -> None:
    night = big_night(tmp_path, "paypoint", lines=0, cards=1)
    assert layout_checks.paypoint_payments(night.files[0].path.name, night.files[0].path.read_bytes()) == (
        0,
        0,
    )


def test_an_unknown_layout_or_an_impossible_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no layout bacs"):
        big_night(tmp_path, "bacs", lines=1, cards=1)
    with pytest.raises(UsageError, match="1 to 999 files"):
        big_night(tmp_path, "allpay", lines=1, cards=1, files=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.soak
def test_a_million_lines_are_written_in_seconds(tmp_path: Path) -> None:
    start = time.monotonic()
    [file] = big_night(tmp_path, "allpay", lines=1_000_000, cards=200_000).files
    assert time.monotonic() - start < 20
    assert layout_checks.allpay_payments(file.path.name, file.path.read_bytes()) == (
        1_000_000,
        file.total_pence,
    )
    assert file.unknown_lines == 10_000

"""The proof of a negative: no such payment in any file, and no file that could have brought it is missing."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.evidence import check_absence
from paycards.evidence.absence import Absence, Sought
from paycards.evidence.check import checked
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.list_files import list_files
from paycards.jobs.prove_absence import prove_absence
from paycards.jobs.reject_file import reject_file
from tests.channels.supplier_files import control, counter, paypoint, post_office, shop
from tests.evidence.house import House
from tests.jobs.hand_in import STRANGER

FIRST = dt.date(2026, 11, 14)
LATER = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
ASKED = ("evidence", "--none", "--contract", "NVD-PAYPOINT", "--outlet", "T0012345")
DAYS = ("--from", "2026-11-14", "--to", "2026-11-15")


def name(number: int) -> str:
    return f"PP104417_202611{14 + number}_{411 + number:06}.DAT"


def file_of(number: int) -> bytes:
    """PayPoint's file for the fourteenth of November or a day after, with a payment of the day before."""
    data = paypoint([shop(1, 1000 + number)], 1000 + number)
    data = data.replace(b"00041220261115", f"{411 + number:06}202611{14 + number}".encode())
    return data.replace(b"20261114184503", f"202611{13 + number}184503".encode())


def feed(home: Path, *numbers: int) -> House:
    """A house to which these of PayPoint's files came."""
    house = House(home, f"sqlite:///{home}/paycards.db")
    for number in numbers:
        house.file(name(number), file_of(number))
    house.night()
    house.at(LATER)
    return house


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """PayPoint's files of a week, none missing."""
    house = feed(tmp_path_factory.mktemp("whole"), *range(6))
    yield house
    house.close()


def sought(house: House, contract: str = "NVD-PAYPOINT", days: int = 2, pence: int | None = 9999) -> Absence:
    """Look for a payment of 99.99 on the fourteenth of November, or so many days from it on."""
    last = FIRST + dt.timedelta(days=days - 1)
    asked = Sought(contract, FIRST, last, amount_pence=pence)
    looked = prove_absence(house.visit, asked, house.home / "packs")
    assert (looked.given is not None) == looked.absence.proved
    return looked.absence


def test_a_bank_file_that_waits_has_no_part_in_it_and_is_not_named(tmp_path: Path) -> None:
    """A statement brings no payment; it may be another council's, whose files this one must not see."""
    house = feed(tmp_path, *range(6))
    account, on = Account("000498", "00004982"), dt.date(2026, 11, 20)
    content = camt053([Booked(account, 1, on, on, 0, [Line(on, 100, "RATES")])])
    bank = our_own_bank(house.visit)
    assert import_bank_file(house.visit, bank, BankFile("theirs.xml", content)).state == "quarantined"
    assert sought(house).obstacles == ()
    house.close()


def test_where_no_file_is_missing_it_is_proved_that_no_such_payment_came(whole: House) -> None:
    told = whole.read(*ASKED, *DAYS, "--amount-pence", "9999", "--out", str(whole.home / "packs"), code=0)
    assert (told["proved"], told["found"], told["obstacles"]) == (True, [], [])
    assert [file["day"] for file in told["files"]] == ["2026-11-14", "2026-11-15", "2026-11-16"]
    assert (told["delay_days"], told["until"]) == (1, "2026-11-16")
    assert sum(file["rows_there"] for file in told["files"]) == 2
    folder = Path(told["pack"]["folder"])
    done = subprocess.run(
        [sys.executable, "-I", folder / "check.py"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    page = (folder / "00-read-first.html").read_text(encoding="utf-8")
    assert "no file that could have brought it is missing" in page
    evidence = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    assert evidence["files"][0]["what"] == "file for 2026-11-14, as the supplier sent it"
    assert len({path.name for path in (folder / "original").iterdir()}) == 3


def test_a_number_left_out_of_the_pack_is_found_by_its_own_check(whole: House, tmp_path: Path) -> None:
    folder = Path(whole.read(*ASKED, *DAYS, "--card-ends", "0", "--out", str(tmp_path))["pack"]["folder"])
    evidence = json.loads((folder / "evidence.json").read_text(encoding="utf-8"))
    del evidence["looked_through"][1]
    (folder / "evidence.json").write_text(json.dumps(evidence), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", folder / "check.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "a number is missing" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"000001001PC", b"000009999PC", "row 2: another amount"),
        (b"20261115184503", b"20261113184503", "other rows are of that outlet and these days"),
        (b"T0012345", b"T0012346", "other rows are of that outlet and these days"),
    ],
)
def test_a_row_that_says_something_else_is_found_in_the_bytes_themselves(
    whole: House, tmp_path: Path, old: bytes, new: bytes, fault: str
) -> None:
    asked = (*ASKED, *DAYS, "--amount-pence", "9999", "--out", str(tmp_path))
    folder = Path(whole.read(*asked)["pack"]["folder"])
    for path in (folder / "original").iterdir():
        path.write_bytes(path.read_bytes().replace(old, new))
    faults = checked(folder).faults
    assert any(fault in each for each in faults), faults


def test_the_check_of_a_pack_counts_days_as_the_clocks_of_london_show_them() -> None:
    for instant, day in (
        ("2026-03-29T00:59:59+00:00", "2026-03-29"),
        ("2026-06-30T23:30:00Z", "2026-07-01"),
        ("2026-10-25T00:30:00+01:00", "2026-10-25"),
        ("2026-12-31T23:59:59+00:00", "2026-12-31"),
    ):
        assert check_absence._day(instant, "timestamp") == day
    assert (check_absence._day("14/11/2026", "DD/MM/YYYY"), check_absence._day("20261114", "YYYYMMDD")) == (
        "2026-11-14",
    ) * 2


def test_a_payment_that_is_there_is_named(whole: House) -> None:
    told = whole.read(*ASKED, *DAYS, "--out", str(whole.home / "packs"), code=3)
    assert told["found"] == [f"{name(1)}:2", f"{name(2)}:2"]
    assert (told["proved"], told["pack"]) == (False, None)
    said = whole(*ASKED, *DAYS, "--out", str(whole.home / "packs"), code=3).stdout
    assert "There are such payments" in said
    assert f"{name(1)}:2" in said


@pytest.mark.parametrize(
    ("asked", "proved"),
    [
        ({"outlet": "T0099999"}, True),
        ({"outlet": "T0012345"}, False),
        ({"card_ends": "0015"}, False),
        ({"card_ends": "9999"}, True),
        ({"receipt": "0000000001"}, False),
        ({"receipt": "0000000002"}, True),
        ({"amount_pence": 1001}, False),
        ({"amount_pence": -1001}, True),
    ],
)
def test_each_thing_that_is_known_narrows_what_is_looked_for(
    whole: House, asked: dict[str, str | int], proved: bool
) -> None:
    about = Sought("NVD-PAYPOINT", FIRST, FIRST + dt.timedelta(days=1), **asked)  # type: ignore[arg-type]
    assert prove_absence(whole.visit, about, whole.home / "packs").absence.proved is proved


def test_days_whose_files_can_still_come_prove_nothing(whole: House) -> None:
    whole.at(dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC))
    assert sought(whole, days=6).obstacles == (
        "a payment of 2026-11-19 can still come: files bring payments up to 1 day later, so it is sure only"
        " after 2026-11-20",
        "the payments file for 2026-11-20 has not come",
    )
    whole.at(LATER)
    assert "the payments file for 2026-11-20 has not come" in sought(whole, days=6).obstacles


def test_days_before_the_first_file_prove_nothing(whole: House) -> None:
    asked = Sought("NVD-PAYPOINT", FIRST - dt.timedelta(days=3), FIRST)
    told = prove_absence(whole.visit, asked, whole.home / "packs").absence
    assert "the first file of the contract is for 2026-11-14, after 2026-11-11" in told.obstacles


def test_a_missing_number_and_a_missing_day_prove_nothing(tmp_path: Path) -> None:
    house = feed(tmp_path, 0, 1, 3, 4)
    assert sought(house).obstacles == (
        "1 number, 413, has not come",
        "the payments file for 2026-11-16 has not come",
    )
    said = house(*ASKED, *DAYS, "--amount-pence", "9999", "--out", str(tmp_path), code=3).stdout
    assert "Nothing can be proved" in said
    house.close()


def test_a_refused_or_held_file_proves_nothing_until_a_good_one_has_its_number(tmp_path: Path) -> None:
    house = feed(tmp_path, 0, 1, 2, 3)
    house.file(name(4), b"nothing that anybody can read")
    held = paypoint([shop(1, 5)], 5).replace(b"00041220261115", b"00041220261120")
    house.file("PP104417_20261120_000412.DAT", held)
    refused, other = sought(house).obstacles
    assert refused.startswith(f"{name(4)} is refused:")
    assert other.startswith("PP104417_20261120_000412.DAT is held:")
    for file in list_files(house.visit):
        if file.state in ("quarantined", "held"):
            reject_file(house.visit, str(file.id), note="the supplier sent it in error")
    assert sought(house).obstacles == (
        f"{name(4)} was rejected by a person, and no other file has its number",
    )
    house.file(name(4), file_of(4))
    assert sought(house).proved
    house.close()


def test_where_numbers_begin_anew_each_day_a_timetable_or_nothing_proves_it(tmp_path: Path) -> None:
    house = House(tmp_path, f"sqlite:///{tmp_path}/paycards.db")
    house.file("A319001.TXN", post_office([counter(card=STRANGER)], 2000))
    house.file("A319001.CTL", control([("A319001.TXN", 1, 2000), ("A319002.TXN", 1, 100)]))
    house.at(LATER)
    told = sought(house, "NVD-POST").obstacles
    assert "a control file promises A319002.TXN, which has not come" in told
    assert any("begin anew each day" in each for each in told)
    house.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("NVDC0001.PO:1", "--none"), "FILE:ROW or --none"),
        ((), "FILE:ROW or --none"),
        (("--none", "--contract", "NVD-PAYPOINT"), "--from and --to"),
        (("--none", *DAYS), "--contract"),
        (("NVDC0001.PO:1", *DAYS), "go with --none"),
        (("--none", "--contract", "NVD-NOBODY", *DAYS), "No contract NVD-NOBODY. Choose"),
        (("--none", "--contract", "NVD-PAYPOINT", *DAYS[:3], "2026-11-13"), "lies after"),
    ],
)
def test_wrong_usage_is_said_in_one_sentence(whole: House, arguments: tuple[str, ...], sentence: str) -> None:
    said = whole("evidence", *arguments, "--out", str(whole.home / "packs"), code=2).output
    assert sentence in said

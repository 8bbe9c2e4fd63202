"""`paycards cards letter`, `card` and `image`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.desk import Desk
from tests.jobs.hand_in import ACCOUNTS

SCHEME = """
[councils.address]
lines = ["Town Hall", "Northvale", "NV1 1AA"]
phone = "01632 960 100"
web = "northvale.example/pay"
[[councils.card_schemes]]
code = "rent"
funds = ["rent"]
numbers = "allocate"
length = 23
prefix = "98269999"
serial_at = 9
serial_digits = 14
ranges = [[1, 100]]
"""
ROW = "NVD,rent,R100000001,open,0,,Ms,Alys,Gŵyn,12 Harbour View,,,Northvale,NV2 4QT,,,,\n"


@pytest.fixture
def card(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(desk.home)
    desk.config.write_text(desk.config.read_text(encoding="utf-8") + SCHEME, encoding="utf-8")
    desk("init")
    desk("accounts", "import", desk.file("accounts.csv", ACCOUNTS + ROW))
    number = desk.read("cards", "issue", "--fund", "rent", "--account", "R100000001")["card_number"]
    assert isinstance(number, str)
    return number[-4:]


def test_a_letter_is_written_where_one_is(desk: Desk, card: str) -> None:
    said = desk("cards", "letter", card).stdout
    assert said.startswith("NVD rent R100000001: card 9826 9999")
    assert said.endswith(f"written to NVD-rent-ending-{card}-letter.pdf. The card is active now.\n")
    assert Path(f"NVD-rent-ending-{card}-letter.pdf").read_bytes().startswith(b"%PDF")


def test_every_drawing_has_its_command(desk: Desk, card: str) -> None:
    calls = (
        ("letter", "--large-print", "--language", "both", "--out", "large.pdf"),
        ("letter", "--amount", "123.45", "--out", "bill.pdf"),
        ("card", "--out", "card.pdf"),
        ("card", "--language", "cy", "--out", "card.png"),
        ("image", "--fund", "rent", "--account", "R100000001", "--out", "phone.png"),
        ("image", "--amount", "5.00", "--language", "cy", "--out", "bill.png"),
    )
    for what, *options in calls:
        arguments = options if "--account" in options else [card, *options]
        done = desk.read("cards", what, *arguments)
        assert done["card_number"].endswith(card)
        assert all(Path(path).stat().st_size > 1000 for path in done["files"])


def test_a_pipe_in_the_place_of_a_letter_stays_a_pipe(desk: Desk, card: str) -> None:
    os.mkfifo("letter.pdf")
    said = desk("cards", "letter", card, "--out", "letter.pdf", code=1).stderr
    assert "letter.pdf cannot be written to: it is a device, a pipe or a folder, no file." in said
    assert Path("letter.pdf").is_fifo()


def test_a_folder_that_takes_no_letter_is_named_and_no_hidden_file(desk: Desk, card: str) -> None:
    said = desk("cards", "letter", card, "--out", "/proc/letter.pdf", code=1).stderr
    assert said.startswith("paycards: The folder /proc cannot be written to: ")


def test_a_file_where_the_folder_of_a_letter_is_to_be_is_told_as_that(desk: Desk, card: str) -> None:
    Path("letters").write_text("no folder", encoding="utf-8")
    for command in (("cards", "letter", card, "--out"), ("export", "files", "--out")):
        said = desk(
            *command, "letters/one.csv" if command[0] == "export" else "letters/one.pdf", code=1
        ).stderr
        assert "something that is no folder stands where its folder is to be" in said
        assert "File exists" not in said


def test_an_amount_that_is_none_is_wrong_usage(desk: Desk, card: str) -> None:
    assert "--amount wants pounds and pence" in desk("cards", "letter", card, "--amount", "5", code=2).stderr


def test_a_card_is_issued_or_replaced_with_its_letter(desk: Desk, card: str) -> None:
    account = ("--fund", "rent", "--account", "R100000001")
    said = desk("cards", "issue", *account, "--additional", "--out", "letters").stdout
    assert "is issued (it becomes active when it is printed).\n" in said
    assert said.endswith("The card is active now.\n")
    desk("cards", "letter", card)
    again = desk.read("cards", "replace", card, "--reason", "not_received", "--out", "letters")
    assert again["activated"]
    assert len(list(Path("letters").glob("*.pdf"))) == 2

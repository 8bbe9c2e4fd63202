"""What a call may hold that nobody meant: each ends with a sentence, and none with a fault of the program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from paycards.cli import main
from tests.cli.desk import Desk
from tests.cli.test_json_alone import call, commands

NO_TEXT = "x\udcff"  # a byte that is no text in UTF-8, as the system hands it over
HUGE = str(10**20)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_bytes_that_are_no_text_are_wrong_usage_of_every_command(
    desk: Desk, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.home)
    called = ["--config", str(desk.config), *call(words, NO_TEXT)]
    result = CliRunner().invoke(main, called)
    assert result.exit_code in (0, 2, 3) or "error" in json.loads(result.stdout)
    assert not isinstance(result.exception, UnicodeError)
    assert isinstance(result.exception, SystemExit | click.ClickException | None), result.exception


@pytest.mark.parametrize(
    "words",
    [
        ("payments", "trace", "--amount-pence", HUGE),
        ("payments", "trace", "--amount", f"{HUGE}.00"),
        ("payments", "trace", "--amount", f"{'9' * 5_000}.00"),
        ("payments", "trace", "--receipt", "1" * 101),
        ("payments", "trace", "--outlet", "x\x1b[2J"),
        ("enquiries", "open", "--note", "missed", "--amount-pence", HUGE),
        ("enquiries", "open", "--note", "x" * 2_001, "--amount-pence", "5"),
        ("evidence", "--none", "--contract", "NVD-ALLPAY", "--from", "2026-11-01", "--to", "2026-11-02",
         "--amount-pence", HUGE, "--out", "pack"),
        ("bank", "balance", "MAIN", "--on", "2026-11-09", "--pence", HUGE),
        ("--now", "9999-12-31T23:59:59+00:00", "nightly"),
        ("--now", "0001-01-01T00:00:00+00:00", "nightly"),
    ],
    ids=lambda words: " ".join(words)[:60],
)  # fmt: skip
def test_what_nobody_can_mean_is_wrong_usage(desk: Desk, words: tuple[str, ...]) -> None:
    assert desk(*words, code=2).stderr


def test_an_option_that_says_something_by_itself_is_not_given_empty(desk: Desk) -> None:
    assert "--host is empty: say what is meant." in desk("serve", "--host", "", code=2).stderr


@pytest.mark.parametrize("words", [("import",), ("bank", "import")], ids=" ".join)
def test_a_folder_where_files_are_wanted_is_not_said_to_be_missing(
    desk: Desk, words: tuple[str, ...], tmp_path: Path
) -> None:
    said = desk(*words, str(tmp_path), code=2).stderr
    assert "is a directory" in said
    assert "There is no file" not in said


def test_a_note_is_kept_with_what_nobody_sees_escaped(desk: Desk) -> None:
    desk("enquiries", "open", "--note", "paid\x1b[2J at \u202eelbat", "--amount-pence", "500")
    [enquiry] = desk.read("enquiries", "list")
    assert enquiry["note"] == "paid\\x1b[2J at \\u202eelbat"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
@pytest.mark.parametrize(
    "words", [("export", "files"), ("files", "list"), ("files", "list", "--json"), ("--help",)]
)
def test_an_output_that_has_no_room_is_no_fault_of_the_program(desk: Desk, words: tuple[str, ...]) -> None:
    program = [sys.executable, "-m", "paycards", "--config", str(desk.config), *words]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(program, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "paycards: The output cannot be written: No space left on device. Put that right; then look before"
        " you run it again: what it was asked to do may be done, only not told."
    ]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
def test_a_log_that_has_no_room_ends_no_night(desk: Desk) -> None:
    program = [sys.executable, "-m", "paycards", "--config", str(desk.config), "nightly"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(program, stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert "No open problems." in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("dues", "show", ""), "KEY is empty: say what is meant."),
        (("bank", "show", " "), "ENTRY is empty: say what is meant."),
        (("suspense", "allocate", "1", "--fund", "rent", "--account", "", "--note", "x"), "account is empty"),
        (("cards", "cancel", "0107", "--reason", "  "), "--reason is empty"),
        (("day", "sign", "2026-11-09", "--contract", "NVD-ALLPAY", "--check", "", "--note", "x",
          "--until", "2026-11-20"), "--check is empty"),
        (("suspense", "split", "1", "--to", "", "--note", "x"), "--to is empty"),
        (("export", "files", "--out", ""), "'' is no name of a file"),
        (("cards", "letter", "0107", "--out", "x" * 4_000), "is too long for the name of a file"),
        (("import", "x" * 4_000), "is too long for the name of a file"),
        (("bank", "match", "a.xml:1", "--due", f"NVDC0417.STA={HUGE}"), "pence are more than anybody owes"),
        (("suspense", "split", "1", "--to", f"payer={HUGE}", "--note", "x"), "are more than anybody owes"),
        (("returns", "sign", "2026-10", "--loaded", f"rent={HUGE}", "--note", "x"), "more than anybody owes"),
        (("bank", "balance", "MAIN", "--on", "2026-11-09", "--pence", HUGE), "more than anybody owes"),
        (("problems", "close", "x", "--note", "x"), "'x' is not a valid whole number"),
        (("day", "close", "yesterday"), "'yesterday' is not of the form YYYY-MM-DD"),
        (("people", "add", "a@b.example", "--role", "auditor", "--council", "ZZZ"), "No council ZZZ."),
        (("dues", "show", "x" * 4_000), "… (4,000 characters). `paycards dues list --all` shows every one."),
        (("audit", "list", "--since", "x" * 4_000), "characters)' is not of the form YYYY-MM-DD"),
    ],
    ids=lambda words: " ".join(words)[:60] if isinstance(words, tuple) else "",
)  # fmt: skip
def test_what_says_nothing_or_too_much_is_told_in_few_words(
    desk: Desk, words: tuple[str, ...], sentence: str
) -> None:
    said = desk(*words, code=2).stderr
    assert sentence in said
    assert len(said) < 1_000


def test_an_amount_in_a_list_is_told_apart_from_one_with_too_many_digits(desk: Desk) -> None:
    head = "contract,due,due_on,amount_pence\n"
    for pence, expected in ((HUGE, "an amount of at most 14 digits"), ("1.50", "whole pence, and not zero")):
        items = desk.file("items.csv", f"{head}NVD-ALLPAY,X,2026-11-10,{pence}\n")
        said = desk("dues", "open", items, "--note", "go-live", code=3).stderr
        assert f"it must be {expected}" in said
        assert said.count("row 2") == 1


def test_an_enquiry_says_in_words_what_its_receipt_shows(desk: Desk) -> None:
    desk("enquiries", "open", "--note", "missed", "--date", "2026-11-17", "--amount", "1085.00")
    shown = desk("enquiries", "show", "1").stdout
    assert "the receipt shows day 17 November 2026, amount 1,085.00 pounds" in shown

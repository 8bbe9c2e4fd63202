"""`paycards export` and `paycards verify`, and what the program is like in a pipe."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import Any

import pytest

from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import accounts_csv, unknown

HEADERS = {
    "files": "council,contract,name,sequence,sha256,state,rows,total_pence,reason",
    "lines": "council,contract,file,row,network,card_number,client_reference,amount_pence,paid_on,state,"
    "reason,fund,account_reference,rule",
    "balances": "council,fund,account_reference,opening_pence,received_pence,balance_pence",
    "suspense": "council,contract,file,row,amount_pence,paid_on,reason,since",
    "journal": "council,entry,date,ledger_account,amount_pence,source",
}


@pytest.fixture
def books(desk: Desk) -> Desk:
    desk("accounts", "import", desk.file("accounts.csv", accounts_csv("NVD,rent,R100000001,open")))
    rows = [unknown(100, reference="R100000001"), unknown(200)]
    desk("import", desk.file("NVDC0001.PO", allpay(rows, 300)))
    desk("reconcile", code=3)
    return desk


def program(desk: Desk, *arguments: str, **how: Any) -> subprocess.Popen[bytes]:
    """The program as a process of its own."""
    called = [sys.executable, "-c", "from paycards.cli import main; main()", "--config", str(desk.config)]
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    environment.pop("PAYCARDS_DEBUG", None)
    return subprocess.Popen([*called, *arguments], env=environment, **how)


def test_every_export_has_its_header_and_its_rows(books: Desk) -> None:
    for name, header in HEADERS.items():
        first, *rows = books("export", name).stdout.splitlines()
        assert first == header
        assert rows
    assert books("export", "postings").stdout.count("\n") == 3


def test_a_file_holds_what_the_output_shows_and_appears_whole(books: Desk) -> None:
    out = books.home / "out" / "lines.csv"
    assert "cannot be written" in books("export", "lines", "--out", str(out), code=1).stderr
    out.parent.mkdir()
    result = books("export", "lines", "--out", str(out))
    assert (result.stdout, result.stderr) == ("", f"{out}: 2 rows\n")
    assert out.read_text(encoding="utf-8") == books("export", "lines").stdout
    assert b"\r" not in out.read_bytes()
    assert list(out.parent.iterdir()) == [out]


def test_an_export_that_fails_leaves_the_earlier_file_alone(books: Desk) -> None:
    out = books.home / "lines.csv"
    out.write_text("yesterday", encoding="utf-8")
    books("export", "lines", "--council", "XXX", "--out", str(out), code=2)
    assert out.read_text(encoding="utf-8") == "yesterday"
    assert not list(books.home.glob(".lines*"))


def test_an_unknown_export_or_council_is_wrong_usage(books: Desk) -> None:
    assert "'foo' is not one of" in books("export", "foo", code=2).stderr
    assert "No council XXX" in books("export", "lines", "--council", "XXX", code=2).stderr
    assert books("export", "lines", "--council", "NVD").stdout == books("export", "lines").stdout


def test_verify_says_what_it_rebuilt(books: Desk) -> None:
    assert books("verify").stdout == (
        "Rebuilt from the originals: 1 file, 2 lines, 3.00 pounds, 2 postings, 1 account.\n"
        "Everything agrees, to the penny.\n"
    )


def test_verify_fails_and_shows_the_place_when_the_database_was_changed_behind_its_back(books: Desk) -> None:
    with sqlite3.connect(books.home / "paycards.db") as database:
        database.execute("UPDATE accounts SET balance_pence = 5")
    result = books("verify", code=1)
    assert "account: NVD" in result.stdout
    assert "The database is not what the originals give: 1 account" in result.stderr


def test_the_output_is_utf_8_whatever_the_terminal_is(books: Desk) -> None:
    [item] = books.read("suspense", "list")
    note = "from the caf\N{LATIN SMALL LETTER E WITH ACUTE}"
    account = ("--fund", "rent", "--account", "R100000001")
    books("suspense", "allocate", str(item["id"]), *account, "--note", note)
    output, _ = program(books, "export", "payments", stdout=subprocess.PIPE).communicate(timeout=60)
    assert note in output.decode("utf-8")


def test_a_reader_that_goes_away_is_no_fault(books: Desk) -> None:
    process = program(books, "export", "lines", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr:
        assert process.stderr.read() == b""
    assert process.wait(60) == 0


def test_exit_codes_are_those_of_the_process(books: Desk) -> None:
    for arguments, code in (
        (["suspense", "list"], 0),
        (["suspense", "allocate", "1", "--fund", "rent", "--account", "R9", "--note", "n"], 3),
        (["files", "show", "nowhere"], 2),
        (["--config", "nowhere.toml", "files", "list"], 2),
        (["export", "lines", "--out", "nowhere/lines.csv"], 1),
    ):
        process = program(books, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=books.home)
        output, errors = process.communicate(timeout=60)
        assert process.returncode == code, (arguments, output, errors)
        assert b"\x1b[" not in errors + output
        assert b"Traceback" not in errors


HEAVY = {
    *("PIL", "adbc_driver_sqlite", "alembic", "authlib", "cryptography", "difflib", "flask", "jinja2"),
    *("lxml", "numpy", "pandas", "paramiko", "psycopg", "pyarrow", "pypdfium2", "reportlab", "requests"),
    *("rich", "stamina", "statistics", "structlog", "zxingcpp"),
}
A_PAYMENT = {"accounts", "audit", "files", "lines", "suspense"}
EVERY_COMMAND = {"base", "councils", "ledger", "people"}
AT_THE_DESK = {  # and the subjects whose tables it asks besides those that every command asks
    "cards find R100000001": {"accounts", "card_life"},
    "cards show --account R100000001": {"account_payments", "accounts", "card_life", "files", "lines"},
    "suspense list": {"accounts", "files", "lines", "suspense"},
    "suspense show 1": {"accounts", "decisions", "files", "lines", "suspense"},
    "suspense suggest 1": {"accounts", "card_numbers", "files", "lines", "suspense"},
    "files list": {"audit", "files", "lines"},
    "problems list": {"audit"},
    "decisions list": {"decisions"},
    "dues list": {"audit", "files", "lines", "settlement"},
    "people list": {"staff"},
    "files show 1": A_PAYMENT - {"accounts"},
    "payments trace --amount 1.00 --date 2026-11-17": A_PAYMENT | {"decisions", "outgoing", "payment_days"},
    "payments show NVDC0001.PO:2": A_PAYMENT | {"bank", "decisions", "outgoing", "settlement"},
    "bank list": {"bank", "files", "settlement"},
}


@pytest.mark.parametrize("command", AT_THE_DESK)
def test_a_command_of_the_desk_loads_what_it_asks_and_nothing_heavy(books: Desk, command: str) -> None:
    """It answers at once: what a night works with, or a letter is drawn with, takes longer to load."""
    code = f"""
import sys
from paycards.cli import main
done = main(["--config", {str(books.config)!r}, *{command.split()!r}], standalone_mode=False)
assert done in (None, 0, 3)
print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stderr.split())
    assert HEAVY & loaded == set()
    tables = "paycards.store.tables."
    subjects = {name.removeprefix(tables) for name in loaded if name.startswith(tables)} - EVERY_COMMAND
    assert subjects == AT_THE_DESK[command]


def test_a_command_that_is_called_brings_no_other() -> None:
    call = "cli.main(['files', '--help'], standalone_mode=False)"
    code = f"import sys, paycards.cli as cli; {call}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    groups = {f"paycards.cli.{name}" for name in ("files", "night", "suspense", "cards")}
    assert groups & set(done.stdout.split()) == {"paycards.cli.files"}

"""Control characters, direction marks and what nobody sees never reach a terminal, wherever they are from."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from paycards.cli.output import visible
from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import accounts_csv, unknown

EVIL = "x\x1b[2J\u202ey\u200bz\x9b1m\nEverything agrees"
MARKS = ("\x1b", "\u202e", "\u200b", "\x9b")

COMMANDS = (
    ("files", "list"),
    ("files", "show", "1"),
    ("suspense", "list"),
    ("suspense", "suggest", "1"),
    ("problems", "list"),
    ("problems", "list", "--all"),
    ("cards", "show", "--fund", "rent", "--account", "R100000001"),
    ("cards", "find", "pryce"),
    ("cards", "orders", "list"),
    ("cards", "batches"),
    ("export", "files"),
)


@pytest.fixture
def evil(desk: Desk) -> Desk:
    """A database whose texts hold what should never have come in: names, reasons, notes, messages."""
    desk("accounts", "import", desk.file("accounts.csv", accounts_csv("NVD,rent,R100000001,open")))
    desk("import", desk.file("NVDC0001.PO", allpay([unknown(100, reference="R100000010")], 100)))
    desk("import", desk.file("NVDC0002.PO", b"cut short"), code=3)
    desk("reconcile", code=3)
    with sqlite3.connect(desk.home / "paycards.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE accounts SET surname = 'Pryce ' || ?, address_1 = ?", (EVIL, EVIL))
        database.execute("UPDATE files SET reason = ?, name = name || ?", (EVIL, EVIL))
        database.execute("UPDATE problems SET message = ?", (EVIL,))
        database.execute("UPDATE lines SET client_reference = ?, receipt = ?, outlet = ?", (EVIL, EVIL, EVIL))
    return desk


@pytest.mark.parametrize("command", [each for each in COMMANDS if each[0] != "export"], ids=" ".join)
def test_no_list_lets_a_mark_or_a_line_end_through(evil: Desk, command: tuple[str, ...]) -> None:
    result = evil(*command)
    assert not any(mark in result.output for mark in MARKS)
    assert not any(line.startswith("Everything agrees") for line in result.output.splitlines())
    printed = evil(*command, "--json").stdout
    json.loads(printed)
    assert not any(mark in printed for mark in MARKS)


def test_json_gives_the_text_as_it_is_by_escapes(evil: Desk) -> None:
    assert evil.read("files", "list")[0]["reason"] == EVIL


def test_csv_for_machines_keeps_the_bytes(evil: Desk) -> None:
    assert "\x1b[2J" in evil("export", "files").stdout


def test_an_error_that_quotes_what_was_typed_or_handed_in_is_escaped(desk: Desk) -> None:
    for call in (
        ("files", "show", EVIL),
        ("files", "list", "--council", EVIL),
        ("suspense", "list", "--reason", EVIL),
        ("cards", "show", EVIL),
        ("channels", "explain", EVIL),
    ):
        stderr = desk(*call, code=2).stderr
        assert not any(mark in stderr for mark in MARKS), call
    name = "x\x1b[2J\u202e.PO"
    assert not any(mark in desk("import", desk.file(name, b"?"), code=2).output for mark in MARKS)


def test_only_what_can_be_seen_is_left_as_it_is() -> None:
    assert visible("Zoë Ŵyn, £5") == "Zoë Ŵyn, £5"
    assert visible("a\u2066b\ufeffc\r\n\t\x7f\udcff") == "a\\u2066b\\ufeffc\\r\\n\\t\\x7f\\udcff"


def on_terminal(home: Path, *words: str, columns: int = 80, **more: str) -> str:
    """What a command shows on a terminal of this width."""
    leader, follower = pty.openpty()
    window = f"fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, {columns}, 0, 0))"
    program = f"import fcntl, struct, termios; {window}; from paycards.cli import main; main()"
    environment = {**os.environ, "TERM": "xterm-256color", **more}
    environment.pop("COLUMNS", None)
    called = [sys.executable, "-c", program, "--config", str(home / "paycards.toml"), *words]
    with subprocess.Popen(called, stdout=follower, stderr=follower, cwd=home, env=environment):
        os.close(follower)
        shown = b""
        try:
            while part := os.read(leader, 65536):
                shown += part
        except OSError:  # the terminal ends with the program
            pass
    os.close(leader)
    return shown.decode()


def test_a_table_on_a_narrow_terminal_wraps_text_and_never_cuts_a_number(evil: Desk) -> None:
    shown = on_terminal(evil.home, "suspense", "list", columns=60)
    assert "1.00" in shown
    assert "…" not in shown
    assert "\x1b[1m" in shown  # headings are bold
    assert "\x1b[2J" not in shown


def test_only_a_table_that_is_too_wide_waits_for_what_wraps_it(desk: Desk) -> None:
    desk("import", desk.file("NVDC0001.PO", allpay([unknown(100)], 100)))
    for columns, waits in ((200, False), (30, True)):
        shown = on_terminal(desk.home, "files", "list", columns=columns, PYTHONPROFILEIMPORTTIME="1")
        assert ("rich.table" in shown) == waits
        assert "\x1b[1m" in shown
        assert "accepted" in shown


def test_no_color_is_respected(desk: Desk) -> None:
    desk("import", desk.file("NVDC0001.PO", allpay([unknown(100)], 100)))
    for command in (("files", "list"), ("channels", "explain", "1")):
        assert not re.search(r"\x1b\[3\d", on_terminal(desk.home, *command, NO_COLOR="1"))
    assert re.search(r"\x1b\[3\d", on_terminal(desk.home, "channels", "explain", "1"))


def test_progress_shows_a_bar_with_a_count_on_a_terminal(desk: Desk) -> None:
    data = allpay([unknown(100)], 100)
    names = [desk.file(f"NVDC{number:04}.PO", data) for number in range(1, 4)]
    shown = on_terminal(desk.home, "import", *names)
    assert "importing files" in shown
    assert "/3" in shown
    assert "━" in shown
    assert "accepted" in shown.rpartition("━")[2]


def test_progress_is_silent_in_a_pipe(desk: Desk) -> None:
    assert desk("import", desk.file("NVDC0001.PO", allpay([unknown(100)], 100))).stderr == ""

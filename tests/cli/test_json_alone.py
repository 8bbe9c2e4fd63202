"""With --json standard output is one JSON value and nothing else, whatever goes wrong on the way."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from paycards.cli import main
from paycards.cli.output import print_json
from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import accounts_csv, unknown

DROP = """
[councils.contracts.drop]
kind = "sftp"
host = "127.0.0.1"
port = 1
user = "nvdc"
password_file = "password"
known_hosts = "known_hosts"
settle_seconds = 0
attempts = 2
"""
HOST_KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIIiS2XmYhWNfCJVyq7jYNgJFYqRyQOQBYPKsRT/GMJbV"


def commands(command: click.Command = main, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that takes --json."""
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from commands(each, (*words, name))
    elif any("--json" in parameter.opts for parameter in command.params):
        yield words


def call(words: tuple[str, ...], value: str) -> list[str]:
    """A command with `value`, or a choice, for all that it must be given."""
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        command = command.commands[word]
    given = list(words)
    for parameter in command.params:
        meant = parameter.type.choices[0] if isinstance(parameter.type, click.Choice) else value
        if parameter.required and isinstance(parameter, click.Option):
            given += [parameter.opts[0], meant]
        elif isinstance(parameter, click.Argument):
            given.append(meant)
        elif "--once" in parameter.opts:
            given.append("--once")  # it would go on until it is told to stop
    return [*given, "--json"]


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a desk with a file in each state."""
    desk = Desk(tmp_path_factory.mktemp("morning"))
    desk("init")
    desk.file("password", "secret")
    desk.file("known_hosts", f"[127.0.0.1]:1 ssh-ed25519 {HOST_KEY}\n")
    desk("accounts", "import", desk.file("accounts.csv", accounts_csv("NVD,rent,R100000001,open")))
    desk("import", desk.file("NVDC0001.PO", allpay([unknown(100)], 100)))
    desk("import", desk.file("NVDC0001.PP", allpay([unknown(500).replace("P", "T")], 500)), code=3)
    desk("reconcile", code=3)
    return desk.home


@pytest.fixture
def down(morning: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk of its own like that, whose supplier's server is down."""
    monkeypatch.setenv("PAYCARDS_DEBUG", "1")
    desk = Desk(shutil.copytree(morning, tmp_path / "home"))
    desk.config.write_text(desk.config.read_text(encoding="utf-8") + DROP, encoding="utf-8")
    return desk


@pytest.mark.parametrize("value", ["1", "no such thing\x1b[2J"])
@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_standard_output_is_json_and_nothing_else(
    down: Desk, words: tuple[str, ...], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(down.home)
    called = ["--config", str(down.config), "--now", "2026-11-20T04:00:00+00:00", *call(words, value)]
    result = CliRunner().invoke(main, called)
    assert not isinstance(result.exception, (click.ClickException, ValueError)), result.exception
    said = json.loads(result.stdout)
    assert "\x1b" not in result.output
    if result.exit_code in (1, 2):
        assert said["error"]["exit_code"] == result.exit_code
        assert said["error"]["message"]


@pytest.mark.parametrize("words", [("collect",), ("nightly",), ("check",)], ids=" ".join)
def test_a_process_of_its_own_prints_json_alone_although_a_library_tries_again(
    down: Desk, words: tuple[str, ...]
) -> None:
    program = [
        sys.executable,
        "-W",
        "default",
        "-m",
        "paycards",
        "--config",
        str(down.config),
        *words,
        "--json",
    ]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=down.home)
    assert done.returncode == 3, done.stderr
    json.loads(done.stdout)
    assert "retry" not in done.stdout + done.stderr


def test_what_a_library_prints_goes_to_standard_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def loud(*_: object, **__: object) -> list[object]:
        print("a library has something to say")  # noqa: T201
        return []

    monkeypatch.setattr("paycards.jobs.list_files.list_files", loud)
    result = desk("files", "list", "--json")
    assert result.stdout == "[]\n"
    assert result.stderr == "a library has something to say\n"


def test_an_error_is_a_sentence_for_people_and_an_object_for_programs(desk: Desk) -> None:
    result = desk("files", "show", "4711", "--json", code=2)
    assert json.loads(result.stdout) == {
        "error": {
            "code": "no_file",
            "message": "No file 4711. `paycards files list` shows those that came.",
            "exit_code": 2,
            "facts": {"what": "file", "which": "4711", "choices": []},
        }
    }
    assert "No file 4711" in result.stderr
    for wrong in (("suspense", "suggest"), ("--no-such", "suspense", "list")):
        result = CliRunner().invoke(main, [*wrong, "--json"])
        assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (2, "usage")


def test_days_and_instants_are_written_as_iso_8601_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    instant = dt.datetime(2026, 11, 17, 8, 30, tzinfo=dt.UTC)
    with click.Context(main):
        print_json({"on": instant.date(), "at": instant})
    assert json.loads(capsys.readouterr().out) == {"on": "2026-11-17", "at": "2026-11-17T08:30:00+00:00"}


def test_bad_rows_are_named_one_by_one(desk: Desk) -> None:
    path = desk.file("accounts.csv", accounts_csv("NVD,rent,R1,perhaps"))
    error = desk.read("accounts", "import", path, code=3)["error"]
    assert [row["row"] for row in error["rows"]] == [2]


def test_a_fault_of_ours_is_told_as_json_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.delenv("PAYCARDS_DEBUG")
    monkeypatch.setattr("paycards.jobs.list_files.list_files", broken)
    assert desk.read("files", "list", code=1)["error"]["code"] == "fault"


def test_verify_that_fails_prints_its_one_value(down: Desk) -> None:
    import sqlite3

    with sqlite3.connect(down.home / "paycards.db") as database:
        database.execute("UPDATE accounts SET balance_pence = 5")
    assert down.read("verify", code=1)["agrees"] is False


@pytest.mark.parametrize(
    "damage",
    [
        "SET tbl_name = 'alembic_version' WHERE name = 'audit_trail_no_update'",
        "SET sql = 'nonsense' WHERE name = 'accounts'",
        "SET rootpage = 99999 WHERE name = 'accounts'",
        "SET name = 'other' WHERE name = 'accounts'",
    ],
)
def test_verify_tells_a_database_that_cannot_be_read_as_what_it_found(desk: Desk, damage: str) -> None:
    import sqlite3

    with sqlite3.connect(desk.home / "paycards.db") as database:
        database.execute("PRAGMA writable_schema = ON")
        database.execute(f"UPDATE sqlite_master {damage}")
    found = desk.read("verify", code=1)
    assert (found["agrees"], found["counts"]) == (False, {"database": 1})
    assert found["differences"][0]["database"].startswith("damaged: malformed database schema (")


def test_the_night_is_logged_as_json_with_identifiers_alone(down: Desk) -> None:
    stderr = down("nightly", code=3).stderr
    events = [json.loads(line) for line in stderr.splitlines()]
    assert [event["event"] for event in events] == [
        "started",
        "not_collected",
        "reconciled",
        "reported",
        "ended",
    ]
    assert events[0]["councils"] == ["NVD"]
    assert events[1]["contract"] == "NVD-ALLPAY"


def test_files_are_logged_one_by_one(desk: Desk) -> None:
    folder = desk.home / "drop"
    folder.mkdir()
    drop = '[councils.contracts.drop]\nkind = "folder"\nsettle_seconds = 0\ndirectory = "drop"\n'
    desk.config.write_text(desk.config.read_text(encoding="utf-8") + drop, encoding="utf-8")
    (folder / "NVDC0001.PO").write_bytes(allpay([unknown(100)], 100))
    (folder / "NVDC0002.PO").write_bytes(b"cut short")
    events = [json.loads(line) for line in desk("collect", code=3).stderr.splitlines()]
    files = [event for event in events if event["event"] == "file"]
    assert [(each["file"], each["state"], each["rows"], each["total_pence"]) for each in files] == [
        ("NVDC0001.PO", "accepted", 1, 100),
        ("NVDC0002.PO", "quarantined", 0, 0),
    ]
    assert "9826" not in json.dumps(events)
    assert Path(desk.home / "drop").is_dir()

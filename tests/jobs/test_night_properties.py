"""Whatever becomes of the suppliers' files on their way, what must always hold holds after the night."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paycards.access.visit import Visit
from paycards.demo.drop import DropFile
from paycards.demo.world import path_of, sample_week
from paycards.jobs.collect import collect
from paycards.jobs.export import export
from paycards.jobs.list_problems import list_problems
from paycards.jobs.reconcile import reconcile
from paycards.ledger.exports.every import EXPORTS
from tests.installation import Copies, Installation, make

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

Rows = list[dict[str, str]]
WITHOUT_PAYMENTS = (".STA", ".CRF", ".CTL", ".ERR")
PLACED = {"posted", "suspense", "duplicate", "offset"}


@cache
def good_files() -> tuple[DropFile, ...]:
    return tuple(file for file in sample_week().files if file.state == "accepted" and file.data)


@dataclass(frozen=True)
class Sent:
    """A file as it came: of which good file, its bytes after all mishaps, and under whose name."""

    file: DropFile = field(repr=False)
    data: bytes
    name: str


def rows_of(file: DropFile, data: bytes) -> list[bytes]:
    """The records of a file, line ends included."""
    if file.name.endswith(".TXN"):
        return [data[start : start + 107] for start in range(0, len(data), 107)]
    return data.splitlines(keepends=True)


def cut(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    return data[: at % len(data)]


def cut_out(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    at %= len(data)
    return data[:at] + data[at + 1 + by % 120 :]


def flip(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([data[at] ^ (1 << by % 8)]) + data[at + 1 :]


def insert(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    at %= len(data) + 1
    return data[:at] + bytes([by % 256]) + data[at:]


def swap_rows(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    rows = rows_of(file, data)
    first, second = at % len(rows), by % len(rows)
    rows[first], rows[second] = rows[second], rows[first]
    return b"".join(rows)


def duplicate_row(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    rows = rows_of(file, data)
    return b"".join([*rows[: at % len(rows)], rows[at % len(rows)], *rows[at % len(rows) :]])


def drop_row(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    rows = rows_of(file, data)
    del rows[at % len(rows)]
    return b"".join(rows)


def change_digit(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    places = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    place = places[at % len(places)]
    return data[:place] + str(by % 10).encode() + data[place + 1 :]


def move_a_penny(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    """Two rows trade the last digits before their dates or ends: totals may stay right."""
    rows = rows_of(file, data)
    first, second = at % len(rows), by % len(rows)
    head, tail = rows[first][:41], rows[first][41:]
    rows[first] = head[:36] + rows[second][36:41] + tail
    rows[second] = rows[second][:36] + head[36:41] + rows[second][41:]
    return b"".join(rows)


def leave_it(file: DropFile, data: bytes, at: int, by: int) -> bytes:
    return data


MISHAPS = (
    leave_it,
    cut,
    cut_out,
    flip,
    insert,
    swap_rows,
    duplicate_row,
    drop_row,
    change_digit,
    move_a_penny,
)
NUMBER = st.integers(0, 2**20)


@st.composite
def sent_files(draw: st.DrawFn) -> Sent:
    file = draw(st.sampled_from(good_files()))
    data = file.data
    for mishap in draw(st.lists(st.sampled_from(MISHAPS), max_size=3)):
        if data:
            data = mishap(file, data, draw(NUMBER), draw(NUMBER))
    others = [other.name for other in good_files() if other.contract == file.contract]
    name = draw(st.just(file.name) | st.just(file.name) | st.sampled_from(others))
    return Sent(file, data, name)


NIGHTS = st.lists(st.lists(sent_files(), min_size=1, max_size=4), min_size=1, max_size=2)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """The sample week's councils with empty drops."""
    server: PostgresServer | None = None
    url = "sqlite:///var/paycards.db"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.new_migrated_database()
    installation = make(tmp_path_factory.mktemp("properties") / "week", url)
    for path in (installation.home / "sftp_drops").rglob("outbound/*"):
        path.unlink()
    return Copies(installation, server)


def test_after_nights_of_damaged_files_every_penny_is_accounted_for(week: Copies) -> None:
    live_through_many(week, examples=12 if week.server is None else 6)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_after_very_many_nights_of_damaged_files_every_penny_is_accounted_for(week: Copies) -> None:
    live_through_many(week, examples=300 if week.server is None else 100)


def live_through_many(week: Copies, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(nights=NIGHTS)
    def live_through(nights: list[list[Sent]]) -> None:
        installation = week.take()
        with installation.visit() as visit:
            for night in nights:
                deliver(installation, night)
                work(visit)
                assert_all_is_in_order(visit, night)
            assert_nothing_changes_again(visit)
        week.drop(installation)

    live_through()


def deliver(installation: Installation, night: list[Sent]) -> None:
    for sent in night:
        (installation.home / "sftp_drops" / path_of(sent.file)).with_name(sent.name).write_bytes(sent.data)


def work(visit: Visit) -> None:
    assert collect(visit).troubles == []
    reconcile(visit)


def assert_all_is_in_order(visit: Visit, night: list[Sent]) -> None:
    files, lines = read(visit, "files"), read(visit, "lines")
    assert {sent.name for sent in night} <= {file["name"] for file in files}
    assert_totals(files, lines)
    assert_balanced(visit, lines)
    problems = " ".join(problem.message for problem in list_problems(visit))
    for file in files:
        if file["state"] in {"quarantined", "held"}:
            assert file["reason"]
            assert file["name"] in problems


def of(file: dict[str, str]) -> tuple[str, str]:
    return file["contract"], file["name"]


def of_line(line: dict[str, str]) -> tuple[str, str]:
    return line["contract"], line["file"]


def assert_totals(files: Rows, lines: Rows) -> None:
    """For every accepted file: posted + suspense + duplicate + offset = its own totals."""
    came: dict[tuple[str, str], list[int]] = defaultdict(list)
    accepted = {of(file) for file in files if file["state"] == "accepted"}
    for line in lines:
        assert line["state"] in PLACED
        assert of_line(line) in accepted  # a refused or held file posts nothing
        came[of_line(line)].append(int(line["amount_pence"]))
    due: dict[tuple[str, str], tuple[int, int]] = {}
    for file in files:
        if file["state"] == "accepted":
            rows, pence = due.get(of(file), (0, 0))
            due[of(file)] = (rows + int(file["rows"]), pence + int(file["total_pence"]))
    for key, (rows, pence) in due.items():
        if not key[1].endswith(WITHOUT_PAYMENTS):
            assert (len(came[key]), sum(came[key])) == (rows, pence)


def assert_balanced(visit: Visit, lines: Rows) -> None:
    """Every entry sums to zero; what was credited is what was placed."""
    entries: dict[str, int] = defaultdict(int)
    for leg in read(visit, "journal"):
        entries[leg["entry"]] += int(leg["amount_pence"])
    assert set(entries.values()) <= {0}
    received = sum(int(account["received_pence"]) for account in read(visit, "balances"))
    assert received == sum(int(line["amount_pence"]) for line in lines if line["state"] == "posted")
    waiting = sum(int(item["amount_pence"]) for item in read(visit, "suspense"))
    assert waiting == sum(int(line["amount_pence"]) for line in lines if line["state"] == "suspense")


def assert_nothing_changes_again(visit: Visit) -> None:
    before = {name: read(visit, name) for name in EXPORTS}
    work(visit)
    assert {name: read(visit, name) for name in EXPORTS} == before


def read(visit: Visit, name: str) -> Rows:
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))

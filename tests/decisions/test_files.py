"""The files desk and the problems desk, on both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Row, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import Corrupt, NotAllowed, UsageError
from paycards.intake.file_result import FileResult
from paycards.intake.records import FileRow, line_states
from paycards.jobs.close_problem import close_problem
from paycards.jobs.import_files import import_file
from paycards.jobs.list_files import list_files
from paycards.jobs.list_problems import list_problems
from paycards.jobs.reconcile import reconcile
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from paycards.jobs.show_file import show_file
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.files import files
from paycards.store.tables.lines import lines
from tests.channels.supplier_files import allpay
from tests.jobs.hand_in import bring_file, unknown

DAMAGED = allpay([unknown()], 1250)[:60]


def first(visit: Visit) -> FileResult:
    return bring_file(visit, "NVDC0001.PO", unknown(100), unknown(200), total=300)


def held(visit: Visit) -> FileResult:
    """Number 1 again, over another payment."""
    first(visit)
    result = bring_file(visit, "NVDC0001.PP", unknown(500).replace("P", "T"), total=500)
    assert result.state == "held"
    return result


def refused(visit: Visit, name: str = "NVDC0002.PO") -> FileResult:
    result = import_file(visit, name, DAMAGED)
    assert result.state == "quarantined"
    return result


def record(visit: Visit, file_id: int) -> Row[Any]:
    with reading(visit.installation.engine) as connection:
        return connection.execute(select(files).where(files.c.id == file_id)).one()


def amounts(visit: Visit, file_id: int) -> list[int]:
    query = select(lines.c.amount_pence).where(lines.c.file_id == file_id).order_by(lines.c.row_no)
    with reading(visit.installation.engine) as connection:
        return list(connection.execute(query).scalars())


def entries(visit: Visit) -> list[Row[Any]]:
    with reading(visit.installation.engine) as connection:
        return trail.entries(connection, visit.installation.contracts["NVD-ALLPAY"].council_id)


def open_kinds(visit: Visit) -> list[str]:
    return [problem.kind for problem in list_problems(visit)]


def test_the_list_shows_files_as_they_came_and_can_be_narrowed(visit: Visit) -> None:
    held(visit)
    refused(visit)
    bring_file(visit, "HMBC0001.PO", unknown(700), total=700)
    import_file(visit, "ABCD0001.PO", b"hello")
    found = list_files(visit)
    assert [(file.council, file.name, file.state, file.total_pence) for file in found] == [
        ("NVD", "NVDC0001.PO", "accepted", 300),
        ("NVD", "NVDC0001.PP", "held", 500),
        ("NVD", "NVDC0002.PO", "quarantined", 0),
        ("HMB", "HMBC0001.PO", "accepted", 700),
        ("", "ABCD0001.PO", "quarantined", 0),
    ]
    assert [file.name for file in list_files(visit, state="held")] == ["NVDC0001.PP"]
    assert [file.name for file in list_files(visit, council="HMB")] == ["HMBC0001.PO"]
    with pytest.raises(UsageError, match="No state lost"):
        list_files(visit, state="lost")
    with pytest.raises(UsageError, match="No council XXX"):
        list_files(visit, council="XXX")


def test_a_file_shows_everything_about_it_by_id_or_name(visit: Visit) -> None:
    waiting = held(visit)
    details = show_file(visit, "NVDC0001.PP")
    assert details == show_file(visit, str(waiting.id))
    assert (details.layout, details.kind, details.position) == ("allpay-long", "payments", 1)
    assert [problem.kind for problem in details.problems] == ["held"]
    assert details.lines == {}
    assert details.bytes_at.is_file()
    assert details.sha256 == waiting.sha256


def test_the_states_of_its_lines_are_counted(visit: Visit) -> None:
    first(visit)
    assert show_file(visit, "NVDC0001.PO").lines == {"imported": (2, 300)}
    reconcile(visit)
    assert show_file(visit, "NVDC0001.PO").lines == {"suspense": (2, 300)}


def test_a_large_file_is_shown_at_once_before_postgresql_has_looked_at_its_rows(visit: Visit) -> None:
    """Its server never looks by itself here, as in the first minute after a first night."""
    many = 8_000
    bring_file(visit, "NVDC0001.PO", *(unknown(100) for _ in range(many)), total=100 * many)
    reconcile(visit)
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        if seen.connection.dialect.name == "postgresql":
            seen.connection.exec_driver_sql("SET LOCAL statement_timeout = '500ms'")
        assert line_states(seen.connection, 1) == {"suspense": (many, 100 * many)}


def test_a_name_that_two_files_bear_must_be_said_by_id(visit: Visit) -> None:
    first(visit)
    again = bring_file(visit, "NVDC0001.PO", unknown(900), total=900)
    with pytest.raises(UsageError, match=f"by its id, 1, {again.id}"):
        show_file(visit, "NVDC0001.PO")
    with pytest.raises(UsageError, match="No file 4711"):
        show_file(visit, "4711")


def test_a_held_file_is_released_whole_without_a_place_when_its_number_is_taken(visit: Visit) -> None:
    waiting = held(visit)
    released = release_file(visit, "NVDC0001.PP", note="allpay: both are right")
    assert isinstance(released, FileRow)
    assert (released.id, released.state, released.rows, released.total_pence) == (
        waiting.id,
        "accepted",
        1,
        500,
    )
    assert record(visit, waiting.id).position is None
    assert amounts(visit, waiting.id) == [500]
    assert open_kinds(visit) == []
    assert reconcile(visit).new_suspense == 3


def test_the_release_stands_in_the_trail_with_its_note(visit: Visit) -> None:
    waiting = held(visit)
    release_file(visit, str(waiting.id), note=" both are right ")
    entry = entries(visit)[-1]
    assert (entry.actor, entry.action, entry.subject) == ("tester", "file.released", "NVDC0001.PP")
    said = json.loads(entry.after)
    assert (said["note"], said["file_id"], said["sha256"]) == ("both are right", waiting.id, waiting.sha256)


def test_content_under_a_new_number_takes_that_number_when_it_is_released(visit: Visit) -> None:
    first(visit)
    again = bring_file(visit, "NVDC0003.PO", unknown(100), unknown(200), total=300)
    assert again.state == "held"
    release_file(visit, "NVDC0003.PO", note="a second payment of the same sums")
    assert record(visit, again.id).position == 3
    assert open_kinds(visit) == ["gap"]  # number 2 has not come


def test_only_a_held_file_can_be_released(visit: Visit) -> None:
    first(visit)
    refused(visit)
    with pytest.raises(NotAllowed, match=r"NVDC0001.PO is accepted: only a held file"):
        release_file(visit, "NVDC0001.PO", note="why not")
    with pytest.raises(NotAllowed, match=r"NVDC0002.PO is quarantined: only a held file"):
        release_file(visit, "NVDC0002.PO", note="why not")
    with pytest.raises(UsageError, match="note is empty"):
        release_file(visit, "NVDC0001.PO", note="")


def test_a_held_file_whose_bytes_are_gone_is_not_released(visit: Visit) -> None:
    waiting = held(visit)
    show_file(visit, str(waiting.id)).bytes_at.unlink()
    with pytest.raises(Corrupt, match="has no file"):
        release_file(visit, str(waiting.id), note="go on")
    assert record(visit, waiting.id).state == "held"
    assert open_kinds(visit) == ["held"]


def test_a_held_or_refused_file_is_rejected_for_good(visit: Visit) -> None:
    waiting, bad = held(visit), refused(visit)
    for result in (waiting, bad):
        rejected = reject_file(visit, str(result.id), note="sent by mistake")
        assert isinstance(rejected, FileRow)
        assert (rejected.state, rejected.rejected) == (result.state, True)
        entry = entries(visit)[-1]
        assert (entry.action, entry.subject, entry.actor) == ("file.rejected", result.name, "tester")
        assert json.loads(entry.before)["rejected"] == 0
        after = json.loads(entry.after)
        assert (after["rejected"], after["note"], after["file_id"]) == (1, "sent by mistake", result.id)
    assert open_kinds(visit) == []
    assert [each.note for each in show_file(visit, str(bad.id)).problems] == ["sent by mistake"]
    assert not import_file(visit, bad.name, DAMAGED).fresh


def test_a_rejected_file_is_neither_released_nor_rejected_again(visit: Visit) -> None:
    waiting = held(visit)
    reject_file(visit, str(waiting.id), note="no")
    with pytest.raises(NotAllowed, match="was rejected"):
        release_file(visit, str(waiting.id), note="yes")
    with pytest.raises(NotAllowed, match="rejected already"):
        reject_file(visit, str(waiting.id), note="no")
    with pytest.raises(NotAllowed, match=r"NVDC0001.PO is accepted: only a held or refused"):
        reject_file(visit, "NVDC0001.PO", note="no")


def test_a_file_of_no_contract_is_rejected_without_a_trail(visit: Visit) -> None:
    import_file(visit, "ABCD0001.PO", b"hello")
    before = len(entries(visit))
    rejected = reject_file(visit, "ABCD0001.PO", note="no settlement file")
    assert isinstance(rejected, FileRow)
    assert rejected.rejected
    assert open_kinds(visit) == []
    assert len(entries(visit)) == before


def test_a_problem_is_closed_with_a_note_and_written_down(visit: Visit) -> None:
    first(visit)
    bring_file(visit, "NVDC0003.PO", unknown(900), total=900)
    [gap] = list_problems(visit)
    assert (gap.council, gap.contract, gap.kind) == ("NVD", "NVD-ALLPAY", "gap")
    closed = close_problem(visit, gap.id, note="number 2 was never made")
    assert (closed.closed_by, closed.note, closed.closed_at) == (
        "tester", "number 2 was never made", visit.now,
    )  # fmt: skip
    assert list_problems(visit) == []
    assert list_problems(visit, closed_too=True) == [closed]
    entry = entries(visit)[-1]
    assert (entry.action, entry.subject) == ("problem.closed", f"gap {gap.subject}")
    with pytest.raises(NotAllowed, match="closed by tester before"):
        close_problem(visit, gap.id, note="again")


def test_the_problem_of_a_file_that_waits_cannot_be_closed_past_the_file(visit: Visit) -> None:
    held(visit)
    refused(visit)
    stranger = import_file(visit, "ABCD0001.PO", b"hello")
    for problem, ways in zip(list_problems(visit), ("release or reject", "reject", "reject"), strict=True):
        with pytest.raises(NotAllowed, match=f": {ways} file"):
            close_problem(visit, problem.id, note="away with it")
    assert open_kinds(visit) == ["held", "quarantined", "quarantined"]
    reject_file(visit, str(stranger.id), note="no")
    assert open_kinds(visit) == ["held", "quarantined"]


def test_problems_can_be_of_one_council_and_a_close_needs_an_open_one_and_a_note(visit: Visit) -> None:
    first(visit)
    refused(visit)
    assert list_problems(visit, council="HMB") == []
    assert len(list_problems(visit, council="NVD")) == 1
    with pytest.raises(UsageError, match="No problem 4711"):
        close_problem(visit, 4711, note="x")
    with pytest.raises(UsageError, match="note is empty"):
        close_problem(visit, list_problems(visit)[0].id, note="\n")

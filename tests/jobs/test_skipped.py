"""What is left in a drop: the first night without a word, from the second night on as a problem."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.jobs.close_problem import close_problem
from paycards.jobs.collect import collect
from paycards.jobs.init import init
from paycards.jobs.list_problems import list_problems
from paycards.transport import ArchiveMissing
from paycards.transport.archive import MARKER
from tests.jobs.test_collect import NUMBER_1, folder_drop, from_drops, leave, open_problems, states

PART = "NVDC0001.PO.part"


@pytest.fixture
def portal(visit: Visit, tmp_path: Path) -> Visit:
    """An installation that collects from a folder."""
    (tmp_path / "portal").mkdir()
    return from_drops(visit, nvd=folder_drop(tmp_path / "portal"))


def a_night_later(visit: Visit, nights: int = 1) -> Visit:
    return replace(visit, now=visit.now + dt.timedelta(days=nights))


def test_a_name_that_is_never_finished_is_a_problem_from_the_second_night_on(
    portal: Visit, tmp_path: Path
) -> None:
    leave(tmp_path / "portal", PART, NUMBER_1)
    for _ in range(2):  # twice in one night is one night
        assert collect(portal).troubles == []
    [(contract, name, why)] = collect(a_night_later(portal)).troubles
    assert (contract, name) == ("NVD-ALLPAY", PART)
    assert f"its name says that it is not finished, since {portal.today:%d %B %Y}" in why
    assert [kind for kind, _ in open_problems(portal)] == ["drop"]
    (tmp_path / "portal" / PART).rename(tmp_path / "portal" / "NVDC0001.PO")
    assert collect(a_night_later(portal, 2)).troubles == []
    assert states(portal) == [("NVDC0001.PO", "accepted")]
    assert open_problems(portal) == []


def test_what_is_no_file_but_stands_in_the_place_of_one_is_a_problem_from_the_second_night_on(
    portal: Visit, tmp_path: Path
) -> None:
    drop = tmp_path / "portal"
    for name in ("done", "NVDC0001.PO", "HMBC0001.PO", ".seen"):
        (drop / name).mkdir()
    for name in ("NVDC0002.PO", ".lock"):
        os.mkfifo(drop / name)
    assert collect(portal).troubles == []
    told = collect(a_night_later(portal)).troubles
    assert [(name, why.partition(",")[0]) for _, name, why in told] == [
        ("NVDC0001.PO", "it is a folder"),
        ("NVDC0002.PO", "it is a pipe or a device"),
    ]
    assert f"and no file, since {portal.today:%d %B %Y}" in told[0][2]
    (drop / "NVDC0001.PO").rmdir()
    (drop / "NVDC0002.PO").unlink()
    leave(drop, "NVDC0001.PO", NUMBER_1)
    assert collect(a_night_later(portal, 2)).troubles == []
    assert open_problems(portal) == []


def test_what_a_person_has_dealt_with_is_not_asked_again(portal: Visit, tmp_path: Path) -> None:
    leave(tmp_path / "portal", PART, NUMBER_1)
    collect(portal)
    second = a_night_later(portal)
    collect(second)
    [problem] = list_problems(second)
    close_problem(second, problem.id, note="a test file of the supplier")
    assert collect(a_night_later(portal, 2)).troubles == []
    (tmp_path / "portal" / PART).unlink()
    collect(a_night_later(portal, 3))
    leave(tmp_path / "portal", PART, NUMBER_1)
    collect(a_night_later(portal, 4))
    assert len(collect(a_night_later(portal, 5)).troubles) == 1  # it is another one


def test_a_night_made_with_a_clock_that_was_ahead_does_not_hide_what_is_left(
    portal: Visit, tmp_path: Path
) -> None:
    leave(tmp_path / "portal", PART, NUMBER_1)
    collect(a_night_later(portal, 3000))
    collect(portal)
    assert len(collect(a_night_later(portal)).troubles) == 1


def test_without_its_archive_a_run_stops_and_makes_nothing_anew(portal: Visit, tmp_path: Path) -> None:
    leave(tmp_path / "portal", "NVDC0001.PO", NUMBER_1)
    archive = portal.settings.paycards.archive
    archive.rename(tmp_path / "unmounted")
    with pytest.raises(ArchiveMissing, match=MARKER):
        collect(portal)
    archive.mkdir()  # an empty mount point
    with pytest.raises(ArchiveMissing):
        collect(portal)
    assert (states(portal), list(archive.iterdir())) == ([], [])
    archive.rmdir()
    (tmp_path / "unmounted").rename(archive)
    assert [file.state for file in collect(portal).files] == ["accepted"]


def test_an_archive_that_vanishes_in_the_middle_stops_the_run(
    portal: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NVDC0001.PO", "NVDC0002.PO"):
        leave(tmp_path / "portal", name, NUMBER_1)
    archive, fetch = portal.settings.paycards.archive, "paycards.transport.folder.Folder.fetch"

    def unmount(*_: object) -> bytes:
        if archive.exists():
            archive.rename(tmp_path / "unmounted")
        return NUMBER_1

    monkeypatch.setattr(fetch, unmount)
    with pytest.raises(ArchiveMissing):
        collect(portal)
    assert not archive.exists()


def test_init_begins_adopts_and_never_replaces_an_archive(portal: Visit, tmp_path: Path) -> None:
    leave(tmp_path / "portal", "NVDC0001.PO", NUMBER_1)
    collect(portal)
    archive = portal.settings.paycards.archive
    (archive / MARKER).unlink()  # as if it was begun before there was a marker
    init(portal.settings)
    assert (archive / MARKER).exists()
    archive.rename(tmp_path / "unmounted")
    with pytest.raises(ArchiveMissing):
        init(portal.settings)
    assert not archive.exists()

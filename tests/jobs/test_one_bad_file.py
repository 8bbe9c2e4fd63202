"""One bad file never stops the others, whatever is wrong with it: on both databases."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from paycards.access.visit import Visit
from paycards.errors import TryAgain, UsageError
from paycards.intake import admitting, receiving
from paycards.jobs.collect import collect
from paycards.jobs.import_files import import_file, import_files
from paycards.jobs.init import init
from paycards.jobs.list_files import list_files
from paycards.jobs.list_problems import list_problems
from paycards.store.troubles import DATABASE
from paycards.transport import ArchiveMissing
from paycards.transport.archive import MARKER, Archive
from tests.channels.supplier_files import allpay
from tests.jobs.hand_in import accounts_csv, bring_accounts, unknown
from tests.jobs.test_collect import folder_drop, from_drops, leave, states

THREE = {f"NVDC000{number}.PO": allpay([unknown(100 * number)], 100 * number) for number in (1, 2, 3)}
BOOM = (ValueError("9826999900000999999 cannot be read"), MemoryError("no room"), RecursionError("too deep"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in THREE.items():
        leave(folder, name, data)
    return folder


def break_at(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, which: str, error: Exception) -> None:
    """Let one function fail for the second file only."""
    real = getattr(module, name)

    def broken(*args: Any, **kwargs: Any) -> Any:
        if any(which in repr(arg)[:2000] for arg in args):
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, broken)


@pytest.mark.parametrize("error", BOOM, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("where", [(receiving, "read_file"), (admitting, "take_file")])
def test_a_fault_in_one_file_is_its_open_problem_and_the_others_are_taken(
    visit: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str], error: Exception
) -> None:
    with monkeypatch.context() as broken:
        break_at(broken, *where, "NVDC0002.PO", error)
        results = import_files(visit, sorted(folder.iterdir()))
    assert [result.state for result in results] == ["accepted", "fault", "accepted"]
    assert results[1].needs_person
    faults = [problem for problem in list_problems(visit) if problem.kind == "fault"]
    assert len(faults) == 1
    assert "NVDC0002.PO" in faults[0].message
    assert type(error).__name__ in faults[0].message
    assert "9826999900000999999" not in faults[0].message
    import_files(visit, [folder / "NVDC0002.PO"])
    assert list_problems(visit) == []  # the gap was filled, the fault is gone


def test_a_fault_in_one_file_of_a_drop_leaves_it_there_and_the_others_are_collected(
    visit: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = from_drops(visit, nvd=folder_drop(folder, after="move"))
    with monkeypatch.context() as broken:
        break_at(broken, receiving, "read_file", "NVDC0002.PO", BOOM[1])
        collect(there)
    assert [path.name for path in folder.iterdir() if path.is_file()] == ["NVDC0002.PO"]
    collect(there)
    assert [state for _, state in states(visit)] == ["accepted"] * 3
    assert list_problems(visit) == []


@pytest.mark.parametrize("error", [ArchiveMissing("no archive"), TryAgain("the database", code=DATABASE)])
def test_without_archive_or_database_the_run_ends(
    visit: Visit, folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    break_at(monkeypatch, admitting, "take_file", "NVDC0002.PO", error)
    with pytest.raises(type(error)):
        import_files(visit, sorted(folder.iterdir()))


def test_an_archive_of_another_installation_stops_the_run_before_anything_is_kept(
    visit: Visit, folder: Path
) -> None:
    there = from_drops(visit, nvd=folder_drop(folder))
    import_files(visit, sorted(folder.iterdir())[:2])
    archive = visit.settings.paycards.archive
    archive.rename(archive.with_name("ours"))
    Archive(archive).begin()
    with pytest.raises(ArchiveMissing, match="none of the last files"):
        collect(there)
    assert [path.name for path in archive.rglob("*")] == [MARKER]
    (archive / MARKER).unlink()
    archive.rmdir()
    archive.with_name("ours").rename(archive)
    collect(there)
    assert [state for _, state in states(visit)] == ["accepted"] * 3


def test_an_only_file_that_is_gone_from_the_archive_does_not_stop_the_others(
    visit: Visit, folder: Path
) -> None:
    there = from_drops(visit, nvd=folder_drop(folder))
    import_files(visit, sorted(folder.iterdir())[:1])
    Archive(visit.settings.paycards.archive).path(sha256(THREE["NVDC0001.PO"]).hexdigest()).unlink()
    collect(there)
    assert [state for _, state in states(visit)] == ["accepted"] * 3


def test_no_archive_is_begun_in_place_of_one_that_has_lists_alone(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open")
    archive = visit.settings.paycards.archive
    archive.rename(archive.with_name("ours"))
    with pytest.raises(ArchiveMissing):
        init(visit.settings)
    assert not archive.exists()


@pytest.mark.parametrize(
    "name", ["x" * 300 + ".PO", "NVDC\x000001.PO", "NVDC0001\udcff.PO", "", "\u202eOP.1000CDVN"]
)
def test_a_name_that_no_database_bears_is_refused_and_shown_escaped(visit: Visit, name: str) -> None:
    drop_of = visit.installation.contracts["NVD-ALLPAY"]
    result = import_file(visit, name, THREE["NVDC0001.PO"], drop_of=drop_of)
    assert result.state == "quarantined"
    [file] = list_files(visit)
    assert file.name.isprintable()
    assert 0 < len(file.name) <= 300
    assert import_file(visit, name, THREE["NVDC0001.PO"], drop_of=drop_of).state == "quarantined"
    assert len(list_files(visit)) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("accounts.csv", accounts_csv("NVD,rent,R123456789,open").encode()),
        ("payzone_NVD4471_001530.csv", b"\xef\xbb\xbf" + accounts_csv("NVD,rent,R1,open").encode()),
        ("cards.csv", b"council,fund,account_reference,card_number,status,issued_on\n"),
        ("accounts.xlsx", b"PK\x03\x04 and more"),
        ("letter.txt", b"Dear sirs"),
        ("NVDC\udcff0001.PO", b""),
    ],
)
def test_what_is_no_settlement_file_is_neither_kept_nor_recorded_and_the_others_are_imported(
    visit: Visit, folder: Path, name: str, data: bytes
) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(UsageError) as refused:
        import_files(visit, [folder / name, folder / "NVDC0001.PO"])
    assert refused.value.code == "no_settlement_file"
    assert states(visit) == [("NVDC0001.PO", "accepted")]
    assert list_problems(visit) == []
    archive = visit.installation.archive
    kept = [each.sha256 for each in archive.check()]
    assert all(archive.read(sha256) != data for sha256 in kept)

"""Collecting over a real sshd and from folders: what fails is seen, what was kept is put away, once."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncssh
import pytest
import stamina
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.jobs.collect import collect
from paycards.jobs.list_files import list_files
from paycards.jobs.list_problems import list_problems
from paycards.settings.drop import FolderDrop, SftpDrop
from paycards.store.engine import reading
from paycards.store.staging import FEW_ROWS
from paycards.store.tables.files import remote_files
from paycards.transport.drop import open_drop
from tests.channels.supplier_files import allpay
from tests.jobs.hand_in import unknown
from tests.servers import RunningServer, asyncssh_server, make_key, openssh_server
from tests.visits import with_settings

NUMBER_1, NUMBER_2 = allpay([unknown(100)], 100), allpay([unknown(200)], 200)
OLD = 1_700_000_000  # a time of modification long past


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with openssh_server(tmp_path_factory.mktemp("supplier")) as server:
        yield server


@pytest.fixture(autouse=True)
def _no_waiting_between_attempts() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def outbound(server: RunningServer, tmp_path: Path) -> Path:
    """A folder of this test's own on the supplier's server."""
    folder = Path(server.directory) / tmp_path.name
    folder.mkdir()
    return folder


def from_drops(visit: Visit, **drops: SftpDrop | FolderDrop | None) -> Visit:
    """The same installation, with these drops for Northvale's (nvd) and Harrowmere's (hmb) allpay."""
    councils = []
    for council in visit.settings.councils:
        first, *others = council.contracts
        changed = first.model_copy(update={"drop": drops.get(council.code.lower())})
        councils.append(council.model_copy(update={"contracts": (changed, *others)}))
    return with_settings(visit, visit.settings.model_copy(update={"councils": tuple(councils)}))


def over_ssh(visit: Visit, server: RunningServer, folder: Path, **changes: Any) -> Visit:
    return from_drops(visit, nvd=server.drop(directory=str(folder), **changes))


def folder_drop(folder: Path, **changes: Any) -> FolderDrop:
    return FolderDrop(kind="folder", directory=folder, **({"settle_seconds": 0} | changes))


def leave(folder: Path, name: str, data: bytes, modified: int = OLD) -> None:
    (folder / name).write_bytes(data)
    os.utime(folder / name, (modified, modified))


def open_problems(visit: Visit) -> list[tuple[str, str]]:
    return [(problem.kind, problem.message) for problem in list_problems(visit)]


def states(visit: Visit) -> list[tuple[str, str]]:
    return [(file.name, file.state) for file in list_files(visit)]


def test_files_are_fetched_in_the_order_of_their_names(
    visit: Visit, server: RunningServer, outbound: Path
) -> None:
    leave(outbound, "NVDC0002.PO", NUMBER_2)
    leave(outbound, "NVDC0001.PO", NUMBER_1)
    collected = collect(over_ssh(visit, server, outbound))
    assert [(file.name, file.state, file.fresh) for file in collected.files] == [
        ("NVDC0001.PO", "accepted", True),
        ("NVDC0002.PO", "accepted", True),
    ]
    assert open_problems(visit) == []


def test_a_file_that_was_left_there_is_not_fetched_again(
    visit: Visit, server: RunningServer, outbound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(outbound, "NVDC0001.PO", NUMBER_1)
    collect(over_ssh(visit, server, outbound))
    monkeypatch.setattr("paycards.transport.sftp.SftpFolder.fetch", _pull_the_plug)
    [again] = collect(over_ssh(visit, server, outbound)).files
    assert not again.fresh
    assert states(visit) == [("NVDC0001.PO", "accepted")]


def test_a_file_whose_bytes_changed_under_its_name_is_held(
    visit: Visit, server: RunningServer, outbound: Path
) -> None:
    leave(outbound, "NVDC0001.PO", NUMBER_1)
    collect(over_ssh(visit, server, outbound))
    leave(outbound, "NVDC0001.PO", NUMBER_2, modified=OLD + 60)
    collect(over_ssh(visit, server, outbound))
    assert states(visit) == [("NVDC0001.PO", "accepted"), ("NVDC0001.PO", "held")]


@pytest.mark.parametrize(
    ("after", "left"), [("delete", []), ("move", ["done/NVDC0001.PO"]), ("rename", ["NVDC0001.PO.done"])]
)
def test_a_kept_file_is_put_away(
    visit: Visit, server: RunningServer, outbound: Path, after: str, left: list[str]
) -> None:
    leave(outbound, "NVDC0001.PO", NUMBER_1)
    collect(over_ssh(visit, server, outbound, after=after))
    found = [path.relative_to(outbound).as_posix() for path in outbound.rglob("*") if path.is_file()]
    assert found == left
    assert collect(over_ssh(visit, server, outbound, after=after)).files == []


@pytest.mark.parametrize("after", ["delete", "move", "rename"])
def test_a_crash_between_the_record_and_putting_away_is_made_good(
    visit: Visit, server: RunningServer, outbound: Path, after: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(outbound, "NVDC0001.PO", NUMBER_1)
    drop = over_ssh(visit, server, outbound, after=after)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("paycards.transport.sftp.SftpFolder.done", _pull_the_plug)
        collect(drop)
    assert states(visit) == [("NVDC0001.PO", "accepted")]
    [again] = collect(drop).files
    assert (again.fresh, (outbound / "NVDC0001.PO").exists()) == (False, False)
    assert states(visit) == [("NVDC0001.PO", "accepted")]


def _pull_the_plug(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_refused_file_is_kept_and_stays_in_the_drop(
    visit: Visit, server: RunningServer, outbound: Path
) -> None:
    leave(outbound, "NVDC0001.PO", NUMBER_1[:50])
    [refused] = collect(over_ssh(visit, server, outbound, after="delete")).files
    assert (refused.state, list(outbound.iterdir())) == ("quarantined", [outbound / "NVDC0001.PO"])
    assert visit.installation.archive.read(refused.sha256) == NUMBER_1[:50]


def test_a_file_of_another_contract_in_the_drop_is_refused_there(
    visit: Visit, server: RunningServer, outbound: Path
) -> None:
    leave(outbound, "HMBC0001.PO", NUMBER_1)
    [refused] = collect(over_ssh(visit, server, outbound)).files
    assert (refused.contract, refused.state) == ("NVD-ALLPAY", "quarantined")
    assert "it belongs to HMB-ALLPAY" in refused.reason


def test_a_server_with_another_host_key_is_not_talked_to(
    visit: Visit, server: RunningServer, outbound: Path, tmp_path: Path
) -> None:
    leave(outbound, "NVDC0001.PO", NUMBER_1)
    known_hosts = tmp_path / "known_hosts"
    other = make_key(tmp_path / "other")
    known_hosts.write_text(f"[{server.host}]:{server.port} {other}\n")
    collected = collect(over_ssh(visit, server, outbound, known_hosts=known_hosts))
    assert (collected.files, len(collected.troubles)) == ([], 1)
    [(kind, message)] = open_problems(visit)
    assert kind == "drop"
    assert "NVD-ALLPAY: could not be collected" in message


def test_a_drop_that_fails_does_not_stop_the_others_and_its_problem_closes(
    visit: Visit, server: RunningServer, outbound: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "portal"
    folder.mkdir()
    leave(folder, "HMBC0001.PO", NUMBER_2)
    leave(outbound, "NVDC0001.PO", NUMBER_1)
    wrong_key = tmp_path / "wrong"
    make_key(wrong_key)
    for wrong in ({"key_file": wrong_key}, {"directory": "not-there"}, {"port": _closed_port()}):
        drop = server.drop(**({"directory": str(outbound), "timeout_seconds": 3} | wrong))
        collected = collect(from_drops(visit, nvd=drop, hmb=folder_drop(folder)))
        assert [file.name for file in collected.files] == ["HMBC0001.PO"]
        assert [contract for contract, _, _ in collected.troubles] == ["NVD-ALLPAY"]
        assert [kind for kind, _ in open_problems(visit)] == ["drop"]
    collect(over_ssh(visit, server, outbound))
    assert open_problems(visit) == []
    assert sorted(states(visit)) == [("HMBC0001.PO", "accepted"), ("NVDC0001.PO", "accepted")]


def _closed_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_folder_that_is_not_there_is_a_problem(visit: Visit, tmp_path: Path) -> None:
    collected = collect(from_drops(visit, nvd=folder_drop(tmp_path / "gone")))
    assert len(collected.troubles) == 1
    assert "cannot be read" in open_problems(visit)[0][1]


def test_one_file_that_may_not_be_read_does_not_stop_the_others(
    visit: Visit, server: RunningServer, outbound: Path
) -> None:
    leave(outbound, "NVDC0001.PO", NUMBER_1 * 50)
    leave(outbound, "NVDC0002.PO", NUMBER_2)
    collected = collect(over_ssh(visit, server, outbound, max_bytes=1000))
    assert [file.name for file in collected.files] == ["NVDC0002.PO"]
    assert [name for _, name, _ in collected.troubles] == ["NVDC0001.PO"]
    assert [kind for kind, _ in open_problems(visit)] == ["drop"]


def test_without_room_for_what_was_read_the_file_stays_in_the_drop_for_the_next_run(
    visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    leave(folder, "NVDC0001.PO", allpay([unknown(1)] * (FEW_ROWS + 1), FEW_ROWS + 1))
    mine = from_drops(visit, nvd=folder_drop(folder, after="delete"))
    with monkeypatch.context() as full:
        full.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
        ((contract, name, why),) = collect(mine).troubles
    assert (contract, name) == ("NVD-ALLPAY", "NVDC0001.PO")
    assert "cannot be written to" in why
    assert (folder / "NVDC0001.PO").exists() and states(mine) == []
    assert [kind for kind, _ in open_problems(mine)] == ["drop"]
    assert collect(mine).troubles == []
    assert not (folder / "NVDC0001.PO").exists() and states(mine) == [("NVDC0001.PO", "accepted")]
    assert "drop" not in [kind for kind, _ in open_problems(mine)]


def test_a_name_that_could_be_a_path_is_never_fetched(
    visit: Visit, server: RunningServer, outbound: Path
) -> None:
    leave(outbound, "..\\NVDC0001.PO", NUMBER_1)
    collected = collect(over_ssh(visit, server, outbound))
    assert (collected.files, len(collected.troubles)) == ([], 1)
    assert "could be taken for a path" in open_problems(visit)[0][1]


class Forgetful(asyncssh.SFTPServer):
    """Deletes a file at the first byte that is read of it, and gives 20 bytes in all."""

    def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        Path(os.fsdecode(file_obj.name)).unlink(missing_ok=True)
        file_obj.seek(offset)
        return bytes(file_obj.read(max(0, min(size, 20 - offset))))


def test_a_file_that_is_gone_before_it_was_read_to_its_end_is_a_problem_until_it_comes(
    visit: Visit, tmp_path: Path
) -> None:
    portal = tmp_path / "portal"
    portal.mkdir()
    leave(portal, "NVDC0001.PO", NUMBER_1)
    with asyncssh_server(portal, files=Forgetful) as forgetful:
        first = collect(from_drops(visit, nvd=forgetful.drop()))
        collect(from_drops(visit, nvd=forgetful.drop()))
    assert (first.files, first.growing) == ([], [])
    [(kind, message)] = open_problems(visit)
    assert kind == "drop"
    assert "NVDC0001.PO" in message and "was gone before it had been read to its end" in message
    leave(portal, "NVDC0001.PO", NUMBER_1)
    collect(from_drops(visit, nvd=folder_drop(portal)))
    assert states(visit) == [("NVDC0001.PO", "accepted")]
    assert open_problems(visit) == []


class Renaming(asyncssh.SFTPServer):
    """Takes a file away once it was read, after it wrote `more` to it: it is not there under its name."""

    more = b""
    back = 0  # seconds by which its time is set back

    def read(self, file_obj: Any, offset: int, size: int) -> bytes:
        path = Path(os.fsdecode(file_obj.name))
        if path.exists():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - self.back))
            with path.open("ab") as file:
                file.write(self.more)
            path.rename(path.with_name("taken"))
        file_obj.seek(offset)
        return bytes(file_obj.read(size))


class Appending(Renaming):
    more = b"and more"


class SettingBack(Renaming):
    back = 3600


def test_a_file_that_became_longer_and_went_is_a_problem_until_it_comes(visit: Visit, tmp_path: Path) -> None:
    portal = tmp_path / "portal"
    portal.mkdir()
    leave(portal, "NVDC0001.PO", NUMBER_1)
    with asyncssh_server(portal, files=Appending) as appending:
        first = collect(from_drops(visit, nvd=appending.drop()))
    assert (first.files, first.growing) == ([], [])
    [(kind, message)] = [problem for problem in open_problems(visit) if "NVDC0001.PO" in problem[1]]
    assert kind == "drop" and "was gone before it had been read to its end" in message


def test_a_file_that_went_whole_is_kept_whatever_its_time_is_then(visit: Visit, tmp_path: Path) -> None:
    portal = tmp_path / "portal"
    portal.mkdir()
    leave(portal, "NVDC0001.PO", NUMBER_1)
    with asyncssh_server(portal, files=SettingBack) as setting_back:
        collect(from_drops(visit, nvd=setting_back.drop()))
    assert ("NVDC0001.PO", "accepted") in states(visit)


def test_a_file_that_still_grows_is_left_for_the_next_run(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    folder.mkdir()
    path = folder / "NVDC0001.PO"
    path.write_bytes(NUMBER_1[:20])
    growing = threading.Event()

    def grow() -> None:
        while not growing.wait(0.02):
            with path.open("ab") as file:
                file.write(b"x")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        collected = collect(from_drops(visit, nvd=folder_drop(folder, settle_seconds=0.2)))
    finally:
        growing.set()
        writer.join()
    assert (collected.files, collected.growing) == ([], [("NVD-ALLPAY", "NVDC0001.PO")])
    assert states(visit) == []
    path.write_bytes(NUMBER_1)
    [result] = collect(from_drops(visit, nvd=folder_drop(folder, settle_seconds=0.05))).files
    assert result.state == "accepted"


def test_a_fresh_file_is_fetched_again_because_it_may_still_change(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    folder.mkdir()
    leave(folder, "NVDC0001.PO", NUMBER_1, modified=int(time.time()))
    fresh = replace(visit, now=dt.datetime.now(dt.UTC))
    collect(from_drops(fresh, nvd=folder_drop(folder)))
    with reading(visit.installation.engine) as connection:
        assert connection.execute(select(remote_files)).all() == []


def test_unfinished_files_are_not_listed(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "portal"
    folder.mkdir()
    for name in ("NVDC0001.PO.part", ".NVDC0001.PO", "NVDC0001.PO.filepart", "NVDC0001.tmp"):
        leave(folder, name, NUMBER_1)
    with open_drop(folder_drop(folder)) as drop:
        assert drop.list().files == ()
    assert collect(from_drops(visit, nvd=folder_drop(folder))).files == []

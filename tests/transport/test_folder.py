"""What is special about a drop in a folder of this machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from paycards.settings.drop import FolderDrop
from paycards.transport import DropRefused, RemoteChanged, RemoteRefused
from paycards.transport.drop import open_drop
from paycards.transport.listing import Remote


def _drop(folder: Path, **changes: object) -> FolderDrop:
    return FolderDrop.model_validate({"kind": "folder", "directory": folder, "settle_seconds": 0} | changes)


def test_names_that_are_not_utf_8_are_listed_as_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.PO")).write_bytes(b"x")
    with open_drop(_drop(tmp_path)) as drop:
        assert drop.list().refused == (("caf\\xe9.PO", "its name is not UTF-8"),)


def test_a_link_put_in_a_files_place_after_the_listing_is_not_followed(tmp_path: Path) -> None:
    folder, secret = tmp_path / "drop", tmp_path / "secret"
    folder.mkdir()
    for path in (folder / "a.PO", secret):
        path.write_bytes(b"12345")
        os.utime(path, (0, 1_790_000_000))
    with open_drop(_drop(folder, after="delete")) as drop:
        (remote,) = drop.list().files
        (folder / "a.PO").unlink()
        (folder / "a.PO").symlink_to(secret)
        with pytest.raises(RemoteRefused, match=r"a\.PO"):
            drop.fetch(remote)
        with pytest.raises(RemoteChanged):
            drop.done(remote)
    assert secret.exists()


def test_a_pipe_put_in_a_files_place_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.PO")
    with open_drop(_drop(tmp_path)) as drop, pytest.raises(RemoteChanged):
        drop.fetch(Remote("a.PO", 0, 1))


def test_a_file_in_place_of_the_folder_is_for_a_person(tmp_path: Path) -> None:
    (tmp_path / "drop").write_bytes(b"x")
    with open_drop(_drop(tmp_path / "drop")) as drop, pytest.raises(DropRefused, match="cannot be read"):
        drop.list()


def test_a_folder_to_move_to_that_cannot_be_made_leaves_the_file_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.PO").write_bytes(b"x")
    (tmp_path / "blocked").write_bytes(b"a file")
    with open_drop(_drop(tmp_path, after="move", move_to="blocked/done")) as drop:
        remote = Remote("a.PO", 1, int((tmp_path / "a.PO").stat().st_mtime))
        assert remote in drop.list().files
        with pytest.raises(RemoteRefused, match="put away"):
            drop.done(remote)
    assert (tmp_path / "a.PO").exists()

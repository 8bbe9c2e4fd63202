"""`paycards check`: the settings are checked before the first night, one line each."""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.transport.keys import new_key
from tests.cli.desk import Desk

KNOWN = "[127.0.0.1]:1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIiS2XmYhWNfCJVyq7jYNgJFYqRyQOQBYPKsRT/GMJbV\n"


def add(desk: Desk, text: str) -> None:
    desk.config.write_text(desk.config.read_text(encoding="utf-8") + text, encoding="utf-8")


def wrong(desk: Desk, code: int = 3) -> dict[str, str]:
    found = desk.read("check", code=code)
    assert found["works"] is (code == 0)
    return {check["what"]: check["says"] for check in found["checks"] if not check["works"]}


def test_an_installation_that_works_says_so_and_ends_with_0(desk: Desk) -> None:
    assert wrong(desk, code=0) == {}
    lines = desk("check").stdout.splitlines()
    assert all(line.startswith("ok     ") for line in lines)
    assert "ok     channel of NVD-ALLPAY: allpay, read by allpay-short" in "\n".join(lines)


def test_every_fault_is_named_and_none_hides_another(desk: Desk) -> None:
    for table in ('[councils.contracts.drop]\nkind = "sftp"\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n'
                  'key_file = "none"\nknown_hosts = "none"\n',
                  '[[councils.contracts]]\ncode = "NVD-X"\nchannel = "allpya"\nclient_code = "X"\n',
                  '[councils.contracts.drop]\nkind = "folder"\ndirectory = "nowhere"\n'):  # fmt: skip
        add(desk, table)
    add(desk, '[councils.printing]\ntemplate = "none.toml"\n')
    Path(desk.home / "layouts").mkdir()
    found = wrong(desk)
    assert "no channel or layout allpya: the channels are allpay" in found["channel of NVD-X"]
    assert "The key file" in found["keys of NVD-ALLPAY"]
    assert "known_hosts" in found["known hosts of NVD-ALLPAY"]
    assert "nowhere cannot be read" in found["drop of NVD-X"]
    assert "none.toml" in found["card template of NVD"]
    assert "new in the settings" in found["database"]
    assert "drop of NVD-ALLPAY" in found


def test_a_server_that_does_not_answer_is_named_once_and_quickly(desk: Desk) -> None:
    new_key(desk.home / "key")
    desk.file("known_hosts", KNOWN)
    add(desk, '[councils.contracts.drop]\nkind = "sftp"\nhost = "127.0.0.1"\nport = 1\nuser = "u"\n'
              'key_file = "key"\nknown_hosts = "known_hosts"\nattempts = 9\n')  # fmt: skip
    assert set(wrong(desk)) == {"drop of NVD-ALLPAY"}


def test_settings_that_cannot_be_read_are_one_line_a_fault(desk: Desk) -> None:
    add(desk, 'nmae = "x"\ntypo = 1\n')
    found = desk.read("check", code=3)["checks"]
    assert [check["says"] for check in found] == [
        "councils.NVD.contracts.NVD-ALLPAY.nmae is no key of this table.",
        "councils.NVD.contracts.NVD-ALLPAY.typo is no key of this table.",
    ]
    desk.config.write_text("[", encoding="utf-8")
    assert "cannot be read" in desk("check", code=3).stdout
    desk.config.unlink()
    assert "There is no settings file" in desk("check", code=2).stderr


def test_a_database_that_is_not_there_is_not_made(desk: Desk) -> None:
    (desk.home / "paycards.db").unlink()
    assert wrong(desk)["database"] == "There is no database yet: initialise it first."
    assert not (desk.home / "paycards.db").exists()


@pytest.mark.parametrize("channel", ["allpya", "paypiont", ""])
def test_a_channel_that_does_not_exist_stops_init_before_anything_is_stored(desk: Desk, channel: str) -> None:
    before = (desk.home / "paycards.db").read_bytes()
    add(desk, f'[[councils.contracts]]\ncode = "NVD-X"\nchannel = "{channel}"\nclient_code = "X"\n')
    refused = desk("init", code=2).stderr
    assert f"Contract NVD-X: There is no channel or layout {channel}" in refused
    assert (desk.home / "paycards.db").read_bytes() == before


def test_an_archive_that_vanished_is_named(desk: Desk) -> None:
    (desk.home / "archive").rename(desk.home / "elsewhere")
    assert set(wrong(desk)) == {"archive"}

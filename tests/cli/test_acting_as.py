"""`--as NAME`: who acts, where the settings allow it to be said."""

from __future__ import annotations

import pytest

from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import unknown


@pytest.fixture
def refused(desk: Desk) -> Desk:
    desk("import", desk.file("NVDC0002.PO", allpay([unknown()], 1250)[:60]), code=3)
    return desk


def allow(desk: Desk) -> None:
    text = desk.config.read_text(encoding="utf-8")
    desk.config.write_text(text.replace("rehearsal = true", "rehearsal = true\nallow_as = true"))


def test_a_name_is_taken_before_or_after_the_command_where_the_settings_allow_it(refused: Desk) -> None:
    allow(refused)
    refused("--as", "Amira", "files", "reject", "NVDC0002.PO", "--note", "broken")
    refused("import", refused.file("NVDC0003.PO", b"broken"), code=3)
    refused("files", "reject", "NVDC0003.PO", "--note", "broken", "--as", " Ben  Osei ")
    closed = [each["closed_by"] for each in refused.read("problems", "list", "--all")]
    assert [name for name in closed if name] == ["Amira", "Ben Osei"]


def test_a_name_is_refused_where_the_settings_do_not_allow_it(
    refused: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCARDS_ALLOW_AS", "true")
    said = refused("--as", "Amira", "files", "list", code=2).stderr
    assert "only where the settings have `allow_as = true`" in said


@pytest.mark.parametrize("name", ["", "  ", "Am\u200bira", "A\x1b[2J"])
def test_a_name_that_nobody_can_read_is_refused(refused: Desk, name: str) -> None:
    allow(refused)
    assert "a name that can be read" in refused("--as", name, "files", "list", code=2).stderr

"""Who sits at the terminal is known from the operating system, and from nothing that they can set."""

from __future__ import annotations

import os
import pwd

import pytest

from paycards.access.permission import EVERYTHING
from paycards.access.visitor import EVERY_COUNCIL, Councils, Visitor, system_user

NAMED = ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER")


@pytest.mark.parametrize("name", NAMED)
def test_the_environment_names_nobody(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "director of finance")
    assert system_user().name == pwd.getpwuid(os.getuid()).pw_name


def test_an_empty_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMED:
        monkeypatch.delenv(name, raising=False)
    assert system_user() == Visitor(pwd.getpwuid(os.getuid()).pw_name, EVERY_COUNCIL, EVERYTHING)


def test_a_number_without_a_name_stands_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_001)
    assert system_user().name == "uid 4000000001"


def test_every_council_has_each_code_and_some_have_their_own() -> None:
    assert "NVD" in EVERY_COUNCIL and "not yet founded" in EVERY_COUNCIL
    assert "NVD" in Councils(frozenset({"NVD"})) and "HMB" not in Councils(frozenset({"NVD"}))
    assert "NVD" not in Councils()

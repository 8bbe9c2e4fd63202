"""A visitor sees their councils, does what they may, and learns nothing of the rest; on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from paycards.access.permission import EVERYTHING, TAKES_FILES, Permission
from paycards.access.visit import Visit
from paycards.access.visitor import EVERY_COUNCIL, Councils, Visitor
from paycards.errors import Forbidden, NotFound, SettingsError
from paycards.jobs.import_files import import_file
from paycards.jobs.list_files import list_files
from paycards.store import trail
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import councils
from tests.jobs.hand_in import bring_accounts

NORTHVALE = Councils(frozenset({"NVD"}))
NOBODYS = Councils()
PLACE = Permission.PLACE_SUSPENSE


def seen_as(visit: Visit, seen: Councils, permissions: frozenset[Permission] = EVERYTHING) -> Visit:
    return replace(visit, visitor=Visitor("clerk", seen, permissions))


def id_of(visit: Visit, code: str) -> int:
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return seen.council(code)


def trail_of(visit: Visit, code: str) -> list[tuple[str, str, str]]:
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        found = trail.entries(seen.connection, seen.council(code))
        return [(row.actor, row.action, row.subject) for row in found]


def test_a_visitor_of_one_council_reads_only_its_rows(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open", "HMB,rent,R900000009,open")
    with seen_as(visit, NORTHVALE).reading(may=Permission.SEE_MONEY) as seen:
        query = select(accounts.c.reference).where(seen.covers(accounts.c.council_id))
        assert list(seen.connection.execute(query).scalars()) == ["R100000001"]
    with visit.reading("HMB", may=Permission.SEE_MONEY) as seen:
        query = select(accounts.c.reference).where(seen.covers(accounts.c.council_id))
        assert list(seen.connection.execute(query).scalars()) == ["R900000009"]


def test_a_visitor_of_no_council_reads_nothing(visit: Visit, tmp_path: Path) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R100000001,open")
    with seen_as(visit, NOBODYS).reading(may=Permission.SEE_MONEY) as seen:
        query = select(accounts.c.id).where(seen.covers(accounts.c.council_id))
        assert seen.connection.execute(query).all() == []
        assert seen.councils == {}


def test_a_file_that_belongs_to_nobody_is_for_visitors_of_every_council(visit: Visit) -> None:
    import_file(visit, "ABCD0001.PO", b"nobody's\n")
    assert [file.name for file in list_files(visit)] == ["ABCD0001.PO"]
    assert list_files(seen_as(visit, NORTHVALE)) == []


@pytest.mark.parametrize("code", ["HMB", "XYZ", ""])
def test_a_council_of_others_and_one_that_is_not_there_sound_the_same(visit: Visit, code: str) -> None:
    clerk = seen_as(visit, NORTHVALE)
    with pytest.raises(NotFound) as refused, clerk.reading(code, may=Permission.SEE_MONEY):
        pass
    assert str(refused.value) == f"No council {code}".rstrip() + ". Choose NVD."
    with pytest.raises(NotFound) as refused, clerk.reading(may=Permission.SEE_MONEY) as seen:
        seen.council(code)
    assert refused.value.facts["choices"] == ("NVD",)


def test_a_step_of_another_council_is_refused_and_begins_nothing(visit: Visit) -> None:
    harrowmere = id_of(visit, "HMB")
    clerk = seen_as(visit, NORTHVALE)
    for council_id in (harrowmere, 987_654, None):  # None: what belongs to no council yet
        with pytest.raises(NotFound), clerk.step(council_id, PLACE) as step:
            step.record("suspense.allocated", "NVDC0001.PO:1")
    assert trail_of(visit, "HMB") == []


def test_a_step_of_one_s_own_council_is_written_under_one_s_own_name(visit: Visit) -> None:
    clerk = seen_as(visit, NORTHVALE)
    with clerk.step(id_of(visit, "NVD"), PLACE) as step:
        step.record("suspense.allocated", "NVDC0001.PO:1")
    assert trail_of(visit, "NVD") == [("clerk", "suspense.allocated", "NVDC0001.PO:1")]


def test_an_act_that_fails_in_a_step_leaves_no_trace(visit: Visit) -> None:
    with pytest.raises(ZeroDivisionError), visit.step(id_of(visit, "NVD"), PLACE) as step:
        step.record("suspense.allocated", "NVDC0001.PO:1")
        raise ZeroDivisionError
    assert trail_of(visit, "NVD") == []


def test_steps_are_all_taken_or_none(visit: Visit) -> None:
    with visit.steps(["HMB", "NVD"], PLACE) as steps:
        assert {code: step.council_id for code, step in steps.items()} == {
            "HMB": id_of(visit, "HMB"),
            "NVD": id_of(visit, "NVD"),
        }
        for step in steps.values():
            step.record("accounts.imported", "accounts.csv")
    with pytest.raises(ZeroDivisionError), visit.steps(["HMB", "NVD"], PLACE) as steps:
        steps["NVD"].record("accounts.imported", "more.csv")
        raise ZeroDivisionError
    assert [len(trail_of(visit, code)) for code in ("NVD", "HMB")] == [1, 1]


def test_steps_that_name_one_council_of_others_are_refused_altogether(visit: Visit) -> None:
    clerk = seen_as(visit, NORTHVALE)
    with (
        pytest.raises(NotFound, match=r"^No council HMB\. Choose NVD\.$"),
        clerk.steps(["NVD", "HMB"], PLACE),
    ):
        pass


def test_a_council_that_the_settings_name_and_the_database_does_not_is_to_be_stored_first(
    visit: Visit,
) -> None:
    with pytest.raises(SettingsError) as refused, visit.steps(["NEW"], PLACE):
        pass
    assert (refused.value.code, refused.value.facts["what"]) == ("not_in_database", "NEW")


@pytest.mark.parametrize("permission", Permission)
def test_what_was_not_permitted_is_forbidden_in_its_own_words(visit: Visit, permission: Permission) -> None:
    clerk = seen_as(visit, EVERY_COUNCIL, EVERYTHING - {permission})
    northvale = id_of(visit, "NVD")
    for door in (lambda: clerk.step(northvale, permission), lambda: clerk.steps(["NVD"], permission)):
        with pytest.raises(Forbidden) as refused, door():
            pass
        assert str(refused.value) == f"You may not {permission.value}."
        assert refused.value.facts == {"permission": permission}


def test_forbidden_comes_before_whether_there_is_such_a_council(visit: Visit) -> None:
    with pytest.raises(Forbidden), seen_as(visit, NORTHVALE, frozenset()).steps(["XYZ"], PLACE):
        pass


def test_reading_asks_for_the_right_that_it_names(visit: Visit) -> None:
    clerk = seen_as(visit, NORTHVALE, frozenset({Permission.SEE_CUSTOMERS}))
    with clerk.reading(may=Permission.SEE_CUSTOMERS) as seen:
        codes = seen.connection.execute(select(councils.c.code).where(seen.covers(councils.c.id))).scalars()
        assert list(codes) == ["NVD"]
    with pytest.raises(Forbidden) as refused, clerk.reading("NVD", may=Permission.SEE_MONEY):
        pass
    assert str(refused.value) == "You may not see files, payments and the books."


def test_one_of_several_rights_opens_a_reading(visit: Visit) -> None:
    clerk = seen_as(visit, NORTHVALE, frozenset({Permission.DECIDE_FILES}))
    with clerk.reading(may=TAKES_FILES) as seen:
        assert list(seen.councils) == ["NVD"]
    with pytest.raises(Forbidden), clerk.reading(may=(PLACE, Permission.SEE_MONEY)):
        pass

"""Notes, owners, and the whole story of an item, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from paycards.access.visit import Visit
from paycards.decisions.noting import Owner
from paycards.errors import NotAllowed, NotFound, UsageError
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.assign_item import assign_item
from paycards.jobs.note_item import note_item
from paycards.jobs.reconcile import reconcile
from paycards.jobs.tell_item import tell_item
from paycards.jobs.verify import verify
from tests.decisions.two_people import assert_verified, items, person, table
from tests.jobs.hand_in import STRANGER, bring_cards

FRIDAY = dt.date(2026, 11, 27)


@pytest.fixture
def desk(visit: Visit) -> Visit:
    return person(visit, "Amira")


def test_an_item_tells_its_age_its_owner_its_notes_and_decisions(desk: Visit, tmp_path: Path) -> None:
    [item] = items(desk, tmp_path, [100])
    note_item(desk, item, note=" asked the outlet ")
    assign_item(person(desk, "Carol"), item, Owner("Ben", FRIDAY), note="please ring")
    later = replace(person(desk, "Ben"), now=desk.now + dt.timedelta(days=3))
    told = tell_item(later, item)
    assert (told.state, told.age_days, told.assigned_to, told.due_on) == ("open", 3, "Ben", FRIDAY)
    assert [(note.number, note.written_by, note.note, note.assigned_to) for note in told.notes] == [
        (1, "Amira", "asked the outlet", None),
        (2, "Carol", "please ring", "Ben"),
    ]
    allocate_item(later, item, fund="rent", reference="R100000001", note="rung")
    note_item(later, item, note="they thanked us")
    told = tell_item(replace(later, now=later.now + dt.timedelta(days=9)), item)
    assert (told.state, told.age_days, str(told.closed_on)) == ("posted", 3, "2026-11-23")
    assert [(each.kind, each.state, each.proposed_by) for each in told.decisions] == [
        ("allocate", "applied", "Ben")
    ]
    assert_verified(desk)


def test_the_night_leaves_an_assigned_item_to_its_owner_until_it_is_nobody_s(
    desk: Visit, tmp_path: Path
) -> None:
    [item] = items(desk, tmp_path, [100])
    assign_item(desk, item, Owner("Ben", FRIDAY))
    bring_cards(desk, tmp_path, f"NVD,rent,R100000001,{STRANGER}")
    assert reconcile(desk).retried == 0
    told = assign_item(desk, item, Owner())
    assert (told.assigned_to, told.due_on) == ("", None)
    assert reconcile(desk).retried == 1
    with pytest.raises(NotAllowed, match="was posted"):
        assign_item(desk, item, Owner("Ben", FRIDAY))
    [line] = table(desk, "lines")
    assert (line["state"], line["rule"]) == ("posted", "card")
    assert_verified(desk)


def test_a_note_says_something_and_a_day_is_not_over(desk: Visit, tmp_path: Path) -> None:
    [item] = items(desk, tmp_path, [100])
    with pytest.raises(UsageError, match="note is empty"):
        note_item(desk, item, note=" ")
    with pytest.raises(UsageError, match="2026-11-19 is over"):
        assign_item(desk, item, Owner("Ben", dt.date(2026, 11, 19)))
    with pytest.raises(UsageError, match="nobody's has no day"):
        assign_item(desk, item, Owner(due_on=FRIDAY))
    with pytest.raises(NotFound, match="No suspense item 4711"):
        note_item(desk, 4711, note="so")
    assert tell_item(desk, item).notes == ()


def test_notes_are_never_changed_and_one_that_was_slipped_in_is_found(desk: Visit, tmp_path: Path) -> None:
    [item] = items(desk, tmp_path, [100])
    note_item(desk, item, note="asked the outlet")
    again = "SELECT file_id, row_no, {}, council_id, written_by, written_at, note, assigned_to, due_on"
    attacks = [
        "UPDATE suspense_notes SET note = 'never asked'",
        "DELETE FROM suspense_notes",
        f"INSERT INTO suspense_notes {again.format('number')} FROM suspense_notes",
    ]
    if desk.installation.engine.dialect.name == "sqlite":
        attacks.append("INSERT OR REPLACE INTO suspense_notes SELECT * FROM suspense_notes")
    for attack in attacks:
        with desk.installation.engine.connect() as connection, pytest.raises(exc.DBAPIError):
            connection.execute(text(attack))
    with desk.installation.engine.begin() as connection:
        connection.execute(text(f"INSERT INTO suspense_notes {again.format('2')} FROM suspense_notes"))
    assert set(verify(desk).counts) == {"suspense note"}

"""A role that nobody gave is found, whichever way it came into the database."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from paycards.access.visit import Visit
from paycards.jobs.add_person import add_person
from paycards.jobs.manage_person import change_roles, disable_person, enable_person, remove_person
from paycards.jobs.verify import verify
from paycards.staff.roles import Role
from paycards.store.engine import writing

AMIRA, BEN = "amira@northvale.example", "ben@northvale.example"
# Amira is the first person of a new installation.
GIVE = (
    "INSERT INTO person_roles (person_id, council_id, role)"
    " SELECT person_id, council_id, 'finance_manager' FROM person_roles WHERE person_id = 1"
)
CHANGE = "UPDATE person_roles SET role = 'administrator' WHERE person_id = 1"
SET_ACTIVE = "UPDATE people SET state = 'active' WHERE id = 1"
SET_DISABLED = "UPDATE people SET state = 'disabled' WHERE id = 1"
TAKE = "DELETE FROM person_roles WHERE person_id = 1"


@pytest.fixture
def staffed(visit: Visit) -> Visit:
    add_person(visit, AMIRA, [Role.FINANCE_OFFICER], ["NVD"])
    add_person(visit, BEN, [Role.AUDITOR, Role.HOUSING_OFFICER], ["NVD", "HMB"])
    change_roles(visit, BEN, "HMB", [Role.AUDITOR])
    return visit


def tamper(visit: Visit, statement: str) -> None:
    with writing(visit.installation.engine) as connection:
        connection.execute(text(statement))


def test_roles_that_were_given_changed_and_taken_agree(staffed: Visit) -> None:
    remove_person(staffed, BEN)
    add_person(staffed, BEN, [Role.ADMINISTRATOR], ["HMB"])
    assert verify(staffed).agrees


@pytest.mark.parametrize(
    ("statement", "database"),
    [
        (GIVE, "finance_manager, finance_officer"),
        (CHANGE, "administrator"),
        (TAKE, "no role"),
    ],
)
def test_a_role_set_behind_the_program_is_named(staffed: Visit, statement: str, database: str) -> None:
    tamper(staffed, statement)
    verified = verify(staffed)
    [found] = verified.differences
    assert (found.kind, found.council, found.about) == ("role", "NVD", AMIRA)
    assert (found.database, found.originals) == (database, "finance_officer")


def test_a_role_that_was_used_and_then_changed_by_the_program_is_named_too(staffed: Visit) -> None:
    tamper(staffed, GIVE)
    change_roles(staffed, AMIRA, "NVD", [Role.FINANCE_OFFICER])
    [found] = verify(staffed).differences
    assert found.kind == "role"
    assert found.about.startswith(f"{AMIRA}, before entry ")
    assert (found.database, found.originals) == ("finance_manager, finance_officer", "finance_officer")


def test_who_was_disabled_and_let_in_again_agrees(staffed: Visit) -> None:
    disable_person(staffed, AMIRA)
    disable_person(staffed, BEN)
    enable_person(staffed, BEN)
    assert verify(staffed).agrees
    remove_person(staffed, AMIRA)
    add_person(staffed, AMIRA, [Role.AUDITOR], ["NVD"])
    assert verify(staffed).agrees


@pytest.mark.parametrize(
    ("state", "database", "originals"),
    [("active", "active", "disabled"), ("disabled", "disabled", "may sign in")],
)
def test_a_person_who_was_disabled_or_let_in_behind_the_program_is_named(
    staffed: Visit, state: str, database: str, originals: str
) -> None:
    if state == "active":
        disable_person(staffed, AMIRA)
    tamper(staffed, SET_ACTIVE if state == "active" else SET_DISABLED)
    [found] = verify(staffed).differences
    assert (found.kind, found.council, found.about) == ("person", "NVD", AMIRA)
    assert (found.database, found.originals) == (database, originals)

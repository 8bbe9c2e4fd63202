"""People are added, listed, signed out and removed, and what was done stands in the trail."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from paycards.access.permission import EVERYTHING
from paycards.access.visit import Visit
from paycards.access.visitor import Councils, Visitor
from paycards.errors import Invalid, NotAllowed, NotFound
from paycards.evidence.audit_trail import Wanted
from paycards.jobs.add_person import add_person
from paycards.jobs.audit import list_audit
from paycards.jobs.known_as import known_as
from paycards.jobs.list_people import list_people
from paycards.jobs.manage_person import change_roles, disable_person, enable_person, remove_person
from paycards.jobs.verify import verify
from paycards.staff.roles import Role

AMIRA = "amira@northvale.example"


def admin(visit: Visit, *codes: str) -> Visit:
    return replace(visit, visitor=Visitor("admin@northvale.example", Councils(frozenset(codes)), EVERYTHING))


def acts(visit: Visit, council: str) -> list[tuple[str, str]]:
    return [(entry.action, entry.subject) for entry in list_audit(visit, Wanted(), council=council)]


def test_a_person_is_added_with_roles_and_what_was_done_stands_in_the_trail(visit: Visit) -> None:
    invited = add_person(visit, " Amira@Northvale.Example ", [Role.FINANCE_OFFICER], ["NVD", "HMB"])
    assert invited.person.email == AMIRA
    assert len(invited.token) >= 43
    (listed,) = list_people(visit)
    assert listed.roles == (("HMB", Role.FINANCE_OFFICER), ("NVD", Role.FINANCE_OFFICER))
    assert ("staff.roles_given", AMIRA) in acts(visit, "NVD")
    assert ("staff.roles_given", AMIRA) in acts(visit, "HMB")
    assert verify(visit).agrees


def test_the_key_is_for_its_owner_alone(visit: Visit) -> None:
    add_person(visit, AMIRA, [Role.AUDITOR], ["NVD"])
    key_file = visit.settings.web.key_file
    assert key_file.stat().st_mode & 0o777 == 0o600
    before = key_file.read_bytes()
    add_person(visit, "ben@northvale.example", [Role.AUDITOR], ["NVD"])
    assert key_file.read_bytes() == before


@pytest.mark.parametrize("email", ["", "amira", "a@b", "a b@c.example", "a@b.example\n"])
def test_what_is_no_address_is_refused(visit: Visit, email: str) -> None:
    if email == "a@b.example\n":
        add_person(visit, email, [Role.AUDITOR], ["NVD"])  # spaces around it are left out
        return
    with pytest.raises(Invalid):
        add_person(visit, email, [Role.AUDITOR], ["NVD"])


def test_nobody_changes_or_removes_themselves(visit: Visit) -> None:
    own = "admin@northvale.example"
    add_person(visit, own, [Role.ADMINISTRATOR], ["NVD"])
    mine = admin(visit, "NVD")
    for act in (
        lambda: add_person(mine, own, [Role.FINANCE_MANAGER], ["NVD"]),
        lambda: change_roles(mine, own, "NVD", [Role.FINANCE_OFFICER]),
        lambda: remove_person(mine, own),
        lambda: disable_person(mine, own),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert [person.roles for person in list_people(visit)] == [(("NVD", Role.ADMINISTRATOR),)]


def test_people_of_another_council_are_not_there(visit: Visit) -> None:
    add_person(visit, "zoe@harrowmere.example", [Role.AUDITOR], ["HMB"])
    northvale = admin(visit, "NVD")
    assert list_people(northvale) == []
    for act in (remove_person, disable_person, enable_person):
        with pytest.raises(NotFound):
            act(northvale, "zoe@harrowmere.example")
    with pytest.raises(NotFound):
        add_person(northvale, AMIRA, [Role.AUDITOR], ["HMB"])


def test_a_removed_person_has_no_role_and_is_not_listed(visit: Visit) -> None:
    add_person(visit, AMIRA, [Role.AUDITOR], ["NVD"])
    remove_person(visit, AMIRA)
    assert list_people(visit) == []
    with pytest.raises(NotFound):
        remove_person(visit, AMIRA)
    add_person(visit, AMIRA, [Role.HOUSING_OFFICER], ["NVD"])
    assert list_people(visit)[0].roles == (("NVD", Role.HOUSING_OFFICER),)
    assert verify(visit).agrees


def test_a_user_of_the_terminal_is_the_person_once_they_are_active(visit: Visit) -> None:
    add_person(visit, AMIRA, [Role.FINANCE_OFFICER], ["NVD"], os_user="amira")
    at_terminal = replace(visit, visitor=Visitor("amira"))
    assert known_as(at_terminal).visitor.name == "amira"
    with visit.of_people() as connection:
        from paycards.staff.people import person_of, set_state

        found = person_of(connection, AMIRA)
        assert found is not None
        set_state(connection, found.id, "active")
    assert known_as(at_terminal).visitor.name == AMIRA
    assert known_as(replace(visit, visitor=Visitor("ben"))).visitor.name == "ben"


def test_a_user_of_the_terminal_is_one_person_s_until_that_person_is_removed(visit: Visit) -> None:
    add_person(visit, AMIRA, [Role.FINANCE_OFFICER], ["NVD"], os_user="desk")
    with pytest.raises(NotAllowed, match="The user desk of the terminal is amira"):
        add_person(visit, "ben@northvale.example", [Role.FINANCE_OFFICER], ["NVD"], os_user="desk")
    remove_person(visit, AMIRA)
    add_person(visit, "ben@northvale.example", [Role.FINANCE_OFFICER], ["NVD"], os_user="desk")
    assert [(each.email, each.user) for each in list_people(visit)] == [("ben@northvale.example", "desk")]


def test_the_trail_holds_no_secret(visit: Visit) -> None:
    invited = add_person(visit, AMIRA, [Role.AUDITOR], ["NVD"])
    told = json.dumps([entry.after for entry in list_audit(visit, Wanted())], default=str)
    assert invited.token not in told

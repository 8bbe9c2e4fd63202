"""Who decides alone, who needs a second person, and what becomes of what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import exc, text

from paycards.access.permission import EVERYTHING, Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.decisions.allocating import Allocated
from paycards.decisions.decision import Proposal, person_key
from paycards.decisions.propose import write
from paycards.decisions.tier import needs_two
from paycards.errors import Forbidden, NotAllowed, NotFound, Stale, UsageError
from paycards.jobs.add_person import add_person
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.import_files import import_file
from paycards.jobs.known_as import known_as
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.manage_person import disable_person, remove_person
from paycards.jobs.move_payment import move_payment
from paycards.jobs.reconcile import reconcile
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.show_approvals import show_approvals
from paycards.jobs.show_decision import show_decision
from paycards.jobs.show_morning import show_morning
from paycards.jobs.verify import verify
from paycards.jobs.withdraw_decision import withdraw_decision
from paycards.settings.tiers import Tiers
from paycards.staff.roles import Role
from tests.channels.supplier_files import payzone, sale
from tests.decisions.two_people import RENT, STRICT, assert_verified, items, person, table, with_tiers
from tests.jobs.hand_in import STRANGER, bring_accounts, bring_cards, bring_file, unknown
from tests.verify.test_rebuilding import unguarded

AMIRA = "amira@northvale.example"


def allocate(visit: Visit, item_id: int, note: str = "seen the receipt", **said: str) -> Allocated:
    return allocate_item(visit, item_id, note=note, **(RENT | said))  # type: ignore[arg-type]


@pytest.fixture
def desk(visit: Visit) -> Visit:
    return person(visit, "Amira")


@pytest.fixture
def waiting(desk: Visit, tmp_path: Path) -> int:
    """The item that decision 1 would place."""
    [item] = items(desk, tmp_path, [50_001])
    assert allocate(desk, item).state == "proposed"
    return item


def test_exactly_the_tier_is_one_person_s_and_a_penny_more_is_not(desk: Visit, tmp_path: Path) -> None:
    at, above, below_zero = items(desk, tmp_path, [50_000, 50_001, -50_001])
    assert [allocate(desk, each).state for each in (at, above, below_zero)] == [
        "applied",
        "proposed",
        "proposed",
    ]
    assert [item.id for item in list_suspense(desk)] == [above, below_zero]
    assert table(desk, "decisions") == [
        {
            "council": "NVD",
            "decision": str(number),
            "kind": "allocate",
            "subject": f"NVDC0001.PO:{number}",
            "amount_pence": str(pence),
            "state": state,
            "proposed_by": "Amira",
            "proposed_at": "2026-11-20T04:00:00.000000Z",
            "decided_by": "",
            "decided_at": "2026-11-20T04:00:00.000000Z" if state == "applied" else "",
        }
        for number, pence, state in (
            (1, 50_000, "applied"),
            (2, 50_001, "proposed"),
            (3, -50_001, "proposed"),
        )
    ]


def test_nobody_approves_on_the_pages_what_they_proposed_at_the_terminal_before_the_two_were_linked(
    desk: Visit, tmp_path: Path
) -> None:
    [item] = items(desk, tmp_path, [50_001])
    assert allocate(person(desk, "amira"), item).state == "proposed"
    add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user="amira")
    with pytest.raises(NotAllowed, match="another person decides it"):
        approve_decision(person(desk, AMIRA), 1)
    with pytest.raises(NotAllowed, match="another person decides it"):
        refuse_decision(person(desk, AMIRA), 1, note="mine")
    withdraw_decision(person(desk, AMIRA), 1)


def test_who_may_not_sign_in_any_more_approves_nothing_of_their_own_at_the_terminal(
    desk: Visit, tmp_path: Path
) -> None:
    add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user="amira")
    [item] = items(desk, tmp_path, [50_001])
    assert allocate(person(desk, AMIRA), item).state == "proposed"
    disable_person(desk, AMIRA)
    at_terminal = known_as(person(desk, "amira"))
    with pytest.raises(NotAllowed, match="another person decides it"):
        approve_decision(at_terminal, 1)


def test_who_was_removed_approves_nothing_of_their_own_at_the_terminal(desk: Visit, tmp_path: Path) -> None:
    add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user="amira")
    [item] = items(desk, tmp_path, [50_001])
    assert allocate(person(desk, AMIRA), item).state == "proposed"
    remove_person(desk, AMIRA)
    with pytest.raises(NotAllowed, match="another person decides it"):
        approve_decision(known_as(person(desk, "amira")), 1)


def test_what_one_proposed_at_the_terminal_waits_for_others_in_every_list_and_count(
    desk: Visit, tmp_path: Path
) -> None:
    [item] = items(desk, tmp_path, [50_001])
    assert allocate(person(desk, "Amira"), item).state == "proposed"
    add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user="amira")
    for name, waits in ((AMIRA, 0), ("amira", 0), ("Ben", 1)):
        page = show_approvals(person(desk, name), "NVD")
        assert (page.waiting, page.waiting_for_me, page.items[0].mine) == (1, waits, not waits)
        assert show_morning(person(desk, name), "NVD").for_me == waits


def test_nobody_stays_under_a_tier_by_deciding_on_the_pages_and_at_the_terminal(
    desk: Visit, tmp_path: Path
) -> None:
    [item] = items(desk, tmp_path, [30_000])
    assert allocate(person(desk, "amira"), item).state == "applied"
    add_person(desk, AMIRA, [Role.FINANCE_OFFICER], ["NVD"], os_user="amira")
    moved = move_payment(
        person(desk, AMIRA), "NVDC0001.PO:1", ("rent", "R100000002"), note="a neighbour", even_if_closed=False
    )
    assert moved.state == "proposed"


def test_a_kind_s_own_tier_is_the_council_s(desk: Visit, tmp_path: Path) -> None:
    one, two = items(desk, tmp_path, [1, 2])
    assert allocate(with_tiers(desk, Tiers(allocate=0)), one).state == "proposed"
    assert allocate(with_tiers(desk, Tiers(default=0, allocate=2)), two).state == "applied"


def test_what_waits_is_applied_once_another_person_approves_it(desk: Visit, waiting: int) -> None:
    later = replace(person(desk, "Ben"), now=desk.now + dt.timedelta(hours=2))
    done = approve_decision(later, 1, note="receipt seen too")
    assert (done.state, done.proposed_by, done.decided_by) == ("applied", "Amira", "Ben")
    assert (done.decided_at, done.decided_reason, done.reason) == (
        later.now, "receipt seen too", "seen the receipt",
    )  # fmt: skip
    [line] = table(desk, "lines")
    assert (line["state"], line["account_reference"], line["rule"]) == ("posted", "R100000001", "manual")
    [payment] = table(desk, "payments")
    assert (payment["note"], payment["placed_on"]) == ("seen the receipt", "2026-11-20")
    with pytest.raises(Stale, match=r"Decision 1 was applied by Ben at 06:00 on 20 November 2026"):
        approve_decision(person(desk, "Carol"), 1)
    assert_verified(desk)


@pytest.mark.parametrize("name", ["Amira", " AMIRA ", "amira", "\uff21mira"])
def test_nobody_approves_or_refuses_what_they_proposed_themselves(
    desk: Visit, waiting: int, name: str
) -> None:
    for decide in (lambda: approve_decision(person(desk, name), 1),
                   lambda: refuse_decision(person(desk, name), 1, note="no")):  # fmt: skip
        with pytest.raises(NotAllowed, match="Decision 1 is Amira's own"):
            decide()
    assert show_decision(desk, 1).decision.state == "proposed"


def test_who_proposed_it_withdraws_it_and_nobody_else(desk: Visit, waiting: int) -> None:
    with pytest.raises(NotAllowed, match="only who proposed it withdraws it"):
        withdraw_decision(person(desk, "Ben"), 1)
    done = withdraw_decision(person(desk, "AMIRA "), 1, note="wrong account")
    assert (done.state, done.decided_reason) == ("withdrawn", "wrong account")
    assert [item.id for item in list_suspense(desk)] == [waiting]
    assert allocate(desk, waiting, reference="R100000002").decision == 2
    assert_verified(desk)


def test_a_refusal_needs_a_reason_and_leaves_the_item_to_others(desk: Visit, waiting: int) -> None:
    ben = person(desk, "Ben")
    with pytest.raises(UsageError, match="note is empty"):
        refuse_decision(ben, 1, note=" ")
    assert refuse_decision(ben, 1, note="another name on it").state == "refused"
    assert [item.id for item in list_suspense(desk)] == [waiting]
    with pytest.raises(Stale, match="Decision 1 was refused by Ben"):
        withdraw_decision(desk, 1)
    assert allocate(ben, waiting).state == "proposed"
    assert_verified(desk)


def test_two_people_cannot_decide_one_item_at_once_and_the_second_is_told(desk: Visit, waiting: int) -> None:
    with pytest.raises(Stale) as told:
        allocate(person(desk, "Ben"), waiting)
    assert "decision 1 waits for a second person; Amira proposed it at 04:00 on 20 November 2026" in str(
        told.value
    )
    assert (told.value.facts["by"], told.value.facts["decision"]) == ("Amira", 1)
    approve_decision(person(desk, "Ben"), 1)
    with pytest.raises(NotAllowed, match="was posted on 2026-11-20 by Amira"):
        allocate(person(desk, "Carol"), waiting)


def test_the_night_leaves_an_item_alone_about_which_a_decision_waits(
    desk: Visit, waiting: int, tmp_path: Path
) -> None:
    bring_cards(desk, tmp_path, f"NVD,council_tax,770000001,{STRANGER}")
    assert reconcile(desk).retried == 0
    refuse_decision(person(desk, "Ben"), 1, note="the card has come")
    assert reconcile(desk).retried == 1
    [line] = table(desk, "lines")
    assert (line["account_reference"], line["rule"]) == ("770000001", "card")
    assert_verified(desk)


def test_what_can_not_be_done_any_more_is_refused_and_nothing_is_half_done(
    desk: Visit, waiting: int, tmp_path: Path
) -> None:
    bring_accounts(desk, tmp_path, "NVD,rent,R100000001,closed")
    with pytest.raises(NotAllowed, match=r"cannot be applied any more, and still waits: .* is closed"):
        approve_decision(person(desk, "Ben"), 1)
    assert show_decision(desk, 1).decision.state == "proposed"
    assert [item.id for item in list_suspense(desk)] == [waiting]
    assert len(table(desk, "postings")) == 1
    assert_verified(desk)


def test_each_of_the_rights_is_needed_by_itself(desk: Visit, waiting: int) -> None:
    def without(right: Permission, name: str) -> Visit:
        return replace(desk, visitor=Visitor(name, permissions=EVERYTHING - {right}))

    with pytest.raises(Forbidden):
        approve_decision(without(Permission.APPROVE, "Ben"), 1)
    with pytest.raises(Forbidden):
        withdraw_decision(without(Permission.PLACE_SUSPENSE, "Amira"), 1)
    assert approve_decision(without(Permission.PLACE_SUSPENSE, "Ben"), 1).state == "applied"


def test_the_list_shows_what_waits_and_what_was_decided_of_late(desk: Visit, tmp_path: Path) -> None:
    one, two = items(desk, tmp_path, [100, 60_000])
    allocate(desk, one)
    later = replace(desk, now=desk.now + dt.timedelta(days=8))
    allocate(later, two)
    assert [each.decision for each in list_decisions(desk)] == [1, 2]
    assert [each.decision for each in list_decisions(later)] == [2]
    assert [each.decision for each in list_decisions(later, old_too=True)] == [1, 2]
    assert [each.decision for each in list_decisions(later, state="applied")] == [1]
    assert list_decisions(desk, council="HMB") == []
    with pytest.raises(NotFound, match="No state lost"):
        list_decisions(desk, state="lost")


def test_each_council_counts_its_own_and_a_number_of_both_must_say_whose(desk: Visit, tmp_path: Path) -> None:
    strict = with_tiers(desk, STRICT)
    [item] = items(strict, tmp_path, [100])
    allocate(strict, item)
    bring_accounts(desk, tmp_path, "HMB,rent,R100000001,open")
    bring_file(desk, "HMBC0001.PO", unknown(60_000), total=60_000)
    reconcile(desk)
    allocate(desk, list_suspense(desk, council="HMB")[0].id)
    with pytest.raises(UsageError, match="More than one council has a decision 1: HMB or NVD"):
        approve_decision(person(desk, "Ben"), 1)
    assert approve_decision(person(desk, "Ben"), 1, council="HMB").council == "HMB"
    assert approve_decision(person(desk, "Ben"), 1).council == "NVD"  # the only one that waits
    with pytest.raises(NotFound, match="No decision 7"):
        show_decision(desk, 7)
    assert_verified(desk)


def test_names_are_compared_as_people_read_them() -> None:
    assert person_key(" Amira  KHAN\t") == person_key("amira khan")
    assert person_key("Stra\u00dfe") == person_key("STRASSE")
    assert person_key("Amira") != person_key("Amir")


ATTACKS = {
    "one person twice": "UPDATE decisions SET state = 'applied', decided_by = 'amira', decider_key = 'amira',"
    " decided_at = proposed_at WHERE number = 1",
    "one person twice under another key": "UPDATE decisions SET state = 'applied', decided_by = ' AMIRA ',"
    " decider_key = 'ben', decided_at = proposed_at WHERE number = 1",
    "refused by oneself": "UPDATE decisions SET state = 'refused', decided_by = 'Amira',"
    " decider_key = 'amira', decided_at = proposed_at WHERE number = 1",
    "applied by nobody": "UPDATE decisions SET state = 'applied', decided_at = proposed_at WHERE number = 1",
    "needs no second person": "UPDATE decisions SET needs_two = 0 WHERE number = 1",
    "another amount": "UPDATE decisions SET amount_pence = 1 WHERE number = 1",
    "other terms": "UPDATE decisions SET terms = '{}' WHERE number = 1",
    "opened again": "UPDATE decisions SET state = 'proposed', decided_at = NULL, decided_by = NULL,"
    " decider_key = NULL WHERE number = 2",
    "another verdict": "UPDATE decisions SET state = 'refused' WHERE number = 2",
    "deleted": "DELETE FROM decisions WHERE number = 1",
    "what it is about deleted": "DELETE FROM decision_subjects",
    "waiting again": "UPDATE decision_subjects SET waiting = 1 WHERE waiting = 0",
    "born as approved": "INSERT INTO decisions (council_id, number, kind, subject, amount_pence, terms,"
    " reason, needs_two, state, proposed_by, proposer_key, proposed_at, decided_by, decider_key, decided_at)"
    " SELECT council_id, 3, kind, subject, amount_pence, terms, reason, 1, 'applied', proposed_by,"
    " proposer_key, proposed_at, 'Ben', 'ben', proposed_at FROM decisions WHERE number = 1",
    "a second one about the same": "INSERT INTO decision_subjects (decision_id, subject, council_id,"
    " person_key, pence, waiting) SELECT b.id, s.subject, s.council_id, b.proposer_key, 1, 1"
    " FROM decision_subjects s, decisions a, decisions b"
    " WHERE s.decision_id = a.id AND a.number = 1 AND b.number = 2",
}


def test_the_database_itself_refuses_each_way_round_the_second_person(desk: Visit, tmp_path: Path) -> None:
    one, two = items(desk, tmp_path, [60_000, 60_001])
    allocate(desk, one)
    allocate(desk, two)
    approve_decision(person(desk, "Ben"), 2)
    attacks = dict(ATTACKS)
    if desk.installation.engine.dialect.name == "sqlite":
        attacks["replaced"] = "INSERT OR REPLACE INTO decisions SELECT * FROM decisions"
    for what, attack in attacks.items():
        with desk.installation.engine.connect() as connection, connection.begin() as transaction:
            try:
                connection.execute(text(attack))
            except exc.DBAPIError:
                continue
            finally:
                transaction.rollback()
            pytest.fail(what)


def test_the_database_knows_one_person_by_both_names_too(desk: Visit, waiting: int) -> None:
    add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user="Amira")
    add_person(desk, "ben@northvale.example", [Role.FINANCE_MANAGER], ["NVD"], os_user="ben")
    verdict = text(
        "UPDATE decisions SET state = :state, decided_by = :name, decider_key = :name,"
        " decided_at = proposed_at, decided_reason = 'so' WHERE number = 1"
    )
    for state in ("applied", "refused"):
        with (
            pytest.raises(exc.DBAPIError, match="proposed under another name"),
            desk.installation.engine.begin() as connection,
        ):
            connection.execute(verdict, {"state": state, "name": AMIRA})
    for name in ("ben@northvale.example", "ben", "carol"):
        with desk.installation.engine.connect() as connection, connection.begin() as transaction:
            connection.execute(verdict, {"state": "applied", "name": name})
            transaction.rollback()
    withdraw_decision(person(desk, AMIRA), 1)
    assert_verified(desk)


def test_who_is_linked_to_another_user_is_still_who_they_were(desk: Visit, waiting: int) -> None:
    for user in ("Amira", "a.khan"):
        add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user=user)
    for name in (AMIRA, "a.khan"):
        with pytest.raises(NotAllowed, match="another person"):
            approve_decision(person(desk, name), waiting)
    verdict = text(
        "UPDATE decisions SET state = 'applied', decided_by = :name, decider_key = :name,"
        " decided_at = proposed_at, decided_reason = 'so' WHERE number = 1"
    )
    for name in (AMIRA, "a.khan"):
        with (
            pytest.raises(exc.DBAPIError, match="proposed under another name"),
            desk.installation.engine.begin() as connection,
        ):
            connection.execute(verdict, {"name": name})


def test_who_has_the_user_that_was_another_s_is_not_that_other(desk: Visit, waiting: int) -> None:
    add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user="somebody")
    add_person(desk, AMIRA, [Role.FINANCE_MANAGER], ["NVD"], os_user="Amira")
    add_person(desk, "ben@northvale.example", [Role.FINANCE_MANAGER], ["NVD"], os_user="somebody")
    approve_decision(person(desk, "somebody"), waiting)
    assert_verified(desk)


def test_a_tier_adds_up_what_one_person_decided_about_the_same_thing(desk: Visit) -> None:
    half = Proposal("move", "NVDC0001.PO:1", -300, {"payment:1:1": 300}, {}, "so")
    council_id = desk.installation.contracts["NVD-ALLPAY"].council_id
    tiers = Tiers(default=599)
    with desk.step(council_id, Permission.MOVE_PAYMENTS) as step:
        assert not needs_two(step, half, tiers)
        write(step, half, needs_two=False)
        assert needs_two(step, half, tiers)
        assert not needs_two(step, half, Tiers(default=600))
        assert not needs_two(step, replace(half, about={"payment:1:2": 300}), tiers)
    with person(desk, "Ben").step(council_id, Permission.MOVE_PAYMENTS) as step:
        assert not needs_two(step, half, tiers)
    with person(desk, " AMIRA").step(council_id, Permission.MOVE_PAYMENTS) as step:
        assert needs_two(step, half, tiers)


def test_a_decision_that_raw_sql_changed_is_found(desk: Visit, waiting: int) -> None:
    with unguarded(desk) as connection:
        connection.execute(text("UPDATE decisions SET amount_pence = 1, terms = '{}'"))
        connection.execute(text("UPDATE decision_subjects SET waiting = 0"))
    verified = verify(desk)
    assert set(verified.counts) == {"decision", "decision subject"}
    told = {found.kind: (found.database, found.originals) for found in verified.differences}
    assert "amount_pence 1" in told["decision"][0]
    assert told["decision subject"] == ("waiting 0", "waiting 1")


def test_a_reversal_leaves_its_original_alone_while_a_decision_waits_about_it(
    desk: Visit, tmp_path: Path
) -> None:
    bring_accounts(desk, tmp_path, "NVD,rent,R100000001,open")
    hand_in(desk, "001530", sale("A1", "600.00"), "600.00")
    reconcile(desk)
    [item] = list_suspense(desk)
    assert allocate(desk, item.id).state == "proposed"
    hand_in(desk, "001531", sale("A2", "600.00", "VOID", "A1"), "-600.00")
    reconcile(desk)
    assert [line["state"] for line in table(desk, "lines")] == ["suspense", "suspense"]
    approve_decision(person(desk, "Ben"), 1)
    reconcile(desk)
    posted = [(line["state"], line["account_reference"], line["rule"]) for line in table(desk, "lines")]
    assert posted == [("posted", "R100000001", "manual"), ("posted", "R100000001", "reversal")]
    assert_verified(desk)


def hand_in(desk: Visit, sequence: str, row: str, net: str) -> None:
    data = payzone([row], net, sequence).replace(b"NVD4471", b"nvdc")
    assert import_file(desk, f"payzone_nvdc_{sequence}.csv", data).state == "accepted"

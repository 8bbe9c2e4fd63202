"""Wrong references that are read as right ones, by a sheet and two people, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import DBAPIError

from paycards.access.visit import Visit
from paycards.decisions.correcting.sheet import RowEffect
from paycards.errors import BadRows, Invalid, NotAllowed, Stale, UsageError
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.correct_references import Corrected, correct_references
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.move_payment import move_payment
from paycards.jobs.reconcile import reconcile
from paycards.jobs.show_payment import show_payment
from paycards.jobs.verify import verify
from paycards.jobs.write_outgoing import write_outgoing
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.accounts import cards
from paycards.store.tables.councils import councils
from tests.decisions.two_people import assert_verified, balances, person, table
from tests.jobs.hand_in import STRANGER, bring_accounts, bring_cards, bring_file, unknown
from tests.verify.test_rebuilding import unguarded

CARD = "9826999900000000015"
WRONG, RIGHT, OTHER, TAX = "R100000001", "R100000002", "R100000003", "770000001"
TYPO = "R900000009"  # nobody's
ACCOUNTS = tuple(f"NVD,rent,{reference},open" for reference in (WRONG, RIGHT, OTHER))
SUSPENSE = "suspense:NVD"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(visit: Visit, tmp_path: Path) -> Visit:
    bring_accounts(visit, tmp_path, *ACCOUNTS, f"NVD,council_tax,{TAX},open", "NVD,rent,R100000009,closed")
    bring_cards(visit, tmp_path, f"NVD,rent,{WRONG},{CARD}")
    return person(visit, "Amira")


def bring(desk: Visit, *rows: tuple[int, str, str], number: int = 1) -> None:
    """A file of payments, each of pence, card and reference."""
    lines = [unknown(pence, card or STRANGER, reference) for pence, card, reference in rows]
    bring_file(desk, f"NVDC{number:04}.PO", *lines, total=sum(pence for pence, _, _ in rows))
    reconcile(desk)


def sheet(folder: Path, *rows: tuple[str, ...], header: str = "wrong,right", name: str = "sheet.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *map(",".join, rows)]) + "\n", encoding="utf-8")
    return path


def correct(desk: Visit, folder: Path, *rows: tuple[str, ...], header: str = "wrong,right") -> Corrected:
    """Propose a sheet and let somebody else approve it."""
    proposed = correct_references(desk, sheet(folder, *rows, header=header), note="a wrong list")
    assert proposed.decision is not None
    approve_decision(person(desk, "Ben"), proposed.decision.decision)
    return proposed


def standing(desk: Visit) -> list[tuple[str, str, str]]:
    """Of each line: state, account, and reason or rule."""
    return [
        (row["state"], row["account_reference"], row["reason"] or row["rule"]) for row in table(desk, "lines")
    ]


def books(desk: Visit) -> dict[str, int]:
    """What customers and suspense have, credit positive, by reference."""
    return {
        name.rpartition(":")[2] if name != SUSPENSE else SUSPENSE: -pence
        for name, pence in balances(desk).items()
        if name.startswith(("customer", "suspense"))
    }


def card_is_on(desk: Visit) -> str:
    with reading(desk.installation.engine) as connection:
        query = select(cards.c.account_reference).where(cards.c.card_number == CARD)
        return str(connection.execute(query).scalar_one())


def effects(done: Corrected) -> list[tuple[int, ...]]:
    """Of each row: cards, payments and pence, items and pence, items that wait, payments put back."""
    return [_counts(row) for row in done.rows]


def _counts(row: RowEffect) -> tuple[int, ...]:
    told = (row.cards, row.payments, row.payments_pence, row.items, row.items_pence, row.waiting, row.back)
    return tuple(map(int, told))


def trail_length(desk: Visit) -> int:
    with reading(desk.installation.engine) as connection:
        council_id = connection.execute(select(councils.c.id).where(councils.c.code == "NVD")).scalar_one()
        return trail.length(connection, council_id)


@ON_SQLITE
def test_what_the_wrong_account_got_goes_to_the_right_one_with_its_cards(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (1000, CARD, ""), (700, "", WRONG), (300, "", "R-100000001"), (250, "", RIGHT))
    done = correct(desk, tmp_path, (WRONG, RIGHT))
    assert effects(done) == [(1, 3, 2000, 0, 0, 0, 0)]
    assert done.decision is not None
    assert (done.decision.kind, done.decision.state, done.decision.amount_pence) == (
        "correct_references", "proposed", 2000,
    )  # fmt: skip
    assert books(desk) == {RIGHT: 2250}
    assert card_is_on(desk) == RIGHT
    assert standing(desk) == [("posted", RIGHT, "manual")] * 3 + [("posted", RIGHT, "reference")]
    assert_verified(desk)


@ON_SQLITE
def test_items_in_suspense_are_tried_again_and_later_payments_are_read_so_too(
    desk: Visit, tmp_path: Path
) -> None:
    bring(desk, (500, "", TYPO), (60, "", "R 900000009"), (40, "", "R900000008"))
    done = correct(desk, tmp_path, (TYPO, RIGHT))
    assert effects(done) == [(0, 0, 0, 2, 560, 0, 0)]
    bring(desk, (11, "", TYPO), (12, CARD, TYPO), number=2)
    assert standing(desk) == [
        ("posted", RIGHT, "reference"),
        ("posted", RIGHT, "normalised_reference"),
        ("suspense", "", "unknown_card"),
        ("posted", RIGHT, "reference"),
        ("suspense", "", "conflict"),  # the card is somebody else's
    ]
    assert_verified(desk)


@ON_SQLITE
def test_a_later_payment_by_the_wrong_reference_or_its_card_is_read_as_the_right_one(
    desk: Visit, tmp_path: Path
) -> None:
    correct(desk, tmp_path, (WRONG, RIGHT))
    bring(desk, (1, CARD, ""), (2, CARD, WRONG), (3, "", WRONG), (4, CARD, RIGHT), (5, "", WRONG.lower()))
    assert [(state, account) for state, account, _ in standing(desk)] == [("posted", RIGHT)] * 5
    bring_cards(desk, tmp_path, f"NVD,rent,{WRONG},{CARD}")  # the old list again
    bring_cards(desk, tmp_path, f"NVD,rent,{WRONG},9826999900000000031")
    bring(desk, (6, "9826999900000000031", WRONG), number=2)
    assert books(desk) == {RIGHT: 21}
    assert_verified(desk)


def test_the_swapped_sheet_undoes_it_with_new_entries(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (1000, CARD, ""), (700, "", WRONG), (250, "", RIGHT))
    correct(desk, tmp_path, (WRONG, RIGHT))
    bring(desk, (10, CARD, ""), (20, "", WRONG), (30, "", RIGHT), number=2)
    before = len(table(desk, "postings"))
    done = correct(desk, tmp_path, (RIGHT, WRONG))
    assert effects(done) == [(1, 4, 1730, 0, 0, 0, 0)]
    assert len(table(desk, "postings")) == before + 4
    assert books(desk) == {WRONG: 1730, RIGHT: 280}
    assert card_is_on(desk) == WRONG
    bring(desk, (5, "", WRONG), number=3)
    assert books(desk)[WRONG] == 1735
    assert correct_references(desk, sheet(tmp_path, (RIGHT, WRONG)), note="again").decision is None
    correct(desk, tmp_path, (WRONG, RIGHT))
    assert books(desk) == {RIGHT: 2015}
    assert_verified(desk)


def test_undone_what_was_nobodys_waits_in_suspense_again(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (500, "", TYPO))
    correct(desk, tmp_path, (TYPO, RIGHT))
    bring(desk, (11, "", TYPO), number=2)
    assert books(desk) == {RIGHT: 511}
    done = correct(desk, tmp_path, (RIGHT, TYPO))
    assert effects(done) == [(0, 0, 0, 0, 0, 0, 2)]
    assert done.rows[0].back_pence == 511
    assert standing(desk) == [("suspense", "", "unknown_card")] * 2
    assert books(desk) == {SUSPENSE: 511}
    correct(desk, tmp_path, (TYPO, OTHER))
    assert books(desk) == {OTHER: 511}
    assert_verified(desk)


@ON_SQLITE
def test_a_reference_that_was_corrected_can_be_corrected_to_another_account(
    desk: Visit, tmp_path: Path
) -> None:
    bring(desk, (1000, CARD, ""), (700, "", WRONG))
    correct(desk, tmp_path, (WRONG, RIGHT))
    correct(desk, tmp_path, (WRONG, OTHER))
    assert books(desk) == {OTHER: 1700}
    assert card_is_on(desk) == OTHER
    correct(desk, tmp_path, (OTHER, WRONG))
    assert books(desk) == {WRONG: 1700}
    assert_verified(desk)


@ON_SQLITE
def test_what_a_person_decided_or_a_reversal_took_back_stays_where_it_is(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (1000, "", WRONG), (700, "", OTHER))
    move_payment(desk, "NVDC0001.PO:2", ("rent", WRONG), note="by hand", even_if_closed=False)
    assert effects(correct(desk, tmp_path, (WRONG, RIGHT))) == [(1, 1, 1000, 0, 0, 0, 0)]
    assert books(desk) == {WRONG: 700, RIGHT: 1000}


@ON_SQLITE
def test_a_dry_run_says_the_same_and_changes_nothing(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (1000, CARD, ""), (500, "", TYPO))
    path = sheet(tmp_path, (WRONG, RIGHT), (TYPO, OTHER))
    before = trail_length(desk), table(desk, "postings"), table(desk, "lines")
    rehearsed = correct_references(desk, path, dry_run=True)
    assert (trail_length(desk), table(desk, "postings"), table(desk, "lines")) == before
    assert rehearsed.decision is None
    assert effects(rehearsed) == [(1, 1, 1000, 0, 0, 0, 0), (0, 0, 0, 1, 500, 0, 0)]
    assert correct_references(desk, path, note="why").rows == rehearsed.rows


@ON_SQLITE
def test_the_same_bytes_twice_change_nothing(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (1000, CARD, ""))
    path = sheet(tmp_path, (WRONG, RIGHT))
    first = correct_references(desk, path, note="why")
    length = trail_length(desk)
    again = correct_references(person(desk, "Cleo"), path, note="why")
    assert (again.decision, again.rows, trail_length(desk)) == (first.decision, first.rows, length)
    assert first.decision is not None
    approve_decision(person(desk, "Ben"), first.decision.decision)
    length = trail_length(desk)
    assert correct_references(desk, path, note="why").decision is None
    assert trail_length(desk) == length


@ON_SQLITE
def test_two_people_always_and_one_at_a_time(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (1000, CARD, ""), (500, "", TYPO))
    proposed = correct_references(desk, sheet(tmp_path, (WRONG, RIGHT)), note="why").decision
    assert proposed is not None
    with pytest.raises(NotAllowed, match="own"):
        approve_decision(desk, proposed.decision)
    with pytest.raises(Stale, match="Amira proposed it"):
        correct_references(desk, sheet(tmp_path, (WRONG, OTHER), name="other.csv"), note="why")
    with pytest.raises(Stale, match="Amira proposed it"):
        move_payment(desk, "NVDC0001.PO:1", ("rent", OTHER), note="no", even_if_closed=False)
    with pytest.raises(Invalid):
        correct_references(desk, sheet(tmp_path, (TYPO, RIGHT), name="other.csv"), note=" ")
    assert books(desk) == {WRONG: 1000, SUSPENSE: 500}


@ON_SQLITE
def test_one_bad_row_refuses_the_sheet_and_each_is_told(desk: Visit, tmp_path: Path) -> None:
    bring_accounts(desk, tmp_path, *ACCOUNTS, f"NVD,council_tax,{TAX},open", "NVD,rent,R100000009,closed",
                   "NVD,council_tax,R100000007,open", "NVD,rent,R100000007,open")  # fmt: skip
    correct(desk, tmp_path, (TYPO, OTHER))
    rows = (
        (WRONG, RIGHT),
        ("R800000001", "R800000002"),
        ("R800000002", "R100000009"),
        (RIGHT, "R100000003"),
        (WRONG, TAX),
        ("R800000003", TYPO),
        (OTHER, TAX),
        ("R800000004", "R800000004"),
        ("R800000005", "R100000007"),
        ("R100000007", OTHER),
    )
    length = trail_length(desk)
    with pytest.raises(BadRows) as refused:
        correct_references(desk, sheet(tmp_path, *rows), note="why")
    assert refused.value.rows == [
        (2, f"{RIGHT} is wrong in row 5: make two sheets"),
        (3, "there is no account R800000002"),
        (4, "the rent account R100000009 is closed: it takes no payments"),
        (6, f"row 2 is about {WRONG} too: leave out one of the two"),
        (7, f"there is no account {TYPO}"),
        (8, f"{TYPO} is read as {OTHER}: undo that first, with a row {OTHER},{TYPO}"),
        (9, "wrong and right are both R800000004: a reference is read as another one"),
        (10, "R100000007 is an account's in council_tax and rent: say which in a column fund"),
        (11, "R100000007 is an account's in council_tax and rent: move its payments one by one"),
    ]
    assert trail_length(desk) == length


@ON_SQLITE
@pytest.mark.parametrize(
    ("header", "row"),
    [("right", (RIGHT,)), ("wrong,wrong", (WRONG, RIGHT)), ("wrong,right,why", (WRONG, RIGHT, "x")),
     ("wrong,right", ("", RIGHT)), ("council,wrong,right", ("HMB,?", WRONG, RIGHT)),
     ("council,wrong,right", ("XXX", WRONG, RIGHT))],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_is_refused(
    desk: Visit, tmp_path: Path, header: str, row: Sequence[str]
) -> None:
    with pytest.raises(BadRows):
        correct_references(desk, sheet(tmp_path, tuple(row), header=header), dry_run=True)


@ON_SQLITE
def test_fund_and_council_may_be_said(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (500, "", TYPO))
    header = "council,fund,wrong,right"
    correct(desk, tmp_path, ("NVD", "council_tax", TYPO, TAX), header=header)
    assert books(desk) == {TAX: 500}


@ON_SQLITE
def test_a_reference_that_becomes_somebodys_own_is_read_as_neither(desk: Visit, tmp_path: Path) -> None:
    correct(desk, tmp_path, (TYPO, RIGHT))
    bring_accounts(desk, tmp_path, *ACCOUNTS, f"NVD,rent,{TYPO},open")
    bring(desk, (500, "", TYPO))
    assert standing(desk) == [("suspense", "", "ambiguous")]
    assert_verified(desk)


@ON_SQLITE
def test_an_approval_that_comes_too_late_is_refused_and_the_decision_waits(
    desk: Visit, tmp_path: Path
) -> None:
    bring(desk, (500, "", TYPO))
    proposed = correct_references(desk, sheet(tmp_path, (TYPO, RIGHT)), note="why").decision
    assert proposed is not None
    bring_accounts(desk, tmp_path, f"NVD,rent,{RIGHT},closed")
    with pytest.raises(NotAllowed, match=f"Row 2: the rent account {RIGHT} is closed"):
        approve_decision(person(desk, "Ben"), proposed.decision)
    assert [each.state for each in list_decisions(desk)] == ["proposed"]
    assert books(desk) == {SUSPENSE: 500}


@ON_SQLITE
def test_the_story_of_a_payment_tells_who_moved_it_and_why(desk: Visit, tmp_path: Path) -> None:
    bring(desk, (700, "", WRONG))
    correct(desk, tmp_path, (WRONG, RIGHT))
    write_outgoing(desk)
    story = show_payment(desk, "NVDC0001.PO:1")
    assert [each.kind for each in story.decisions] == ["correct_references"]
    assert [(each.rule, each.by, each.why) for each in story.postings][1:] == [
        ("corrected", "Ben", "a wrong list")
    ]
    assert (story.standing.state, story.standing.account_reference) == ("posted", RIGHT)


@ON_SQLITE
def test_where_there_are_two_councils_it_has_to_be_said_whose_references(desk: Visit, tmp_path: Path) -> None:
    path = sheet(tmp_path, (TYPO, RIGHT))
    assert correct_references(desk, path, dry_run=True).rows  # only one has such an account
    bring_accounts(desk, tmp_path, f"HMB,rent,{RIGHT},open")
    with pytest.raises(UsageError, match="Say which council"):
        correct_references(desk, path, dry_run=True)
    assert correct_references(desk, path, council="NVD", dry_run=True).rows


@ON_SQLITE
def test_killed_at_any_statement_it_leaves_nothing_and_the_next_approval_does_it_all(
    desk: Visit, tmp_path: Path
) -> None:
    bring(desk, (1000, CARD, ""), (700, "", WRONG), (500, "", TYPO))
    proposed = correct_references(desk, sheet(tmp_path, (WRONG, RIGHT), (TYPO, OTHER)), note="why").decision
    assert proposed is not None
    before, ben = (trail_length(desk), books(desk)), person(desk, "Ben")
    for statement in Random(11).sample(range(8, 60), 3):  # noqa: S311 - moments, no secrets
        with killed_at(desk, statement), pytest.raises(KeyboardInterrupt):
            approve_decision(ben, proposed.decision)
        assert (trail_length(desk), books(desk)) == before
    approve_decision(ben, proposed.decision)
    assert books(desk) == {RIGHT: 1700, OTHER: 500}
    assert_verified(desk)


@contextmanager
def killed_at(desk: Visit, statement: int) -> Iterator[None]:
    """Stop the program before a statement, as Ctrl-C does."""
    count = iter(range(statement))

    def stop(*_: object) -> None:
        if next(count, None) is None:
            raise KeyboardInterrupt

    event.listen(desk.installation.engine, "before_cursor_execute", stop)
    try:
        yield
    finally:
        event.remove(desk.installation.engine, "before_cursor_execute", stop)


def test_the_database_takes_no_correction_without_two_people_and_keeps_what_it_took(
    desk: Visit, tmp_path: Path
) -> None:
    bring(desk, (1000, CARD, ""))
    with desk.installation.engine.connect() as connection:
        for attack in (
            "INSERT INTO corrected_references SELECT 1, 1, 1, 2, 'X', 'X', NULL, max(id) FROM accounts",
            "UPDATE decisions SET state = 'applied'",
        ):
            proposed = correct_references(desk, sheet(tmp_path, (WRONG, RIGHT)), note="why")
            assert proposed.decision is not None
            refused(connection, attack)
    approve_decision(person(desk, "Ben"), 1)
    with desk.installation.engine.connect() as connection:
        for attack in (
            "UPDATE corrected_references SET account_id = NULL",
            "DELETE FROM corrected_references",
            "UPDATE corrected_cards SET number = 2",
            "DELETE FROM corrected_cards",
        ):
            refused(connection, attack)


def refused(connection: Connection, attack: str) -> None:
    with pytest.raises(DBAPIError):
        connection.execute(text(attack))
    connection.rollback()


@ON_SQLITE
@pytest.mark.parametrize(
    ("kind", "attack"),
    [
        ("corrected reference", "UPDATE corrected_references SET wrong_account_id = NULL"),
        ("corrected card", "DELETE FROM corrected_cards"),
        ("posting", "UPDATE postings SET rule = 'manual' WHERE rule = 'corrected'"),
    ],
)
def test_verify_names_what_was_changed_behind_its_back(
    desk: Visit, tmp_path: Path, kind: str, attack: str
) -> None:
    bring(desk, (1000, CARD, ""))
    correct(desk, tmp_path, (WRONG, RIGHT))
    with unguarded(desk) as connection:
        connection.execute(text(attack))
    assert kind in {found.kind for found in verify(desk).differences}

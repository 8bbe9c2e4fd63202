"""A guess knows nothing of what came after, on both databases."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from paycards.access.visit import Visit
from paycards.decisions.splitting import Part
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.backtest_suggestions import backtest_suggestions
from paycards.jobs.combine_items import combine_items
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.split_item import split_item
from paycards.reconcile.suspense.backtest import Score
from tests.channels.supplier_files import short_row
from tests.jobs.hand_in import STRANGER, unknown
from tests.reconcile.suspense.town import account, bring_town, card, kinds, put_in, sure

ONE, OTHER, THIRD = "R100000001", "R100000099", "R555555555"


def placed(visit: Visit, number: int, row: str, pence: int, reference: str) -> int:
    item = put_in(visit, number, row, pence)
    allocate_item(visit, item, fund="rent", reference=reference, note="seen the receipt")
    return item


def town(visit: Visit, folder: Path) -> None:
    bring_town(visit, folder, [account("NVD", "rent", reference) for reference in (ONE, OTHER, THIRD)])


def test_the_first_decision_of_its_kind_is_not_guessed_and_the_next_one_is(
    visit: Visit, tmp_path: Path
) -> None:
    town(visit, tmp_path)
    assert backtest_suggestions(visit).total == Score()
    placed(visit, 1, unknown(), 1250, ONE)
    assert backtest_suggestions(visit).total == Score(tried=1)
    placed(visit, 2, unknown(300), 300, ONE)
    placed(visit, 3, short_row(card="424242", reference="R100000000"), 1250, OTHER)
    found = backtest_suggestions(visit)
    assert found.by_reason == {
        "unknown_card": Score(tried=2, first=1, first_three=1, sure=1, sure_right=1),
        "unknown_reference": Score(tried=1),
    }
    assert found.total == Score(tried=3, first=1, first_three=1, sure=1, sure_right=1)


def test_a_lesson_that_came_later_and_a_list_that_came_later_teach_nothing_of_before(
    visit: Visit, tmp_path: Path
) -> None:
    town(visit, tmp_path)
    placed(visit, 1, unknown(), 1250, ONE)
    late = [f"NVD,rent,{ONE},{STRANGER},active"]
    bring_town(visit, tmp_path, [account("NVD", "rent", ONE)], late)
    placed(visit, 2, unknown(card=card(1), reference="SMITH"), 1250, OTHER)
    placed(visit, 3, unknown(card=card(2), reference="SMITH"), 1250, THIRD)
    # the second is guessed as nobody's, the third as the other's
    assert backtest_suggestions(visit).total == Score(tried=3, sure=1)


def test_accounts_opened_after_the_decision_were_not_there(visit: Visit, tmp_path: Path) -> None:
    bring_town(
        visit,
        tmp_path,
        [account("NVD", "rent", "R100000002", opened_on="2026-11-21"), account("NVD", "rent", "R100000003")],
    )
    placed(visit, 1, unknown(reference="R100000001"), 1250, "R100000002")
    assert backtest_suggestions(visit).total == Score(tried=1)
    placed(visit, 2, unknown(card=card(4), reference="R100000005"), 1250, "R100000003")
    assert backtest_suggestions(visit).total == Score(tried=2, first=1, first_three=1)


def test_what_was_undone_later_is_no_right_answer_and_no_lesson(visit: Visit, tmp_path: Path) -> None:
    town(visit, tmp_path)
    placed(visit, 1, unknown(), 1250, ONE)
    second = placed(visit, 2, unknown(300), 300, ONE)
    assert backtest_suggestions(visit).total.first == 1
    _move_away(visit, second, OTHER)
    assert backtest_suggestions(visit).total == Score(tried=2, undone=1, sure=1)


def _move_away(visit: Visit, item_id: int, reference: str) -> None:
    """Post the money of an item on to another account, as a decision does."""
    with visit.installation.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO batches (id, council_id, kind, booked_on, posted_at)"
                " SELECT 900, council_id, 'decision', booked_on, posted_at FROM batches ORDER BY id LIMIT 1"
            )
        )
        connection.execute(
            text(
                "INSERT INTO postings"
                " (file_id, row_no, step, part, batch_id, debit_id, credit_id, amount_pence, rule)"
                " SELECT i.file_id, i.row_no, 2, 1, 900, i.account_id, a.id, 300, 'manual'"
                " FROM suspense_items i JOIN accounts a ON a.reference = :reference WHERE i.id = :item"
            ),
            {"reference": reference, "item": item_id},
        )
        connection.execute(text("INSERT INTO batch_controls VALUES (900, 1, 300)"))


def test_a_split_teaches_each_of_its_accounts_and_either_is_right(visit: Visit, tmp_path: Path) -> None:
    town(visit, tmp_path)
    placed(visit, 1, unknown(), 1250, ONE)
    parts = [Part(100, fund="rent", reference=ONE), Part(200, fund="rent", reference=OTHER)]
    split_item(visit, put_in(visit, 2, unknown(300), 300), parts, note="one payment for two")
    assert backtest_suggestions(visit).total == Score(tried=2, first=1, first_three=1, sure=1, sure_right=1)
    item = put_in(visit, 3, unknown(400), 400)
    assert kinds(visit, item) == {f"rent {ONE}": ("placed_card",), f"rent {OTHER}": ("placed_card",)}
    assert sure(visit, item) == []


def test_items_that_were_combined_are_decisions_of_their_own_made_at_once(
    visit: Visit, tmp_path: Path
) -> None:
    town(visit, tmp_path)
    both = [put_in(visit, number, unknown(number), number) for number in (100, 200)]
    combine_items(visit, both, fund="rent", reference=ONE, note="two halves")
    assert backtest_suggestions(visit).total == Score(tried=2)  # neither was known before the other


def test_what_waits_for_a_second_person_is_no_decision_yet(visit: Visit, tmp_path: Path) -> None:
    town(visit, tmp_path)
    large = put_in(visit, 1, unknown(60_000), 60_000)
    allocate_item(visit, large, fund="rent", reference=ONE, note="seen the receipt")
    assert [item.id for item in list_suspense(visit)] == [large]
    assert backtest_suggestions(visit).total == Score()
    assert kinds(visit, put_in(visit, 2, unknown(300), 300)) == {}


def test_another_council_s_decisions_are_not_counted(visit: Visit, tmp_path: Path) -> None:
    bring_town(visit, tmp_path, [account("NVD", "rent", ONE), account("HMB", "rent", ONE)])
    placed(visit, 1, unknown(), 1250, ONE)
    theirs = put_in(visit, 1, unknown(), 1250, "HMBC")
    allocate_item(visit, theirs, fund="rent", reference=ONE, note="seen the receipt")
    assert backtest_suggestions(visit, council="HMB").total == Score(tried=1)
    assert backtest_suggestions(visit).total == Score(tried=2)
    assert list_suspense(visit) == []

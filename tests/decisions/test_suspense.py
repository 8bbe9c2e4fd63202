"""The suspense desk, on both databases."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, func, select
from sqlalchemy.exc import NoResultFound

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.decisions.allocating import Allocated, allocate
from paycards.errors import NotAllowed, UsageError
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.export import export
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.suggest_accounts import suggest_accounts
from paycards.reconcile.suspense.clues.slips import one_edit_away
from paycards.reconcile.suspense.suggestions import Suggestion
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.accounts import accounts
from paycards.store.tables.ledger import batches, postings
from paycards.store.tables.suspense import suspense_items
from tests.channels.supplier_files import short_row
from tests.jobs.hand_in import STRANGER, bring_accounts, bring_cards, bring_file, unknown

CARD = "9826999900012345672"
MATCHED = {"fund": "rent", "reference": "R100000001"}


@pytest.fixture
def waiting(visit: Visit, tmp_path: Path) -> int:
    """One payment of 12.50 that nothing places, and accounts it might belong to; the id of its item."""
    bring_accounts(
        visit,
        tmp_path,
        "NVD,rent,R100000001,open",
        "NVD,council_tax,R100000001,open",
        "NVD,rent,R100000009,closed",
        "HMB,rent,R300000001,open",
    )
    return put_into_suspense(visit, unknown())


def put_into_suspense(visit: Visit, row: str, name: str = "NVDC0001.PO", pence: int = 1250) -> int:
    bring_file(visit, name, row, total=pence)
    reconcile(visit)
    return list_suspense(visit)[-1].id


def place(visit: Visit, item_id: int, *, even_if_closed: bool = False, **said: str) -> Allocated:
    words = MATCHED | {"note": "seen the receipt"} | said
    return allocate_item(visit, item_id, even_if_closed=even_if_closed, **words)


def item(visit: Visit, item_id: int) -> Row[Any]:
    with reading(visit.installation.engine) as connection:
        return connection.execute(select(suspense_items).where(suspense_items.c.id == item_id)).one()


def entries(visit: Visit, council: str = "NVD") -> list[Row[Any]]:
    with reading(visit.installation.engine) as connection:
        row = next(row for row in visit.installation.contracts.values() if row.council.code == council)
        return trail.entries(connection, row.council_id)


def snapshot(visit: Visit) -> list[object]:
    with reading(visit.installation.engine) as connection:
        return [
            connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            for table in (postings, suspense_items, batches)
        ]


def why(found: list[Suggestion]) -> dict[str, tuple[str, ...]]:
    return {f"{each.fund} {each.reference}": each.reasons for each in found}


def test_an_open_item_says_whose_it_is_and_where_it_came_from(visit: Visit, waiting: int) -> None:
    [found] = list_suspense(visit)
    assert (found.id, found.council, found.contract, found.file, found.row) == (
        waiting, "NVD", "NVD-ALLPAY", "NVDC0001.PO", 1,
    )  # fmt: skip
    assert (found.amount_pence, str(found.paid_on), found.reason) == (1250, "2026-11-14", "unknown_card")
    assert str(found.since) == "2026-11-20"


def test_the_list_can_be_of_one_council_or_one_reason(visit: Visit, waiting: int) -> None:
    bring_file(visit, "HMBC0001.PO", unknown(300), total=300)
    reconcile(visit)
    assert [each.council for each in list_suspense(visit)] == ["NVD", "HMB"]
    assert [each.council for each in list_suspense(visit, council="HMB")] == ["HMB"]
    assert list_suspense(visit, reason="conflict") == []
    assert len(list_suspense(visit, reason="unknown_card")) == 2
    with pytest.raises(UsageError, match=r"No council XXX. Choose HMB or NVD"):
        list_suspense(visit, council="XXX")
    with pytest.raises(UsageError, match=r"No reason lost. Choose receipt_reused, conflict"):
        list_suspense(visit, reason="lost")


def test_an_allocated_item_is_posted_from_suspense_to_the_account(visit: Visit, waiting: int) -> None:
    done = place(visit, waiting, reference=" r100000001 ")
    assert done == Allocated(waiting, "NVDC0001.PO", 1, 1250, "NVD", "rent", "R100000001")
    with reading(visit.installation.engine) as connection:
        moves = connection.execute(select(postings).order_by(postings.c.step)).all()
        account = connection.execute(select(accounts).filter_by(fund="rent", reference="R100000001")).one()
        kind = connection.execute(
            select(batches.c.kind).where(batches.c.id == moves[1].batch_id)
        ).scalar_one()
    assert [(move.step, move.amount_pence, move.rule, move.reason) for move in moves] == [
        (0, 1250, None, "unknown_card"),
        (1, 1250, "manual", None),
    ]
    assert (moves[1].debit_id, moves[1].credit_id) == (moves[0].credit_id, account.id)
    assert kind == "allocation"
    after = item(visit, waiting)
    assert (after.state, after.account_id, after.rule) == ("posted", account.id, "manual")
    assert str(after.closed_on) == "2026-11-20"
    assert list_suspense(visit) == []


def test_who_placed_it_and_why_stands_in_the_trail(visit: Visit, waiting: int) -> None:
    place(visit, waiting)
    entry = entries(visit)[-1]
    assert (entry.actor, entry.action, entry.subject) == ("tester", "suspense.allocated", "NVDC0001.PO:1")
    assert json.loads(entry.before) == {"reason": "unknown_card", "state": "open"}
    said = json.loads(entry.after)
    assert said.pop("file_id") > 0
    assert said == {
        "item_id": waiting,
        "row_no": 1,
        "fund": "rent",
        "reference": "R100000001",
        "note": "seen the receipt",
        "booked_on": "2026-11-20",
    }
    with reading(visit.installation.engine) as connection:
        assert trail.broken_links(connection, entry.council_id) == []


def test_an_item_is_placed_once(visit: Visit, waiting: int) -> None:
    place(visit, waiting)
    before = snapshot(visit)
    with pytest.raises(NotAllowed, match=f"item {waiting} was posted on 2026-11-20"):
        place(visit, waiting, fund="council_tax")
    assert snapshot(visit) == before


def test_an_account_of_another_council_or_fund_is_refused_and_nothing_moves(
    visit: Visit, waiting: int
) -> None:
    before, written = snapshot(visit), len(entries(visit))
    with pytest.raises(NotAllowed, match="NVD has no rent account R300000001"):
        place(visit, waiting, reference="R300000001")
    with pytest.raises(NotAllowed, match="NVD has no council_tax account R100000009"):
        place(visit, waiting, fund="council_tax", reference="R100000009")
    assert (snapshot(visit), len(entries(visit))) == (before, written)


def test_a_closed_account_takes_money_only_when_a_person_insists(visit: Visit, waiting: int) -> None:
    with pytest.raises(NotAllowed, match="R100000009 is closed"):
        place(visit, waiting, reference="R100000009")
    assert item(visit, waiting).state == "open"
    place(visit, waiting, reference="R100000009", even_if_closed=True)
    assert item(visit, waiting).state == "posted"


def test_a_decision_without_a_note_is_refused(visit: Visit, waiting: int) -> None:
    with pytest.raises(UsageError, match="note is empty"):
        place(visit, waiting, note="  ")
    with pytest.raises(UsageError, match="No suspense item 4711"):
        place(visit, 4711)
    assert item(visit, waiting).state == "open"


def test_what_a_person_placed_stays_placed_when_the_card_comes_later(
    visit: Visit, tmp_path: Path, waiting: int
) -> None:
    place(visit, waiting)
    bring_cards(visit, tmp_path, f"NVD,council_tax,R100000001,{STRANGER}")
    assert reconcile(visit).retried == 0
    assert item(visit, waiting).rule == "manual"


def test_a_line_of_another_council_cannot_be_replayed_here(visit: Visit, waiting: int) -> None:
    found = item(visit, waiting)
    other = visit.installation.contracts["HMB-ALLPAY"]
    with (
        pytest.raises(NoResultFound),
        visit.step(other.council_id, Permission.PLACE_SUSPENSE) as step,
    ):
        allocate(step, other, (found.file_id, 1), account_id=1, note="")
    assert item(visit, waiting).state == "open"


def test_an_offset_item_cannot_be_placed(visit: Visit, waiting: int) -> None:
    with visit.step(1, Permission.PLACE_SUSPENSE) as step:
        step.connection.execute(
            suspense_items.update().values(state="offset", rule="reversal", closed_on=visit.today)
        )
    with pytest.raises(NotAllowed, match="left suspense on 2026-11-20, against its reversal"):
        place(visit, waiting)


def test_the_trial_balance_is_zero_and_the_account_has_the_money(visit: Visit, waiting: int) -> None:
    place(visit, waiting)
    row = visit.installation.contracts["NVD-ALLPAY"]
    with reading(visit.installation.engine) as connection:
        credited = connection.execute(
            select(postings.c.credit_id, func.sum(postings.c.amount_pence)).group_by(postings.c.credit_id)
        ).all()
        debited = dict(
            connection.execute(
                select(postings.c.debit_id, func.sum(postings.c.amount_pence)).group_by(postings.c.debit_id)
            ).all()
        )
    balances = {account: int(pence) - int(debited.pop(account, 0)) for account, pence in credited}
    assert balances.pop(row.suspense_id) == 0
    assert list(balances.values()) == [1250]
    assert {account: int(pence) for account, pence in debited.items()} == {row.clearing_id: 1250}


# Suggestions


def test_a_slip_in_the_reference_is_suggested_with_the_reason(visit: Visit, waiting: int) -> None:
    slips = ("R100000011", "R10000001", "R010000001", "X100000001", "R1000000015")
    for number, slip in enumerate(slips, 2):
        bring_file(visit, f"NVDC{number:04}.PO", unknown(reference=slip), total=1250)
    reconcile(visit)
    for found in list_suspense(visit, reason="unknown_card")[1:]:
        [slipped, *_] = why(suggest_accounts(visit, found.id))["rent R100000001"]
        assert slipped == "its reference differs in one character"


def test_a_slip_in_the_card_number_is_suggested(visit: Visit, tmp_path: Path, waiting: int) -> None:
    bring_cards(visit, tmp_path, f"NVD,rent,R100000001,{CARD}")
    swapped = CARD[:-2] + CARD[-1] + CARD[-2]
    item_id = put_into_suspense(visit, unknown(card=swapped), "NVDC0002.PO")
    assert why(suggest_accounts(visit, item_id)) == {
        "rent R100000001": ("a card of this account differs in one digit",)
    }


def test_the_short_card_number_is_evidence_by_digits_12_to_17_and_by_the_last_six(
    visit: Visit, tmp_path: Path, waiting: int
) -> None:
    bring_cards(
        visit,
        tmp_path,
        "NVD,rent,R100000001,9826999900012345672",
        "NVD,council_tax,R100000001,9826999900099123456",
    )
    for number, short in ((2, "123456"), (3, "654321")):
        bring_file(visit, f"NVDC{number:04}.PO", short_row(card=short, reference=""), total=1250)
    reconcile(visit)
    _, by_short, nobody = list_suspense(visit)
    assert CARD[11:17] == "123456"
    assert why(suggest_accounts(visit, by_short.id)) == {
        "rent R100000001": ("digits 12 to 17 of a card of this account are the short card number",),
        "council_tax R100000001": (
            "the last six digits of a card of this account are the short card number",
        ),
    }
    assert suggest_accounts(visit, nobody.id) == []


def test_a_reference_that_is_known_in_two_funds_or_in_another_form_is_suggested(
    visit: Visit, tmp_path: Path, waiting: int
) -> None:
    bring_accounts(
        visit,
        tmp_path,
        "NVD,rent,AB/12 34,open",
        "NVD,council_tax,AB-1234,open",
        "NVD,rent,LEG40017,open",
        "NVD,council_tax,LEG40017,open",
    )
    loose = put_into_suspense(visit, unknown(reference="ab1234"), "NVDC0002.PO")
    other_form = "the same reference without spaces, / and -"
    assert why(suggest_accounts(visit, loose)) == {
        "council_tax AB-1234": (other_form,),
        "rent AB/12 34": (other_form,),
    }
    shared = put_into_suspense(visit, unknown(reference="LEG40017"), "NVDC0003.PO")
    assert item(visit, shared).reason == "ambiguous"
    exact = "the reference is this account's"
    assert why(suggest_accounts(visit, shared)) == {
        "council_tax LEG40017": (exact,),
        "rent LEG40017": (exact,),
    }


def test_card_and_reference_of_a_conflict_are_both_suggested_the_card_first(
    visit: Visit, tmp_path: Path, waiting: int
) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,R555555555,open", "NVD,rent,R777777777,open")
    bring_cards(visit, tmp_path, f"NVD,rent,R555555555,{CARD}")
    item_id = put_into_suspense(visit, unknown(card=CARD, reference="R777777777"), "NVDC0002.PO")
    assert item(visit, item_id).reason == "conflict"
    assert why(suggest_accounts(visit, item_id)) == {
        "rent R555555555": ("the card is this account's",),
        "rent R777777777": ("the reference is this account's",),
    }


def test_a_reference_that_was_cut_short_is_suggested(visit: Visit, tmp_path: Path, waiting: int) -> None:
    bring_accounts(visit, tmp_path, "NVD,rent,TENANCY/00/1234567890,open")
    item_id = put_into_suspense(visit, unknown(reference="TENANCY/00/12345"), "NVDC0002.PO")
    assert why(suggest_accounts(visit, item_id)) == {
        "rent TENANCY/00/1234567890": ("one reference begins with the other",)
    }


def test_another_council_s_accounts_and_cards_are_never_suggested(
    visit: Visit, tmp_path: Path, waiting: int
) -> None:
    bring_accounts(visit, tmp_path, "HMB,rent,R888888888,open")
    bring_cards(visit, tmp_path, f"HMB,rent,R888888888,{CARD}")
    item_id = put_into_suspense(visit, unknown(card=CARD, reference="R888888888"), "NVDC0002.PO")
    assert suggest_accounts(visit, item_id) == []


def test_the_amount_alone_suggests_nothing(visit: Visit, tmp_path: Path, waiting: int) -> None:
    placed = unknown(1250, reference="R444444444")
    bring_accounts(visit, tmp_path, "NVD,rent,R444444444,open")
    bring_file(visit, "NVDC0002.PO", placed, total=1250)
    reconcile(visit)
    assert suggest_accounts(visit, waiting) == []


def test_at_most_ten_accounts_are_suggested(visit: Visit, tmp_path: Path, waiting: int) -> None:
    near = [f"NVD,rent,R20000000{digit},open" for digit in range(9)]
    near += [f"NVD,rent,R2000000{digit}9,open" for digit in range(1, 9)]
    bring_accounts(visit, tmp_path, *near)
    item_id = put_into_suspense(visit, unknown(reference="R200000009"), "NVDC0002.PO")
    assert len(suggest_accounts(visit, item_id)) == 10


def test_suggestions_are_for_list_suspense(visit: Visit, waiting: int) -> None:
    place(visit, waiting)
    with pytest.raises(NotAllowed, match="not open: it was posted"):
        suggest_accounts(visit, waiting)
    with pytest.raises(UsageError, match="No suspense item 4711"):
        suggest_accounts(visit, 4711)


def test_one_edit_away_is_every_slip_of_one_finger() -> None:
    found = one_edit_away("123", "0123456789")
    assert {"12", "13", "23", "213", "132", "193", "1293", "0123", "1230"} <= found
    assert not {"123", "321", "1", "12399", "1x3"} & found


def test_the_payments_export_names_who_placed_it_when_and_why(visit: Visit, waiting: int) -> None:
    place(visit, waiting, note='seen "the" receipt')
    out = io.StringIO(newline="")
    export(visit, "payments", out)
    [line] = csv.DictReader(io.StringIO(out.getvalue()))
    assert (line["state"], line["account_reference"], line["rule"]) == ("posted", "R100000001", "manual")
    assert (line["placed_by"], line["placed_on"], line["note"]) == (
        "tester", "2026-11-20", 'seen "the" receipt',
    )  # fmt: skip

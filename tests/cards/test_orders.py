"""Cards that a supplier makes: ordered once, learned from its cross reference, watched until they come."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.desk_card import Print
from paycards.cards.orders import OrderFile
from paycards.cards.which import CardOrAccount
from paycards.errors import BadRows, NotAllowed, UsageError
from paycards.jobs.cancel_card_request import cancel_card_request
from paycards.jobs.change_card import change_card
from paycards.jobs.close_problem import close_problem
from paycards.jobs.copy_card_order import copy_card_order
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from paycards.jobs.list_card_orders import list_card_orders
from paycards.jobs.list_problems import list_problems
from paycards.jobs.nightly import nightly
from paycards.jobs.order_cards import order_cards
from paycards.jobs.reconcile import reconcile
from paycards.jobs.replace_card import replace_card
from paycards.jobs.verify import verify
from paycards.jobs.watch_card_orders import watch_card_orders
from paycards.settings.card_orders import CardOrders
from paycards.store.engine import reading
from paycards.store.tables.accounts import cards
from paycards.transport.outbox import Place
from tests.cards.card_desk import ORDERED, RENT, history, issue, live_card, requests, states, with_address
from tests.channels.supplier_files import joined
from tests.jobs.hand_in import CARDS, bring_accounts, bring_cards
from tests.visits import with_settings

SECOND = "G100000002"
OLD, NEW, NEWER = "9826999928000000012", "9826999928000000020", "9826999928000000038"
DAY = dt.date(2026, 11, 20)


def cross_reference(*rows: tuple[str, str, str], day: dt.date | None = DAY) -> bytes:
    lines = [f"{card:<19}{'':6}{reference:<21}{change}" for card, reference, change in rows]
    footers = [f"File creation date : {day:%d/%m/%Y}"] if day else []
    return joined(["CARD CROSS REFERENCE FILE", "", *lines, "", "", *footers])


def learn(desk: Visit, number: int, *rows: tuple[str, str, str], day: dt.date | None = DAY) -> None:
    file = import_file(desk, f"NVDC{number:04}.CRF", cross_reference(*rows, day=day))
    assert file.state == "accepted", file.reason


def order(desk: Visit, out: Path) -> OrderFile:
    [file] = order_cards(desk, out).files
    return file


def read(file: OrderFile) -> list[dict[str, str]]:
    with file.path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def in_states(desk: Visit) -> list[tuple[int, str, str | None]]:
    return [(each.number, each.state, each.card_number) for each in requests(desk)]


def test_what_waits_leaves_in_one_file_once(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED, SECOND)
    file = order(desk, tmp_path / "out")
    assert (file.path.name, file.rows, file.place) == ("NVD-garage-00001.csv", 2, Place.WRITTEN)
    assert [row["Reference"] for row in read(file)] == [ORDERED, SECOND]
    assert {each.state for each in list_card_orders(desk)} == {"ordered"}
    assert desk.installation.archive.read(file.sha256) == file.path.read_bytes()
    assert order_cards(desk, tmp_path / "out").files == []
    issue(desk, ORDERED, additional=True, reason="additional_card")
    assert order(desk, tmp_path / "out").path.name == "NVD-garage-00002.csv"


def test_an_allocated_card_is_not_ordered(desk: Visit, tmp_path: Path) -> None:
    issue(desk, RENT)
    assert (order_cards(desk, tmp_path).files, list_card_orders(desk)) == ([], [])


def test_the_columns_are_those_of_the_settings_and_nothing_is_a_live_formula(
    desk: Visit, tmp_path: Path
) -> None:
    columns: tuple[tuple[str, Any], ...] = (
        ("Card Holder", "holder"),
        ("Ref", "account_reference"),
        ("Large", "large_print"),
    )
    northvale = desk.settings.councils[0].model_copy(
        update={"card_orders": CardOrders(columns=columns, separator=";")}
    )
    settings = desk.settings.model_copy(update={"councils": (northvale, desk.settings.councils[1])})
    issue(desk, ORDERED, large_print=True)
    with desk.installation.engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET postcode = '=1' WHERE fund = 'garage'"))
    file = order(with_settings(desk, settings), tmp_path)
    assert file.path.read_bytes() == b"Card Holder;Ref;Large\r\nMrs A Jones;G100000001;Y\r\n"


def test_a_card_whose_address_went_bad_stays_out_of_the_order_until_it_is_put_right(
    desk: Visit, tmp_path: Path
) -> None:
    columns: tuple[tuple[str, Any], ...] = (("Reference", "account_reference"), ("Street", "address_1"))
    northvale, harrowmere = desk.settings.councils
    northvale = northvale.model_copy(update={"card_orders": CardOrders(columns=columns)})
    desk = with_settings(desk, desk.settings.model_copy(update={"councils": (northvale, harrowmere)}))
    issue(desk, ORDERED, SECOND)
    bad = {"": "it is empty", "No fixed abode,,,Northvale,": "it says that there is no fixed address"}
    for address, why in bad.items():
        with_address(desk, tmp_path, f"NVD,garage,{ORDERED},open", address=address or ",,,,")
        ordered = order_cards(desk, tmp_path)
        assert [(each.request, each.reference, each.why) for each in ordered.left_over] == [(1, ORDERED, why)]
        assert list_card_orders(desk)[0].left_over == why
        assert [file.rows for file in ordered.files] == ([] if address else [1])
    assert [each.state for each in requests(desk)] == ["requested", "ordered"]
    with_address(desk, tmp_path, f"NVD,garage,{ORDERED},open")
    assert [row["Reference"] for row in read(order(desk, tmp_path))] == [ORDERED]
    assert [each.left_over for each in list_card_orders(desk)] == ["", ""]


def test_a_file_can_be_had_again_with_the_bytes_that_it_had(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED)
    file = order(desk, tmp_path / "out")
    again = copy_card_order(desk, tmp_path / "again", file.path.name)
    assert again.path.read_bytes() == file.path.read_bytes()
    assert copy_card_order(desk, tmp_path / "again", file.path.name).place is Place.THERE
    with pytest.raises(UsageError, match="No order file NVD-x"):
        copy_card_order(desk, tmp_path, "NVD-x")


def test_a_file_that_a_crash_left_staged_is_put_in_place(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED)
    file = order(desk, tmp_path)
    file.path.rename(file.path.with_name(f".{file.path.name}.part"))
    assert order(desk, tmp_path) == file


def test_a_new_row_fills_the_oldest_order_of_its_account(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED)
    issue(desk, ORDERED, additional=True, reason="additional_card")
    order(desk, tmp_path)
    learn(desk, 1, (NEW, ORDERED, "N"))
    assert in_states(desk) == [(1, "issued", NEW), (2, "ordered", None)]
    assert history(desk, NEW) == [("", "active", "first_card")]
    learn(desk, 2, (NEWER, ORDERED, "N"))
    assert in_states(desk) == [(1, "issued", NEW), (2, "issued", NEWER)]
    assert list_card_orders(desk) == []
    with reading(desk.installation.engine) as connection:
        assert set(connection.execute(select(cards.c.issued_on)).scalars()) == {DAY}


def test_a_replacement_row_fills_a_replacement_though_a_first_order_is_older(
    desk: Visit, tmp_path: Path
) -> None:
    bring_cards(desk, tmp_path, f"NVD,garage,{ORDERED},{OLD}")
    issue(desk, ORDERED, additional=True, reason="additional_card")
    replace_card(desk, CardOrAccount(OLD), Cause("lost"), printed=Print(holder="Mrs A Jones"))
    order(desk, tmp_path)
    learn(desk, 1, (NEW, ORDERED, "R"), (NEWER, ORDERED, "N"))
    assert in_states(desk) == [(1, "issued", NEWER), (2, "issued", NEW)]
    assert history(desk, OLD) == [("active", "lost", "lost"), ("lost", "replaced", "lost")]
    assert states(desk) == {OLD: "replaced", NEW: "active", NEWER: "active"}


def test_a_replacement_with_the_same_number_is_active_again(desk: Visit, tmp_path: Path) -> None:
    bring_cards(desk, tmp_path, f"NVD,garage,{ORDERED},{OLD}")
    replace_card(desk, CardOrAccount(OLD), Cause("damaged"), printed=Print(holder="Mrs A Jones"))
    order(desk, tmp_path)
    learn(desk, 1, (OLD, ORDERED, "R"))
    assert history(desk, OLD) == [("active", "damaged", "damaged"), ("damaged", "active", "damaged")]
    [request] = requests(desk)
    assert (request.state, request.card_number, request.issue_no) == ("issued", OLD, 2)


def test_a_row_that_is_new_fills_a_replacement_where_nothing_else_is_open(
    desk: Visit, tmp_path: Path
) -> None:
    bring_cards(desk, tmp_path, f"NVD,garage,{ORDERED},{OLD}")
    replace_card(desk, CardOrAccount(OLD), Cause("lost"), printed=Print(holder="Mrs A Jones"))
    order(desk, tmp_path)
    learn(desk, 1, (NEW, ORDERED, "N"))
    assert states(desk) == {OLD: "replaced", NEW: "active"}


def test_what_was_not_ordered_or_was_made_before_the_order_fills_nothing(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED, SECOND)
    learn(desk, 1, (OLD, ORDERED, "N"))
    order(desk, tmp_path)
    learn(desk, 2, (NEW, SECOND, "N"), day=DAY - dt.timedelta(days=1))
    assert {each.state for each in requests(desk)} == {"ordered"}
    assert states(desk) == {OLD: "active", NEW: "active"}
    assert history(desk, OLD) == []


def test_a_cross_reference_that_does_not_say_when_it_was_made_fills_the_orders_of_the_day_it_was_taken(
    desk: Visit, tmp_path: Path
) -> None:
    issue(desk, ORDERED)
    order(desk, tmp_path)
    learn(desk, 1, (OLD, ORDERED, "N"), (NEW, "G999999999", "N"), day=None)
    assert in_states(desk) == [(1, "issued", OLD)]
    later = replace(desk, now=desk.now + dt.timedelta(days=2))
    bring_accounts(later, tmp_path, "NVD,garage,G999999999,open")
    issue(later, "G999999999")
    order(later, tmp_path)
    reconcile(later)  # it is read again, and was taken before that order left
    assert in_states(desk) == [(1, "issued", OLD), (2, "ordered", None)]
    path = tmp_path / "NVDC0900.CRF"
    path.write_bytes(cross_reference((NEWER, "G999999999", "N"), day=None))
    assert import_cards(later, path).added == 1
    assert in_states(desk) == [(1, "issued", OLD), (2, "issued", NEWER)]
    assert verify(desk).counts == {}


def test_the_same_row_fills_one_order_however_often_it_is_read(desk: Visit, tmp_path: Path) -> None:
    bring_cards(desk, tmp_path, f"NVD,garage,{ORDERED},{OLD}")
    replace_card(desk, CardOrAccount(OLD), Cause("damaged"), printed=Print(holder="Mrs A Jones"))
    order(desk, tmp_path)
    learn(desk, 1, (OLD, ORDERED, "R"), (NEW, "G999999999", "N"))
    replace_card(desk, CardOrAccount(OLD), Cause("damaged"))
    order(desk, tmp_path)
    reconcile(desk)  # the unknown reference makes it read the file again
    assert [each.state for each in requests(desk)] == ["issued", "ordered"]
    bring_accounts(desk, tmp_path, "NVD,garage,G999999999,open")
    reconcile(desk)
    assert [each.state for each in requests(desk)] == ["issued", "ordered"]
    assert verify(desk).counts == {}


def test_a_cross_reference_that_is_loaded_by_hand_fills_orders_too(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED)
    order(desk, tmp_path)
    path = tmp_path / "NVDC0900.CRF"
    path.write_bytes(cross_reference((NEW, ORDERED, "N")))
    assert import_cards(desk, path).added == 1
    assert in_states(desk) == [(1, "issued", NEW)]
    assert import_cards(desk, path).same == 1
    assert verify(desk).counts == {}


def test_an_unanswered_order_is_a_problem_until_it_is_answered(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED, SECOND)
    order(desk, tmp_path)
    nightly(replace(desk, now=desk.now + dt.timedelta(days=14)))
    assert list_problems(desk) == []
    late = replace(desk, now=desk.now + dt.timedelta(days=15))
    assert nightly(late).needs_person
    [problem] = list_problems(desk)
    assert problem.kind == "card_order_unanswered"
    assert "NVD: 2 cards are not answered of the order NVD-garage-00001.csv of 20 Nov" in problem.message
    learn(late, 1, (NEW, ORDERED, "N"), day=late.today)
    watch_card_orders(late)
    assert "NVD: 1 card is not answered" in list_problems(desk)[0].message
    learn(late, 2, (NEWER, SECOND, "N"), day=late.today)
    assert list_problems(desk) == []


def test_a_problem_that_a_person_closed_is_not_opened_again(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED)
    order(desk, tmp_path)
    late = replace(desk, now=desk.now + dt.timedelta(days=15))
    watch_card_orders(late)
    close_problem(late, list_problems(late)[0].id, note="they are slow")
    watch_card_orders(late)
    assert list_problems(late) == []


def test_a_request_can_be_cancelled_before_and_after_it_was_ordered(desk: Visit, tmp_path: Path) -> None:
    issue(desk, ORDERED, SECOND)
    assert cancel_card_request(desk, 1, cause=Cause("died")) == "NVD"
    assert order(desk, tmp_path).rows == 1
    watch_card_orders(replace(desk, now=desk.now + dt.timedelta(days=15)))
    cancel_card_request(desk, 2)
    assert list_problems(desk) == []
    assert [each.state for each in requests(desk)] == ["cancelled", "cancelled"]
    with pytest.raises(UsageError, match="No open request 2"):
        cancel_card_request(desk, 2)
    assert verify(desk).counts == {}


def test_a_request_that_has_a_card_is_cancelled_with_it(desk: Visit) -> None:
    issue(desk, RENT)
    with pytest.raises(NotAllowed, match=r"The request 1 has the card ending \d{4}: cancel that card"):
        cancel_card_request(desk, 1)


def test_whatever_was_ordered_and_learned_is_what_the_trail_gives(desk: Visit, tmp_path: Path) -> None:
    bring_cards(desk, tmp_path, f"NVD,garage,{ORDERED},{OLD}")
    replace_card(desk, CardOrAccount(OLD), Cause("stolen"), printed=Print(holder="Mrs A Jones"))
    issue(desk, SECOND)
    file = order(desk, tmp_path)
    learn(desk, 1, (NEW, ORDERED, "R"), (NEWER, SECOND, "N"), (NEW, SECOND, "N"))
    change_card(desk, CardOrAccount(NEW), "lose")
    verified = verify(desk)
    assert (verified.counts, verified.differences) == ({}, ())
    desk.installation.archive.path(file.sha256).unlink()
    assert verify(desk).counts == {"archive": 1}


def test_a_list_does_not_change_what_the_desk_changed_last(desk: Visit, tmp_path: Path) -> None:
    number = live_card(desk)
    change_card(desk, CardOrAccount(number), "lose")
    path = tmp_path / "cards.csv"
    path.write_text(f"{CARDS}NVD,rent,{RENT},{number},active,2026-11-20\n", encoding="utf-8")
    with pytest.raises(BadRows) as refused:
        import_cards(desk, path)
    assert refused.value.rows == [(2, f"card ...{number[-4:]} is lost at the card desk: change it there")]
    import_cards(desk, path, skip_bad=True)
    assert states(desk) == {number: "lost"}
    path.write_text(f"{CARDS}NVD,rent,{RENT},{number},lost,2026-11-19\n", encoding="utf-8")
    assert import_cards(desk, path).changed == 1
    assert verify(desk).counts == {}

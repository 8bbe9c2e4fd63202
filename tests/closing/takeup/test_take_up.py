"""Take-up of an office, from real lists, cards and payments, on both databases."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from random import Random

import pytest

from paycards.access.permission import Permission
from paycards.cards.cause import Cause
from paycards.cards.which import CardOrAccount
from paycards.closing.takeup.office import offices
from paycards.closing.takeup.office_payments import payments
from paycards.closing.takeup.person_list import COLUMNS, write_people
from paycards.closing.takeup.report import Route
from paycards.errors import NotAllowed, UsageError
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.change_card import change_card
from paycards.jobs.export import export
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.replace_card import replace_card
from paycards.jobs.report_take_up import report_take_up
from tests.cards.card_desk import CLOSED, OTHER, RENT, TAX, issue, release
from tests.closing.takeup.closing_office import ClosingOffice, day


def test_a_payment_with_the_card_is_told_from_one_without(hall: ClosingOffice) -> None:
    hall.listed(RENT, OTHER, TAX)
    card, tax_card = hall.card(RENT), hall.card(TAX)
    hall.card(OTHER)
    hall.paid(RENT, day(1), card)
    hall.paid(RENT, day(2), card, by="PP", pence=3000)
    hall.paid(RENT, day(2), card, by="DD", pence=500)
    hall.paid(TAX, day(3), tax_card, by="TC")
    report = hall.report(4)
    assert [person.paid for person in report.people] == ["card", "nothing", "other"]
    assert report.routes == (
        Route("paypoint", True, 1, 1, 3000, day(2), day(2)),
        Route("post_office", True, 1, 1, 2000, day(1), day(1)),
        Route("direct_debit", False, 1, 1, 500, day(2), day(2)),
        Route("terminal", False, 1, 1, 2000, day(3), day(3)),
    )


def test_six_digits_of_the_card_beside_the_reference_are_the_card(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    hall.paid(RENT, day(1), hall.card(RENT), short=True)
    assert hall.report(2).people[0].paid == "card"


def test_another_card_beside_the_reference_is_not(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    hall.card(RENT)
    hall.paid(RENT, day(1), "9826999900000000011")
    assert hall.report(2).people[0].paid == "other"


def test_what_was_paid_before_the_list_is_no_take_up(hall: ClosingOffice) -> None:
    card = hall.card(RENT, -3)
    hall.paid(RENT, day(-1), card)
    hall.listed(RENT)
    hall.paid(RENT, day(0, -2), card)
    report = hall.report(1)
    assert report.people[0].paid == "nothing"
    assert report.summary()["had_a_card"].people == 1


def test_a_payment_that_was_taken_back_is_none(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    hall.paid_at_paypoint(hall.card(RENT), day(1), taken_back=True)
    assert hall.report(2).people[0].used == ()


def test_a_direct_debit_that_was_rejected_is_none(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    card = hall.card(RENT)
    hall.paid(RENT, day(1), card, by="DD", pence=2000)
    hall.paid(RENT, day(2), card, by="DD", pence=-2000)
    assert hall.report(3).people[0].used == ()


def test_money_that_waited_in_suspense_counts_once_it_is_placed(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    hall.card(RENT)
    hall.paid("R999999999", day(1))
    assert hall.report(2).people[0].paid == "nothing"
    [item] = list_suspense(hall.at(2))
    allocate_item(hall.at(2), item.id, fund="rent", reference=RENT, note="receipt seen")
    report = hall.report(2)
    assert (report.people[0].paid, report.routes[0].first_on) == ("other", day(1))


def test_a_replaced_card_counts_and_the_new_one_is_shown(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    old = hall.card(RENT)
    done = replace_card(hall.at(1), CardOrAccount(card=old), Cause("lost"), council="NVD")
    release(hall.at(1), done.card_number)
    hall.paid(RENT, day(2), old)
    person = hall.report(3).people[0]
    assert (person.paid, person.card_ending, person.card_status) == ("card", done.card_number[-4:], "active")
    assert person.given_on == day(0)


def test_an_account_twice_on_the_lists_is_one_and_a_row_without_account_is_none(hall: ClosingOffice) -> None:
    hall.listed(RENT, "R900000000", payments_a_year=52, usual_amount_pence=2500)
    hall.listed(RENT, OTHER)
    report = hall.report(1)
    assert [person.reference for person in report.people] == [RENT, OTHER]
    assert (report.people[0].payments_a_year, report.people[0].usual_pence) == (52, 2500)


def test_only_what_is_past_the_rhythm_is_silent(hall: ClosingOffice) -> None:
    hall.listed(RENT, OTHER, payments_a_year=52)
    hall.listed(TAX, CLOSED)
    card = hall.card(RENT)
    hall.card(OTHER)
    hall.card(TAX)
    hall.paid(RENT, day(2), card)
    silent = {week: len(hall.report(week).silent) for week in (3, 4, 6, 7)}
    assert silent == {3: 0, 4: 1, 6: 2, 7: 3}
    assert hall.report(7).summary()["paid_with_card"].silent == 1


def test_the_weeks_and_the_costs_are_of_the_same_payments(hall: ClosingOffice) -> None:
    hall.listed(RENT, OTHER)
    card = hall.card(RENT)
    hall.card(OTHER, 1)
    hall.paid(RENT, day(1), card)
    hall.paid(RENT, day(2), card)
    hall.paid(OTHER, day(2), by="EPY")
    report = hall.report(3)
    assert [(week.carded, week.paid, week.paid_with_card) for week in report.weeks] == [
        *((0, 0, 0), (1, 0, 0), (2, 1, 1), (2, 2, 1), (2, 2, 1))
    ]
    assert report.costs.missing == ("e_pay",)
    assert report.costs.networks[0].saved_pence == 2 * (214 - 52)
    assert "1 of 2 accounts with a card have paid with it" in report.picture()


def test_a_card_that_is_not_printed_yet_is_not_given(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    issue(hall.at(0), RENT)
    report = hall.report(1)
    assert report.people[0].given_on is None
    assert report.summary()["no_card_yet"].people == 1
    with pytest.raises(NotAllowed, match="nothing to draw"):
        report.picture()


def test_a_lost_card_was_given_all_the_same(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    card = hall.card(RENT)
    change_card(hall.at(1), CardOrAccount(card=card), "lose", council="NVD")
    person = hall.report(2).people[0]
    assert (person.given_on, person.card_status) == (day(0), "lost")


def test_offices_and_councils_stay_apart(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    hall.listed(OTHER, office="OLD-TOWN")
    hall.listed(RENT, code="HMB")
    theirs = hall.card(RENT, code="HMB")
    hall.paid(RENT, day(1), theirs)
    reports = report_take_up(hall.at(2))
    assert [(report.office.council, report.office.name) for report in reports] == [
        *(("HMB", "MARKET-HALL"), ("NVD", "MARKET-HALL"), ("NVD", "OLD-TOWN"))
    ]
    assert [report.people[0].paid for report in reports] == ["nothing", "other", "nothing"]
    assert [report.office.council for report in report_take_up(hall.at(2), council="HMB")] == ["HMB"]
    with pytest.raises(UsageError, match="No council XYZ"):
        report_take_up(hall.at(2), council="XYZ")
    with pytest.raises(UsageError, match=r"No office PIER\. Choose MARKET-HALL or OLD-TOWN"):
        report_take_up(hall.at(2), office="PIER")


def test_lists_that_name_no_office_are_one(hall: ClosingOffice) -> None:
    hall.listed(RENT, office="")
    hall.card(RENT)
    assert "No office named, Northvale" in hall.report(1).picture()


def test_the_list_for_the_telephone_has_names_only_when_asked(hall: ClosingOffice) -> None:
    hall.listed(RENT, OTHER, payments_a_year=52)
    hall.paid(RENT, day(5), hall.card(RENT))

    def rows(**how: bool) -> list[dict[str, str]]:
        out = io.StringIO(newline="")
        write_people(out, report_take_up(hall.at(6), names=how.get("names", False)), **how)
        return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))

    everyone = rows()
    assert tuple(everyone[0]) == COLUMNS
    assert [(row["account_reference"], row["paid"], row["silent"]) for row in everyone] == [
        *((RENT, "card", "no"), (OTHER, "nothing", "yes"))
    ]
    assert everyone[0]["card"].startswith("ending ")
    assert [row["account_reference"] for row in rows(silent_only=True)] == [OTHER]
    assert set(rows(names=True)[0]) - set(COLUMNS) == {"name", "phone"}


def test_it_agrees_with_counting_the_exported_lines_by_hand(hall: ClosingOffice) -> None:
    chance = Random(9)  # noqa: S311  # invented data, not a secret
    held = {reference: hall.card(reference) for reference in (RENT, OTHER, TAX)}
    hall.listed(RENT, OTHER, TAX)
    for _ in range(30):
        reference = chance.choice((RENT, OTHER, TAX))
        number = chance.choice((held[reference], held[reference], "9826999900000000011"))
        network = chance.choice(("PO", "PP", "PZ", "EPY", "DD", "TC"))
        on, pence = day(chance.randrange(-2, 9), chance.randrange(7)), chance.randrange(100, 9000)
        hall.paid(reference, on, number, by=network, pence=pence)
    out = io.StringIO(newline="")
    export(hall.at(10), "lines", out)
    counted: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for line in csv.DictReader(io.StringIO(out.getvalue(), newline="")):
        shown = line["network"] in ("post_office", "paypoint", "payzone", "e_pay")
        if line["paid_on"] >= day(0).isoformat():
            by_card = shown and line["card_number"] == held[line["account_reference"]]
            counted[line["network"], by_card].append(int(line["amount_pence"]))
    report = hall.report(10)
    routes = {(route.network, route.with_card): (route.payments, route.pence) for route in report.routes}
    assert routes == {way: (len(amounts), sum(amounts)) for way, amounts in counted.items()}
    assert len(routes) > 6


def test_postings_from_before_the_list_are_not_even_read(hall: ClosingOffice) -> None:
    hall.listed(RENT)
    visit = hall.at(1)
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        connection = seen.connection
        [office] = offices(seen)
        query = payments(office, first_file=7).compile(
            visit.installation.engine, compile_kwargs={"literal_binds": True}
        )
        explain = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
        plan = "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explain + str(query)))
    if connection.dialect.name == "sqlite":
        assert re.search(r"SEARCH postings USING PRIMARY KEY \(file_id[>=]", plan), plan
        assert "SCAN postings" not in plan and "SCAN lines" not in plan
    else:
        assert re.search(r"Index Cond: .*file_id >= '?7", plan), plan

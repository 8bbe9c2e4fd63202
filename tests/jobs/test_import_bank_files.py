"""Bank files come into the books: taken whole, held, known again or refused; what is ours is posted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.demo.banks.booked import Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.demo.banks.csv_export import lloyds
from paycards.demo.banks.mt940 import mt940
from paycards.errors import SettingsError
from paycards.jobs.list_files import list_files
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.show_bank_entry import show_bank_entry
from paycards.jobs.verify import verify
from tests.bank.made import balance, camt, document, ntry, stmt
from tests.jobs.bank_files import (
    MAIN,
    MONDAY,
    RENTS,
    THEIRS,
    begin,
    bring,
    day,
    entries,
    exported,
    journal,
    open_problems,
)

ALLPAY, PAYZONE, BOTH = "ALLPAY LTD NVDC 26/10", "PAYZONE UK NVD4471", "ALLPAY NVDC BOTH"


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    visit = begin(tmp_path)
    yield visit
    verified = verify(visit)
    assert verified.agrees, verified.differences
    visit.installation.engine.dispose()


def test_what_is_ours_is_posted_on_the_bank_s_day_and_the_rest_is_kept(visit: Visit) -> None:
    lines = (32487, ALLPAY), (-5000, ALLPAY), (900, "RATES"), (41250, PAYZONE), (77, BOTH), (0, ALLPAY)
    result = bring(visit, "mon.xml", day(0, 1000, *lines))
    assert (result.state, result.rows, result.total_pence) == ("accepted", 6, 32487 - 5000 + 900 + 41250 + 77)
    assert (result.needs_person, result.remark) == (True, "unclear entries: 1")
    assert entries(visit, "row", "amount_pence", "contract", "explained_pence", "state") == [
        ("1", "32487", "NVD-ALLPAY", "0", "open"),
        ("2", "-5000", "NVD-ALLPAY", "0", "open"),
        ("3", "900", "", "0", "other"),
        ("4", "41250", "", "0", "other"),  # booked before the contract starts
        ("5", "77", "", "0", "unclear"),
        ("6", "0", "NVD-ALLPAY", "0", "explained"),
    ]
    posted = [
        (r["row"], r["date"], r["debit"], r["credit"], r["amount_pence"]) for r in exported(visit, "postings")
    ]
    assert posted == [
        ("1", "2026-11-09", "bank:NVD:MAIN", "clearing:NVD-ALLPAY", "32487"),
        ("2", "2026-11-09", "clearing:NVD-ALLPAY", "bank:NVD:MAIN", "5000"),
    ]
    assert journal(visit) == {"bank:NVD:MAIN": 27487, "clearing:NVD-ALLPAY": -27487}
    assert open_problems(visit, "unclear_entry") == [
        "NVD: the bank entry mon.xml:5 of 9 November 2026, 0.77 pounds, may be of NVD-ALLPAY and NVD-EVERY."
    ]


def test_a_contract_takes_only_what_comes_on_its_own_account(visit: Visit) -> None:
    bring(visit, "a.xml", day(1, 0, (100, PAYZONE)))
    bring(visit, "b.xml", day(1, 0, (100, PAYZONE), account=RENTS))
    assert entries(visit, "account", "contract") == [("MAIN", "NVD-PAYZONE"), ("RENTS", "")]


def test_the_same_statement_again_is_a_repeat_in_whatever_format(visit: Visit) -> None:
    statement = day(0, 1000, (500, ALLPAY), (500, ALLPAY))
    assert bring(visit, "a.xml", statement).state == "accepted"
    assert bring(visit, "a.xml", statement).fresh is False
    again = bring(visit, "again.sta", data=mt940([statement]))
    assert (again.state, again.reason) == ("repeat", "the same statement came before in a.xml")
    assert bring(visit, "same-bytes.xml", statement).state == "repeat"
    assert journal(visit)["bank:NVD:MAIN"] == 1000


def named_from_the_day_before(statement: Booked) -> Booked:
    """MT940 names the day of the balance before, which is that of the statement before."""
    return replace(statement, first=statement.first - dt.timedelta(days=1))


@pytest.mark.parametrize("amounts", [(500, 300), (500, -500), ()])
@pytest.mark.parametrize("is_first", [True, False])
def test_the_same_statement_is_a_repeat_though_one_format_names_the_day_before_as_its_first(
    visit: Visit, amounts: tuple[int, ...], is_first: bool
) -> None:
    bring(visit, "before.xml", day(0, 0, (1000, ALLPAY)))
    statement = day(1, 1000, *((pence, ALLPAY) for pence in amounts))
    forms = [
        ("tuesday.xml", camt053([statement])),
        ("tuesday.sta", mt940([named_from_the_day_before(statement)])),
    ]
    (first, data), (second, again) = forms if is_first else forms[::-1]
    assert bring(visit, first, data=data).state == "accepted"
    assert bring(visit, second, data=again).state == "repeat"
    assert journal(visit)["bank:NVD:MAIN"] == 1000 + sum(amounts)
    wednesday = day(2, 1000 + sum(amounts), (700, ALLPAY))
    assert bring(visit, "wednesday.xml", wednesday).state == "accepted"
    assert not open_problems(visit, "bank_gap")


def test_equal_entries_of_a_day_are_real_and_two_statements_of_a_day_follow_each_other(visit: Visit) -> None:
    bring(visit, "a.xml", day(0, 0, (500, ALLPAY)))
    assert bring(visit, "b.xml", day(0, 500, (500, ALLPAY))).state == "accepted"
    assert journal(visit)["bank:NVD:MAIN"] == 1000
    assert not open_problems(visit, "bank_gap")


def test_another_statement_of_taken_days_is_held_and_posts_nothing(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    bring(visit, "tue.xml", day(1, 500, (100, ALLPAY)))
    corrected = bring(visit, "mon2.xml", day(0, 0, (600, ALLPAY)))
    assert (corrected.state, corrected.needs_person) == ("held", True)
    assert corrected.reason == "it says something else of 2026-11-09 than mon.xml, which was taken before"
    week = replace(day(0, 0, (500, ALLPAY), (100, ALLPAY), (1, ALLPAY)), last=MONDAY + dt.timedelta(days=4))
    assert bring(visit, "week.xml", week).state == "held"
    assert journal(visit)["bank:NVD:MAIN"] == 600
    assert len(open_problems(visit, "held")) == 2


def test_a_gap_leaves_what_follows_unproved_until_the_missing_one_comes_late(visit: Visit) -> None:
    bring(visit, "mon.xml", day(0, 0, (500, ALLPAY)))
    told = [bring(visit, "wed.xml", day(2, 700, (1, ALLPAY)))]
    told.append(bring(visit, "thu.xml", day(3, 701, (2, ALLPAY))))
    assert [(each.needs_person, each.remark) for each in told] == [(True, "unproved statements: 1")] * 2
    assert open_problems(visit, "bank_gap") == [
        "NVD: bank account MAIN: mon.xml of 9 November 2026 closes with 5.00, and wed.xml of 11 November 2026"
        " opens with 7.00: entries of 2.00 between them are missing; by the bank's numbers 219 did not come."
    ]
    assert [show_bank_entry(visit, f"{name}.xml:1").entry.proved for name in ("mon", "wed", "thu")] == [
        *(True, False, False)
    ]
    assert journal(visit)["bank:NVD:MAIN"] == 503  # posted all the same
    assert not bring(visit, "tue.xml", day(1, 500, (200, ALLPAY))).needs_person
    assert not open_problems(visit, "bank_gap")
    assert show_bank_entry(visit, "thu.xml:1").entry.proved is True


def test_a_statement_without_balances_is_posted_but_unproved(visit: Visit) -> None:
    bare = camt(0, 100, ntry(100)).replace("OPBD", "ITAV").replace("CLBD", "ITAV")
    assert bring(visit, "bare.xml", data=bare.encode()).state == "accepted"
    assert show_bank_entry(visit, "bare.xml:1").statement.proved is False


def test_pages_in_several_files_wait_for_the_last_and_are_taken_together(visit: Visit) -> None:
    def page(number: int, last: str, opening: str, closing: str) -> bytes:
        before = f"<StmtPgntn><PgNb>{number}</PgNb><LastPgInd>{last}</LastPgInd></StmtPgntn>"
        text = f"<AddtlNtryInf>{ALLPAY}</AddtlNtryInf>"
        return document(stmt(opening, closing, ntry(100, text), before=before)).encode()

    first = bring(visit, "p1.xml", data=page(1, "false", balance("OPBD", 0), balance("ITBD", 100)))
    last = bring(visit, "p3.xml", data=page(3, "true", balance("ITBD", 200), balance("CLBD", 300)))
    assert (first.state, first.reason) == ("held", "page 2 is missing")
    assert (last.state, last.reason) == ("held", "page 2 of 3 is missing")
    assert not entries(visit, "row")
    assert (
        bring(visit, "p2.xml", data=page(2, "false", balance("ITBD", 100), balance("ITBD", 200))).state
        == "accepted"
    )
    assert {file.state for file in list_files(visit)} == {"accepted"}
    assert not open_problems(visit, "held")
    assert entries(visit, "file", "row", "contract") == [
        (f"p{number}.xml", "1", "NVD-ALLPAY") for number in (1, 3, 2)
    ]
    assert journal(visit)["bank:NVD:MAIN"] == 300


def test_only_booked_entries_post_and_rows_are_counted_over_all_statements(visit: Visit) -> None:
    text = f"<AddtlNtryInf>{ALLPAY}</AddtlNtryInf>"
    pending, paid = ntry(70, text, "<Cd>PDNG</Cd>"), ntry(100, text)
    statements = [
        stmt(balance("OPBD", 0), balance("CLBD", 100), pending, paid),
        stmt(balance("OPBD", 100), balance("CLBD", 200), paid, identification="S2"),
    ]
    result = bring(visit, "two.xml", data=document(*statements).encode())
    assert (result.rows, result.total_pence) == (3, 200)
    assert entries(visit, "row", "amount_pence") == [("2", "100"), ("3", "100")]
    assert show_bank_entry(visit, "two.xml:1").entry.state == "not_booked"


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ([day(0, 0, account=MAIN), day(0, 0, account=THEIRS)], "it holds accounts of more than one council"),
        ([day(0, 0, account=replace(MAIN, number="99999999"))], "this is none of our bank accounts"),
        ([day(-1, 0, (5, "x"), account=RENTS)], "it speaks of days before the first that is taken"),
        ([day(0, 0, (5, "x")), day(0, 0, (5, "x"))], "a statement stands in it twice"),
    ],
)
def test_what_cannot_be_taken_is_refused_whole(visit: Visit, statements: list[Booked], reason: str) -> None:
    result = bring(visit, "bad.xml", *statements)
    assert result.state == "quarantined"
    assert reason in result.reason
    assert not entries(visit, "row")
    assert reason in open_problems(visit, "quarantined")[0]


def test_a_file_that_does_not_add_up_is_refused_and_can_come_again_mended(visit: Visit) -> None:
    bad = bring(visit, "a.xml", data=camt(0, 101, ntry(100)).encode())
    assert bad.state == "quarantined"
    assert "found '1.01', expected 1.00" in bad.reason
    assert bring(visit, "a.xml", data=camt(0, 100, ntry(100)).encode()).state == "accepted"
    assert entries(visit, "file") == [("a.xml",)]


def test_several_accounts_in_one_file_are_taken_together_or_not_at_all(visit: Visit) -> None:
    both = [day(0, 0, (100, ALLPAY)), day(0, 0, (200, ALLPAY), account=RENTS)]
    assert bring(visit, "both.xml", *both).state == "accepted"
    assert entries(visit, "account", "row") == [("MAIN", "1"), ("RENTS", "2")]
    mixed = bring(visit, "mixed.xml", both[0], day(1, 200, (5, ALLPAY), account=RENTS))
    assert mixed.state == "held"
    assert mixed.reason.startswith("of its statements some are new, and of another the same statement came")
    assert len(entries(visit, "row")) == 2


def test_a_name_that_came_before_has_eight_digits_of_its_digest(visit: Visit) -> None:
    bring(visit, "statement.xml", day(0, 0, (100, ALLPAY)))
    second = bring(visit, "statement.xml", day(1, 100, (100, ALLPAY)))
    theirs = bring(visit, "statement.xml", day(0, 0, (7, "ALLPAY LTD HMBC"), account=THEIRS))
    key = f"statement.xml@{second.sha256[:8]}"
    assert entries(visit, "council", "file") == [
        ("NVD", "statement.xml"),
        ("NVD", key),
        ("HMB", "statement.xml"),
    ]
    assert theirs.state == "accepted"
    assert show_bank_entry(visit, f"{key}:1").entry.booked_on == MONDAY + dt.timedelta(days=1)
    assert show_bank_entry(visit, "statement.xml:1", council="HMB").entry.contract == "HMB-ALLPAY"


def test_a_csv_export_is_read_by_the_account_s_mapping_and_rebuilt_by_it(visit: Visit) -> None:
    result = bring(visit, "export.csv", data=lloyds(day(0, 1000, (500, ALLPAY), (-100, "FEE"))))
    assert result.state == "accepted"
    assert entries(visit, "account", "amount_pence", "contract") == [
        ("MAIN", "-100", ""),  # the newest stands first
        ("MAIN", "500", "NVD-ALLPAY"),
    ]


def test_an_account_that_the_database_does_not_know_yet_says_so(visit: Visit) -> None:
    council = visit.settings.councils[0]
    renamed = council.bank_accounts[0].model_copy(update={"code": "NEW"})
    settings = visit.settings.model_copy(
        update={"councils": (council.model_copy(update={"bank_accounts": (renamed,)}),)}
    )
    newer = replace(visit, installation=replace(visit.installation, settings=settings))
    with pytest.raises(SettingsError, match="the bank account NEW of NVD: new in the settings"):
        bring(newer, "a.xml", day(0, 0))


def test_an_entry_dated_far_from_its_statement_refuses_the_file(visit: Visit) -> None:
    for days in (-400, 40):
        far = Line(MONDAY + dt.timedelta(days=days), 5, ALLPAY)
        found = bring(visit, f"{days}.xml", Booked(MAIN, 1, MONDAY, MONDAY, 0, [far]))
        assert (found.state, found.rows) == ("quarantined", 0)
        assert "an entry is dated far from the days of its statement" in found.reason
    near = Line(MONDAY - dt.timedelta(days=30), 5, ALLPAY)
    assert bring(visit, "near.xml", Booked(MAIN, 1, MONDAY, MONDAY, 0, [near])).state == "accepted"


def test_more_statements_of_a_day_than_a_bank_sends_are_refused_at_once(visit: Visit) -> None:
    found = bring(visit, "many.xml", *(day(0, number, (1, "X")) for number in range(101)))
    assert (found.state, found.reason.partition(",")[0]) == (
        "quarantined",
        "more statements of one account than a bank sends",
    )
    assert bring(visit, "some.xml", *(day(0, number, (1, "X")) for number in range(20))).state == "accepted"


def test_money_that_the_bank_dates_far_ahead_is_a_problem_at_once(visit: Visit) -> None:
    assert bring(visit, "next.xml", day(14, 0, (5, ALLPAY))).state == "accepted"
    assert bring(visit, "far.xml", day(3650, 5, (7, ALLPAY))).state == "accepted"
    match_settlements(visit)
    [unapplied] = open_problems(visit, "unapplied")
    assert "far.xml:1" in unapplied

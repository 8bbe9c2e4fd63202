"""The monthly return: its figures as written down when one person prepares it, and another reviews it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from paycards.access.permission import EVERYTHING, Permission
from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.errors import Forbidden, Invalid, NotAllowed, Stale, UsageError
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.return_item import return_item
from paycards.jobs.show_return import show_return
from paycards.jobs.sign_return import sign_return
from paycards.jobs.verify import verify
from paycards.jobs.write_outgoing import write_outgoing
from paycards.reconcile.returns.figure import Figure
from paycards.reports.return_pages import return_page
from paycards.store.engine import writing
from paycards.store.tables.people import people, person_roles
from paycards.store.tables.staff import sign_in_log
from tests.channels.supplier_files import CARD, allpay, long_row, payzone, sale
from tests.decisions.two_people import person
from tests.jobs.bank_files import SETTINGS, begin
from tests.jobs.hand_in import bring_accounts, bring_cards, unknown
from tests.postgres import PostgresServer
from tests.verify.test_rebuilding import unguarded

RENT, TAX = "R100000001", "770000001"
OCTOBER, NOVEMBER = "2026-10", "2026-11"


def on(visit: Visit, month: int, day: int) -> Visit:
    return replace(visit, now=dt.datetime(2026, month, day, 5, tzinfo=dt.UTC))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Monday 16 November: four payments of Saturday and a sale taken back; one item placed, one returned.

    Nobody paid for it in November. The fourth item is placed in December.
    """
    home, database = tmp_path_factory.mktemp("month"), "sqlite:///paycards.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = server.new_migrated_database()
    visit = begin(home, database)
    bring_accounts(visit, home, f"NVD,rent,{RENT},open", f"NVD,council_tax,{TAX},open")
    bring_cards(visit, home, f"NVD,rent,{RENT},{CARD}")
    rows = [long_row(1250, CARD, RENT), *(unknown(pence) for pence in (900, 700, 600))]
    import_file(visit, "NVDC0001.PO", allpay(rows, 3450))
    taken_back = [sale("A1"), sale("A2", "7.05"), sale("A3", "7.05", "VOID", "A2")]
    import_file(visit, "payzone_NVD4471_001530.csv", payzone(taken_back, "20.00"))
    reconcile(visit)
    amira, ben = (person(on(visit, 11, 18), name) for name in ("Amira", "Ben"))
    items = {item.amount_pence: item.id for item in list_suspense(visit)}
    place(amira, items[900])
    approve_decision(ben, return_item(amira, items[700], to="payer", note="not ours").decision)
    december = on(visit, 12, 2)
    place(person(december, "Ben"), items[600])
    yield december
    visit.installation.engine.dispose()


def place(visit: Visit, item: int) -> None:
    allocate_item(visit, item, fund="rent", reference=RENT, note="receipt seen")


def figures(visit: Visit, month: str = NOVEMBER) -> dict[tuple[str, str], tuple[int, int | None, str]]:
    [found] = show_return(visit, month, council="NVD")
    return {(each.section, each.what): (each.items, each.pence, each.measure) for each in found.figures}


def prepare(visit: Visit, name: str, month: str = NOVEMBER) -> int:
    return sign_return(person(visit, name), month, council="NVD", note="two late credits").decision


def test_it_says_what_was_placed_by_itself_and_how_soon(world: Visit) -> None:
    found = figures(world)
    assert found["placed", "by itself"] == (4, 3250, "57.14")
    assert found["placed", "by a person"] == (2, 1600, "28.57")
    assert found["placed", "not placed yet"] == (1, 600, "14.29")
    assert found["placed", "all"] == (7, 5450, "")
    assert found["days_to_place", "1 day"] == (4, 3250, "")  # paid on Saturday, placed on Monday
    assert found["days_to_place", "3 to 5 days"] == (2, 1600, "")
    assert found["days_to_place", "from the day paid"] == (6, 4850, "1.67")
    assert found["days_to_place", "from the day of the file"] == (6, 4850, "0.67")


def test_suspense_is_that_of_the_end_of_the_month_by_age(world: Visit) -> None:
    found = figures(world)
    assert found["suspense", "unidentified, 8 to 30 days"] == (1, 600, "14")
    assert found["suspense", "unidentified, 0 to 7 days"] == (0, 0, "")
    assert found["suspense", "all"] == (1, 600, "14")
    assert found["suspense", "came in the month"] == (3, 2200, "")
    assert found["suspense", "left"] == (2, 1600, "")


def test_it_names_late_suppliers_outlets_and_people(world: Visit) -> None:
    found = figures(world)
    assert found["late", "NVD-PAYZONE, still late"] == (1, 2000, "10")
    assert found["reversals", "NVD-PAYZONE, outlet Z77"] == (1, -705, "")
    assert found["people", "Amira, decided"] == (1, 900, "")
    assert found["people", "Amira, undid or gave up"] == (1, 700, "")
    assert not any(what.startswith("Ben") for _, what in found)
    assert found["days_to_close", "days not closed yet"] == (30, None, "")


def test_what_the_funds_systems_loaded_is_held_against_what_was_sent(sent: Visit) -> None:
    assert figures(sent)["control", "rent, sent"] == (2, 2150, "not compared")
    with pytest.raises(Invalid, match="Nothing of the fund council_tax was sent in 2026-11; sent were: rent"):
        sign_return(sent, NOVEMBER, council="NVD", note="so", loaded={"council_tax": 1})
    for loaded, difference in ((2149, (0, 1, "differs")), (2150, (0, 0, "agrees"))):
        number = sign_return(sent, NOVEMBER, council="NVD", note="so", loaded={"rent": loaded}).decision
        found = figures(sent)
        assert found["control", "rent, sent"] == (2, 2150, "")
        assert found["control", "rent, loaded by its system"] == (0, loaded, "")
        assert found["control", "rent, difference"] == difference
        refuse_decision(person(sent, "Ben"), number, note="look again", council="NVD")


def test_roles_that_belong_apart_and_people_long_away_are_counted(sent: Visit) -> None:
    roles = {
        "a": ["finance_officer", "finance_manager"],
        "b": ["administrator", "finance_officer"],
        "c": ["auditor"],
    }
    with writing(sent.installation.engine) as connection:
        for person_id, (name, held) in enumerate(roles.items(), start=1):
            added = {"id": person_id, "email": f"{name}@x.example", "state": "active", "added_at": sent.now}
            connection.execute(insert(people).values(added))
            rows = [{"person_id": person_id, "council_id": 1, "role": role} for role in held]
            connection.execute(insert(person_roles), rows)
        said = {"event": "signed_in", "way": "password", "source": "", "by": ""}
        connection.execute(insert(sign_in_log).values(at=sent.now, person_id=3, **said))
    found = figures(sent)
    told = ("people with a role", "administrators", "may propose and approve")
    assert [found["access", what][0] for what in told] == [3, 1, 1]
    assert found["access", "administer and decide about money"][0] == 1
    assert found["access", "not signed in for 90 days"][0] == 2


@pytest.fixture(params=["sqlite", "postgresql"])
def sent(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Visit]:
    """Two payments of rent left with the night of 16 November."""
    database = "sqlite:///paycards.db"
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_server").new_migrated_database()
    outgoing = '[[councils.outgoing]]\nfund = "rent"\nformat = "rent_cash"\n\n[[councils]]\ncode = "HMB"'
    visit = begin(tmp_path, database, SETTINGS.replace('[[councils]]\ncode = "HMB"', outgoing))
    bring_accounts(visit, tmp_path, f"NVD,rent,{RENT},open")
    bring_cards(visit, tmp_path, f"NVD,rent,{RENT},{CARD}")
    rows = [long_row(pence, CARD, RENT) for pence in (1250, 900)]
    import_file(visit, "NVDC0001.PO", allpay(rows, 2150))
    reconcile(visit)
    write_outgoing(visit)
    yield on(visit, 12, 2)
    visit.installation.engine.dispose()


def test_only_a_month_that_is_over_has_a_return(world: Visit) -> None:
    with pytest.raises(NotAllowed, match="not over"):
        show_return(world, "2026-12")
    with pytest.raises(NotAllowed, match="not over"):
        prepare(on(world, 11, 30), "Amira")
    for wrong in ("2026-13", "2026-00", "2026-W48", "2026/27", "November"):
        with pytest.raises(Invalid, match=f"{wrong} is no month"):
            show_return(world, wrong)
    with pytest.raises(UsageError, match="Say which council"):
        sign_return(world, NOVEMBER, council=None, note="so")
    barred = Visitor("Clerk", permissions=EVERYTHING - {Permission.SIGN_RETURNS})
    with pytest.raises(Forbidden):
        sign_return(replace(world, visitor=barred), NOVEMBER, council="NVD", note="so")


def test_every_form_has_the_same_figures_and_the_pdf_is_one_page(world: Visit) -> None:
    found = show_return(world, NOVEMBER, council="NVD")
    rows = list(csv.DictReader(io.StringIO(return_page("csv", found).decode())))
    assert [row["what"] for row in rows] == [each.what for each in found[0].figures]
    pdf = pypdfium2.PdfDocument(return_page("pdf", found))
    assert len(pdf) == 1
    printed = pdf[0].get_textpage().get_text_range()
    for form in (return_page("text", found).decode(), return_page("html", found).decode(), printed):
        for said in ("Monthly return for November 2026", "57.14", "a draft. Nobody has signed it", "32.50"):
            assert said in form


def test_no_cell_of_the_csv_is_a_formula_whoever_it_names(world: Visit) -> None:
    [of] = show_return(world, NOVEMBER, council="NVD")
    odd = replace(of, figures=(Figure("people", "=1+1, decided", 1, -5),))
    [row] = csv.DictReader(io.StringIO(return_page("csv", [odd]).decode()))
    assert (row["what"], row["pence"]) == ("'=1+1, decided", "-5")


def test_a_section_without_rows_says_so(world: Visit) -> None:
    said = return_page("html", show_return(world, "2026-07", council="NVD")).decode()
    assert "<p>None.</p>" in said.partition("Late suppliers")[2]


def test_one_prepares_another_reviews_and_what_is_signed_does_not_change(world: Visit) -> None:
    before = figures(world, OCTOBER)
    refused = prepare(world, "Amira", OCTOBER)
    refuse_decision(person(world, "Ben"), refused, note="look again", council="NVD")
    assert show_return(world, OCTOBER, council="NVD")[0].state == "draft"
    number = prepare(world, "Amira", OCTOBER)
    assert show_return(world, OCTOBER, council="NVD")[0].state == "prepared"
    with pytest.raises(Stale):
        prepare(world, "Ben", OCTOBER)
    with pytest.raises(NotAllowed):
        approve_decision(person(world, " amira "), number, council="NVD")
    approve_decision(person(world, "Ben"), number, council="NVD")
    with pytest.raises(NotAllowed, match="signed already"):
        prepare(world, "Cara", OCTOBER)
    with since(world, "2026-10-02"):
        [signed] = show_return(world, OCTOBER, council="NVD")
        assert figures(world, OCTOBER) == before
    assert (signed.state, signed.prepared_by, signed.reviewed_by) == ("signed", "Amira", "Ben")


def test_a_draft_is_worked_out_as_the_books_are(world: Visit) -> None:
    with since(world, "2026-08-02"):
        assert figures(world, "2026-08")["suspense", "all"] == (3, 2200, "29")
    assert figures(world, "2026-08")["suspense", "all"] == (0, 0, "")


@contextmanager
def since(world: Visit, day: str) -> Iterator[None]:
    """The items of suspense are said to have waited since this day, for a while."""
    for on_day in (day, "2026-11-16"):
        with unguarded(world) as connection:
            connection.execute(text(f"UPDATE suspense_items SET since = '{on_day}'"))  # noqa: S608
        if on_day == day:
            yield


@pytest.fixture(scope="module")
def signed(world: Visit) -> Visit:
    """The return of September is signed."""
    approve_decision(person(world, "Ben"), prepare(world, "Amira", "2026-09"), council="NVD")
    return world


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE return_figures SET items = items + 1",
        "DELETE FROM return_figures",
        "DELETE FROM signed_returns",
        "UPDATE signed_returns SET month = '2026-07'",
        "INSERT INTO return_figures (decision_id, place, section, what, items, measure)"
        " SELECT decision_id, 999, 'placed', 'more', 1, '' FROM signed_returns",
        "INSERT INTO signed_returns (council_id, month, decision_id)"
        " SELECT council_id, '2026-07', decision_id FROM signed_returns",
    ],
)
def test_the_database_refuses_to_change_a_return(signed: Visit, statement: str) -> None:
    with pytest.raises(DBAPIError), writing(signed.installation.engine) as connection:
        connection.execute(text(statement))


def test_verify_agrees_and_names_a_figure_that_was_changed(signed: Visit) -> None:
    assert verify(signed).agrees
    changed = "UPDATE return_figures SET pence = pence {} 1 WHERE section = 'placed' AND what = 'by itself'"
    with unguarded(signed) as connection:
        connection.execute(text(changed.format("+")))
    found = verify(signed)
    with unguarded(signed) as connection:
        connection.execute(text(changed.format("-")))
    assert {each.kind for each in found.differences} == {"return figure"}

"""Recovery letters spare the accounts with money in flight, each for a reason and until a day."""

from __future__ import annotations

import csv
import datetime as dt
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from paycards.access.visit import Visit
from paycards.cli import main
from paycards.intake.records import FileRow
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.answer_enquiry import answer_enquiry
from paycards.jobs.correct_references import correct_references
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.nightly import nightly
from paycards.jobs.open_enquiry import Whose, open_enquiry_about
from paycards.jobs.reject_file import reject_file
from paycards.jobs.shield_accounts import shield_accounts
from paycards.jobs.withdraw_decision import withdraw_decision
from paycards.settings.reading import load_settings
from paycards.store.councils import council_ids
from paycards.store.engine import writing
from paycards.tracing.facts import Facts
from paycards.tracing.shield.spared import Spared
from tests.channels.supplier_files import allpay, joined, short_row
from tests.conftest import TWO_COUNCILS
from tests.decisions.two_people import STRICT, with_tiers
from tests.fresh import init_fresh
from tests.jobs.hand_in import accounts_csv, bring_accounts, bring_cards
from tests.planted import plant
from tests.postgres import PostgresServer
from tests.visits import open_visit

OUTGOING = '\n[[councils.outgoing]]\nfund = "rent"\nformat = "income_csv"\n'
OLD_CARD, OTHER_CARD = "9826999900000000015", "9826999900000000023"
REFERENCES = [f"R1000000{n:02}" for n in range(6)]
LATE, NEW = "R200000002", "R300000003"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Iterator[Visit]:
    """Three months of payments; an extract; then a night with suspense, and a file that is refused."""
    home = tmp_path_factory.mktemp("shield")
    url = (
        f"sqlite:///{home}/paycards.db"
        if request.param == "sqlite"
        else postgres_server.new_migrated_database()
    )
    text = TWO_COUNCILS.format(database=url)
    text = text.replace("[paycards]\n", "[paycards]\nrehearsal = true\n", 1)
    text = text.replace('Council"\n', f'Council"\n{OUTGOING}', 1)
    text = text.replace('[councils.contracts.drop]\nkind = "folder"\ndirectory = "drops/allpay"\n', "")
    (home / "paycards.toml").write_text(text, encoding="utf-8")
    settings = load_settings(home / "paycards.toml")
    init_fresh(settings)
    visit = open_visit(settings, now=dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC))
    fill(visit, home)
    yield visit
    visit.installation.engine.dispose()


def fill(visit: Visit, home: Path) -> None:
    rows = [f"NVD,rent,{each},open" for each in (*REFERENCES, LATE)]
    bring_accounts(at(visit, 8, 20), home, *rows)
    bring_cards(at(visit, 8, 20), home, f"NVD,rent,{REFERENCES[4]},{OLD_CARD}")
    for number, (month, day) in enumerate([(8, 25), (9, 25), (10, 25)], start=1):
        bring(at(visit, month, day), number, [(1000, each) for each in REFERENCES[:3]])
    bring(at(visit, 11, 10), 4, [(500, LATE)])
    extract(at(visit, 11, 19), home, rows)
    night = at(visit, 11, 20)
    bring(night, 5, [(700, REFERENCES[3]), (900, NEW)])
    import_file(night, "NVDC0006.PO", joined(["damaged"]))


def at(visit: Visit, month: int, day: int) -> Visit:
    return replace(visit, now=dt.datetime(2026, month, day, 4, tzinfo=dt.UTC))


def bring(night: Visit, number: int, payments: list[tuple[int, str]]) -> None:
    day = f"{night.today - dt.timedelta(days=1):%d/%m/%Y}"
    rows = [short_row(pence, reference=reference, date=day) for pence, reference in payments]
    total = sum(pence for pence, _ in payments)
    assert import_file(night, f"NVDC{number:04}.PO", allpay(rows, total, made=day)).state == "accepted"
    nightly(night)


def extract(visit: Visit, home: Path, rows: list[str]) -> None:
    """An extract with a changed balance, as each night's has."""
    path = home / "extract.csv"
    path.write_text(accounts_csv(*rows).replace(f"{LATE},open,0", f"{LATE},open,-500"), encoding="utf-8")
    import_accounts(visit, path, skip_bad=False)


def spared(visit: Visit, reason: str) -> list[Spared]:
    return [each for each in shield_accounts(visit) if each.reason == reason]


def test_who_usually_pays_through_a_contract_with_a_refused_file_is_spared(town: Visit) -> None:
    found = spared(town, "file_awaited")
    assert [each.reference for each in found] == REFERENCES[:3]
    assert {(each.since, each.expires_on) for each in found} == {
        (dt.date(2026, 11, 20), dt.date(2026, 12, 4))
    }
    assert "usually come through NVD-ALLPAY, where the file NVDC0006.PO is refused" in found[0].why


def test_who_is_named_in_a_refused_or_held_file_is_spared(town: Visit) -> None:
    rows = [short_row(4000, reference=REFERENCES[5], date="19/11/2026")]
    held = import_file(town, "NVDC0005.PO", allpay(rows, 4000, made="19/11/2026"))
    assert held.state == "held"
    whose = [each for each in spared(town, "file_awaited") if each.reference == REFERENCES[5]]
    assert [each.why for each in whose] == ["NVDC0005.PO, which is held, names them"]
    rejected = reject_file(town, str(held.id), note="sent by mistake")
    assert isinstance(rejected, FileRow)
    assert REFERENCES[5] not in [each.reference for each in spared(town, "file_awaited")]


def test_who_is_named_in_a_held_file_with_spaces_and_marks_is_spared(town: Visit) -> None:
    spaced = f"{REFERENCES[5][:3]} {REFERENCES[5][3:7]}/{REFERENCES[5][7:]}"
    rows = [short_row(4000, reference=spaced.lower(), date="19/11/2026"), short_row(5, reference="")]
    held = import_file(town, "NVDC0004.PO", allpay(rows, 4005, made="19/11/2026"))
    assert REFERENCES[5] in [each.reference for each in spared(town, "file_awaited")]
    reject_file(town, str(held.id), note="sent by mistake")


def test_who_is_to_be_paid_by_a_correction_that_waits_is_spared(town: Visit, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(f"council,fund,wrong,right\nNVD,rent,{NEW},{REFERENCES[5]}\n", encoding="utf-8")
    proposed = correct_references(town, path, note="a typing error").decision
    assert proposed
    [each] = [each for each in spared(town, "not_in_extract") if each.reference == REFERENCES[5]]
    assert f"decision {proposed.decision} waits" in each.why
    withdraw_decision(town, proposed.decision)
    assert REFERENCES[5] not in [each.reference for each in spared(town, "not_in_extract")]


def test_what_was_posted_after_the_newest_extract_is_spared_and_what_left_before_is_not(town: Visit) -> None:
    found = spared(town, "not_in_extract")
    assert [(each.reference, each.expires_on) for each in found] == [(REFERENCES[3], dt.date(2026, 11, 27))]


def test_who_is_paid_by_a_decision_that_waits_is_spared_until_it_is_decided(town: Visit) -> None:
    items = [each.id for each in list_suspense(town) if each.client_reference == NEW]
    strict = with_tiers(town, STRICT)
    waiting = allocate_item(strict, items[0], fund="rent", reference=REFERENCES[4], note="she rang")
    [each] = [each for each in spared(town, "in_suspense") if each.reference == REFERENCES[4]]
    assert each.why == f"decision {waiting.decision} waits, which posts NVDC0005.PO:2 to them"
    withdraw_decision(town, waiting.decision)
    assert REFERENCES[4] not in [each.reference for each in spared(town, "in_suspense")]


def test_an_enquiry_spares_its_account_until_it_is_answered(town: Visit) -> None:
    asked = open_enquiry_about(town, Facts(), council="NVD", whose=Whose("rent", REFERENCES[5]), note="rang")
    [each] = spared(town, "enquiry")
    assert (each.reference, each.expires_on) == (REFERENCES[5], asked.enquiry.due_on)
    overdue = replace(town, now=town.now + dt.timedelta(days=40))
    [each] = spared(overdue, "enquiry")
    assert each.expires_on > overdue.today
    answer_enquiry(town, 1, outcome="withdrawn", note="found the receipt")
    assert spared(town, "enquiry") == []


def test_the_file_is_private_and_has_a_heading_whatever_it_holds(town: Visit) -> None:
    home = Path(town.settings.paycards.archive).parent
    out = home / "spare.csv"
    now = ["--now", "2026-11-20T09:00:00+00:00"]
    call = ["--config", str(home / "paycards.toml"), *now, "shield", "--out", str(out), "--json"]
    done = CliRunner().invoke(main, call, catch_exceptions=False)
    assert done.exit_code == 0 and '"file_awaited": 3' in done.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["council", "fund", "reference", "reason", "since", "expires_on", "why"]
    none = CliRunner().invoke(main, [*call, "--council", "HMB"], catch_exceptions=False)
    assert none.exit_code == 0 and '"rows": 0' in none.output


def test_a_likely_owner_of_money_in_suspense_is_spared_and_an_extract_of_today_shows_what_left(
    town: Visit, tmp_path: Path
) -> None:
    assert spared(town, "in_suspense") == []
    rows = [f"NVD,rent,{each},open" for each in (*REFERENCES, LATE, NEW)]
    bring_accounts(town, tmp_path, *rows)
    [each] = spared(town, "in_suspense")
    assert (each.reference, each.since) == (NEW, dt.date(2026, 11, 20))
    assert "item" in each.why
    assert spared(town, "not_in_extract") == []


def test_who_paid_for_a_closed_account_is_spared_and_who_got_money_back_is_not(
    town: Visit, tmp_path: Path
) -> None:
    rows = [f"NVD,rent,{each},open" for each in (*REFERENCES, LATE)] + [f"NVD,rent,{NEW},closed"]
    bring_accounts(town, tmp_path, *rows)
    [each] = spared(town, "in_suspense")
    assert (each.reference, "a payment in suspense is likely theirs" in each.why) == (NEW, True)
    closed = [f"NVD,rent,{each},open" for each in REFERENCES] + [f"NVD,rent,{LATE},closed"]
    bring_accounts(town, tmp_path, *closed)
    bring(at(town, 11, 21), 7, [(-900, LATE)])
    assert LATE not in [each.reference for each in spared(town, "in_suspense")]


@pytest.mark.parametrize("after", ["{}", '{"missing": 7}', '{"missing": {"rent": "many"}}'])
def test_an_entry_of_the_trail_that_says_of_no_extract_takes_no_protection_away(
    town: Visit, after: str
) -> None:
    before = shield_accounts(town)
    with writing(town.installation.engine) as connection:
        plant(connection, council_ids(connection)["NVD"], "accounts.imported", after)
    assert shield_accounts(town) == before

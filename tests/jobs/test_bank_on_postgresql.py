"""What is done to the books of the bank is the same on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.assign_bank_entry import assign_bank_entry
from paycards.jobs.correct_bank_statement import correct_bank_statement
from paycards.jobs.enter_bank_balance import enter_bank_balance
from paycards.jobs.list_bank_entries import list_bank_entries
from paycards.jobs.show_bank_entry import show_bank_entry
from paycards.jobs.sort_bank_entries import sort_bank_entries
from paycards.jobs.verify import verify
from tests.decisions.two_people import person
from tests.jobs.bank_files import MONDAY, begin, bring, day, exported, journal
from tests.jobs.test_bank_desk import bare, telling
from tests.jobs.test_import_bank_files import ALLPAY, BOTH
from tests.postgres import PostgresServer


def told(home: Path, database: str) -> tuple[object, ...]:
    """Live a few days at the bank, and return what stands in the books then."""
    home.mkdir()
    visit = begin(home, database)
    bring(visit, "s.xml", day(0, 0, (500, ALLPAY), (-20, ALLPAY), (7, BOTH), (1, "RATES"), (0, ALLPAY)))
    bring(visit, "s.xml", day(2, 600, (100, ALLPAY)))
    bring(visit, "again.xml", day(2, 600, (100, ALLPAY)))
    assign_bank_entry(visit, "s.xml:3", contract="NVD-EVERY", note="")
    assign_bank_entry(visit, "s.xml:3", contract="", note="after all")
    sort_bank_entries(telling(visit, {"NVD-EVERY": "RATES"}))
    enter_bank_balance(visit, "MAIN", on=MONDAY, pence=488, council="NVD")
    bring(visit, "bare.xml", data=bare("2026-11-13"))
    balances = [
        enter_bank_balance(visit, "MAIN", on=MONDAY + dt.timedelta(days=day), pence=pence, council="NVD")
        for day, pence in ((4, 800), (2, 701), (2, 700))
    ]
    assert [each.needs_person for each in balances] == [False, True, False]
    bring(visit, "corrected.xml", day(0, 0, (600, ALLPAY)))
    decision = correct_bank_statement(visit, "corrected.xml", note="sent anew")
    assert decision is not None
    approve_decision(person(visit, "second"), decision.decision, note="")
    verified = verify(visit)
    assert verified.agrees, verified.differences
    shown = [
        show_bank_entry(visit, f"{each.file}:{each.row}") for each in list_bank_entries(visit, every=True)
    ]
    books = journal(visit), exported(visit, "bank"), exported(visit, "postings"), shown
    visit.installation.engine.dispose()
    return books


def test_the_same_days_give_the_same_books_on_both_databases(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    on_sqlite = told(tmp_path / "sqlite", "sqlite:///paycards.db")
    on_postgresql = told(tmp_path / "postgresql", postgres_server.new_migrated_database())
    assert on_sqlite == on_postgresql
    assert on_sqlite[0] == {"bank:NVD:MAIN": 700, "clearing:NVD-ALLPAY": -700, "clearing:NVD-EVERY": 0}

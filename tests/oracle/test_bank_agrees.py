"""Weeks of suppliers, a bank and people: paycards and the oracle match, owe, decide and prove the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.export import export
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from paycards.jobs.init import init
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.reconcile import reconcile
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.jobs.write_outgoing import write_outgoing
from paycards.settings.reading import load_settings
from tests.postgres import PostgresServer
from tests.visits import open_visit

from .bank_books import Act, Told
from .bank_proof import Proof
from .bank_weeks import CONTRACTS, HELD, OURS, Night, weeks
from .dues import DAY
from .pools import ACCOUNT_REFERENCES

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
settlement_lag_working_days = 2
settlement = {{ by = "file", bank_text = "ALLPAY LTD" }}
[[councils.contracts]]
code = "NVD-PAYPOINT"
channel = "paypoint"
client_code = "000123"
settlement = {{ bank_text = "PAYPOINT", fees = "netted", fee_pence = {{ paypoint = "12.5" }} }}
[[councils.contracts]]
code = "NVD-STATED"
channel = "allpay"
client_code = "NVDS"
settlement_lag_working_days = 1
settlement = {{ bank_text = "CLIENT MONEY" }}
[[councils.outgoing]]
fund = "rent"
format = "income_csv"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
"""
CHECKS = ("received", "owed", "explained", "bank", "customers", "stated")
RENT = ACCOUNT_REFERENCES[0]
LISTS = {
    "accounts.csv": "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on\n"
    f"NVD,rent,{RENT},open,0,C1,,,Fenn,,,,,,,,2020-04-01,\n",
    "cards.csv": "council,fund,account_reference,card_number,status,issued_on\n"
    f"NVD,rent,{RENT},{OURS},active,2026-01-05\n",
}


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.soak) for n in range(100, 300))])
def test_the_bank_is_matched_and_proved_as_the_oracle_does(seed: int) -> None:
    assert_agrees(seed, lambda: "sqlite:///paycards.db")


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(300, 360))
def test_the_bank_is_matched_and_proved_as_the_oracle_does_on_postgresql(
    seed: int, postgres_server: PostgresServer
) -> None:
    assert_agrees(seed, postgres_server.new_database)


def test_the_weeks_speak_every_rule() -> None:
    spoken = {row[4] for seed in range(12) for row in lived(weeks(seed)).matches()}
    assert spoken == {"exact", "run", "parts", "subset", "difference", "manual"}


def assert_agrees(seed: int, database: Callable[[], str]) -> None:
    nights, ours = weeks(seed), Proof()
    with tempfile.TemporaryDirectory() as folder:
        visit = begin(Path(folder), database())
        for night in nights:
            visit = replace(visit, now=dt.datetime.combine(night.day, dt.time(4), dt.UTC))
            live(visit, night, held(nights, night))
            if act := ours.live(night):
                do(visit, act)
        assert told_dues(visit) == ours.dues()
        assert told_matches(visit) == ours.matches()
        assert told_bank(visit) == ours.bank()
        assert told_decisions(visit) == ours.decisions()
        assert told_proof(visit) == ours.proof()
        visit.installation.engine.dispose()


def lived(nights: list[Night]) -> Proof:
    books = Proof()
    for night in nights:
        books.live(night)
    return books


def held(nights: list[Night], until: Night) -> int:
    """What is on the account before the entries of a night."""
    return HELD + sum(each.pence for night in nights if night.day < until.day for each in night.booked)


def begin(home: Path, database: str) -> Visit:
    (home / "paycards.toml").write_text(SETTINGS.format(database=database), encoding="utf-8")
    settings = load_settings(home / "paycards.toml")
    init(settings)
    visit = open_visit(settings, now=dt.datetime(2026, 12, 14, 4, tzinfo=dt.UTC))
    for name, text in LISTS.items():
        (home / name).write_text(text)
    import_accounts(visit, home / "accounts.csv")
    import_cards(visit, home / "cards.csv")
    return visit


def live(visit: Visit, night: Night, held_pence: int) -> None:
    for file in night.files:
        assert import_file(visit, file.name, file.data).state == "accepted"
    on = night.day - DAY
    lines = [Line(on, each.pence, CONTRACTS.get(each.contract, "RENTS")) for each in night.booked]
    booked = Booked(Account("000471", "00004471"), on.toordinal(), on, on, held_pence, lines)
    statement = BankFile(f"bank-{night.day}.xml", camt053([booked]))
    assert import_bank_file(visit, our_own_bank(visit), statement).state == "accepted"
    reconcile(visit)
    match_settlements(visit)
    write_outgoing(visit)


def do(visit: Visit, act: Act) -> None:
    """What the oracle's person does; where a second one is needed, that one agrees or not."""
    if act.kind == "allocate":
        [item] = [item for item in list_suspense(visit) if f"{item.file}:{item.row}" == act.subject]
        allocate_item(visit, item.id, fund="rent", reference=RENT, note="n")
        return
    if act.kind == "unmatch":
        unmatch_entry(visit, act.subject, note="n")
        return
    decision = match_by_hand(visit, act.subject, [(act.due, act.pence)], note="n")
    assert (decision.state == "proposed") == act.needs_two
    if act.needs_two:
        other = replace(visit, visitor=Visitor("Ben"))
        (approve_decision if act.is_agreed else refuse_decision)(other, decision.decision, note="n")


def rows_of(visit: Visit, name: str) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    export(visit, name, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def told_dues(visit: Visit) -> Counter[Told]:
    pence = ("amount_pence", "settled_pence", "fees_pence", "outstanding_pence")
    return Counter(
        (row["contract"], row["due"], row["due_on"], *(int(row[name]) for name in pence))
        for row in rows_of(visit, "dues")
    )


def told_matches(visit: Visit) -> Counter[Told]:
    return Counter(
        (
            *(row["contract"], row["due"], f"{row['file']}:{row['row']}"),
            *(int(row["amount_pence"]), row["rule"], row["state"]),
        )
        for row in rows_of(visit, "matches")
    )


def told_bank(visit: Visit) -> list[Told]:
    return [
        (
            *(f"{row['file']}:{row['row']}", row["booked_on"], int(row["amount_pence"])),
            *(row["contract"], int(row["explained_pence"]), row["state"]),
        )
        for row in rows_of(visit, "bank")
    ]


def told_decisions(visit: Visit) -> list[Told]:
    return [
        (
            *(row["decision"], row["kind"], row["subject"], int(row["amount_pence"]), row["state"]),
            bool(row["decided_by"]),
        )
        for row in rows_of(visit, "decisions")
    ]


def told_proof(visit: Visit) -> Counter[Told]:
    return Counter(
        (row["contract"], row["date"], row["check"], int(row["left_pence"]), int(row["right_pence"]))
        for row in rows_of(visit, "proof")
        if row["check"] in CHECKS
    )

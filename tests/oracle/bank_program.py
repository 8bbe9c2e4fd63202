"""The weeks of a bank as they happen to the real program, job by job, and what it exports of them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import product, takewhile
from pathlib import Path
from typing import Any

import pytest

from paycards.access.visit import Visit
from paycards.access.visitor import Visitor
from paycards.decisions.splitting import Part
from paycards.demo.banks.booked import Account, Booked, Line
from paycards.demo.banks.camt053 import camt053
from paycards.errors import NotAllowed
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.check_fees import check_fees
from paycards.jobs.close_day import close_day
from paycards.jobs.combine_items import combine_items
from paycards.jobs.export import export
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from paycards.jobs.init import init
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.move_payment import move_payment
from paycards.jobs.reconcile import reconcile
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.reopen_day import reopen_day
from paycards.jobs.return_item import return_item
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.split_item import split_item
from paycards.jobs.unmatch_entry import unmatch_entry
from paycards.jobs.withdraw_decision import withdraw_decision
from paycards.jobs.write_off_item import write_off_item
from paycards.jobs.write_outgoing import write_outgoing
from paycards.settings.reading import load_settings
from tests.visits import open_visit

from .bank_weeks import CARDS, CONTRACTS, HELD, MONTHS, NETTED, STATED, Night
from .desk import Told
from .dues import DAY
from .people import Act, Decision

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
[[councils]]
code = "NVD"
name = "Northvale District Council"
tiers_pence = {{ default = 400 }}
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
settlement = {{ bank_text = "CLIENT MONEY", fees = "invoiced", fee_pence = {{ post_office = "38.5" }} }}
[[councils.outgoing]]
fund = "rent"
format = "income_csv"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
"""
ACCOUNTS = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on\n"
    "NVD,rent,R000000001,open,0,C1,,,Fenn,,,,,,,,2020-04-01,\n"
    "NVD,rent,R000000002,open,0,C2,,,Marsh,,,,,,,,2020-04-01,\n"
    "NVD,council_tax,770000001,open,0,C3,,,Wold,,,,,,,,2020-04-01,\n"
)
CARD_LIST = "council,fund,account_reference,card_number,status,issued_on\n" + "".join(
    f"NVD,{account},{card},active,2026-01-05\n"
    for account, card in zip(
        ("rent,R000000001", "rent,R000000002", "council_tax,770000001"), CARDS, strict=True
    )
)


def held(nights: list[Night], until: Night) -> int:
    """What is on the account before the entries of a night."""
    return HELD + sum(each.pence for night in nights if night.day < until.day for each in night.booked)


def begin(home: Path, database: str) -> Visit:
    (home / "paycards.toml").write_text(SETTINGS.format(database=database), encoding="utf-8")
    settings = load_settings(home / "paycards.toml")
    init(settings)
    visit = open_visit(settings, now=dt.datetime(2026, 12, 14, 4, tzinfo=dt.UTC))
    (home / "accounts.csv").write_text(ACCOUNTS)
    (home / "cards.csv").write_text(CARD_LIST)
    import_accounts(visit, home / "accounts.csv")
    import_cards(visit, home / "cards.csv")
    return visit


def live(visit: Visit, nights: list[Night], night: Night) -> None:
    for file in night.files:
        assert import_file(visit, file.name, file.data).state == "accepted"
    for each in [] if night.is_late else [*late(nights, night), night]:
        assert import_bank_file(visit, our_own_bank(visit), statement(nights, each)).state == "accepted"
    reconcile(visit)
    match_settlements(visit)
    write_outgoing(visit)


def late(nights: list[Night], night: Night) -> list[Night]:
    """Those just before whose statements come with that of a night."""
    before = list(takewhile(lambda each: each.is_late, reversed(nights[: nights.index(night)])))
    return before[::-1]


def statement(nights: list[Night], night: Night) -> BankFile:
    on = night.day - DAY
    lines = [Line(on, each.pence, CONTRACTS.get(each.contract, "RENTS")) for each in night.booked]
    account = Account("000471", "00004471")
    booked = Booked(account, on.toordinal(), on, on, held(nights, night), lines)
    return BankFile(f"bank-{night.day}.xml", camt053([booked]))


def do(visit: Visit, act: Act) -> None:
    """What the oracle's people do."""
    mine = replace(visit, visitor=Visitor(act.by))
    if act.decision is None:
        assert act.day
        close_day(mine, act.day)
    elif act.verb == "propose":
        PROPOSE[act.decision.kind](mine, act.decision)
    elif act.verb == "withdraw":
        withdraw_decision(mine, act.decision.number)
    elif act.verb == "refuse":
        refuse_decision(mine, act.decision.number, note="n")
    elif act.works:
        approve_decision(mine, act.decision.number)
    else:
        with pytest.raises(NotAllowed):
            approve_decision(mine, act.decision.number)


def item(visit: Visit, name: str) -> int:
    [found] = [item for item in list_suspense(visit) if f"{item.file}:{item.row}" == name]
    return found.id


def account_of(name: str) -> tuple[str, str]:
    _, fund, reference = name.split(":")
    return fund, reference


def target(decision: Decision) -> dict[str, Any]:
    [name] = decision.terms["shares"]
    return dict(zip(("fund", "reference"), account_of(name), strict=True))


def part_of(name: str, pence: int) -> Part:
    if name.startswith("customer:"):
        return Part(pence, *account_of(name))
    return Part(pence, to="supplier" if name.startswith("clearing:") else "payer")


def propose_split(visit: Visit, decision: Decision) -> None:
    parts = [part_of(*share) for share in decision.terms["shares"].items()]
    split_item(visit, item(visit, decision.subject), parts, note="n")


def propose_move(visit: Visit, decision: Decision) -> None:
    right, part = decision.terms["shares"], decision.terms["part"]
    move_payment(
        visit,
        decision.subject,
        account_of(next(iter(right))),
        note="n",
        part=account_of(part) if part else None,
        even_if_closed=False,
    )


PROPOSE: dict[str, Callable[[Visit, Decision], object]] = {
    "allocate": lambda v, d: allocate_item(v, item(v, d.subject), **target(d), note="n"),
    "split": propose_split,
    "combine": lambda v, d: combine_items(
        v, [item(v, each) for each in d.subject.split(", ")], **target(d), note="n"
    ),
    "move": propose_move,
    "return_to_payer": lambda v, d: return_item(v, item(v, d.subject), to="payer", note="n"),
    "return_to_supplier": lambda v, d: return_item(v, item(v, d.subject), to="supplier", note="n"),
    "write_off": lambda v, d: write_off_item(v, item(v, d.subject), note="n"),
    "match": lambda v, d: match_by_hand(v, d.subject, [(d.terms["due"], d.pence)], note="n"),
    "sign_exception": lambda v, d: sign_exception(v, **d.terms, note="n", until=v.today + 30 * DAY),
    "reopen_day": lambda v, d: reopen_day(v, d.terms["day"], council=None, note="n"),
    "unmatch": lambda v, d: unmatch_entry(v, d.subject, note="n"),
}


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
            *(row["proposed_by"], row["decided_by"]),
        )
        for row in rows_of(visit, "decisions")
    ]


def told_rows(visit: Visit, name: str, *without: str) -> Counter[Told]:
    rows = rows_of(visit, name)
    return Counter(tuple(value for key, value in row.items() if key not in without) for row in rows)


def told_postings(visit: Visit) -> Counter[Told]:
    """Of payments; what the bank and fees post shows in the proof."""
    return Counter(
        (
            *(row["contract"], f"{row['file']}:{row['row']}", int(row["step"]), int(row["part"])),
            *(row["date"], row["debit"], row["credit"], int(row["amount_pence"])),
        )
        for row in rows_of(visit, "postings")
        if row["contract"]
    )


def told_journal(visit: Visit) -> Counter[Told]:
    """Of payments; an entry without the number of its file, which only paycards knows."""
    return Counter(
        (
            *(row["source"], row["entry"].partition("-")[2], row["date"]),
            *(row["ledger_account"], int(row["amount_pence"])),
        )
        for row in rows_of(visit, "journal")
        if not row["source"].startswith("bank-")
    )


def told_fees(visit: Visit) -> Counter[Told]:
    found: Counter[Told] = Counter()
    for code, month in product((NETTED, STATED), MONTHS):
        check = check_fees(visit, code, dt.date.fromisoformat(f"{month}-01"), 1000)
        found.update(
            (code, month, each.network, each.payments, int(each.fee.replace(".", "")))
            for each in check.networks
        )
        found[code, month, "in all", check.payments, 1000 - check.difference_pence] += 1
    return found


def told(visit: Visit) -> dict[str, Counter[Told]]:
    """What is exported, without what only a clock knows."""
    return {
        "lines": told_rows(visit, "lines"),
        "suspense": told_rows(visit, "suspense", "since"),
        "balances": told_rows(visit, "balances"),
        "postings": told_postings(visit),
        "journal": told_journal(visit),
        "decisions": Counter(told_decisions(visit)),
        "dues": told_dues(visit),
        "matches": told_matches(visit),
        "bank": Counter(told_bank(visit)),
        "fees": told_fees(visit),
        "days": told_rows(visit, "days", "council", "closed_at"),
        "proof": told_rows(visit, "proof", "council"),
    }

"""The weeks of a bank as they happen to the real program, job by job, and what it exports of them."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
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
from paycards.jobs.close_day import close_day
from paycards.jobs.combine_items import combine_items
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from paycards.jobs.init import init
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.match_by_hand import match_by_hand
from paycards.jobs.match_settlements import match_settlements
from paycards.jobs.move_payment import move_payment
from paycards.jobs.open_dues import open_dues
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

from .bank_weeks import CARDS, CONTRACTS, HELD, Night
from .decision import Act, Decision
from .dues import DAY

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


def propose_opening(visit: Visit, decision: Decision) -> None:
    rows = [
        f"{each.contract},{each.key},{each.owes.on},{each.owes.pence}\n" for each in decision.terms["items"]
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / decision.subject
        path.write_text("contract,due,due_on,amount_pence\n" + "".join(rows))
        open_dues(visit, path, note="n")


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
    "opening": propose_opening,
    "reopen_day": lambda v, d: reopen_day(v, d.terms["day"], council=None, note="n"),
    "unmatch": lambda v, d: unmatch_entry(v, d.subject, note="n"),
}

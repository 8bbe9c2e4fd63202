"""Penmoor, a small invented council with one contract and one bank account, and its customers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

from paycards.demo.accounts import Account, extract
from paycards.demo.banks.booked import Account as BankAccount
from paycards.demo.cards import Card, card_list, card_number
from paycards.demo.councils import Contract, Council
from paycards.demo.people import make_people

CUSTOMERS = 8
MISTYPED = 4  # the place of the customer whose card is typed with a wrong figure
FIRST_SERIAL = 7_000_000_000
BANK = BankAccount("000512", "00005127")
PENMOOR = Council(
    code="PEN",
    name="Penmoor Town Council",
    towns=("Penmoor",),
    postcode_area="PM",
    accounts=CUSTOMERS,
    routes={},
    contracts=(Contract("PEN-PAYPOINT", "paypoint", "104777", "client104777", 2, "working_days"),),
)
SETTINGS = f"""
[[councils]]
code = "PEN"
name = "Penmoor Town Council"

[[councils.contracts]]
code = "PEN-PAYPOINT"
channel = "paypoint"
client_code = "104777"
settlement_lag_working_days = 2
[councils.contracts.settlement]
bank_text = "PAYPOINT.*104777"
[councils.contracts.timetable]
days = "working_days"
due = 09:00:00
starts_on = 2026-11-16
[councils.contracts.drop]
kind = "folder"
directory = "penmoor/outbound"
settle_seconds = 0

[[councils.bank_accounts]]
code = "MAIN"
sort_code = "{BANK.sort_code}"
account_number = "{BANK.number}"
iban = "{BANK.iban}"

[[councils.outgoing]]
fund = "rent"
format = "rent_cash"
"""


def customers() -> list[Card]:
    """One card for each of its rent accounts."""
    people = make_people(PENMOOR, CUSTOMERS, Random("Penmoor"))  # noqa: S311  # invented data, not a secret
    return [
        Card(
            card_number(FIRST_SERIAL + 1_013 * place),
            Account("PEN", "rent", f"R400{place * 7_919:06d}", "open", 21_000, person, dt.date(2019, 4, 1)),
            "active",
            dt.date(2025, 5, 6),
        )
        for place, person in enumerate(people, start=1)
    ]


def write_lists(folder: Path) -> tuple[Path, Path]:
    """Write the lists of its accounts and cards; return where they are."""
    cards = customers()
    accounts_file, cards_file = folder / "accounts.csv", folder / "cards.csv"
    accounts_file.write_bytes(extract(card.account for card in cards))
    cards_file.write_bytes(card_list(cards))
    return accounts_file, cards_file

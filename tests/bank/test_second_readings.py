"""Libraries that others keep read the same files and find the same money."""

from __future__ import annotations

from decimal import Decimal

from bai2 import bai2 as bai2_library
from bai2.constants import TypeCodeTransaction
from hypothesis import given
from hypothesis import strategies as st
from pycamt.parser import Camt053Parser

from paycards.demo.banks.bai2 import bai2
from paycards.demo.banks.booked import Booked
from paycards.demo.banks.camt053 import camt053
from tests.bank.made import read
from tests.bank.test_round_trips import replace_days, statements


@given(st.lists(statements(), min_size=1, max_size=3), st.integers(2, 13))
def test_pycamt_finds_the_same_entries_and_balances(booked: list[Booked], version: int) -> None:
    data = camt053(booked, version)
    file, library = read(data), Camt053Parser(data)
    theirs = [
        int(Decimal(each["Amount"]) * 100) * (1 if each["CreditDebitIndicator"] == "CRDT" else -1)
        for each in library.get_transactions()
    ]
    assert [entry.amount_pence for entry in file.entries] == theirs
    ibans = [each["IBAN"] for each in library.get_statement_info()]
    assert [each.account.iban for each in file.statements] == ibans


@given(st.lists(statements().filter(lambda booked: len(booked.lines) > 0), min_size=1, max_size=3))
def test_the_bai2_library_finds_the_same_entries_and_balances(booked: list[Booked]) -> None:
    data = bai2([replace_days(each) for each in booked])
    theirs = []
    for group in bai2_library.parse_from_string(data.decode()).children:
        for account in group.children:
            balances = {item.type_code.code: item.amount for item in account.header.summary_items}
            signs = {TypeCodeTransaction.credit: 1, TypeCodeTransaction.debit: -1}
            pence = [each.amount * signs[each.type_code.transaction] for each in account.children]
            theirs.append((balances["010"], balances["015"], pence))
    ours = [
        (
            each.opening and each.opening.pence,
            each.closing and each.closing.pence,
            [e.amount_pence for e in each.entries],
        )
        for each in read(data).statements
    ]
    assert ours == theirs

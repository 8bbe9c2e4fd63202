"""Writes CSV exports of online banking: Lloyds newest first in two columns, NatWest signed, Barclays bare.

They are believed: no bank publishes them; what is known comes from guides to other programs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import accumulate

from paycards.demo.banks.booked import Booked, pounds


def lloyds(booked: Booked) -> bytes:
    """Two positive columns, newest first, the sort code behind an apostrophe."""
    account = booked.account
    code = f"'{account.sort_code[:2]}-{account.sort_code[2:4]}-{account.sort_code[4:]}"
    headings = (
        "Transaction Date", "Transaction Type", "Sort Code", "Account Number", "Transaction Description",
        "Debit Amount", "Credit Amount", "Balance",
    )  # fmt: skip
    rows = [
        (
            f"{line.booked_on:%d/%m/%Y}", "BGC", code, account.number, line.text,
            pounds(line.pence) if line.pence < 0 else "", pounds(line.pence) if line.pence >= 0 else "",
            _signed(balance),
        )
        for line, balance in zip(booked.lines, _running(booked), strict=True)
    ]  # fmt: skip
    return _csv([headings, *reversed(rows)])


def natwest(booked: Booked) -> bytes:
    """One signed column, newest last."""
    account = f"'{booked.account.sort_code}-{booked.account.number}"
    headings = ("Date", "Type", "Description", "Value", "Balance", "Account Name", "Account Number")
    rows = [
        (
            f"{line.booked_on:%d/%m/%Y}",
            "BAC",
            line.text,
            _signed(line.pence),
            _signed(balance),
            "COUNCIL",
            account,
        )
        for line, balance in zip(booked.lines, _running(booked), strict=True)
    ]
    return _csv([headings, *rows])


def barclays(booked: Booked) -> bytes:
    """One signed column and no balance."""
    sort_code = booked.account.sort_code
    account = f"{sort_code[:2]}-{sort_code[2:4]}-{sort_code[4:]} {booked.account.number}"
    headings = ("Number", "Date", "Account", "Amount", "Subcategory", "Memo")
    rows = [
        ("", f"{line.booked_on:%d/%m/%Y}", account, _signed(line.pence), "CREDIT", f"{line.text:<18}")
        for line in booked.lines
    ]
    return _csv([headings, *rows])


def _running(booked: Booked) -> Iterator[int]:
    balances = accumulate((line.pence for line in booked.lines), initial=booked.opening_pence)
    next(balances)
    return balances


def _signed(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{pounds(pence)}"


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()

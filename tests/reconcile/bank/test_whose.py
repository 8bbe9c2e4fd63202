"""Whose a bank entry is."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from paycards.reconcile.bank.whose import BankText, fitting, verdict

MONDAY = dt.date(2026, 11, 9)
ALLPAY = BankText("NVD-ALLPAY", "allpay (ltd )?NVDC", None, None)
PAYZONE = BankText("NVD-PAYZONE", "PAYZONE", "MAIN", dt.date(2026, 11, 9))
ANY_PAY = BankText("NVD-OTHER", "PAY", None, dt.date(2026, 11, 16))
TEXTS = (ALLPAY, PAYZONE, ANY_PAY)


@pytest.mark.parametrize(
    ("account", "day", "text", "codes", "whose"),
    [
        ("MAIN", 9, "ALLPAY  LTD\tNVDC 26/10", ["NVD-ALLPAY"], "ours"),
        ("MAIN", 9, "xx Allpay nvdc", ["NVD-ALLPAY"], "ours"),
        ("MAIN", 9, "PAYZONE UK", ["NVD-PAYZONE"], "ours"),
        ("MAIN", 8, "PAYZONE UK", [], "other"),
        ("RENT", 9, "PAYZONE UK", [], "other"),
        ("MAIN", 16, "PAYZONE UK", ["NVD-PAYZONE", "NVD-OTHER"], "unclear"),
        ("MAIN", 9, "PAYROLL RUN 45", [], "other"),
    ],
)
def test_one_contract_is_ours_none_is_other_and_two_are_unclear(
    account: str, day: int, text: str, codes: list[str], whose: str
) -> None:
    found = fitting(TEXTS, account, dt.date(2026, 11, day), text)
    assert (found, verdict(found)) == (codes, whose)


def test_what_an_entry_was_known_by_can_be_read_again_from_the_trail() -> None:
    for each in TEXTS:
        assert BankText.of_data(json.loads(json.dumps(each.as_data(), default=str))) == each

"""Income-management CSV: 15 fields that a council's income system imports as transactions.

No header; UTF-8, comma, CRLF. The receiver knows no quoting, so no field may hold a comma, a line
end or another control character: such a row waits by itself, nothing is altered.

    1 reference            the ledger's number of the posting
    2 internal reference   FILE:ROW, the place the payment came from
    3 provider reference   the supplier's receipt, or empty
    4 office code          from the settings
    5 entry date           posted, YYYY-MM-DD (the same in every locale)
    6 transaction date     paid, YYYY-MM-DD
    7 account reference
    8 user code            from the settings
    9 fund code            from the settings, else the fund's name
    10 method of payment   a code, see `methods`
    11 amount              pounds with two places, a reversal negative
    12 VAT code            from the settings
    13 VAT rate            0: card payments of rent and tax carry no VAT
    14 VAT amount          0.00
    15 narrative           the network in words

The name is IncomeYYYYMMDD.csv, the night it was made.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from paycards.ledger.outgoing.fields import (
    Hit,
    each_of,
    file_of,
    matching,
    require_setting,
    signed_pounds,
    text,
)
from paycards.ledger.outgoing.methods import codeless, known_codes, method_codes
from paycards.settings.outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

UNFIT = "[,\x00-\x1f\x7f-\x9f\u2028\u2029]"
REFERENCE = f"[^{UNFIT[1:]}+"
REFERENCE_IS = "any characters but commas and control characters"
FROM_POSTINGS = ("entry", "source", "receipt", "entry_date", "paid_on", "account_reference", "network")
FROM_SETTINGS = ("office_code", "user_code", "fund_code", "vat_code")


def file_name(night: dt.date) -> str:
    """The name of the night's file."""
    return f"Income{night:%Y%m%d}.csv"


def unfit(postings: pd.DataFrame, *, outgoing: Outgoing) -> dict[str, Hit]:
    """The rows that the receiver would misread. Raises SettingsError for a code."""
    _check_settings(outgoing, known_codes(postings["network"], outgoing))
    rules = {
        f"{name} holds a comma, a line end or another control character": matching(postings[name], UNFIT)
        for name in FROM_POSTINGS
    }
    rules["is empty"] = (postings["account_reference"] == "").to_numpy()
    return rules | codeless(postings["network"], outgoing)


def compose(postings: pd.DataFrame, *, outgoing: Outgoing) -> bytes:
    """The file that carries `postings` (POSTING_COLUMNS) that all fit, in their order."""
    return file_of(
        text(postings["entry"]),
        text(postings["source"]),
        text(postings["receipt"]),
        outgoing.office_code,
        text(postings["entry_date"]),
        text(postings["paid_on"]),
        text(postings["account_reference"]),
        outgoing.user_code,
        outgoing.fund_code or outgoing.fund,
        method_codes(postings["network"], outgoing),
        signed_pounds(postings["amount_pence"]),
        outgoing.vat_code,
        "0",
        "0.00",
        each_of(postings["network"], lambda network: network.replace("_", " ")),
        separator=",",
    )


def _check_settings(outgoing: Outgoing, codes: list[str]) -> None:
    values = [(name, str(getattr(outgoing, name))) for name in FROM_SETTINGS]
    values += [("method_codes", code) for code in codes]
    for name, value in values:
        fits = re.search(UNFIT, value) is None
        require_setting(name, value, outgoing.fund, holds=fits, expected="without commas and line ends")

"""Rent cash file: fixed-width rows that a housing system loads as payments.

No header, no trailer; rows of 55 characters, printable ASCII, each ended by CRLF:

    1-10   rent account, left justified
    11-30  payment source text, left justified
    31-33  method code: GIR Post Office, PPT PayPoint, CAS cash, CRD card, BNC returned cheque, TRN transfer
    34-43  amount in pounds: sign, six digits zero-filled, point, two digits (+000060.00)
    44-53  date the customer paid, dd/mm/yyyy
    54-55  income-system code

The name is CashFileYYYYMMDD.dat, the night it was made. A format seen in use: see the channel formats.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from paycards.ledger.outgoing.fields import (
    british,
    file_of,
    pounds,
    refuse_unfit,
    require_setting,
    sign,
    text,
)
from paycards.ledger.outgoing.methods import method_codes
from paycards.settings.outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

ACCOUNT_WIDTH, SOURCE_WIDTH, METHOD_WIDTH, SYSTEM_WIDTH = 10, 20, 3, 2
LARGEST_PENCE = 999_999_99
REFERENCE = rf"[!-~](?:[ -~]{{0,{ACCOUNT_WIDTH - 2}}}[!-~])?"
REFERENCE_IS = f"at most {ACCOUNT_WIDTH} printable ASCII characters, without spaces around them"


def file_name(night: dt.date) -> str:
    """The name of the night's file."""
    return f"CashFile{night:%Y%m%d}.dat"


def render(postings: pd.DataFrame, *, outgoing: Outgoing) -> bytes:
    """The file that carries `postings` (POSTING_COLUMNS), in their order.

    Raises BadRows for an account or an amount that does not fit, SettingsError for a code that does not.
    """
    import pyarrow.compute as pc

    _check_settings(outgoing)
    _check_rows(postings, outgoing)
    amount = postings["amount_pence"]
    methods = method_codes(postings["network"], outgoing)
    for code in methods.unique():
        _require_text("method_codes", code, METHOD_WIDTH, METHOD_WIDTH, outgoing)
    return file_of(
        pc.utf8_rpad(text(postings["account_reference"]), ACCOUNT_WIDTH, " "),
        outgoing.source_text.ljust(SOURCE_WIDTH),
        text(methods),
        sign(amount, plus="+"),
        pounds(amount, width=6),
        british(postings["paid_on"]),
        outgoing.system_code,
    )


def _check_settings(outgoing: Outgoing) -> None:
    _require_text("source_text", outgoing.source_text, 1, SOURCE_WIDTH, outgoing)
    _require_text("system_code", outgoing.system_code, SYSTEM_WIDTH, SYSTEM_WIDTH, outgoing)


def _require_text(name: str, value: str, least: int, most: int, outgoing: Outgoing) -> None:
    size = str(most) if least == most else f"{least} to {most}"
    fits = re.fullmatch(f"[ -~]{{{least},{most}}}", value) is not None
    require_setting(name, value, outgoing.fund, holds=fits, expected=f"{size} printable ASCII characters")


def _check_rows(postings: pd.DataFrame, outgoing: Outgoing) -> None:
    account = postings["account_reference"]
    refuse_unfit(
        postings,
        f"the rent cash file of fund {outgoing.fund}",
        {
            f"is longer than {ACCOUNT_WIDTH} characters": account.str.len() > ACCOUNT_WIDTH,
            "is not printable ASCII without spaces around it": ~account.str.fullmatch(
                r"[!-~](?:[ -~]*[!-~])?"
            ),
            "paid_on is not YYYY-MM-DD": ~postings["paid_on"].str.fullmatch(r"\d{4}-\d{2}-\d{2}"),
            "the amount is above 999,999.99 pounds": postings["amount_pence"].abs() > LARGEST_PENCE,
        },
    )

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
    Hit,
    british,
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

ACCOUNT_WIDTH, SOURCE_WIDTH, METHOD_WIDTH, SYSTEM_WIDTH = 10, 20, 3, 2
LARGEST_PENCE = 999_999_99
REFERENCE = rf"[!-~](?:[ -~]{{0,{ACCOUNT_WIDTH - 2}}}[!-~])?"
REFERENCE_IS = f"at most {ACCOUNT_WIDTH} printable ASCII characters, without spaces around them"


def file_name(night: dt.date) -> str:
    """The name of the night's file."""
    return f"CashFile{night:%Y%m%d}.dat"


def unfit(postings: pd.DataFrame, *, outgoing: Outgoing) -> dict[str, Hit]:
    """The rows whose account or amount does not fit. Raises SettingsError for a code that does not."""
    _check_settings(outgoing)
    for code in known_codes(postings["network"], outgoing):
        _require_text("method_codes", code, METHOD_WIDTH, METHOD_WIDTH, outgoing)
    account = postings["account_reference"]
    return {
        f"is longer than {ACCOUNT_WIDTH} characters": matching(account, f"(?s)^.{{{ACCOUNT_WIDTH + 1}}}"),
        "is not printable ASCII without spaces around it": ~matching(account, r"\A[!-~](?:[ -~]*[!-~])?\z"),
        "paid_on is not YYYY-MM-DD": ~matching(postings["paid_on"], r"\A\d{4}-\d{2}-\d{2}\Z"),
        "the amount is above 999,999.99 pounds": (postings["amount_pence"].abs() > LARGEST_PENCE).to_numpy(),
    } | codeless(postings["network"], outgoing)


def compose(postings: pd.DataFrame, *, outgoing: Outgoing) -> bytes:
    """The file that carries `postings` (POSTING_COLUMNS) that all fit, in their order."""
    import pyarrow.compute as pc

    return file_of(
        pc.utf8_rpad(text(postings["account_reference"]), ACCOUNT_WIDTH, " "),
        outgoing.source_text.ljust(SOURCE_WIDTH),
        method_codes(postings["network"], outgoing),
        signed_pounds(postings["amount_pence"], width=6, plus="+"),
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

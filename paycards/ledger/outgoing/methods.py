"""Method-of-payment codes: what the receiving system calls the way a customer paid.

The codes are those of a public rent system: GIR Post Office and giro, PPT PayPoint, CAS cash, CRD card,
BNC returned cheque, TRN transfer. It has no code for Payzone, which is cash over a shop's counter like
PayPoint, nor for direct debits, which move from bank to bank: they take the nearest. A council whose
system has its own codes sets `method_codes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycards.errors import SettingsError
from paycards.settings.outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

METHOD_CODES: dict[str, str] = {
    "post_office": "GIR",
    "paypoint": "PPT",
    "payzone": "PPT",
    "terminal": "CAS",
    "telephone": "CRD",
    "e_pay": "CRD",
    "direct_debit": "TRN",
    "cheque_return": "BNC",
    "adjustment": "TRN",
}


def method_codes(networks: pd.Series, outgoing: Outgoing) -> pd.Series:
    """The code of each row's network. Raises SettingsError for a network that has none."""
    codes = METHOD_CODES | outgoing.method_codes
    present = [str(network) for network in networks.unique()]
    unknown = sorted(set(present) - set(codes))
    if unknown:
        raise SettingsError(
            f"There is no method code for {', '.join(unknown)}: "
            f"set method_codes in the outgoing table of fund {outgoing.fund}."
        )
    return networks.astype("str").map(codes).astype("str")

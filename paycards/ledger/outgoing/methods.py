"""Method-of-payment codes: what the receiving system calls the way a customer paid.

The codes are those of a public rent system: GIR Post Office and giro, PPT PayPoint, CAS cash, CRD card,
BNC returned cheque, TRN transfer. It has no code for Payzone, which is cash over a shop's counter like
PayPoint, nor for direct debits, which move from bank to bank: they take the nearest. A council whose
system has its own codes sets `method_codes`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycards.errors import SettingsError
from paycards.ledger.outgoing.fields import Hit, each_of
from paycards.settings.outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

TRANSFER = "transfer"  # the network of what stems from no payment line
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
    TRANSFER: "TRN",
}


def codeless(networks: pd.Series, outgoing: Outgoing) -> dict[str, Hit]:
    """The rows whose network has no code, for each such network; a sentence ending and the rows it hits."""
    return {
        f"was paid by {network}, which has no method code": (networks == network).to_numpy()
        for network in _unknown(networks, outgoing)
    }


def known_codes(networks: pd.Series, outgoing: Outgoing) -> list[str]:
    """The codes of those rows whose network has one."""
    codes = METHOD_CODES | outgoing.method_codes
    return sorted({codes[network] for network in networks.unique() if network in codes})


def _unknown(networks: pd.Series, outgoing: Outgoing) -> list[str]:
    codes = METHOD_CODES | outgoing.method_codes
    return sorted(str(network) for network in networks.unique() if network not in codes)


def method_codes(networks: pd.Series, outgoing: Outgoing) -> pa.Array:
    """The code of each row's network. Raises SettingsError for a network that has none."""
    unknown = _unknown(networks, outgoing)
    if unknown:
        raise SettingsError(
            f"There is no method code for {', '.join(unknown)}: "
            f"set method_codes in the outgoing table of fund {outgoing.fund}."
        )
    return each_of(networks, (METHOD_CODES | outgoing.method_codes).__getitem__)

"""General-ledger journal: what a night did to each ledger account, as one balanced CSV.

Header row, UTF-8, RFC 4180 quoting, CRLF; one row for each day, channel and ledger account:

    date            posted, YYYY-MM-DD
    channel         the network that the payment came by; empty for what stems from no payment line
    ledger_account  customers' accounts as one control account for each fund, customer:<fund>
    debit, credit   the net of the day in pounds with two places, in one of the two; the other is empty
    ledger_code     only where the council's settings have codes: its own code of the account, or empty

For each day and channel debits and credits are equal. An account whose day nets to nothing has
no row: general ledgers refuse nil lines.
The name is JournalYYYYMMDD.csv, the night it was made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from paycards.errors import Corrupt
from paycards.ledger.codes import code_of
from paycards.ledger.outgoing.fields import LINE_END, pounds

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("date", "channel", "ledger_account", "debit", "credit")


def file_name(night: dt.date) -> str:
    """The name of the night's file."""
    return f"Journal{night:%Y%m%d}.csv"


def render(legs: pd.DataFrame, codes: Mapping[str, str] | None = None) -> bytes:
    """The journal of `legs` (LEG_COLUMNS), with the council's own codes where it has some.

    Raises Corrupt if a day's channel does not sum to zero.
    """
    net = _net(legs)
    _require_balance(net)
    net = net[net["amount_pence"] != 0].rename(columns={"entry_date": "date"})
    amount, is_debit = pounds(net["amount_pence"]).to_pandas(), (net["amount_pence"] > 0).to_numpy()
    net["debit"] = amount.where(is_debit, "").to_numpy()
    net["credit"] = amount.where(~is_debit, "").to_numpy()
    columns = list(COLUMNS)
    if codes:
        net["ledger_code"] = [code_of(account, codes) for account in net["ledger_account"]]
        columns.append("ledger_code")
    return net.to_csv(columns=columns, index=False, lineterminator=LINE_END).encode()


def _net(legs: pd.DataFrame) -> pd.DataFrame:
    """One row for each day, channel and ledger account, in that order, with its net amount_pence."""
    control = legs["ledger_account"].str.replace(r"^(customer:[^:]+):.*$", r"\1", regex=True)
    by_account = legs.assign(ledger_account=control, channel=legs["channel"].astype("str")).groupby(
        ["entry_date", "channel", "ledger_account"]
    )
    return by_account[["amount_pence"]].sum().reset_index()


def _require_balance(net: pd.DataFrame) -> None:
    sums = net.groupby(["entry_date", "channel"])[["amount_pence"]].sum().reset_index()
    unbalanced = sums[sums["amount_pence"] != 0]
    if len(unbalanced):
        day, channel, pence = unbalanced.iloc[0]
        raise Corrupt(f"The journal of {day}, {channel}, is out of balance by {pence} pence: run verify.")

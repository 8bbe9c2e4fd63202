"""What the outgoing files are made from: names and dtypes, in this one place.

Frames are pandas DataFrames with at least these columns and no missing values. Text columns are
pandas `str`, or `category` where few differ; dates ISO 8601 text (YYYY-MM-DD), money whole pence in
int64. Rows keep their order.
"""

from __future__ import annotations

POSTING_COLUMNS: dict[str, str] = {  # one row a payment posted to a customer's account
    "entry": "str",  # the ledger's own number of the posting; the same for ever
    "entry_date": "category",  # the date posted
    "paid_on": "category",  # the date the customer paid
    "account_reference": "str",
    "network": "category",  # where the customer paid: post_office, paypoint, ...; transfer: nowhere
    "amount_pence": "int64",  # positive: money for the account; a reversal is negative; never zero
    "receipt": "str",  # the supplier's receipt; empty: the layout carries none
    "source": "str",  # FILE:ROW, the place the payment came from
}

LEG_COLUMNS: dict[str, str] = {  # one row a leg of a journal entry
    "entry_date": "str",
    "channel": "category",  # empty: no payment line
    "ledger_account": "str",
    "amount_pence": "int64",  # debit positive; each entry sums to zero
}

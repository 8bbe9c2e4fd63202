"""The columns that a decoded file becomes: names and dtypes, in this one place.

A frame is a pandas DataFrame with exactly these columns, in this order, and no
missing values: a text that a layout does not carry is the empty string.

- text columns are pandas `str` (Arrow-backed);
- `category` columns are categoricals of text, for values that repeat;
- dates are ISO 8601 text, YYYY-MM-DD, already proved to be real dates;
- money is whole pence in int64, signed: what the supplier takes back is negative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

PAYMENT_COLUMNS: dict[str, str] = {
    "row": "int64",  # place in the file, the first record is 1
    "network": "category",  # where the customer paid: post_office, paypoint, ...
    "kind": "category",  # payment | reversed (the original of a reversal) | reversal
    "card_number": "str",  # as the file gives it; six digits in allpay's short form
    "client_reference": "str",  # trimmed, otherwise as the file gives it
    "amount_pence": "int64",  # never zero
    "paid_on": "category",  # the date the customer paid, as written
    "paid_at": "str",  # local time HH:MM:SS
    "outlet": "str",  # outlet (FAD) code, terminal
    "receipt": "str",  # natural key, without its date; empty: the row has no natural key
    "receipt_on": "category",  # the date that belongs to the natural key; empty: it has none
    "original_receipt": "str",  # the receipt that a reversal names; empty: it names none
    "capture": "category",  # swiped | scanned | keyed | central
    "tender": "category",  # cash | debit | other
}

CARD_COLUMNS: dict[str, str] = {
    "row": "int64",
    "card_number": "str",
    "client_reference": "str",
    "change": "category",  # new | replacement
}

PROMISE_COLUMNS: dict[str, str] = {  # a control file promises other files
    "row": "int64",
    "file_name": "str",
    "rows": "int64",
    "total_pence": "int64",  # of the amounts, ignoring sign
}

PAYMENT, REVERSED, REVERSAL = "payment", "reversed", "reversal"
OWN_TERMINALS = "terminal"  # the network of what the council's own terminals took: cash that it holds already


def as_frame(columns: dict[str, object], shape: dict[str, str]) -> pd.DataFrame:
    """Build a frame of `shape` (one of the dicts above) from arrays; a wrong set of names is a bug."""
    import pandas as pd

    if set(columns) != set(shape):
        raise ValueError(f"columns {sorted(set(columns) ^ set(shape))} are missing or unknown")
    return pd.DataFrame({name: _of(columns[name], dtype) for name, dtype in shape.items()})


def _of(values: Any, dtype: str) -> object:
    """An array of this dtype: as it is where it has it, because a file has many columns, if few rows."""
    import pandas as pd

    is_one = str(getattr(values, "dtype", "")) == dtype
    return values if is_one else pd.Series(values, dtype=dtype)

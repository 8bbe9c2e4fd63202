"""Cut what a floor loads out of a file, believing every byte: columns by name.

A floor keeps what tells a payment from another: card, reference, pence, date, and where the supplier
gives them outlet, receipt and time. It leaves out the codes of one letter and what is the same in each
row of these nights, all of which paycards keeps too.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.uint8]
Columns = dict[str, list[Any]]


def allpay(data: bytes) -> Columns:
    """The rows of an allpay long file."""
    cells = np.frombuffer(data[: data.index(b"\r\n\r\n") + 2], np.uint8).reshape(-1, 57)
    return {
        "card_number": _texts(cells, 0, 19),
        "reference": _texts(cells, 19, 35),
        "pence": _pence(cells, (35, 41), (42, 44)),
        "paid_on": _texts(cells, 45, 55),
    }


def post_office(data: bytes) -> Columns:
    """The details of a Post Office transaction file."""
    cells = np.frombuffer(data, np.uint8).reshape(-1, 107)[1:-1]
    return {
        "card_number": _texts(cells, 21, 41),
        "pence": _pence(cells, (77, 87)),
        "paid_on": _texts(cells, 41, 49),
        "paid_at": _texts(cells, 49, 53),
        "outlet": _texts(cells, 2, 9),
        "receipt": _texts(cells, 64, 73),
    }


def paypoint(data: bytes) -> Columns:
    """The details of a PayPoint file."""
    cells = np.frombuffer(data, np.uint8).reshape(-1, 102)[1:-1]
    return {
        "card_number": _texts(cells, 49, 73),
        "pence": _pence(cells, (73, 82)),
        "paid_on": _texts(cells, 34, 42),
        "paid_at": _texts(cells, 42, 48),
        "outlet": _texts(cells, 8, 16),
        "receipt": _texts(cells, 24, 34),
    }


def payzone(data: bytes) -> Columns:
    """The transactions of a Payzone file."""
    import pandas as pd

    rows = data[: data.rindex(b"TRL,")]
    frame = pd.read_csv(
        io.BytesIO(rows), header=None, names=range(11), dtype=str, skiprows=1, engine="pyarrow"
    )
    return {
        "card_number": frame[6].tolist(),
        "pence": frame[7].str.replace(".", "").astype("int64").tolist(),
        "paid_on": frame[5].str[:10].tolist(),
        "paid_at": frame[5].str[11:19].tolist(),
        "outlet": frame[2].tolist(),
        "receipt": frame[1].tolist(),
    }


COLUMNS = {  # as the decoders give them
    "allpay": ("card_number", "reference", "pence", "paid_on"),
    **dict.fromkeys(
        ("post_office", "paypoint", "payzone"),
        ("card_number", "pence", "paid_on", "paid_at", "outlet", "receipt"),
    ),
}
DECODERS = {"allpay": allpay, "post_office": post_office, "paypoint": paypoint, "payzone": payzone}


def _texts(cells: Cells, first: int, last: int) -> list[Any]:
    width = last - first
    texts = np.ascontiguousarray(cells[:, first:last]).view(f"S{width}").ravel()
    values: list[Any] = np.strings.rstrip(texts).astype(f"U{width}").tolist()
    return values


def _pence(cells: Cells, *parts: tuple[int, int]) -> list[Any]:
    """Read digits, of which leading ones may be spaces."""
    digits = np.concatenate([cells[:, first:last] for first, last in parts], axis=1)
    width = digits.shape[1]
    return np.ascontiguousarray(digits).view(f"S{width}").ravel().astype(np.int64).tolist()

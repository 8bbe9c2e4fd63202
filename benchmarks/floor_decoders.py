"""Cut the four columns a floor needs out of a file, believing every byte: card, reference, pence, date."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

Cells = NDArray[np.uint8]


def allpay(data: bytes) -> list[list[Any]]:
    """The rows of an allpay long file."""
    cells = np.frombuffer(data[: data.index(b"\r\n\r\n") + 2], np.uint8).reshape(-1, 57)
    return [
        _texts(cells, 0, 19),
        _texts(cells, 19, 35),
        _pence(cells, (35, 41), (42, 44)),
        _texts(cells, 45, 55),
    ]


def post_office(data: bytes) -> list[list[Any]]:
    """The details of a Post Office transaction file."""
    cells = np.frombuffer(data, np.uint8).reshape(-1, 107)[1:-1]
    return [_texts(cells, 21, 41), [""] * len(cells), _pence(cells, (77, 87)), _texts(cells, 41, 49)]


def paypoint(data: bytes) -> list[list[Any]]:
    """The details of a PayPoint file."""
    cells = np.frombuffer(data, np.uint8).reshape(-1, 102)[1:-1]
    return [_texts(cells, 49, 73), [""] * len(cells), _pence(cells, (73, 82)), _texts(cells, 34, 42)]


def payzone(data: bytes) -> list[list[Any]]:
    """The transactions of a Payzone file."""
    import pandas as pd

    rows = data[: data.rindex(b"TRL,")]
    frame = pd.read_csv(
        io.BytesIO(rows), header=None, names=range(11), dtype=str, skiprows=1, engine="pyarrow"
    )
    pence = frame[7].str.replace(".", "").astype("int64").tolist()
    return [frame[6].tolist(), [""] * len(frame), pence, frame[5].str[:10].tolist()]


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

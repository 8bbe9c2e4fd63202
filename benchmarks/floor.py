"""The floor: the least code that does a night's work with no checks at all.

It decodes the same file, bulk-loads it, joins it to the cards and inserts the postings. There is
no archive, no digest, no check of a byte, a date or a total, no constraint, no index but the
cards' own, no rule but the card, no suspense reason, no duplicate, no audit.
"""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

import numpy as np

COLUMNS = ("card_number", "client_reference", "amount_pence", "paid_on")


def allpay(data: bytes) -> list[list[object]]:
    """Cut the rows of an allpay long file."""
    rows = data[: data.index(b"\r\n\r\n") + 2]
    cells = np.frombuffer(rows, np.uint8).reshape(-1, 57)
    return [
        _texts(cells, 0, 19),
        [text.rstrip() for text in _texts(cells, 19, 35)],
        [int(text.replace(".", "")) for text in _texts(cells, 35, 44)],
        _texts(cells, 45, 55),
    ]


def post_office(data: bytes) -> list[list[object]]:
    """Cut the details of a Post Office transaction file."""
    cells = np.frombuffer(data[107 : 107 + (len(data) - 107) // 107 * 107 - 107], np.uint8).reshape(-1, 107)
    return [
        [text.rstrip() for text in _texts(cells, 21, 41)],
        [""] * len(cells),
        [int(text) for text in _texts(cells, 77, 87)],
        _texts(cells, 41, 49),
    ]


def paypoint(data: bytes) -> list[list[object]]:
    """Cut the details of a PayPoint file."""
    cells = np.frombuffer(data, np.uint8).reshape(-1, 102)[1:-1]
    return [
        [text.rstrip() for text in _texts(cells, 49, 73)],
        [""] * len(cells),
        [int(text) for text in _texts(cells, 73, 82)],
        _texts(cells, 34, 42),
    ]


def payzone(data: bytes) -> list[list[object]]:
    """Split the transactions of a Payzone file."""
    import io

    import pandas as pd

    frame = pd.read_csv(
        io.BytesIO(data), header=None, names=range(11), dtype=str, skiprows=1, skipfooter=0, engine="c"
    )[:-1]
    return [
        frame[6].tolist(),
        [""] * len(frame),
        [int(text.replace(".", "")) for text in frame[7].tolist()],
        frame[5].str[:10].tolist(),
    ]


DECODERS = {"allpay": allpay, "post_office": post_office, "paypoint": paypoint, "payzone": payzone}


def _texts(cells: np.ndarray, first: int, last: int) -> list[str]:
    width = last - first
    return np.ascontiguousarray(cells[:, first:last]).view(f"S{width}").ravel().astype(f"U{width}").tolist()


SCHEMA = """
CREATE TABLE lines (id INTEGER, card_number TEXT, client_reference TEXT, amount_pence BIGINT, paid_on TEXT);
CREATE TABLE postings (line_id INTEGER, debit_id INTEGER, credit_id INTEGER, amount_pence BIGINT);
CREATE TABLE cards (card_number TEXT PRIMARY KEY, account_id INTEGER);
"""
POST = """
INSERT INTO postings SELECT l.id, 1, coalesce(c.account_id, 2), l.amount_pence
FROM lines l LEFT JOIN cards c ON c.card_number = l.card_number
WHERE l.id BETWEEN {first} AND {last}
"""


def on_sqlite(layout: str, files: list[Path], cards: list[tuple[str, int]], database: Path):  # type: ignore[no-untyped-def]
    """Prepare the floor on SQLite; the function that is returned is what is timed."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL", "cache_size=-131072", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(SCHEMA)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO cards VALUES (?, ?)", cards)
    connection.execute("COMMIT")

    def run() -> None:
        last = 0
        for path in files:
            columns = DECODERS[layout](path.read_bytes())
            first, last = last + 1, last + len(columns[0])
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO lines VALUES (?, ?, ?, ?, ?)", zip(range(first, last + 1), *columns, strict=True)
            )
            connection.execute(POST.format(first=first, last=last))
            connection.execute("COMMIT")

    return run


def on_postgresql(layout: str, files: list[Path], cards: list[tuple[str, int]], url: str):  # type: ignore[no-untyped-def]
    """Prepare the floor on PostgreSQL."""
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute(SCHEMA)
    with connection.cursor() as cursor, cursor.copy("COPY cards FROM STDIN") as copy:
        copy.write("".join(f"{number}\t{account}\n" for number, account in cards))
    connection.execute("ANALYZE")

    def run() -> None:
        last = 0
        for path in files:
            columns = DECODERS[layout](path.read_bytes())
            first, last = last + 1, last + len(columns[0])
            with connection.transaction(), connection.cursor() as cursor:
                with cursor.copy("COPY lines FROM STDIN") as copy:
                    numbers = map(str, range(first, last + 1))
                    pence = map(str, columns[2])
                    rows = zip(numbers, columns[0], columns[1], pence, columns[3], strict=True)
                    for chunk in _batched(rows):
                        copy.write("".join("\t".join(row) + "\n" for row in chunk))
                cursor.execute(POST.format(first=first, last=last))

    return run


def _batched(rows):  # type: ignore[no-untyped-def]
    while chunk := list(itertools.islice(rows, 50_000)):
        yield chunk

"""One night of any size, written into a folder with the settings to run it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.big.files import (
    LAST_DAY,
    Takings,
    allpay_long,
    paypoint_rows,
    payzone_rows,
    post_office_transactions,
)
from benchmarks.big.population import (
    UNKNOWN_FROM,
    Population,
    card_list,
    card_numbers,
    extract,
    make_population,
    unknown_references,
)
from paycards.demo.councils import Contract, Council
from paycards.demo.settings import write_settings
from paycards.errors import UsageError

Writer = Callable[[str, int, Takings], tuple[str, bytes]]

COUNCIL = "BIG"

LAYOUTS: dict[str, tuple[Writer, Contract]] = {
    "allpay": (allpay_long, Contract("BIG-ALLPAY", "allpay", "BIGC", "bigc", 10)),
    "post_office": (post_office_transactions, Contract("BIG-POSTOFFICE", "post_office", "0990001", "big", 2)),
    "paypoint": (paypoint_rows, Contract("BIG-PAYPOINT", "paypoint", "109901", "big", 2)),
    "payzone": (payzone_rows, Contract("BIG-PAYZONE", "payzone", "BIG9901", "big", 3)),
}


@dataclass(frozen=True)
class BigFile:
    """One file, and what a right run must find in it."""

    path: Path
    lines: int
    total_pence: int
    unknown_lines: int
    unknown_pence: int


@dataclass(frozen=True)
class BigNight:
    """What was written."""

    settings: Path
    accounts: Path
    cards: Path
    files: tuple[BigFile, ...]


def big_night(
    folder: Path,
    layout: str,
    *,
    lines: int,
    cards: int,
    unknown_share: float = 0.01,
    files: int = 1,
    seed: int = 2026,
) -> BigNight:
    """Write accounts.csv, cards.csv, paycards.toml and the files of one contract.

    `layout` is allpay (long form), post_office, paypoint or payzone. `lines` is the number of
    payments in all files together, a file for each day, `cards` that of accounts and of their cards (at most
    10,000,000); the share `unknown_share` of the lines has a card, and a reference, that nobody
    knows. At most 999 files. The same seed gives the same bytes. Raises UsageError.
    """
    if layout not in LAYOUTS:
        raise UsageError(f"There is no layout {layout}: use one of {', '.join(LAYOUTS)}.")
    if not (1 <= files <= 999 and 1 <= cards <= 10**7 and lines >= 0 and 0 <= unknown_share <= 1):
        raise UsageError("A night has 1 to 999 files, 1 to 10,000,000 cards and a share from 0 to 1.")
    writer, contract = LAYOUTS[layout]
    chance = np.random.default_rng(seed)
    people = make_population(COUNCIL, cards, chance)
    _write_council(folder, contract, people, chance)
    takings = _takings(people, lines, unknown_share, files, chance)
    counts = [
        _write_file(folder, contract, *writer(contract.client_code, sequence, each), each)
        for sequence, each in enumerate(takings, start=1)
    ]
    return _summary(folder, counts)


def _write_council(folder: Path, contract: Contract, people: Population, chance: np.random.Generator) -> None:
    (folder / contract.drop).mkdir(parents=True, exist_ok=True)
    (folder / "accounts.csv").write_bytes(extract(people, chance))
    (folder / "cards.csv").write_bytes(card_list(people))
    council = Council(COUNCIL, "Great Northvale City Council", ("Northvale",), "NV", 0, {}, (contract,))
    write_settings(folder / "paycards.toml", Path(), councils=(council,))


def _write_file(folder: Path, contract: Contract, name: str, data: bytes, takings: Takings) -> BigFile:
    path = folder / contract.drop / name
    path.write_bytes(data)
    unknown = takings.unknown
    return BigFile(path, len(takings), takings.total_pence, len(unknown), int(takings.pence[unknown].sum()))


def _summary(folder: Path, files: Sequence[BigFile]) -> BigNight:
    return BigNight(
        settings=folder / "paycards.toml",
        accounts=folder / "accounts.csv",
        cards=folder / "cards.csv",
        files=tuple(files),
    )


def _takings(
    people: Population, lines: int, unknown_share: float, files: int, chance: np.random.Generator
) -> Iterator[Takings]:
    """The rows of each file in turn, a file a day, split evenly; the unknown ones fall on random rows."""
    for number, (first, end) in enumerate(pairwise(lines * place // files for place in range(files + 1))):
        day = LAST_DAY - dt.timedelta(days=files - 1 - number)
        unknown = round(end * unknown_share) - round(first * unknown_share)
        numbers = np.arange(first, end, dtype=np.int64)
        strangers = np.sort(chance.choice(len(numbers), unknown, replace=False))
        payers = chance.integers(0, len(people.funds), len(numbers))
        payer_cards, references = people.cards[payers], people.references[payers]
        payer_cards[strangers] = card_numbers(UNKNOWN_FROM + numbers[strangers])
        references[strangers] = unknown_references(numbers[strangers])
        pence = chance.integers(500, 20_001, len(numbers))
        seconds = chance.integers(8 * 3600, 18 * 3600, len(numbers))
        yield Takings(day, payer_cards, references, pence, seconds, numbers, strangers)

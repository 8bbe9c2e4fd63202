"""A night of a shared service: several councils, thousands of allpay files of a few rows each."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.big.files import LAST_DAY, Takings, allpay_long
from benchmarks.big.population import Population, card_list, extract, make_population
from paycards.demo.councils import Contract, Council
from paycards.demo.settings import write_settings

COUNCILS = tuple(f"SH{number}" for number in range(1, 6))
CARDS = 2000  # of each council
FEWEST_ROWS, MOST_ROWS = 3, 30


def shared_service(folder: Path, files: int, seed: int = 2026) -> None:
    """Write the lists, the settings and `files` files in all, at most 9,999 for each of COUNCILS.

    The lists are `accounts-<council>.csv` and `cards-<council>.csv`. The same seed gives the same bytes.
    """
    chance = np.random.default_rng(seed)
    councils = []
    for place, code in enumerate(COUNCILS):
        contract = Contract(f"{code}-ALLPAY", "allpay", f"{code}C", code.lower(), 10)
        people = make_population(code, CARDS, chance)
        _write_council(folder, contract, people, chance)
        _write_files(
            folder / contract.drop, contract.client_code, people, len(range(place, files, 5)), chance
        )
        councils.append(Council(code, f"Council {code}", ("Northvale",), "NV", 0, {}, (contract,)))
    write_settings(folder / "paycards.toml", Path(), councils=councils)


def _write_council(folder: Path, contract: Contract, people: Population, chance: np.random.Generator) -> None:
    (folder / contract.drop).mkdir(parents=True)
    (folder / f"accounts-{people.council}.csv").write_bytes(extract(people, chance))
    (folder / f"cards-{people.council}.csv").write_bytes(card_list(people))


def _write_files(
    drop: Path, client: str, people: Population, files: int, chance: np.random.Generator
) -> None:
    ends = np.cumsum([0, *chance.integers(FEWEST_ROWS, MOST_ROWS + 1, files)]).tolist()
    for sequence, (first, end) in enumerate(pairwise(ends), start=1):
        numbers = np.arange(first, end, dtype=np.int64)
        payers = chance.integers(0, CARDS, len(numbers))
        takings = Takings(
            LAST_DAY,
            people.cards[payers],
            people.references[payers],
            chance.integers(500, 20_001, len(numbers)),
            chance.integers(8 * 3600, 18 * 3600, len(numbers)),
            numbers,
            np.empty(0, dtype=np.int64),
        )
        name, data = allpay_long(client, sequence, takings)
        (drop / name).write_bytes(data)

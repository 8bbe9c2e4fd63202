"""What comes in the year: five contracts of one council, their files of each day, and its settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.big.files import LAST_DAY, Takings, allpay_long, paypoint_rows, payzone_rows
from benchmarks.big.population import Population

if TYPE_CHECKING:
    from paycards.settings.installation import Settings

DAYS = 260
WEEK = 5  # days whose files come in one night: what a night costs by itself is measured elsewhere
CONTRACTS = (
    ("ONE-ALLPAY", "allpay", "BIGA", allpay_long),
    ("TWO-ALLPAY", "allpay", "BIGB", allpay_long),
    ("ONE-PAYPOINT", "paypoint", "109901", paypoint_rows),
    ("TWO-PAYPOINT", "paypoint", "109902", paypoint_rows),
    ("PAYZONE", "payzone", "BIG9901", payzone_rows),
)


def batches_of(size: int, days: list[tuple[int, dt.date]]) -> Iterator[list[tuple[int, dt.date]]]:
    """Cut the days of the year into weeks."""
    return (days[start : start + size] for start in range(0, len(days), size))


def working_days() -> list[dt.date]:
    """The weekdays of the year, up to the last day of the sample nights."""
    before = (LAST_DAY - dt.timedelta(days=back) for back in range(DAYS * 2))
    return sorted(islice((day for day in before if day.weekday() < 5), DAYS))


@dataclass(frozen=True)
class Day:
    """A day of files: so many rows in each, of which so many are `unknown`, by cards that nobody has."""

    number: int
    date: dt.date
    rows: int
    unknown: int


def takings(people: Population, day: Day, place: int, chance: np.random.Generator) -> Takings:
    """The payments of the file of one contract."""
    rows, unknown = day.rows, day.unknown
    first = (day.number * len(CONTRACTS) + place) * rows
    payers = chance.integers(0, len(people.funds), rows)
    block = people.cards[payers]
    block[:unknown, 17] = (block[:unknown, 17] - ord("0") + 5) % 10 + ord("0")
    references = people.references[payers]
    references[:unknown, 5] = (references[:unknown, 5] - ord("0") + 5) % 10 + ord("0")
    return Takings(
        day.date,
        block,
        references,
        chance.integers(500, 20_001, rows),
        chance.integers(8 * 3600, 18 * 3600, rows),
        np.arange(first, first + rows, dtype=np.int64),
        np.empty(0, dtype=np.int64),
    )


def settings_of(home: Path, url: str) -> Settings:
    """One council with five contracts, whose dues are by file; postings leave for two funds."""
    from paycards.settings.installation import Settings

    contracts = [
        {"code": code, "channel": channel, "client_code": client, "settlement_lag_working_days": 2}
        | {"settlement": {"by": "file", "bank_text": code}}
        for code, channel, client, _ in CONTRACTS
    ]
    bank = {"code": "MAIN", "sort_code": "00-04-71", "account_number": "00004471"}
    council = {"code": "BIG", "name": "Great Northvale City Council", "contracts": contracts}
    outgoing = [{"fund": fund, "format": "income_csv"} for fund in ("rent", "council_tax")]
    here = {"database": url, "archive": home / "archive"}
    return Settings.model_validate(
        {"paycards": here, "councils": [council | {"bank_accounts": [bank], "outgoing": outgoing}]}
    )

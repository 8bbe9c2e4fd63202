"""The sample week as a whole: two councils, their accounts and cards, six contracts' files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from paycards.demo.accounts import Account, extract, make_accounts
from paycards.demo.banks.week import bank_week
from paycards.demo.cards import Card, card_list, make_cards
from paycards.demo.cast import Cast
from paycards.demo.councils import COUNCILS, NORTHVALE, Council, contract
from paycards.demo.drop import DropFile
from paycards.demo.guide import guide
from paycards.demo.office import office_accounts, office_list
from paycards.demo.payments import Habit, make_habits
from paycards.demo.settings import write_settings
from paycards.demo.week.allpay_long import allpay_long_week
from paycards.demo.week.allpay_short import allpay_short_week
from paycards.demo.week.paypoint import harrowmere_paypoint_week, northvale_paypoint_week
from paycards.demo.week.payzone import payzone_week
from paycards.demo.week.post_office import post_office_week

SEED = 2026

Week = Callable[[Cast, Sequence[Habit], Random], list[DropFile]]

WEEKS: dict[str, tuple[Week, ...]] = {
    "NVD": (allpay_long_week, post_office_week, northvale_paypoint_week, payzone_week),
    "HMB": (allpay_short_week, harrowmere_paypoint_week),
}


@dataclass(frozen=True)
class CouncilWorld:
    """One council's accounts and cards; `office` are those of its accounts that pay at Market Hall."""

    council: Council
    accounts: Sequence[Account]
    cards: Sequence[Card]
    office: Sequence[Account] = ()


@dataclass(frozen=True)
class World:
    """Everything in the sample; `files` in the order in which they arrive."""

    councils: tuple[CouncilWorld, ...]
    files: tuple[DropFile, ...]


def sample_week(seed: int = SEED) -> World:
    """Make the sample world; the same seed gives the same bytes."""
    councils = tuple(_council_world(council, seed) for council in COUNCILS)
    files = [file for council in councils for file in _files(council, seed)]
    return World(councils, tuple(sorted(files, key=lambda file: (file.arrives_on, file.contract, file.name))))


def write_sample_week(folder: Path, seed: int = SEED) -> World:
    """Write the sample world into a folder and return it.

    `accounts/` and `cards/` hold one CSV per council; `offices/` the list of a closing cash office;
    `<supplier>/<login>/outbound/` the suppliers' files; `bank/` the week of each council's account;
    `arrivals.csv` the morning on which each came; `README.md` what is odd;
    `paycards.toml` settings that read the drops where they lie.
    """
    world = sample_week(seed)
    for each in world.councils:
        _write(folder / "accounts" / f"{each.council.code}.csv", extract(each.accounts))
        _write(folder / "cards" / f"{each.council.code}.csv", card_list(each.cards))
        if each.office:
            _write(
                folder / "offices" / "market-hall.csv", office_list(each.accounts, each.cards, each.office)
            )
    for file in world.files:
        _write(folder / path_of(file), file.data)
    for name, data in bank_week().items():
        _write(folder / "bank" / name, data)
    _write(folder / "arrivals.csv", _arrivals(world))
    _write(folder / "README.md", guide(world.files).encode())
    write_settings(folder / "paycards.toml", Path(), home="../var")
    return world


def path_of(file: DropFile) -> str:
    """Where a file lies below the root of the drops."""
    return f"{contract(file.contract).drop}/{file.name}"


def _council_world(council: Council, seed: int) -> CouncilWorld:
    chance = Random(f"{seed} {council.code}")  # noqa: S311  # invented data, not a secret
    accounts = make_accounts(council, chance)
    cards = make_cards(accounts, chance)
    office = office_accounts(council, chance) if council is NORTHVALE else []
    return CouncilWorld(council, [*accounts, *office], cards, office)


def _files(world: CouncilWorld, seed: int) -> list[DropFile]:
    code = world.council.code
    chance = Random(f"{seed} {code} payments")  # noqa: S311  # invented data, not a secret
    habits = make_habits(world.cards, world.council.routes, chance)
    cast = Cast(world.accounts, world.cards)
    return [file for week in WEEKS[code] for file in week(cast, habits, chance)]


def _arrivals(world: World) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("arrives_on", "contract", "path", "state"))
    writer.writerows((file.arrives_on, file.contract, path_of(file), file.state) for file in world.files)
    return text.getvalue().encode()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

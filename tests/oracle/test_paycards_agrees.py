"""paycards and the oracle live through the same worlds and must export the same rows."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.postgres import PostgresServer
from tests.seeds import soak_seeds

from .dues import LONDON, export_dues
from .oracle import Oracle, Rows
from .play import play
from .program import EXPORTS, Program
from .worlds import Step, World, make_world

Database = Callable[[], str]


def on_sqlite() -> str:
    return "sqlite:///paycards.db"


@pytest.mark.parametrize("seed", range(12))
def test_paycards_decides_as_the_oracle_does(seed: int) -> None:
    assert_agrees(make_world(seed), on_sqlite)


@pytest.mark.parametrize("seed", soak_seeds(60))
def test_paycards_decides_as_the_oracle_does_in_many_worlds(seed: int) -> None:
    assert_agrees(make_world(seed), on_sqlite)


@pytest.mark.parametrize("seed", [2000, 2001, *soak_seeds(15)])
def test_paycards_decides_as_the_oracle_does_on_postgresql(
    seed: int, postgres_server: PostgresServer
) -> None:
    assert_agrees(make_world(seed), postgres_server.new_migrated_database)


def assert_agrees(world: World, database: Database) -> None:
    """Live through a world on both sides; on a difference leave out every step that it does not need."""
    if differences(world, database):
        smallest = shrink(world, database)
        story = "\n".join(map(told, smallest.steps))
        found = "\n".join(differences(smallest, database))
        pytest.fail(f"seed {world.seed}\n{story}\n{found}", pytrace=False)


def shrink(world: World, database: Database) -> World:
    for step in reversed(world.steps):
        without = World(world.seed, world.settings, [other for other in world.steps if other is not step])
        if differences(without, database):
            world = without
    return world


def differences(world: World, database: Database) -> list[str]:
    """The first rows that differ in each export; paycards' own failure is a difference too."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            theirs = live_through(Program(Path(folder), world, database()), world)
        except Exception as error:
            return [f"paycards failed: {type(error).__name__}: {error}"]
    ours = said_by(play(world), world)
    return [line for what in EXPORTS for line in first_difference(what, theirs[what], ours[what])]


def live_through(program: Program, world: World) -> dict[str, Rows]:
    for step in world.steps:
        program.take(step)
    return {what: comparable(what, program.export(what)) for what in EXPORTS}


def said_by(oracle: Oracle, world: World) -> dict[str, Rows]:
    exports = {
        "files": oracle.export_files(),
        "lines": oracle.export_lines(),
        "balances": oracle.export_balances(),
        "suspense": oracle.export_suspense(),
        "dues": export_dues(oracle, world.settings, dt.datetime.now(LONDON).date()),
    }
    return {what: comparable(what, rows) for what, rows in exports.items()}


def comparable(what: str, rows: Rows) -> Rows:
    """The rows without what the oracle cannot know: sentences for people, the clock, an order of accounts."""
    if what == "files":
        return [comparable_file(row) for row in rows]
    if what == "balances":
        return sorted(rows, key=lambda row: list(row.values()))
    return [{key: value for key, value in row.items() if key != "since"} for row in rows]


def comparable_file(row: dict[str, str]) -> dict[str, str]:
    """A refused file may or may not have told its sequence number."""
    told_number = row["state"] != "quarantined"
    number = str(int(row["sequence"])) if told_number else ""
    return {key: value for key, value in row.items() if key != "reason"} | {"sequence": number}


def first_difference(what: str, theirs: Rows, ours: Rows) -> list[str]:
    if theirs == ours:
        return []
    place = next((i for i, (a, b) in enumerate(zip(theirs, ours, strict=False)) if a != b), None)
    if place is None:
        return [f"{what}: paycards has {len(theirs)} rows, the oracle {len(ours)}"]
    return [f"{what}, row {place + 1}:", f"  paycards {theirs[place]}", f"  oracle   {ours[place]}"]


def told(step: Step) -> str:
    return f"- {step!r}"

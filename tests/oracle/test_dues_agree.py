"""Statements that do not follow, numbers missing, late or starting again: both make the same dues."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from tests.seeds import soak_seeds

from . import writers
from .dues import LONDON, export_dues
from .play import play
from .program import Program
from .suppliers import File
from .worlds import Delivery, Step, World
from .writers import Paid

LETTERS = {"PO": "P", "PP": "T", "TC": "N", "CSH": "C"}
STARTS = dt.date(2026, 3, 2)


def make_world(seed: int) -> World:
    """One contract by statement, some thirty numbers, a few of them late, lost, or statements that lie."""
    random = Random(seed)  # noqa: S311 -- not a secret
    terms: dict[str, object] = {"code": "NVD-ALLPAY", "channel": "allpay", "client_code": "NVDC"}
    terms |= {"settlement_lag_working_days": random.choice((0, 1, 10))}
    settings = {"councils": [{"code": "NVD", "name": "Northvale", "contracts": [terms]}]}
    sent = list(_sent(random, random.choice((0, 9985))))
    late = [file for file in sent if random.random() < 0.2]
    came = [file for file in sent if file not in late]
    for file in late:
        if random.random() < 0.6:
            came.insert(random.randint(len(came) // 2, len(came)), file)
    steps: list[Step] = [Delivery(None, name, data) for name, data in came]
    return World(seed, settings, steps)


def _sent(random: Random, number: int) -> list[File]:
    """What the supplier sends, in order; a statement says what was sent since the one before."""
    sent, balance, credit = [], random.randint(0, 3) * 1000, 0
    for nth in range(30):
        number = number % 9999 + 1
        day = (STARTS + dt.timedelta(nth // 3)).isoformat()
        if random.random() < 0.35:
            opening = balance + random.choice((0, 0, 0, 7))
            lines = {"Post Office (.PO)": credit} if credit else {}
            sent.append((f"NVDC{number:04}.STA", writers.statement(opening, lines, 50, day)))
            balance, credit = opening + credit - 50, 0
        else:
            extension = random.choice([*LETTERS, "PO"])
            pence = random.choice((100, 250, -300, 999))
            row = writers.allpay_row(
                Paid("9826999900000999999", pence, day, f"R{nth}"), LETTERS[extension], False
            )
            sent.append((f"NVDC{number:04}.{extension}", writers.allpay_payments([row], pence, day)))
            credit += pence if extension != "TC" else 0
    return sent


@pytest.mark.parametrize("seed", [*range(6), *soak_seeds(40)])
def test_statements_make_the_dues_that_the_oracle_makes(seed: int, tmp_path: Path) -> None:
    world = make_world(seed)
    program = Program(tmp_path, world)
    paths = []
    for step in world.steps:
        assert isinstance(step, Delivery)
        paths.append(tmp_path / step.name)
        paths[-1].write_bytes(step.data)
    program.run("import", *map(str, paths))
    ours = export_dues(play(world), world.settings, dt.datetime.now(LONDON).date())
    assert program.export("dues") == ours
    assert ours

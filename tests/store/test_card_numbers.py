"""Card numbers are taken once each, in order, whoever asks; and the settings may not move under them."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, select

from paycards.access.stored_settings import store_settings
from paycards.errors import NotAllowed, SettingsError
from paycards.issue import card_scheme
from paycards.settings.card_scheme import CardScheme
from paycards.settings.installation import Settings
from paycards.store.card_numbers import KIND, allocate, claim, remaining, report_range
from paycards.store.card_schemes import store_schemes, stored_schemes
from paycards.store.councils import council_ids
from paycards.store.engine import reading, writing
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.audit import problems
from paycards.store.tables.card_numbers import card_numbers
from paycards.store.tables.ledger import ledger_accounts
from tests.issue.schemes import INNER_DIGIT, scheme
from tests.visits import step_of

NOW = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)
TWO_RANGES = scheme(ranges=[[1, 5], [100, 104]], warn_below=4)


def installation(database: str = "sqlite:///paycards.db", *schemes: CardScheme) -> Settings:
    council = {"code": "NVD", "name": "Northvale", "card_schemes": schemes}
    return Settings.model_validate(
        {"paycards": {"database": database, "archive": "archive"}, "councils": [council]}
    )


@contextmanager
def council(engine: Engine, *schemes: CardScheme) -> Iterator[Step]:
    """A transaction in which Northvale and its schemes are stored."""
    with writing(engine) as connection:
        store_settings(connection, installation())
        nvd = council_ids(connection)["NVD"]
        store_schemes(connection, nvd, schemes)
        yield Step(connection, nvd, NOW, NOW.date(), "tester")


def take(step: Step, count: int, its: CardScheme = TWO_RANGES) -> list[int]:
    return [card_scheme.serial(its, number) for number in allocate(step, its, count)]


def hold(step: Step, *numbers: str) -> None:
    """Give the council cards with these numbers, as a list that was imported would."""
    ledger = step.connection.execute(
        insert(ledger_accounts)
        .values(council_id=step.owner, kind="customer", name="customer:rent:R1")
        .returning(ledger_accounts.c.id)
    ).scalar_one()
    texts = {column.name: "" for column in accounts.c if str(column.type) == "VARCHAR"}
    its = {"id": ledger, "council_id": step.owner, "fund": "rent", "status": "open", "balance_pence": 0}
    step.connection.execute(insert(accounts).values(texts | {"match_reference": "R1"} | its))
    card = {"council_id": step.owner, "account_id": ledger, "account_reference": "R1"}
    rows = [card | {"account_status": "open", "status": "active", "card_number": each} for each in numbers]
    step.connection.execute(insert(cards), rows)


def test_serials_follow_each_other_over_the_ranges(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        assert take(step, 3) == [1, 2, 3]
        assert remaining(step.connection, step.owner, TWO_RANGES) == 7
        assert take(step, 4) == [4, 5, 100, 101]
        assert take(step, 0) == []
        assert take(step, 3) == [102, 103, 104]
        assert remaining(step.connection, step.owner, TWO_RANGES) == 0


def test_when_too_few_are_left_none_is_taken(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        take(step, 8)
        with pytest.raises(NotAllowed, match="3 card numbers are wanted of scheme rent and 2 are left"):
            take(step, 3)
        assert take(step, 2) == [103, 104]


def test_a_number_that_is_a_card_already_is_passed_over(engine: Engine) -> None:
    held = [card_scheme.build(TWO_RANGES, serial) for serial in (1, 2, 4, 101)]
    others = ["9826999926000000110", "98269999260000003", "9826999927000000303"]  # of no such scheme
    with council(engine, TWO_RANGES) as step:
        hold(step, *held, *others)
        # The first of the others has the serial of a number, but is none: it is passed over as well.
        assert remaining(step.connection, step.owner, TWO_RANGES) == 6
        assert take(step, 4) == [3, 5, 100, 102]
        assert remaining(step.connection, step.owner, TWO_RANGES) == 2


def test_a_range_that_an_old_list_fills_is_leapt_over(engine: Engine) -> None:
    its = scheme(ranges=[[1, 3000]])
    with council(engine, its) as step:
        hold(step, *card_scheme.build_all(its, range(1, 2901)))
        assert take(step, 1, its) == [2901]


@pytest.mark.parametrize(
    "parts",
    [
        {"service_code": "", "service_code_at": None, "serial_at": 9, "serial_digits": 9},
        {"service_code_at": 16, "serial_at": 9},  # the serial before the service code
        {"check_digits": [INNER_DIGIT | {"at": 11, "weights": [1] * 10}], "serial_at": 12},
    ],
)
def test_cards_are_found_wherever_the_serial_stands(engine: Engine, parts: dict[str, object]) -> None:
    its = scheme(**parts)
    with council(engine, its) as step:
        hold(step, *card_scheme.build_all(its, [2, 3]))
        assert take(step, 3, its) == [1, 4, 5]
        assert remaining(step.connection, step.owner, its) == 50_000 - 5


def test_numbers_are_claimed_by_their_serials_once(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        assert claim(step, TWO_RANGES, [103, 2]) == [
            card_scheme.build(TWO_RANGES, serial) for serial in (103, 2)
        ]
        assert take(step, 2) == [3, 4]


def test_a_scheme_that_init_has_not_stored_gives_no_numbers(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        changed = scheme(prefix="98269998")
        for unknown in (changed, scheme(code="garages")):
            with pytest.raises(SettingsError, match="and not stored yet"):
                allocate(step, unknown, 1)


def test_a_problem_is_open_while_few_are_left(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        take(step, 6)
        assert messages(step.connection) == []
        take(step, 2)
        assert messages(step.connection) == ["NVD: 2 card numbers are left of scheme rent."]
        take(step, 1)
        assert messages(step.connection) == ["NVD: 1 card numbers are left of scheme rent."]
        more = scheme(ranges=[[1, 5], [100, 104], [200, 300]], warn_below=4)
        store_schemes(step.connection, step.owner, [more])
        report_range(step, more)
        assert messages(step.connection) == []
        assert take(step, 2, more) == [104, 200]


def messages(connection: Connection) -> list[str]:
    still_open = (problems.c.kind == KIND) & problems.c.closed_at.is_(None)
    return list(connection.execute(select(problems.c.message).where(still_open)).scalars())


def test_what_makes_up_numbers_may_change_until_there_are_some(engine: Engine) -> None:
    plain = scheme(check_digits=[], serial_digits=8, prefix="98269998")
    with council(engine, plain, scheme()) as step:
        numbers = allocate(step, scheme(), 2)
        assert numbers == ["9826999926000000107", "9826999926000000289"]
        with pytest.raises(SettingsError, match="so prefix, serial_digits, check_digits cannot change"):
            store_schemes(step.connection, step.owner, [plain])


def test_what_makes_no_number_may_always_change(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        take(step, 1)
        changed = scheme(ranges=[[1, 5]], warn_below=0, replacement="keep_number", funds=["council_tax"])
        store_schemes(step.connection, step.owner, [changed])
        assert remaining(step.connection, step.owner, changed) == 4
        assert stored_schemes(step.connection, step.owner)[0].ranges == ((1, 5),)


@pytest.mark.parametrize("ranges", [[[100, 104]], [[1, 6], [100, 104]], [[2, 5], [100, 104]]])
def test_a_range_that_numbers_were_taken_from_stays(engine: Engine, ranges: list[list[int]]) -> None:
    with council(engine, TWO_RANGES) as step:
        take(step, 1)
        with pytest.raises(SettingsError, match="numbers were taken from the range 1 to 5, so it stays"):
            store_schemes(step.connection, step.owner, [scheme(ranges=ranges)])


def test_a_scheme_that_left_the_settings_is_still_known(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        store_schemes(step.connection, step.owner, [])
        [known] = stored_schemes(step.connection, step.owner)
        assert card_scheme.build(known, 2) == card_scheme.build(TWO_RANGES, 2)
        assert known.ranges == TWO_RANGES.ranges


TAKER = """
import datetime as dt, sys
from paycards.store.card_numbers import allocate
from paycards.store.engine import open_engine, writing
from paycards.store.step import Step
from tests.issue.schemes import scheme
engine = open_engine(sys.argv[1])
sys.stdin.readline()
now = dt.datetime.now(dt.UTC)
for count in (1, 7, 1, 30, 1, 2, 50, 1):
    with writing(engine) as connection:
        allocate(Step(connection, int(sys.argv[2]), now, now.date(), "taker"), scheme(), count)
engine.dispose()
"""
EACH, TAKERS = 93, 4


def test_processes_that_take_numbers_at_once_never_take_the_same(engine: Engine, database_url: str) -> None:
    with council(engine, scheme()) as step:
        pass
    call = [sys.executable, "-W", "error", "-c", TAKER, database_url, str(step.owner)]
    here = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    takers = [
        subprocess.Popen(call, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=here) for _ in range(TAKERS)
    ]
    for taker in takers:
        assert taker.stdin
        taker.stdin.write(b"go\n")
        taker.stdin.flush()
    for taker in takers:
        _, said = taker.communicate(timeout=120)
        assert (taker.returncode, said) == (0, b"")
    with reading(engine) as connection:
        taken = connection.execute(select(card_numbers.c.serial).order_by(card_numbers.c.serial)).scalars()
        assert list(taken) == list(range(1, EACH * TAKERS + 1))


def test_numbers_of_a_transaction_that_fails_are_taken_by_the_next(engine: Engine) -> None:
    with council(engine, TWO_RANGES) as step:
        nvd = step.owner
    with pytest.raises(ZeroDivisionError), step_of(engine, nvd) as step:
        take(step, 2)
        raise ZeroDivisionError
    with step_of(engine, nvd) as step:
        assert take(step, 2) == [1, 2]

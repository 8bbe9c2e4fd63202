"""What must always hold of cards is refused by the database itself, to raw SQL, on both databases."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, exc, text

from paycards.access.visit import Visit
from paycards.issue.card_life import ALLOWED, REASONS, STATES
from paycards.settings.reading import load_settings
from tests.cards.card_desk import ORDERED, RENT, SETTINGS, issue, live_card, with_accounts
from tests.conftest import NOW
from tests.fresh import init_fresh
from tests.visits import open_visit

MIGRATION = Path(__file__).parents[2] / "paycards/store/migrations/versions/0004_card_life.py"

EVENT = """
    INSERT INTO card_events (council_id, card_number, number, at, actor, status_before, status, reason, note)
    VALUES (1, '{card}', {number}, '2026-11-20T04:00:00.000000Z', 'x', '{before}', '{after}', '{reason}', '')
"""
REQUEST = """
    INSERT INTO card_requests (council_id, number, account_id, scheme, kind, reason, holder, language,
      large_print, state, requested_at, requested_by, note, {more_columns})
    SELECT 1, 99, id, 'rent', 'first', 'first_card', 'A', 'en', 0, '{state}', '2026-11-20T04:00:00.000000Z',
      'x', '', {more_values} FROM accounts WHERE council_id = {council} AND reference = 'R100000025'
"""


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Visit]:
    yield from _desk(database_url, tmp_path)


@pytest.fixture(scope="module")
def quiet_desk(database_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """One desk for the tests that commit nothing."""
    yield from _desk(database_of_module, tmp_path_factory.mktemp("quiet"))


def _desk(database_url: str, folder: Path) -> Iterator[Visit]:
    path = folder / "paycards.toml"
    path.write_text(SETTINGS.format(database=database_url), encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    visit = open_visit(settings, now=NOW, actor="clerk")
    yield with_accounts(visit, folder)
    visit.installation.engine.dispose()


def is_refused(engine: Engine, statement: str) -> bool:
    """Tell whether a statement is refused; it is never committed."""
    with engine.connect() as connection, connection.begin() as transaction:
        try:
            connection.execute(text(statement))
        except exc.IntegrityError:
            return True
        finally:
            if transaction.is_active:
                transaction.rollback()
    return False


def event(card: str, number: int, before: str, after: str, reason: str = "found") -> str:
    return EVENT.format(card=card, number=number, before=before, after=after, reason=reason)


def test_the_migration_allows_what_the_life_of_a_card_allows() -> None:
    migration = runpy.run_path(str(MIGRATION))
    allowed = {f"{before}>{after}" for before, states in ALLOWED.items() for after in states}
    assert set(migration["MAY_FOLLOW"]) == allowed
    assert (migration["STATES"], migration["REASONS"]) == (STATES, REASONS)


def test_each_event_goes_on_from_the_one_before(desk: Visit) -> None:
    card = live_card(desk)
    assert not is_refused(desk.installation.engine, event(card, 3, "active", "lost", "lost"))
    for wrong in (
        event(card, 4, "active", "lost"),
        event(card, 2, "active", "lost"),
        event(card, 3, "requested", "cancelled"),
        event(card, 3, "active", "requested"),
        event(card, 3, "active", "conjured"),
        event(card, 3, "active", "lost", "conjured"),
        event(card, 3, "active", "lost", "other"),
        event("9826999926000000999", 1, "", "requested"),
    ):
        assert is_refused(desk.installation.engine, wrong), wrong


def test_history_proofs_and_requests_stay(desk: Visit) -> None:
    live_card(desk)
    for wrong in (
        "UPDATE card_events SET actor = 'y'",
        "UPDATE card_proofs SET dpi = 1",
        "DELETE FROM card_events",
        "DELETE FROM card_proofs",
        "DELETE FROM card_requests",
        "DELETE FROM cards",
        "UPDATE card_requests SET holder = 'B'",
        "UPDATE card_requests SET state = 'requested', closed_at = NULL, closed_by = NULL",
    ):
        assert is_refused(desk.installation.engine, wrong), wrong


def test_the_state_of_a_card_is_what_its_history_says(desk: Visit) -> None:
    live_card(desk)
    assert is_refused(desk.installation.engine, "UPDATE cards SET status = 'lost'")


def test_a_cancelled_card_that_was_never_printed_does_not_come_back(desk: Visit) -> None:
    [issued] = issue(desk, RENT)
    card = issued.card_number
    with desk.installation.engine.begin() as connection:
        connection.execute(text(event(card, 2, "requested", "cancelled", "died")))
    assert is_refused(desk.installation.engine, event(card, 3, "cancelled", "active", "entered_in_error"))


@pytest.mark.parametrize(
    ("state", "columns", "values"),
    [
        ("issued", "closed_at, closed_by", "'2026-11-20T04:00:00.000000Z', 'x'"),
        ("ordered", "closed_at", "NULL"),
        ("requested", "order_no", "1"),
        ("requested", "closed_at, closed_by", "'2026-11-20T04:00:00.000000Z', 'x'"),
        ("cancelled", "closed_at, closed_by", "'2026-11-20T04:00:00.000000Z', 'x'"),
        ("requested", "issue_no", "1"),
        ("requested", "replaces", "'9826999926000000999'"),
        ("conjured", "order_no", "NULL"),
    ],
)
def test_a_request_is_never_half(quiet_desk: Visit, state: str, columns: str, values: str) -> None:
    right = REQUEST.format(state="requested", more_columns="order_no", more_values="NULL", council=1)
    assert not is_refused(quiet_desk.installation.engine, right)
    wrong = REQUEST.format(state=state, more_columns=columns, more_values=values, council=1)
    assert is_refused(quiet_desk.installation.engine, wrong)


def test_an_account_has_one_open_first_request_and_a_card_one_open_replacement(desk: Visit) -> None:
    issue(desk, "R100000025")
    again = REQUEST.format(state="requested", more_columns="order_no", more_values="NULL", council=1)
    assert is_refused(desk.installation.engine, again)


def test_a_request_is_for_an_account_of_its_council(desk: Visit) -> None:
    issue(desk, ORDERED)
    statement = (
        "INSERT INTO card_requests (council_id, number, account_id, scheme, kind, reason, holder, language,"
        " large_print, state, requested_at, requested_by, note) SELECT 2, 1, account_id, scheme, kind,"
        " reason, holder, language, large_print, state, requested_at, requested_by, note FROM card_requests"
    )
    assert is_refused(desk.installation.engine, statement)

"""What people decided stands in the trail, and nothing is decided behind it."""

from __future__ import annotations

from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
from sqlalchemy import text

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.jobs.verify import verify
from paycards.problems import KINDS, Kind
from paycards.verify.rebuilding import Verified
from tests.postgres import PostgresServer
from tests.verify import whole_life
from tests.verify.test_rebuilding import the_one, unguarded


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    home, database = tmp_path_factory.mktemp("decided"), "sqlite:///paycards.db"
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        database = server.new_migrated_database()
    whole_life.live(home, database)
    visit = whole_life.wake(home, database)
    yield visit
    visit.installation.engine.dispose()


HELD = "state = 'held' AND rejected = 0"
REJECTED = "state = 'held' AND rejected = 1"
BEHIND = [
    pytest.param(HELD, "rejected = 1", ("rejected", "no such decision"), id="held-to-rejected"),
    pytest.param(REJECTED, "rejected = 0", ("held", "rejected"), id="rejected-to-held"),
    pytest.param(
        REJECTED, "state = 'quarantined'", ("rejected", "no such decision"), id="rejected-in-another-state"
    ),
    pytest.param(
        HELD,
        "state = 'quarantined'",
        ("quarantined", "no problem is open that says so"),
        id="held-to-quarantined",
    ),
    pytest.param(
        HELD, "state = 'repeat'", ("repeat", "no accepted file has the same content"), id="held-to-repeat"
    ),
    pytest.param(
        "state = 'quarantined'",
        "state = 'held'",
        ("held", "no problem is open that says so"),
        id="quarantined-to-held",
    ),
    pytest.param(
        "state = 'repeat'",
        "state = 'held'",
        ("held", "no problem is open that says so"),
        id="repeat-to-held",
    ),
]


@pytest.mark.parametrize(("where", "change", "told"), BEHIND)
def test_a_file_that_raw_sql_decided_is_named(
    lived: Visit, where: str, change: str, told: tuple[str, str]
) -> None:
    with unguarded(lived) as connection:
        query = f"SELECT min(id) FROM files WHERE {where}"  # noqa: S608
        file_id = connection.execute(text(query)).scalar_one()
        row = connection.execute(text(f"SELECT state, rejected FROM files WHERE id = {file_id}")).one()  # noqa: S608
    back = f"state = '{row.state}', rejected = {row.rejected}"
    this = f"UPDATE files SET {{}} WHERE id = {file_id}"  # noqa: S608
    found = the_one(after(lived, this.format(change), this.format(back)), "decision on a file")
    assert (found.database, found.originals) == told
    assert found.about.startswith(f"file {file_id}, ")


def test_a_held_file_that_raw_sql_released_is_named(lived: Visit) -> None:
    release = f"UPDATE files SET state = 'accepted', position = NULL, decided_at = received_at WHERE {HELD}"  # noqa: S608
    with unguarded(lived) as connection:
        file_id, position = connection.execute(text(f"SELECT id, position FROM files WHERE {HELD}")).one()  # noqa: S608
    back = f"UPDATE files SET state = 'held', position = {position}, decided_at = NULL WHERE id = {file_id}"  # noqa: S608
    assert the_one(after(lived, release, back), "file").originals == "not there"


def test_a_problem_that_raw_sql_closed_is_named(lived: Visit) -> None:
    with unguarded(lived) as connection:
        query = "SELECT max(id) FROM problems WHERE closed_at IS NULL AND kind NOT IN ('held', 'quarantined')"
        problem_id = connection.execute(text(query)).scalar_one()
    this = f"WHERE id = {problem_id}"
    close = (
        "UPDATE problems SET closed_at = '2026-11-17T04:00:00.000000Z', closed_by = 'clerk', note = 'fine' "
    )
    reopen = "UPDATE problems SET closed_at = NULL, closed_by = NULL, note = NULL "
    found = the_one(after(lived, close + this, reopen + this), "closed problem")
    assert (found.database, found.originals) == ("closed by clerk", "open")


def test_a_file_whose_problem_raw_sql_closed_is_named(lived: Visit) -> None:
    close = "UPDATE problems SET closed_at = opened_at, closed_by = '{}' WHERE kind = 'quarantined'"
    reopen = "UPDATE problems SET closed_at = NULL, closed_by = NULL WHERE kind = 'quarantined'"
    for by in ("clerk", "paycards"):
        found = the_one(after(lived, close.format(by), reopen), "decision on a file")
        assert (found.database, found.originals) == ("quarantined", "no problem is open that says so")


def test_a_problem_that_raw_sql_opened_again_is_named(lived: Visit) -> None:
    this = "note = 'dealt with by telephone'"
    with unguarded(lived) as connection:
        query = f"SELECT closed_at, closed_by FROM problems WHERE {this}"  # noqa: S608
        at, by = connection.execute(text(query)).one()
    reopen = f"UPDATE problems SET closed_at = NULL, closed_by = NULL WHERE {this}"  # noqa: S608
    back = f"UPDATE problems SET closed_at = '{at}', closed_by = '{by}' WHERE {this}"  # noqa: S608
    found = the_one(after(lived, reopen, back), "closed problem")
    assert (found.database, found.originals) == ("not closed", "closed")


ENDED = [(kind, said) for kind in KINDS for said in kind.ended]


@pytest.mark.parametrize(("kind", "said"), ENDED, ids=[f"{kind.code}-{said}" for kind, said in ENDED])
def test_a_problem_that_an_act_ends_needs_no_decision_however_it_was_once_said(
    lived: Visit, kind: Kind, said: str
) -> None:
    facts: dict[str, Any] = {name: "any" for _, name, _, _ in Formatter().parse(kind.message) if name}
    with lived.steps(["NVD"], Permission.IMPORT_LISTS) as steps:
        step = steps["NVD"]
        step.open_problem(kind.code, said, **facts)
        step.close_problem(kind.code, said, note=said, by=step.actor)
        step.open_problem(kind.code, "once more", **facts)
        step.end_problem(kind.code, "once more")
    verified = verify(lived)
    assert (verified.counts, verified.differences) == ({}, ())


def after(visit: Visit, there: str, back: str) -> Verified:
    """What verify says after a statement behind the database's back, which is taken back by another."""
    with unguarded(visit) as connection:
        assert connection.execute(text(there)).rowcount == 1
    try:
        return verify(visit)
    finally:
        with unguarded(visit) as connection:
            assert connection.execute(text(back)).rowcount == 1

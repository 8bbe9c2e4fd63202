"""By which settings bank files are taken stands in the trail: what was planted there blocks nobody."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine, insert

from paycards.reconcile.bank import settings_watch
from paycards.store.engine import writing
from paycards.store.step import Step
from paycards.store.tables.councils import councils
from tests.planted import plant

NVD = 1
AT = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("after", ["{}", '{"digest": null, "note": 1}'])
def test_an_entry_that_says_no_settings_asks_two_people_and_blocks_nobody(engine: Engine, after: str) -> None:
    with writing(engine) as connection:
        connection.execute(insert(councils), [{"id": NVD, "code": "N", "name": "N"}])
        step = Step(connection, NVD, AT, AT.date(), "clerk")
        assert settings_watch.is_agreed(step, "digest of now")
        plant(connection, NVD, settings_watch.NOTED, after)
        assert not settings_watch.is_agreed(step, "digest of now")
        settings_watch.agree(step, "digest of now", "two people looked")
        assert settings_watch.is_agreed(step, "digest of now")

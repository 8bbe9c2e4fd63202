"""Old files and odd clocks: what was right when it was done is right when it is lived again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.channels import payment_days
from paycards.intake.file_result import FileResult
from paycards.jobs.import_files import import_file
from paycards.jobs.reconcile import reconcile
from paycards.jobs.verify import verify
from paycards.jobs.write_outgoing import write_outgoing
from paycards.store.engine import reading
from paycards.store.tables.audit import audit_trail
from tests.cards.card_desk import RENT
from tests.channels.supplier_files import CARD, allpay, long_row
from tests.verify import whole_life


@pytest.fixture
def visit(database_url: str, tmp_path: Path) -> Iterator[Visit]:
    whole_life.live(tmp_path, database_url)
    visit = whole_life.wake(tmp_path, database_url)
    yield visit
    visit.installation.engine.dispose()


def pay(visit: Visit, name: str, pence: int, date: str = "14/11/2026") -> FileResult:
    return import_file(visit, name, allpay([long_row(pence, CARD, RENT, date)], pence))


def assert_agrees(visit: Visit) -> None:
    verified = verify(visit)
    assert (verified.counts, verified.differences) == ({}, ())


def test_what_was_done_while_the_clock_was_behind_is_lived_again(visit: Visit) -> None:
    behind = replace(visit, now=whole_life.MONDAY - dt.timedelta(days=2))
    assert pay(behind, "NVDC0008.PO", 400).state == "accepted"
    reconcile(behind)
    write_outgoing(behind)
    with reading(visit.installation.engine) as connection:
        told = connection.execute(select(audit_trail.c.after).order_by(audit_trail.c.number)).scalars().all()
    assert any('"clock"' in after for after in told)
    assert_agrees(visit)


def test_a_file_whose_days_were_right_when_it_came_is_not_judged_by_the_rules_of_today(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as then:
        then.setattr(payment_days, "DAYS_BEFORE", 5000)
        assert pay(visit, "NVDC0008.PO", 400, "14/11/2020").state == "accepted"
    assert pay(visit, "NVDC0009.PO", 500, "14/11/2020").state == "quarantined"
    reconcile(visit)
    assert_agrees(visit)

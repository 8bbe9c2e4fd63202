"""A file above the tier is released or rejected by two people, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.decisions.decision import Decision
from paycards.errors import NotAllowed, Stale
from paycards.intake.file_result import FileResult
from paycards.intake.records import FileRow
from paycards.jobs.approve_decision import approve_decision
from paycards.jobs.list_files import list_files
from paycards.jobs.reconcile import reconcile
from paycards.jobs.refuse_decision import refuse_decision
from paycards.jobs.reject_file import reject_file
from paycards.jobs.release_file import release_file
from paycards.jobs.retry_file import retry_file
from paycards.jobs.show_file import show_file
from paycards.reconcile.subjects import file_waits
from paycards.settings.tiers import Tiers
from paycards.store.engine import reading
from paycards.store.tables.files import files
from tests.decisions.two_people import assert_verified, person, table, with_tiers
from tests.jobs.hand_in import bring_file, unknown


def held(visit: Visit, pence: int) -> FileResult:
    """Number 1 again, over another payment."""
    bring_file(visit, "NVDC0001.PO", unknown(100), unknown(200), total=300)
    result = bring_file(visit, "NVDC0001.PP", unknown(pence).replace("P", "T"), total=pence)
    assert result.state == "held"
    return result


def state(visit: Visit) -> tuple[str, bool]:
    file = list_files(visit)[-1]
    return file.state, file.rejected


def test_a_file_at_the_tier_is_one_person_s_and_the_decision_stands_in_the_list(visit: Visit) -> None:
    held(visit, 50_000)
    done = release_file(visit, "NVDC0001.PP", note="both are right")
    assert isinstance(done, FileRow)
    assert done.state == "accepted"
    [decision] = table(visit, "decisions")
    assert [decision[name] for name in ("kind", "subject", "amount_pence", "state", "decided_by")] == [
        "release", "NVDC0001.PP", "50000", "applied", "",
    ]  # fmt: skip
    reconcile(visit)
    assert_verified(visit)


def test_a_larger_file_is_released_when_a_second_person_approves(visit: Visit) -> None:
    waiting = held(visit, 50_001)
    asked = release_file(person(visit, "Amira"), str(waiting.id), note="both are right")
    assert isinstance(asked, Decision)
    assert (asked.state, asked.kind, asked.amount_pence) == ("proposed", "release", 50_001)
    assert state(visit) == ("held", False)
    with pytest.raises(Stale, match="Amira proposed it"):
        reject_file(person(visit, "Ben"), str(waiting.id), note="no")
    with pytest.raises(Stale, match="Amira proposed it"):
        retry_file(person(visit, "Ben"), str(waiting.id))
    with reading(visit.installation.engine) as connection:
        assert connection.execute(select(files.c.id).where(file_waits(files))).scalars().all() == [waiting.id]
    with pytest.raises(NotAllowed):
        approve_decision(person(visit, " AMIRA "), asked.decision)
    approve_decision(person(visit, "Ben"), asked.decision)
    assert state(visit) == ("accepted", False)
    reconcile(visit)
    assert_verified(visit)


def test_a_larger_file_is_rejected_by_two_or_stays_when_the_second_refuses(visit: Visit) -> None:
    held(visit, 90_000)
    first = reject_file(person(visit, "Amira"), "NVDC0001.PP", note="sent twice")
    assert isinstance(first, Decision)
    refuse_decision(person(visit, "Ben"), first.decision, note="ask them first")
    assert state(visit) == ("held", False)
    again = reject_file(person(visit, "Amira"), "NVDC0001.PP", note="they say so")
    assert isinstance(again, Decision)
    approve_decision(person(visit, "Ben"), again.decision)
    assert state(visit) == ("held", True)
    assert_verified(visit)


def test_a_file_whose_bytes_cannot_be_read_any_more_is_not_approved_and_goes_on_waiting(visit: Visit) -> None:
    waiting = held(visit, 90_000)
    strict = with_tiers(visit, Tiers(release=0))
    asked = release_file(person(strict, "Amira"), str(waiting.id), note="right")
    assert isinstance(asked, Decision)
    show_file(visit, str(waiting.id)).bytes_at.unlink()
    with pytest.raises(Exception, match="has no file"):
        approve_decision(person(visit, "Ben"), asked.decision)
    assert state(visit) == ("held", False)
    assert [each["state"] for each in table(visit, "decisions")] == ["proposed"]

"""A night goes on whatever goes wrong with one thing, and says what happened."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.cards.order_watch import watch_orders
from paycards.errors import TryAgain
from paycards.intake.admitting import admit
from paycards.jobs import check_timetable as timetable
from paycards.jobs import collect as collecting
from paycards.jobs import import_files as importing
from paycards.jobs import reconcile as reconciling
from paycards.jobs import watch_card_orders as orders
from paycards.jobs.import_files import import_file
from paycards.jobs.list_problems import list_problems
from paycards.jobs.match_settlements import Settlements
from paycards.jobs.nightly import Night, nightly
from paycards.store.engine import reading
from paycards.store.tables.files import files
from paycards.transport.drop import open_drop
from tests.channels.supplier_files import allpay, control, counter, payzone, post_office, sale
from tests.jobs.hand_in import unknown
from tests.jobs.test_check_timetable import at, owing, payments

SECRET = "Miss Adeyemi, 9826 9999 1234 5678"  # what an unexpected exception may quote


@pytest.fixture(autouse=True)
def _empty_drop(visit: Visit) -> None:
    drop(visit)


def faults(visit: Visit) -> list[str]:
    return [problem.message for problem in list_problems(visit) if problem.kind == "fault"]


def kinds(visit: Visit) -> list[str]:
    return sorted(problem.kind for problem in list_problems(visit))


def drop(visit: Visit, *numbers: int) -> None:
    """Leave files in the folder of the first contract, long ago."""
    contract = next(each for each in visit.installation.contracts.values() if each.terms.drop)
    folder = Path(contract.terms.drop.directory)  # type: ignore[union-attr]
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        path = folder / f"NVDC{number:04}.PO"
        path.write_bytes(allpay([unknown(100 + number)], 100 + number))
        os.utime(path, (1_700_000_000, 1_700_000_000))


def decided(visit: Visit) -> dict[str, bool]:
    with reading(visit.installation.engine) as connection:
        return {row.name: row.decided_at is not None for row in connection.execute(select(files))}


def fails_for(real: Callable[..., Any], chosen: Callable[..., bool]) -> Callable[..., Any]:
    """The real thing, which raises what nobody expected for what is chosen."""

    def broken(*given: Any, **more: Any) -> Any:
        if chosen(*given):
            raise RuntimeError(SECRET)
        return real(*given, **more)

    return broken


def fails_not(real: Callable[..., Any], chosen: Callable[..., bool]) -> Callable[..., Any]:
    """The real thing, which does nothing for what is chosen."""
    return lambda *given: None if chosen(*given) else real(*given)


def assert_one_fault(visit: Visit, night: Night, beginning: str) -> None:
    (message,) = faults(visit)
    assert message.startswith(beginning)
    assert "RuntimeError in " in message
    assert SECRET not in str(list_problems(visit))
    assert night.needs_person


def test_a_file_whose_import_fails_is_a_problem_and_the_others_are_taken(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(visit, 1, 2, 3)
    with monkeypatch.context() as patched:
        broken = fails_for(admit, lambda _, arrival: arrival.received.name == "NVDC0002.PO")
        patched.setattr(importing, "admit", broken)
        night = nightly(visit)
    assert decided(visit) == {"NVDC0001.PO": True, "NVDC0003.PO": True}
    assert_one_fault(visit, night, "NVD-ALLPAY: taking NVDC0002.PO did not work: ")
    nightly(visit)
    assert (set(decided(visit).values()), faults(visit)) == ({True}, [])
    assert len(decided(visit)) == 3


def test_a_drop_that_fails_is_a_problem_and_the_night_goes_on(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(visit, 1)
    import_file(visit, "HMBC0001.PO", allpay([unknown(700)], 700))
    with monkeypatch.context() as patched:
        patched.setattr(collecting, "open_drop", fails_for(open_drop, lambda _: True))
        night = nightly(visit)
    assert decided(visit) == {"HMBC0001.PO": True}
    assert_one_fault(visit, night, "NVD-ALLPAY: collecting did not work: ")
    nightly(visit)
    assert (len(decided(visit)), faults(visit)) == (2, [])


@pytest.mark.parametrize("act", ["payments", "reversals"])
def test_a_file_that_cannot_be_matched_is_one_problem_and_the_others_are_decided(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    for number in (1, 2):
        import_file(visit, *payments(number, "16/11/2026"))
    with monkeypatch.context() as patched:
        name, real = getattr(reconciling, act.upper())
        broken = fails_for(real, lambda step, contract, file_id: file_id == 1)
        patched.setattr(reconciling, act.upper(), (name, broken))
        if act == "reversals":  # only what its payments leave undecided comes so far
            undecided = fails_not(reconciling.PAYMENTS[1], lambda step, contract, file_id: file_id == 1)
            patched.setattr(reconciling, "PAYMENTS", ("payments", undecided))
        night = nightly(visit)
    assert decided(visit)["NVDC0002.PO"]
    assert_one_fault(visit, night, f"NVD-ALLPAY: matching the {act} of NVDC0001.PO did not work: ")
    nightly(visit)
    assert (set(decided(visit).values()), faults(visit)) == ({True}, [])


@pytest.mark.parametrize(
    ("module", "name", "beginning"),
    [
        (reconciling, "_retry", "NVD-ALLPAY: trying suspense again"),
        (timetable, "_check", "NVD-ALLPAY: checking the timetable"),
    ],
)
def test_one_contract_that_fails_does_not_stop_the_others(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, beginning: str
) -> None:
    with monkeypatch.context() as patched:
        broken = fails_for(
            getattr(module, name), lambda _, contract, *__: contract.terms.code == "NVD-ALLPAY"
        )
        patched.setattr(module, name, broken)
        night = nightly(visit)
    assert_one_fault(visit, night, beginning)
    quiet = nightly(visit)
    assert not quiet.needs_person
    assert replace(quiet, settled=Settlements(proposed=1)).needs_person


def test_the_card_orders_of_one_council_that_fail_do_not_stop_the_night(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        broken = fails_for(watch_orders, lambda _, council: council.code == "NVD")
        patched.setattr(orders, "watch_orders", broken)
        night = nightly(visit)
    assert_one_fault(visit, night, "NVD: checking the card orders did not work: ")


def test_a_broken_database_ends_the_night(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(visit, 1)

    def broken(*_: object) -> None:
        raise TryAgain("The database cannot be used now.", code="database")

    monkeypatch.setattr(importing, "admit", broken)
    with pytest.raises(TryAgain):
        nightly(visit)


def test_a_value_that_no_index_holds_is_a_problem_of_its_file(visit: Visit) -> None:
    """The largest that a layout lets through, on both databases."""
    long = "T" * 4000
    name = "payzone_nvdc_000001.csv"
    data = payzone([sale(long)], "12.95").replace(b"NVD4471", b"nvdc")
    import_file(visit, "HMBC0001.PO", allpay([unknown(700)], 700))
    result = import_file(visit, name, data)
    assert result.state == "quarantined"
    nightly(visit)
    assert decided(visit)["HMBC0001.PO"]


def test_nothing_is_missing_on_the_first_night_of_a_council_and_from_then_on_it_is(visit: Visit) -> None:
    night = owing(visit, "NVD-ALLPAY", at(20, 10), starts_on=None)
    import_file(night, *payments(1, "02/11/2026"))  # files of weeks ago, to begin with
    nightly(night)
    assert "missing" not in kinds(visit)
    nightly(owing(visit, "NVD-ALLPAY", at(24, 10), starts_on=None))
    missing = [problem.subject for problem in list_problems(visit) if problem.kind == "missing"]
    assert missing == ["payments 2026-11-20", "payments 2026-11-23"]


def test_a_file_that_never_comes_is_missing_though_none_ever_came(visit: Visit) -> None:
    for day in (16, 18):
        nightly(owing(visit, "NVD-PAYPOINT", at(day, 10), starts_on=None))
    assert kinds(visit) == ["missing", "missing"]


def test_a_missing_file_that_was_promised_and_numbered_is_one_problem(visit: Visit) -> None:
    night = owing(visit, "NVD-POST", at(16, 10), days="every_day", starts_on=dt.date(2026, 11, 15))
    promise = control([("A319001.TXN", 1, 100)]).replace(b"0429170", b"NVD0001")
    import_file(night, "A319001.CTL", promise)
    import_file(night, "A319002.TXN", post_office([counter(100)], 100, "A319002.TXN", "NVD0001"))
    assert kinds(visit) == ["gap", "promise"]
    nightly(night)
    assert kinds(visit) == ["promise"]  # the day itself has a file: 002 came


def test_a_number_left_out_on_a_missing_day_is_one_problem(visit: Visit) -> None:
    night = owing(visit, "NVD-ALLPAY", at(19, 8))
    import_file(night, *payments(1, "16/11/2026"))
    import_file(night, *payments(3, "18/11/2026"))
    assert kinds(visit) == ["gap"]
    nightly(night)
    assert kinds(visit) == ["missing"]
    import_file(night, *payments(2, "17/11/2026"))
    nightly(night)
    assert kinds(visit) == []


def test_a_number_of_a_file_that_waits_for_a_person_is_no_gap(visit: Visit) -> None:
    import_file(visit, *payments(1, "16/11/2026"))
    import_file(visit, "NVDC0002.PO", b"damaged")
    import_file(visit, *payments(3, "18/11/2026"))
    assert kinds(visit) == ["gap", "quarantined"]
    nightly(visit)
    assert kinds(visit) == ["quarantined"]


def test_the_report_of_a_rehearsal_says_so(visit: Visit) -> None:
    assert nightly(visit).report.as_dict()["rehearsal"] is False
    paycards = visit.settings.paycards.model_copy(update={"rehearsal": True})
    settings = visit.settings.model_copy(update={"paycards": paycards})
    rehearsing = replace(visit, installation=replace(visit.installation, settings=settings))
    assert nightly(rehearsing).report.as_dict()["rehearsal"] is True

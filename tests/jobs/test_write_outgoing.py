"""The night's files: each posting leaves once, whatever crashes, is refused, changed or taken away."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from paycards.errors import SettingsError, TryAgain
from paycards.jobs.write_outgoing import OutgoingFile, write_outgoing
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables import audit_trail, outgoing_batches, outgoing_files, outgoing_runs
from paycards.transport.outbox import Outbox, Place
from tests.ledger.town import CARD, MORNING, Town

NEXT_MORNING = MORNING + dt.timedelta(days=1)
RENT, TAX = "R100000001", "771234567"
CASH_FILE, INCOME, JOURNAL = (
    "NVD/2026-11-16/rent/CashFile20261116.dat",
    "NVD/2026-11-16/council_tax/Income20261116.csv",
    "NVD/2026-11-16/Journal20261116.csv",
)


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(database_url, tmp_path)
    for council in ("NVD", "HMB"):
        town.account(council, "rent", RENT)
        town.account(council, "council_tax", TAX)
    yield town
    town.visit.installation.engine.dispose()


def exports(town: Town) -> Path:
    return town.settings.paycards.exports


def on_disk(town: Town) -> dict[str, bytes]:
    """Every file below the exports that a receiving system can see."""
    folder = exports(town)
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def write(town: Town, now: dt.datetime = MORNING) -> list[OutgoingFile]:
    return write_outgoing(town.on(now))


def places(files: list[OutgoingFile]) -> set[Place]:
    return {file.place for file in files}


def test_a_night_makes_a_file_for_each_fund_and_the_journal(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200), ("nobody", 300))
    town.allpay("NVDC0002.CQE", (RENT, -250))
    town.reconcile()
    files = write(town)
    source = "PAYCARDS".ljust(20)
    assert on_disk(town) == {
        CASH_FILE: f"{RENT}{source}GIR+000012.5013/11/2026PC\r\n".encode()
        + f"{RENT}{source}BNC-000002.5013/11/2026PC\r\n".encode(),
        INCOME: b"1-2-0,NVDC0001.PO:2,,PC,2026-11-16,2026-11-13,771234567,PAYCARDS,council_tax,GIR,"
        b"42.00,0,0,0.00,post office\r\n",
        JOURNAL: b"date,channel,ledger_account,debit,credit\r\n"
        b"2026-11-16,cheque_return,clearing:NVD-ALLPAY,,2.50\r\n"
        b"2026-11-16,cheque_return,customer:rent,2.50,\r\n"
        b"2026-11-16,post_office,clearing:NVD-ALLPAY,57.50,\r\n"
        b"2026-11-16,post_office,customer:council_tax,,42.00\r\n"
        b"2026-11-16,post_office,customer:rent,,12.50\r\n"
        b"2026-11-16,post_office,suspense:NVD,,3.00\r\n",
    }
    assert {(file.council, file.fund, file.rows, file.total_pence, file.place) for file in files} == {
        ("NVD", "rent", 2, 1000, Place.WRITTEN),
        ("NVD", "council_tax", 1, 4200, Place.WRITTEN),
        ("NVD", "", 6, 6000, Place.WRITTEN),
    }


def test_the_files_are_the_owners_alone_and_their_bytes_are_in_the_archive(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    for file in write(town):
        assert file.path.stat().st_mode & 0o777 == 0o600
        assert file.path.parent.stat().st_mode & 0o777 == 0o700
        assert town.visit.installation.archive.read(file.sha256) == file.path.read_bytes()
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256


def test_the_same_night_written_twice_changes_nothing(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200))
    town.reconcile()
    first, before = write(town), on_disk(town)
    trail_before = town.all(select(audit_trail))
    again = write(town, MORNING + dt.timedelta(hours=5))
    assert on_disk(town) == before
    assert town.all(select(audit_trail)) == trail_before
    assert places(again) == {Place.THERE}
    assert [replace(file, place=Place.WRITTEN) for file in again] == first


def test_what_is_posted_after_the_nights_files_leaves_with_the_next_nights(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write(town)
    town.allpay("NVDC0002.PO", (RENT, 3300))
    town.reconcile()
    assert places(write(town)) == {Place.THERE}
    before = on_disk(town)
    write(town, NEXT_MORNING)
    after = on_disk(town)
    assert {name: after[name] for name in before} == before
    cash = after["NVD/2026-11-17/rent/CashFile20261117.dat"]
    assert b"+000033.00" in cash
    assert b"+000012.50" not in cash


def test_each_posting_leaves_in_exactly_one_file_over_many_nights(town: Town) -> None:
    sent = 0
    for night in range(4):
        now = MORNING + dt.timedelta(days=night)
        payments = [(RENT, 100 * (night + 1)), (TAX, 7), ("later", 1000 + night)]
        town.allpay(f"NVDC{night + 1:04}.PO", *payments)
        if night == 2:
            town.account("NVD", "rent", "later")
        town.reconcile(now)
        sent += sum(file.total_pence for file in write(town, now) if file.fund)
    received = sum(int(line.rsplit(",", 2)[1]) for line in town.export("balances").splitlines()[1:])
    assert sent == received == 1000 + 4 * 7 + 4006
    batches = town.all(select(outgoing_batches.c.batch_id))
    assert len(batches) == len(set(batches))


def test_a_payment_that_leaves_suspense_leaves_with_the_night_it_was_placed(town: Town) -> None:
    town.payzone_night()
    town.reconcile()
    write(town)
    assert set(on_disk(town)) == {JOURNAL}
    town.card("NVD", CARD, town.account("NVD", "rent", "R200000002"))
    town.reconcile(NEXT_MORNING)
    write(town, NEXT_MORNING)
    cash = on_disk(town)["NVD/2026-11-17/rent/CashFile20261117.dat"]
    assert cash == f"R200000002{'PAYCARDS'.ljust(20)}PPT+000020.0014/11/2026PC\r\n".encode()


def test_a_night_without_postings_stays_free_for_files_that_are_late(town: Town) -> None:
    assert write(town) == []
    town.allpay("NVDC0001.PO")
    town.reconcile()
    assert write(town) == []
    assert town.all(select(outgoing_runs)) == []
    town.allpay("NVDC0002.PO", (RENT, 1250))
    town.reconcile()
    assert {file.fund for file in write(town)} == {"rent", ""}


def test_each_council_gets_its_own_and_no_fund_file_without_an_outgoing_table(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.allpay("HMBC0001.PO", (RENT, 9900))
    town.reconcile()
    write(town)
    found = on_disk(town)
    assert set(found) == {CASH_FILE, JOURNAL, "HMB/2026-11-16/Journal20261116.csv"}
    assert b"99.00" in found["HMB/2026-11-16/Journal20261116.csv"]
    assert all(b"99.00" not in found[name] for name in (CASH_FILE, JOURNAL))


def test_two_funds_of_one_format_have_a_folder_each(database_url: str, tmp_path: Path) -> None:
    tables = [{"fund": fund, "format": "rent_cash"} for fund in ("rent", "council_tax")]
    town = Town(database_url, tmp_path, tables)
    town.account("NVD", "rent", RENT)
    town.account("NVD", "council_tax", TAX)
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200))
    town.reconcile()
    write(town)
    town.visit.installation.engine.dispose()
    assert {CASH_FILE, "NVD/2026-11-16/council_tax/CashFile20261116.dat"} < set(on_disk(town))


def crash(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_crash_between_commit_and_the_last_rename_is_healed(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200))
    town.reconcile()
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Outbox, "put_in_place", crash)
        write(town)
    assert len(town.all(select(outgoing_files))) == 3
    assert on_disk(town) == {}
    assert places(write(town)) == {Place.WRITTEN}
    assert {file.name for file in town.all(select(outgoing_files))} == {
        name.removeprefix("NVD/2026-11-16/") for name in on_disk(town)
    }


def test_a_crash_is_healed_on_the_next_night_too(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Outbox, "put_in_place", crash)
        write(town)
    town.allpay("NVDC0002.PO", (RENT, 3300))
    town.reconcile(NEXT_MORNING)
    assert {file.night for file in write(town, NEXT_MORNING)} == {dt.date(2026, 11, 17)}
    assert b"+000012.50" in on_disk(town)[CASH_FILE]
    assert b"+000033.00" in on_disk(town)["NVD/2026-11-17/rent/CashFile20261117.dat"]


def test_a_crash_before_the_commit_leaves_nothing_that_a_system_could_load(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(trail, "append", crash)
        write(town)
    assert on_disk(town) == {}
    assert town.all(select(outgoing_runs)) == []
    town.allpay("NVDC0002.PO", (RENT, 3300))
    town.reconcile()
    rent = next(file for file in write(town) if file.fund == "rent")
    assert (rent.rows, rent.total_pence, rent.place) == (2, 4550, Place.WRITTEN)
    assert on_disk(town)[CASH_FILE].count(b"\r\n") == 2


def test_a_file_that_was_taken_away_is_not_put_there_again(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200))
    town.reconcile()
    write(town)
    (exports(town) / CASH_FILE).unlink()
    by_fund = {file.fund: file.place for file in write(town)}
    assert by_fund == {"rent": Place.TAKEN, "council_tax": Place.THERE, "": Place.THERE}
    assert CASH_FILE not in on_disk(town)
    assert town.open_problems() == []


def test_a_file_that_was_changed_is_left_and_is_a_problem_until_it_is_right_again(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write(town)
    path = exports(town) / CASH_FILE
    right = path.read_bytes()
    path.write_bytes(right + right)
    assert Place.CHANGED in places(write(town))
    assert path.read_bytes() == right + right
    (problem,) = town.open_problems()
    assert problem.subject == "NVD 2026-11-16 rent/CashFile20261116.dat"
    assert "is not as it was written" in problem.message
    path.write_bytes(right)
    write(town)
    assert town.open_problems() == []


def test_a_posting_that_the_receiver_cannot_take_holds_its_council_back_and_no_other(town: Town) -> None:
    town.account("NVD", "rent", "R1000000012")
    town.allpay("NVDC0001.PO", (RENT, 1250), ("R1000000012", 500), (TAX, 4200))
    town.allpay("HMBC0001.PO", (RENT, 9900))
    town.reconcile()
    write(town)
    write(town)
    assert set(on_disk(town)) == {"HMB/2026-11-16/Journal20261116.csv"}
    (problem,) = town.open_problems()
    assert problem.message == (
        "NVD: no outgoing files were written: 1 bad rows in the rent cash file of fund rent: "
        "account 'R1000000012': is longer than 10 characters."
    )
    assert "the postings wait" in problem.action


def test_what_was_held_back_leaves_when_it_is_mended_and_the_problem_closes(town: Town) -> None:
    town.account("NVD", "rent", "R1000000012")
    town.allpay("NVDC0001.PO", (RENT, 1250), ("R1000000012", 500))
    town.reconcile()
    assert write(town) == []
    mended = with_outgoing(town, [{"fund": "rent", "format": "income_csv"}])
    files = write_outgoing(town.on(MORNING, mended))
    assert {(file.fund, file.total_pence) for file in files} == {("rent", 1750), ("", 1750)}
    assert town.open_problems() == []


@pytest.mark.parametrize(
    ("tables", "message"),
    [([{"fund": "rent", "format": "rent_cash", "system_code": "ABC"}], "system_code 'ABC' must be 2")],
)
def test_a_wrong_outgoing_table_is_a_problem_and_the_postings_wait(
    town: Town, tables: list[dict[str, Any]], message: str
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    assert write_outgoing(town.on(MORNING, with_outgoing(town, tables))) == []
    (problem,) = town.open_problems()
    assert message in problem.message
    assert town.all(select(outgoing_runs)) == []
    assert {file.fund for file in write(town)} == {"rent", ""}


def with_outgoing(town: Town, tables: list[dict[str, Any]]) -> Any:
    settings = town.settings.model_dump()
    settings["councils"][0]["outgoing"] = tables
    return type(town.settings).model_validate(settings)


def test_a_folder_that_cannot_be_written_leaves_everything_for_the_next_run(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    exports(town).write_text("a file stands where the folder should")
    with pytest.raises(TryAgain, match=r"cannot be used: .*; mend it and run again\."):
        write(town)
    assert town.all(select(outgoing_runs)) == []
    exports(town).unlink()
    assert places(write(town)) == {Place.WRITTEN}


def test_each_run_stands_in_the_audit_trail_with_the_digests_of_its_files(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    files = write(town)
    entries = town.all(select(audit_trail).where(audit_trail.c.action == "outgoing.written"))
    assert [(entry.subject, entry.actor) for entry in entries] == [("2026-11-16", "tester")]
    assert all(file.sha256 in entries[0].after for file in files)
    with reading(town.visit.installation.engine) as connection:
        assert trail.broken_links(connection, entries[0].council_id) == []


def test_a_council_that_init_has_not_stored_is_named(town: Town) -> None:
    settings = town.settings.model_dump()
    settings["councils"] = [*settings["councils"], {"code": "NEW", "name": "New Town Council"}]
    unknown = type(town.settings).model_validate(settings)
    with pytest.raises(SettingsError, match=r"NEW: new in the settings, not in the database yet\."):
        write_outgoing(town.on(MORNING, unknown))

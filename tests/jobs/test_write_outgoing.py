"""The night's files: each posting leaves once, whatever crashes, is refused, changed or taken away."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import and_, func, select

from paycards.errors import SettingsError, TryAgain
from paycards.jobs import write_outgoing as write_outgoing_job
from paycards.jobs.end_night import end_night
from paycards.jobs.write_outgoing import write_outgoing
from paycards.ledger import leaving
from paycards.ledger.leaving import KEY
from paycards.ledger.night_making import make_night
from paycards.ledger.nightly_run import sent_postings
from paycards.ledger.outgoing.methods import METHOD_CODES
from paycards.ledger.outgoing_places import OutgoingFile
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.ledger import batch_controls, postings
from paycards.store.tables.outgoing import outgoing_batches, outgoing_files, outgoing_held, outgoing_runs
from paycards.transport.outbox import Outbox, Place
from tests.ledger.town import CARD, MORNING, RENT, TAX, Town

NEXT_MORNING = MORNING + dt.timedelta(days=1)
CASH_FILE, INCOME, JOURNAL = (
    "NVD/2026-11-16/rent/CashFile20261116.dat",
    "NVD/2026-11-16/council_tax/Income20261116.csv",
    "NVD/2026-11-16/Journal20261116.csv",
)


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


def test_accounts_are_named_alike_whether_each_or_all_between_are_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200), ("nobody", 300))
    town.reconcile()
    write(town)
    with reading(town.visit.installation.engine) as connection:
        run_id = connection.execute(select(outgoing_runs.c.id)).scalar_one()
        each = sent_postings(connection, run_id)
        monkeypatch.setattr(leaving, "MOST_ASKED", 1)
        between = sent_postings(connection, run_id)
    assert each["reference"].tolist() == [RENT, TAX, ""]
    pd.testing.assert_frame_equal(between, each)


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
    written = write(town, NEXT_MORNING)
    assert {file.night for file in written} == {dt.date(2026, 11, 16), dt.date(2026, 11, 17)}
    assert places(written) == {Place.WRITTEN}
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


def _a_pipe(path: Path) -> None:
    os.mkfifo(path)


def _a_device_without_end(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _a_link_to_nowhere(path: Path) -> None:
    path.symlink_to("gone")


def _a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("put", "stands"),
    [
        (_a_pipe, "a pipe"),
        (_a_device_without_end, "a link that leads to no file"),
        (_a_link_to_nowhere, "a link that leads to no file"),
        (_a_folder, "a folder"),
    ],
)
def test_what_is_no_file_in_the_place_of_one_is_never_opened_and_is_named(
    town: Town, put: Callable[[Path], None], stands: str
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write(town)
    path = exports(town) / CASH_FILE
    path.unlink()
    put(path)
    assert Place.CHANGED in places(write(town))
    (problem,) = town.open_problems()
    assert problem.kind == "outgoing_changed"
    assert problem.message == f"NVD: {path} is not as it was written: {stands} stands in its place."


def _a_file(folder: Path) -> None:
    folder.write_text("no folder")


def _a_loop(folder: Path) -> None:
    folder.symlink_to(folder)


@pytest.mark.parametrize("put", [_a_file, _a_loop])
def test_a_file_whose_folder_is_none_any_more_is_not_said_to_be_taken(
    town: Town, put: Callable[[Path], None]
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write(town)
    folder = exports(town)
    folder.rename(folder.with_name("kept"))
    put(folder)
    assert Place.TAKEN not in places(write(town))
    assert {problem.kind for problem in town.open_problems()} == {"outgoing"}
    folder.unlink()
    folder.with_name("kept").rename(folder)
    assert places(write(town)) == {Place.THERE}
    assert town.open_problems() == []


def test_a_pipe_in_the_place_of_a_staged_file_is_never_opened(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    never_placed(town, monkeypatch)
    for hidden in staged(town):
        hidden.unlink()
        os.mkfifo(hidden)
    assert places(write(town)) == {Place.GONE}


LONG = "R1000000012"  # a reference of 11 characters, where the rent cash file holds 10


def test_a_posting_that_the_receiver_cannot_take_waits_by_itself_and_the_others_leave(town: Town) -> None:
    town.account("NVD", "rent", LONG)
    town.allpay("NVDC0001.PO", (RENT, 1250), (LONG, 500), (TAX, 4200))
    town.allpay("HMBC0001.PO", (RENT, 9900))
    town.reconcile()
    files = write(town)
    write(town)
    assert set(on_disk(town)) == {CASH_FILE, INCOME, JOURNAL, "HMB/2026-11-16/Journal20261116.csv"}
    sent = {(file.fund, file.total_pence) for file in files if file.council == "NVD"}
    assert sent == {("rent", 1250), ("council_tax", 4200), ("", 5450)}
    (problem,) = town.problems_of("unsendable_posting")
    assert problem.message == (
        "NVD: 1 posting of rent, 5.00 pounds, cannot leave in the rent_cash file and waits:"
        " account 'R1000000012': is longer than 10 characters."
    )


def test_what_was_held_back_leaves_once_with_a_later_night_and_the_problem_closes(town: Town) -> None:
    town.account("NVD", "rent", LONG)
    town.allpay("NVDC0001.PO", (RENT, 1250), (LONG, 500), (LONG, 70))
    town.reconcile()
    write(town)
    mended = with_outgoing(town, [{"fund": "rent", "format": "income_csv"}])
    for now in (MORNING, NEXT_MORNING, NEXT_MORNING, MORNING + dt.timedelta(days=2)):
        write_outgoing(town.on(now, mended))
    income = on_disk(town)["NVD/2026-11-17/rent/Income20261117.csv"]
    assert income.count(b"\r\n") == 2
    assert b"5.00" in income and b"0.70" in income
    assert "NVD/2026-11-17/Journal20261117.csv" in on_disk(town)
    assert not [name for name in on_disk(town) if "2026-11-18" in name]
    assert town.problems_of("unsendable_posting") == []
    assert conserved(town) == {16: (1250, 570, 0), 17: (570, 0, 570)}


def conserved(town: Town) -> dict[int, tuple[int, int, int]]:
    """For each run by its day, in pence: what left, what it held back, what it let go of earlier ones."""
    found = {}
    with reading(town.visit.installation.engine) as connection:
        for run in connection.execute(select(outgoing_runs)).all():
            sent = int(sent_postings(connection, run.id)["amount_pence"].sum())
            amounts = select(func.coalesce(func.sum(postings.c.amount_pence), 0)).join_from(
                outgoing_held, postings, and_(*(outgoing_held.c[k] == postings.c[k] for k in KEY))
            )
            held = connection.execute(amounts.where(outgoing_held.c.run_id == run.id)).scalar_one()
            late = connection.execute(amounts.where(outgoing_held.c.left_run_id == run.id)).scalar_one()
            claimed = connection.execute(
                select(func.coalesce(func.sum(batch_controls.c.total_pence), 0))
                .join(outgoing_batches, outgoing_batches.c.batch_id == batch_controls.c.batch_id)
                .where(outgoing_batches.c.run_id == run.id)
            ).scalar_one()
            assert sent == claimed - held + late
            found[run.night.day] = (sent, int(held), int(late))
    return found


def test_a_night_in_which_nothing_fits_stays_free_and_everything_waits(town: Town) -> None:
    town.account("NVD", "rent", LONG)
    town.allpay("NVDC0001.PO", (LONG, 500))
    town.reconcile()
    assert write(town) == []
    assert town.all(select(outgoing_runs)) == []
    assert len(town.problems_of("unsendable_posting")) == 1
    town.allpay("NVDC0002.PO", (RENT, 1250))
    town.reconcile()
    assert {(file.fund, file.total_pence) for file in write(town)} == {("rent", 1250), ("", 1250)}


def test_a_network_that_has_no_method_code_waits_and_the_others_leave(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(METHOD_CODES, "cheque_return")
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200))
    town.allpay("NVDC0002.CQE", (RENT, -250), (TAX, -100))
    town.reconcile()
    files = write(town)
    assert {(file.fund, file.total_pence) for file in files} == {
        ("rent", 1250),
        ("council_tax", 4200),
        ("", 5450),
    }
    assert sorted(problem.message for problem in town.problems_of("unsendable_posting")) == [
        "NVD: 1 posting of council_tax, -1.00 pounds, cannot leave in the income_csv file and waits:"
        " account '771234567': was paid by cheque_return, which has no method code.",
        "NVD: 1 posting of rent, -2.50 pounds, cannot leave in the rent_cash file and waits:"
        " account 'R100000001': was paid by cheque_return, which has no method code.",
    ]


def test_a_fund_whose_table_is_wrong_waits_and_the_other_funds_leave(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250), (TAX, 4200))
    town.reconcile()
    wrong = [
        {"fund": "rent", "format": "rent_cash", "system_code": "ABC"},
        {"fund": "council_tax", "format": "income_csv"},
    ]
    files = write_outgoing(town.on(MORNING, with_outgoing(town, wrong)))
    assert {(file.fund, file.total_pence) for file in files} == {("council_tax", 4200), ("", 4200)}
    (problem,) = town.open_problems()
    assert problem.message.startswith(
        "NVD: the rent_cash file of rent was not written: In the outgoing table"
    )
    later = write(town, NEXT_MORNING)
    assert {(file.fund, file.total_pence) for file in later} == {("rent", 1250), ("", 1250)}
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
    town.allpay("HMBC0001.PO", (RENT, 9900))
    town.reconcile()
    assert write(town) == []
    messages = [problem.message for problem in town.open_problems()]
    assert [message[:37] for message in messages] == [
        "NVD: no outgoing files were written: ",
        "HMB: no outgoing files were written: ",
    ]
    assert all("cannot be used: " in message for message in messages)
    assert town.all(select(outgoing_runs)) == []
    exports(town).unlink()
    assert places(write(town)) == {Place.WRITTEN}
    assert town.open_problems() == []


def test_each_run_stands_in_the_audit_trail_with_the_digests_of_its_files(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    files = write(town)
    entries = town.all(select(audit_trail).where(audit_trail.c.action == "outgoing.written"))
    assert [(entry.subject, entry.actor) for entry in entries] == [("2026-11-16", "tester")]
    assert all(file.sha256 in entries[0].after for file in files)
    with reading(town.visit.installation.engine) as connection:
        assert trail.broken_links(connection, entries[0].council_id) == []


def staged(town: Town) -> list[Path]:
    return sorted(exports(town).rglob(".*.part"))


def never_placed(town: Town, monkeypatch: pytest.MonkeyPatch, now: dt.datetime = MORNING) -> None:
    """Make the files of a night, and crash before one of them has its name."""
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Outbox, "put_in_place", crash)
        write(town, now)


def test_the_files_of_a_night_that_the_clock_called_too_late_are_not_forgotten(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile(NEXT_MORNING)
    write(town, NEXT_MORNING)  # a clock one day fast
    town.allpay("NVDC0002.PO", (RENT, 3300))
    town.reconcile()
    files = write(town)  # the true night
    assert {(file.night.day, file.place) for file in files} == {(16, Place.WRITTEN)}
    assert b"+000033.00" in on_disk(town)[CASH_FILE]
    assert staged(town) == []
    (problem,) = town.problems_of("clock")
    assert problem.message == (
        "NVD: by the clock this is the night of 16 November 2026, but that of 17 November 2026 was run"
        " before."
    )
    write(town, NEXT_MORNING)
    assert town.problems_of("clock") == []


def test_a_clock_that_was_a_day_fast_is_told_though_nothing_left_that_night(town: Town) -> None:
    write(town, NEXT_MORNING)
    end_night(town.on(NEXT_MORNING))
    write(town)  # the true night
    assert {problem.message for problem in town.problems_of("clock")} == {
        f"{council}: by the clock this is the night of 16 November 2026, but that of 17 November 2026 was run"
        " before."
        for council in ("HMB", "NVD")
    }
    write(town, NEXT_MORNING)
    assert town.problems_of("clock") == []


def test_every_night_that_is_not_in_its_place_is_put_there_whatever_its_date(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = MORNING + dt.timedelta(days=4000)
    for number, now in enumerate((far, MORNING, NEXT_MORNING), start=1):
        town.allpay(f"NVDC{number:04}.PO", (RENT, 100 * number))
        town.reconcile(now)
        never_placed_yet = monkeypatch.context()
        with never_placed_yet as patched:
            patched.setattr(Outbox, "put_in_place", unusable)
            write(town, now)
    assert len(staged(town)) == 6
    files = write(town, MORNING + dt.timedelta(days=2))
    assert sorted(file.place for file in files) == [Place.WRITTEN] * 6
    assert (len(on_disk(town)), staged(town)) == (6, [])
    assert town.open_problems() == []
    assert {row.placed_at for row in town.all(select(outgoing_files))} == {MORNING + dt.timedelta(days=2)}


def unusable(*_: object) -> Place:
    raise TryAgain("The folder cannot be used.")


def test_a_file_that_is_neither_staged_nor_in_its_place_before_it_was_there_is_a_problem(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    never_placed(town, monkeypatch)
    for path in staged(town):
        if "Cash" in path.name:
            path.unlink()
    for _ in range(2):
        by_fund = {file.fund: file.place for file in write(town)}
        assert by_fund["rent"] is Place.GONE
        (problem,) = town.open_problems()
        assert problem.kind == "outgoing_gone"
        assert "CashFile20261116.dat is not there: it was not seen in its place" in problem.message
    (row,) = town.all(select(outgoing_files).where(outgoing_files.c.fund == "rent"))
    path = exports(town) / CASH_FILE
    path.write_bytes(town.visit.installation.archive.read(row.sha256))
    assert Place.GONE not in places(write(town))
    assert town.open_problems() == []


def test_a_file_that_is_to_stay_and_is_gone_is_a_problem(town: Town) -> None:
    stays = with_outgoing(town, [{"fund": "rent", "format": "rent_cash", "collected": "stays"}])
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write_outgoing(town.on(MORNING, stays))
    for name in (CASH_FILE, JOURNAL):
        (exports(town) / name).unlink()
    by_fund = {file.fund: file.place for file in write_outgoing(town.on(MORNING, stays))}
    assert by_fund == {"rent": Place.GONE, "": Place.TAKEN}
    (problem,) = town.open_problems()
    assert "where it is expected to stay" in problem.message


def test_a_file_of_an_earlier_night_that_was_changed_is_noticed(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write(town)
    (exports(town) / CASH_FILE).write_bytes(b"something else")
    (news,) = write(town, MORNING + dt.timedelta(days=3))
    assert (news.night.day, news.place) == (16, Place.CHANGED)
    assert [problem.kind for problem in town.open_problems()] == ["outgoing_changed"]


def test_one_council_whose_files_cannot_be_made_does_not_stop_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.allpay("HMBC0001.PO", (RENT, 9900))
    town.reconcile()
    real = make_night

    def broken(step: Any, council: Any, *rest: Any) -> int | None:
        if council.code == "NVD":
            raise ValueError("Miss Adeyemi, 1 High Street")
        return real(step, council, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(write_outgoing_job, "make_night", broken)
        write(town)
    assert set(on_disk(town)) == {"HMB/2026-11-16/Journal20261116.csv"}
    (problem,) = town.problems_of("fault")
    assert problem.message.startswith(
        "writing the outgoing files of NVD did not work: ValueError in paycards"
    )
    assert "Adeyemi" not in problem.message + problem.facts
    assert {file.fund for file in write(town)} == {"rent", ""}
    assert town.problems_of("fault") == []


def test_a_broken_database_ends_the_night(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()

    def broken(*_: object) -> None:
        raise TryAgain("The database cannot be used now.", code="database")

    monkeypatch.setattr(write_outgoing_job, "make_night", broken)
    with pytest.raises(TryAgain):
        write(town)


def test_a_council_that_init_has_not_stored_is_named(town: Town) -> None:
    settings = town.settings.model_dump()
    settings["councils"] = [*settings["councils"], {"code": "NEW", "name": "New Town Council"}]
    unknown = type(town.settings).model_validate(settings)
    with pytest.raises(SettingsError, match=r"NEW: new in the settings, not in the database yet\."):
        write_outgoing(town.on(MORNING, unknown))


def _is_gone(folder: Path) -> None:
    folder.rename(folder.with_name("kept"))


def _is_another_folder(folder: Path) -> None:
    _is_gone(folder)
    folder.mkdir()


@pytest.mark.parametrize("vanish", [_is_gone, _is_another_folder])
def test_nobody_is_said_to_have_taken_files_whose_folder_is_gone_and_the_postings_wait(
    town: Town, vanish: Callable[[Path], None]
) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.allpay("HMBC0001.PO", (RENT, 700))
    town.reconcile()
    write(town)
    vanish(exports(town))
    town.allpay("NVDC0002.PO", (RENT, 3300))
    town.reconcile(NEXT_MORNING)
    for now in (MORNING, NEXT_MORNING):
        assert write(town, now) == []
    assert [problem.message.partition(": ")[2][:54] for problem in town.open_problems()] == [
        "no outgoing files were written: The folder " + str(exports(town))[:11]
    ] * 2
    assert all("What the receiving systems took cannot be told." in p.message for p in town.open_problems())
    assert len(town.all(select(outgoing_runs))) == 2
    if exports(town).exists():
        exports(town).rmdir()
    exports(town).with_name("kept").rename(exports(town))
    written = write(town, NEXT_MORNING)
    assert {(file.night.day, file.fund, file.total_pence) for file in written} == {
        (17, "rent", 3300),
        (17, "", 3300),
    }
    assert town.open_problems() == []


def test_the_folder_of_the_outgoing_files_is_begun_anew_where_a_person_says_so(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write(town)
    _is_another_folder(exports(town))
    assert write(town) == []
    (exports(town) / ".paycards-outgoing").touch()
    assert places(write(town)) == {Place.TAKEN}
    assert town.open_problems() == []


def test_a_folder_in_use_that_lost_its_marker_gets_it_again(town: Town) -> None:
    town.allpay("NVDC0001.PO", (RENT, 1250))
    town.reconcile()
    write(town)
    marker = exports(town) / ".paycards-outgoing"
    marker.unlink()
    assert places(write(town)) == {Place.THERE}
    assert marker.is_file()


def test_a_folder_that_cannot_be_looked_at_is_one_problem_however_many_files_it_has(town: Town) -> None:
    for night in range(3):
        town.allpay(f"NVDC000{night + 1}.PO", (RENT, 100 + night), (TAX, 7))
        now = MORNING + dt.timedelta(days=night)
        town.reconcile(now)
        write(town, now)
    folder = exports(town) / "NVD"
    folder.rename(folder.with_name("kept"))
    folder.write_text("no folder")
    later = MORNING + dt.timedelta(days=3)
    assert write(town, later) == []
    (problem,) = town.open_problems()
    first = f"{folder}/2026-11-16/Journal20261116.csv"
    assert problem.message.startswith(
        f"NVD: {first} and 8 other files could not be looked at or put in place: "
    )
    folder.unlink()
    folder.with_name("kept").rename(folder)
    write(town, later)
    assert town.open_problems() == []

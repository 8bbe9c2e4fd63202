"""The week of the back office in the demo: each event leaves what people then see, and the books agree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner

from paycards.access.progress import Progress
from paycards.access.visit import Visit
from paycards.cli import main
from paycards.cli.decided import told
from paycards.cli.demo_week import FRI, NEXT_MON, THU, TUE, WED, play
from paycards.demo.back_office.stage import set_up
from paycards.jobs.day_status import day_status
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.list_dues import list_dues
from paycards.jobs.list_files import list_files
from paycards.jobs.list_problems import list_problems
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.night_report import NightReport
from paycards.jobs.nightly import nightly
from paycards.jobs.show_proof import show_proof
from paycards.jobs.sign_exception import sign_exception
from paycards.jobs.verify import verify

SETTINGS = """
[paycards]
database = "sqlite:///paycards.db"
archive = "archive"
exports = "exports"
rehearsal = true
allow_as = true
"""


def a_night(visit: Visit) -> NightReport:
    return nightly(visit).report


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The office on the Monday after its week."""
    settings = tmp_path_factory.mktemp("week") / "paycards.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    with set_up(settings, a_night, Progress()) as office:
        play(office, main)
        yield replace(office.visit, now=dt.datetime.combine(NEXT_MON, dt.time(10), dt.UTC))


def test_two_people_placed_the_payment_and_took_the_short_credit(played: Visit) -> None:
    decided = {one.kind: (one.state, one.proposed_by, one.decided_by) for one in list_decisions(played)}
    assert decided["allocate"] == decided["match"] == ("applied", "Amira", "Bilal")
    assert list_suspense(played) == []


def test_the_credit_is_ten_pounds_short_and_the_negative_day_was_carried_forward(played: Visit) -> None:
    assert [(due.amount_pence, due.outstanding_pence, due.state) for due in list_dues(played)] == [
        (897_50, 10_00, "part_paid"),
        (-85_00, 0, "settled"),
        (285_00, 0, "settled"),
        (70_00, 70_00, "not_due"),
    ]


def test_the_days_before_the_missing_file_are_closed_and_its_own_is_not(played: Visit) -> None:
    [status] = day_status(played)
    assert (status.closed_until, status.next_day) == (WED, THU)
    [missing] = status.missing
    assert (missing.check, missing.difference_pence) == ("complete", 1)
    assert missing.why == "the payments file for 19 November 2026 has not come"
    green = [show_proof(played, day).as_dict()["green"] for day in (TUE, WED, THU, FRI)]
    assert green == [True, True, False, True]


def test_the_missing_file_and_the_ten_pounds_are_left_and_the_held_file_was_rejected(played: Visit) -> None:
    assert {problem.kind for problem in list_problems(played)} == {"late_due", "missing"}
    assert [file.name for file in list_files(played) if file.rejected] == ["PP104777_20261118_000002.DAT"]


def test_the_books_agree_with_the_originals(played: Visit) -> None:
    assert verify(played).differences == ()


def test_the_page_of_a_closed_day_says_at_the_terminal_who_closed_it(played: Visit) -> None:
    settings = played.settings.paycards.archive.parent / "paycards.toml"
    page = CliRunner().invoke(main, ["--config", str(settings), "proof", "--date", str(TUE)]).output
    assert page.splitlines()[1].startswith("Closed by ")


def test_what_counts_files_or_is_about_no_money_is_told_without_pounds(played: Visit) -> None:
    signed = sign_exception(
        played, THU, contract="PEN-PAYPOINT", check="complete", note="it comes on Friday", until=NEXT_MON
    )
    assert ": sign_exception, 2026-11-19 PEN-PAYPOINT complete, waits" in told(signed)
    assert "10.00 pounds of entry" in told(replace(signed, kind="match", subject="entry", amount_pence=1000))

"""The story and the evidence of an entry of the bank's statement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.errors import NotFound
from paycards.evidence.events import why_posted
from paycards.evidence.story import Story
from paycards.jobs.give_evidence import give_evidence
from paycards.jobs.show_payment import show_payment
from tests.jobs.bank_files import begin, bring, day


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A statement with a remittance of allpay and an entry that is nobody's who is settled here."""
    home = tmp_path_factory.mktemp("bank")
    visit = begin(home, f"sqlite:///{home}/paycards.db")
    bring(
        visit, "statement.xml", day(0, 100_00, (324_871, "ALLPAY LTD NVDC 0001"), (-5_00, "WINDOW CLEANER"))
    )
    yield visit
    visit.installation.engine.dispose()


def said(story: Story) -> str:
    return "\n".join(event.what for event in story.events)


def test_an_entry_of_the_bank_tells_its_story_too(bank: Visit) -> None:
    story = show_payment(bank, "statement.xml:1")
    assert story.entry is not None
    assert (story.standing.state, story.file.kind) == ("open", "bank")
    [posting] = story.postings
    assert (posting.debit, posting.credit) == ("bank:NVD:MAIN", "clearing:NVD-ALLPAY")
    assert posting.by == "clerk"
    assert "The bank booked 3,248.71 pounds into the account MAIN for NVD-ALLPAY" in said(story)
    assert [entry.action for entry in story.trail] == ["bank.imported"]


def test_an_entry_that_was_not_posted_is_told_and_a_place_without_one_is_none(bank: Visit) -> None:
    story = show_payment(bank, "statement.xml:2")
    assert (story.standing.state, story.postings) == ("other", ())
    with pytest.raises(NotFound):
        show_payment(bank, "statement.xml:3")


def test_the_evidence_of_an_entry_has_its_statement_and_checks_itself(bank: Visit, tmp_path: Path) -> None:
    given = give_evidence(bank, "statement.xml:1", tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", given.folder / "check.py"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    page = (given.folder / "00-read-first.html").read_text(encoding="utf-8")
    assert "Evidence of the bank&#x27;s entry of £3,248.71 of 2026-11-09" in page
    assert "no due explains it yet" in page
    assert "WINDOW CLEANER" not in page
    assert (given.folder / "original/statement.xml").is_file()


@pytest.mark.parametrize(
    ("rule", "debit", "credit", "why"),
    [
        ("fee", "fees:NVD", "clearing:A", "the supplier kept its fee"),
        ("fee", "clearing:A", "fees:NVD", "the match that it was posted with was taken back"),
        ("corrected", "clearing:A", "bank:NVD:MAIN", "a corrected statement of the bank took the place of"),
        ("corrected", "customer:rent:R1", "customer:rent:R2", "two people corrected the reference"),
    ],
)
def test_each_posting_of_an_entry_says_in_words_why_it_was_made(
    bank: Visit, rule: str, debit: str, credit: str, why: str
) -> None:
    [posting] = show_payment(bank, "statement.xml:1").postings
    assert why_posted(replace(posting, rule=rule, debit=debit, credit=credit)).startswith(why)

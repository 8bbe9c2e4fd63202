"""Kill a person's command at any moment, or at any statement, and give it again: it is done, and once."""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from paycards.jobs.list_bank_entries import list_bank_entries
from paycards.jobs.list_decisions import list_decisions
from paycards.jobs.list_dues import list_dues
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.show_proof import show_proof
from tests.installation import (
    NIGHT,
    PATIENCE_SECONDS,
    Copies,
    Installation,
    assert_same_books,
    books,
    make,
    moments,
)

if TYPE_CHECKING:  # pytest rewrites its assertions when it loads it as a plugin
    from tests.postgres import PostgresServer

Work = Callable[[Installation], tuple[str, ...]]  # what comes before it is done; returns the command
FIRST = dt.date(2026, 11, 16)  # day on which files were accepted
LATER = "2026-11-17T04:00:00+00:00"
KILLS = 4  # in the time of one command
STATEMENTS = 8  # at which one command is killed
# As a power cut would: no statement ends, nothing is rolled back by the program.
PROGRAM = """
import os, signal, sys
from sqlalchemy import Engine, event
left = int(sys.argv[1])
def hear(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "before_cursor_execute", hear)
event.listen(Engine, "commit", hear)
from paycards.cli import main
main(sys.argv[2:])
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def morning(request: pytest.FixtureRequest) -> Copies:
    """The morning after a week of one council, when people begin their work."""
    server: PostgresServer | None = None
    url = "sqlite:///var/paycards.db"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        url = server.new_database()
    home = request.getfixturevalue("tmp_path_factory").mktemp("mornings") / "week"
    installation = make(home, url, councils=("HMB",))
    path = home / "paycards.toml"
    own = 'code = "HMB-ALLPAY"\n'
    text = path.read_text(encoding="utf-8").replace(own, f"{own}settlement = {{ bank_text = 'ALLPAY' }}\n")
    path.write_text(text, encoding="utf-8")
    installation.run("nightly")
    return Copies(installation, server)


def newer_accounts(installation: Installation) -> tuple[str, ...]:
    """Import an extract in which every balance has moved by a pound and three accounts are missing."""
    path = installation.home / "sftp_drops/accounts/HMB.csv"
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    balance = head.index("balance_pence")
    newer = [[*row[:balance], str(int(row[balance]) + 100), *row[balance + 1 :]] for row in rows[3:]]
    with path.with_name("newer.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([head, *newer])
    return ("accounts", "import", "sftp_drops/accounts/newer.csv")


def release(installation: Installation) -> tuple[str, ...]:
    return ("files", "release", "HMBC0113.PO", "--note", "the supplier says that both are right")


def allocation(installation: Installation) -> tuple[str, ...]:
    """Place the first open item by hand, on the first rent account."""
    with installation.visit() as visit:
        item = list_suspense(visit)[0]
    rent = next(line for line in books(installation)["balances"] if line.startswith("HMB,rent,"))
    account = ("--fund", "rent", "--account", rent.split(",")[2], "--even-if-closed")
    return ("suspense", "allocate", str(item.id), *account, "--note", "the tenant brought the receipt")


def bank_statements(installation: Installation) -> tuple[str, ...]:
    """Import the bank's week, of which a supplier's credits are ours and posted."""
    return ("bank", "import", "sftp_drops/bank/HMB/statements.bai")


def matching(installation: Installation) -> tuple[str, ...]:
    """Match what the bank's week brought with what was owed before."""
    owed = "contract,due,due_on,amount_pence\nHMB-ALLPAY,OLD,2026-11-09,110375\n"
    (installation.home / "owed.csv").write_text(owed, encoding="utf-8")
    installation.run("--as", "Amira", "dues", "open", "owed.csv", "--note", "before")
    installation.run("--as", "Ben", "decisions", "approve", _waiting(installation))
    installation.run(*bank_statements(installation))
    return ("bank", "match")


def matching_by_hand(installation: Installation) -> tuple[str, ...]:
    """Match a part of an entry by hand."""
    installation.run(*bank_statements(installation))
    with installation.visit() as visit:
        entry, due = list_bank_entries(visit)[0], list_dues(visit)[0]
    return ("bank", "match", f"{entry.file}:{entry.row}", "--due", f"{due.due}=1", "--note", "a part")


def proposal(installation: Installation) -> tuple[str, ...]:
    """Propose to pay an item back."""
    with installation.visit() as visit:
        item = str(list_suspense(visit)[0].id)
    return ("--as", "Amira", "suspense", "return", item, "--to", "payer", "--note", "not ours")


def approval(installation: Installation) -> tuple[str, ...]:
    """Approve what somebody else proposed."""
    installation.run(*proposal(installation))
    return ("--as", "Ben", "decisions", "approve", _waiting(installation))


def corrected_references(installation: Installation) -> tuple[str, ...]:
    """Propose a sheet of wrong references."""
    wrong = next(
        line for line in books(installation)["lines"][1:] if ",suspense,unknown_reference," in line
    ).split(",")[6]
    rent = next(line for line in books(installation)["balances"] if line.startswith("HMB,rent,"))
    sheet = installation.home / "wrong.csv"
    sheet.write_text(f"wrong,right,fund\n{wrong},{rent.split(',')[2]},rent\n", encoding="utf-8")
    return ("--as", "Amira", "references", "correct", "wrong.csv", "--note", "a typing error")


def approved_references(installation: Installation) -> tuple[str, ...]:
    """Approve it: open items are placed, and later payments read as the right one."""
    installation.run(*corrected_references(installation))
    return ("--as", "Ben", "decisions", "approve", _waiting(installation))


def closing(installation: Installation) -> tuple[str, ...]:
    """Close the first day, for whose checks two people signed."""
    with installation.visit() as visit:
        proved = show_proof(replace(visit, now=dt.datetime.fromisoformat(LATER)), FIRST)
    for proof in proved.proofs:
        for figure in proof.figures:
            if figure.state != "agrees":
                _sign(installation, proof.contract.terms.code, figure.check)
    return ("--now", LATER, "day", "close", str(FIRST))


def _sign(installation: Installation, contract: str, check: str) -> None:
    about = ("--contract", contract, "--check", check, "--until", "2026-12-31", "--note", "known")
    installation.run("--now", LATER, "--as", "Amira", "day", "sign", str(FIRST), *about)
    installation.run("--now", LATER, "--as", "Ben", "decisions", "approve", _waiting(installation))


def _waiting(installation: Installation) -> str:
    with installation.visit() as visit:
        return str(list_decisions(visit, state="proposed")[-1].decision)


WORK: tuple[Work, ...] = (
    newer_accounts,
    release,
    allocation,
    bank_statements,
    matching,
    matching_by_hand,
    proposal,
    approval,
    corrected_references,
    approved_references,
    closing,
)


@pytest.mark.soak
@pytest.mark.parametrize("work", WORK)
def test_work_by_day_that_is_killed_is_done_once(morning: Copies, work: Work) -> None:
    calm, disturbed, command, seconds = begun(morning, work)
    for moment in moments(KILLS, seconds, seed=len(work.__name__)):
        disturbed.kill(moment, *command)
    ends_as(morning, calm, disturbed, command)


@pytest.mark.soak
@pytest.mark.parametrize("work", WORK)
def test_work_by_day_that_is_killed_at_a_statement_is_done_once(morning: Copies, work: Work) -> None:
    calm, disturbed, command, _ = begun(morning, work)
    chance = random.Random(work.__name__)  # noqa: S311 - moments, no secrets
    killed = [
        killed_at(disturbed, statement, *command)
        for statement in sorted(chance.sample(range(40), STATEMENTS))
    ]
    assert any(killed)
    ends_as(morning, calm, disturbed, command)


def begun(morning: Copies, work: Work) -> tuple[Installation, Installation, tuple[str, ...], float]:
    """Two mornings with the same work before them; in one it is done, and the seconds it took."""
    calm, disturbed = morning.take(), morning.take()
    command = work(calm)
    assert work(disturbed) == command
    before = books(calm)
    seconds = calm.run(*command)
    assert books(calm) != before
    return calm, disturbed, command, seconds


def ends_as(morning: Copies, calm: Installation, disturbed: Installation, command: tuple[str, ...]) -> None:
    """Give the command again, if it was not done before it was killed; the books are the same."""
    if books(disturbed) != books(calm):
        disturbed.run(*command)
    assert_same_books(disturbed, books(calm))
    morning.drop(calm)
    morning.drop(disturbed)


def killed_at(installation: Installation, statement: int, *command: str) -> bool:
    """Run a command that kills itself before so many statements; return whether it came to that."""
    options = ("--config", "paycards.toml", "--now", NIGHT)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(statement), *options, *command],
        cwd=installation.home,
        env=os.environ | {"PAYCARDS_DATABASE": installation.database, "PAYCARDS_DEBUG": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return done.returncode == -9

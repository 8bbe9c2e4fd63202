"""A drop of a bank is looked at by the same rules as a supplier's."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.access.visit import Visit
from paycards.demo.banks.camt053 import camt053
from paycards.jobs.collect import collect
from paycards.settings.drop import Drop, FolderDrop
from tests.jobs.bank_files import begin, day, open_problems
from tests.jobs.test_collect import _no_waiting_between_attempts
from tests.jobs.test_import_bank_files import ALLPAY
from tests.servers import RunningServer, bad_wire, openssh_server
from tests.visits import with_settings

__all__ = ["_no_waiting_between_attempts"]


@pytest.fixture
def visit(tmp_path: Path) -> Iterator[Visit]:
    opened = begin(tmp_path)
    yield opened
    opened.installation.engine.dispose()


def from_bank(visit: Visit, *drops: Drop) -> Visit:
    """The same visit where the first accounts of the first council have these drops."""
    first, *others = visit.settings.councils
    given = [
        account.model_copy(update={"drop": drop})
        for account, drop in zip(first.bank_accounts, drops, strict=False)
    ]
    accounts = (*given, *first.bank_accounts[len(given) :])
    council = first.model_copy(update={"bank_accounts": accounts})
    return with_settings(visit, visit.settings.model_copy(update={"councils": (council, *others)}))


def folder(path: Path) -> FolderDrop:
    path.mkdir()
    return FolderDrop(kind="folder", directory=path, after="leave", settle_seconds=0)


def test_a_name_that_is_never_finished_is_a_problem_from_the_second_night_on(
    visit: Visit, tmp_path: Path
) -> None:
    bank = from_bank(visit, folder(tmp_path / "bank"))
    part = tmp_path / "bank" / "monday.xml.part"
    part.write_bytes(b"<Document")
    assert collect(bank).troubles == []
    next_night = replace(bank, now=bank.now + dt.timedelta(days=1))
    [(owner, name, why)] = collect(next_night).troubles
    assert (owner, name) == ("NVD MAIN", "monday.xml.part")
    assert why.endswith("Ask the bank whether the file was sent in full.")
    [message] = open_problems(next_night, "drop")
    assert message.startswith("NVD MAIN: monday.xml.part could not be collected")
    part.unlink()
    assert collect(next_night).troubles == []
    assert not open_problems(next_night, "drop")


def test_a_statement_that_stays_is_not_fetched_again(visit: Visit, tmp_path: Path) -> None:
    bank = from_bank(visit, folder(tmp_path / "bank"))
    path = tmp_path / "bank" / "monday.xml"
    path.write_bytes(camt053([day(0, 0, (500, ALLPAY))]))
    long_ago = bank.now.timestamp() - 7200
    os.utime(path, (long_ago, long_ago))
    assert [result.fresh for result in collect(bank).files] == [True]
    path.write_bytes(b"x" * path.stat().st_size)  # would be refused, if it were read
    os.utime(path, (long_ago, long_ago))
    assert [(result.state, result.fresh) for result in collect(bank).files] == [("accepted", False)]


def test_a_mapping_that_cannot_be_read_is_the_trouble_of_each_drop(visit: Visit, tmp_path: Path) -> None:
    bank = from_bank(visit, folder(tmp_path / "bank"))
    mappings = tmp_path / "broken"
    mappings.mkdir()
    mapping = mappings / "our_bank.toml"
    mapping.write_text("date = [", encoding="utf-8")
    home = bank.settings.paycards.model_copy(update={"mappings": mappings})
    bank = with_settings(bank, bank.settings.model_copy(update={"paycards": home}))
    [(owner, name, why)] = collect(bank).troubles
    assert (owner, name) == ("NVD MAIN", "")
    assert "our_bank.toml cannot be read" in why
    assert len(open_problems(bank, "drop")) == 1
    mapping.unlink()
    assert collect(bank).troubles == []
    assert not open_problems(bank, "drop")


def test_a_server_that_does_not_answer_is_tried_by_one_account(visit: Visit, tmp_path: Path) -> None:
    with openssh_server(tmp_path) as server, bad_wire(server.port, after=0, bad=99, silent=True) as wire:
        drops = [impatient(server, wire.port, directory) for directory in ("one", "two")]
        collected = collect(from_bank(visit, *drops))
        assert [owner for owner, _, _ in collected.troubles] == ["NVD MAIN", "NVD RENTS"]
        assert wire.connections == 1


def impatient(server: RunningServer, port: int, directory: str) -> Drop:
    return server.drop(port=port, timeout_seconds=0.5, attempts=1, directory=directory)

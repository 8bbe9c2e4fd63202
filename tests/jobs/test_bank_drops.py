"""A drop of a bank is looked at by the same rules as a supplier's."""

from __future__ import annotations

import codecs
import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from paycards.access.visit import Visit
from paycards.demo.banks.camt053 import camt053
from paycards.jobs.collect import collect
from paycards.settings.drop import Drop, FolderDrop
from tests.jobs.bank_files import THEIRS, begin, day, open_problems
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


def test_a_folder_named_as_a_statement_in_a_bank_s_drop_is_a_problem_from_the_second_night_on(
    visit: Visit, tmp_path: Path
) -> None:
    bank = from_bank(visit, folder(tmp_path / "bank"))
    for name in ("monday.xml", "old"):
        (tmp_path / "bank" / name).mkdir()
    assert collect(bank).troubles == []
    [(_, name, why)] = collect(replace(bank, now=bank.now + dt.timedelta(days=1))).troubles
    assert (name, why.partition(",")[0]) == ("monday.xml", "it is a folder")


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


OURS = b'date = "Transaction Date"\ntext = "Transaction Description"\namount = "Sum"\n'


def mapped(visit: Visit, home: Path) -> Visit:
    """The same visit where the first account of the first council goes by a mapping of its own."""
    first, *others = visit.settings.councils
    account = first.bank_accounts[0].model_copy(update={"mapping": "our_bank"})
    council = first.model_copy(update={"bank_accounts": (account, *first.bank_accounts[1:])})
    paycards = visit.settings.paycards.model_copy(update={"mappings": home / "mappings"})
    update = {"paycards": paycards, "councils": (council, *others)}
    return with_settings(visit, visit.settings.model_copy(update=update))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"date = ["),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text(OURS.decode(), encoding="utf-16"),
        lambda path: path.write_bytes(OURS + b'colour = "red"\n'),
        lambda path: path.mkdir(),
        lambda path: path.symlink_to(path),
    ],
    ids=["broken", "empty", "utf-16", "unknown key", "a folder", "a link to itself"],
)
def test_a_mapping_of_no_use_stops_its_own_council_until_it_is_mended(
    visit: Visit, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    mapping = tmp_path / "mappings" / "our_bank.toml"
    mapping.parent.mkdir()
    spoil(mapping)
    bank = mapped(every_bank(visit, tmp_path), tmp_path)
    (tmp_path / "ours" / "monday.xml").write_bytes(camt053([day(0, 0, (500, ALLPAY))]))
    (tmp_path / "ours" / "export.csv").write_bytes(b"Transaction Date,Transaction Description,Sum\n")
    (tmp_path / "theirs" / "monday.xml").write_bytes(camt053([day(0, 0, (7, "X"), account=THEIRS)]))
    collected = collect(bank)
    states = sorted((result.name, result.state) for result in collected.files)
    assert states == [
        ("export.csv", "quarantined"), ("monday.xml", "accepted"), ("monday.xml", "quarantined"),
    ]  # fmt: skip
    assert [owner for owner, _, _ in collected.troubles] == ["NVD"]
    [message] = open_problems(bank, "fault")
    assert message.startswith("NVD: reading the mapping of a bank account did not work: The mapping our_bank")
    assert str(tmp_path) not in message  # a page shows it
    assert all("it waits for a mapping" in message for message in open_problems(bank, "quarantined"))
    rmtree(mapping) if mapping.is_dir() else mapping.unlink()
    mapping.write_bytes(codecs.BOM_UTF8 + OURS)
    mended = collect(bank)
    assert mended.troubles == []
    assert not open_problems(bank, "fault")
    assert ("monday.xml", "accepted") in [(result.name, result.state) for result in mended.files]


def test_a_mapping_that_nobody_names_stops_nothing(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "old.toml").write_bytes(b"date = [")
    (tmp_path / "mappings" / "._our_bank.toml").write_bytes(b"\0\5\x16\7")
    (tmp_path / "mappings" / "our_bank.toml").write_bytes(OURS)
    bank = mapped(every_bank(visit, tmp_path), tmp_path)
    (tmp_path / "ours" / "monday.xml").write_bytes(camt053([day(0, 0, (500, ALLPAY))]))
    assert [(result.state, result.reason) for result in collect(bank).files] == [("accepted", "")]


def test_mappings_that_cannot_be_looked_for_are_the_trouble_of_each_drop(
    visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "mappings").write_bytes(b"a file in the place of the folder")
    bank = mapped(every_bank(visit, tmp_path), tmp_path)
    assert [owner for owner, _, _ in collect(bank).troubles] == ["NVD MAIN", "HMB MAIN"]
    assert len(open_problems(bank, "drop")) == 2
    (tmp_path / "mappings").unlink()
    (tmp_path / "mappings").mkdir()
    assert [owner for owner, _, _ in collect(bank).troubles] == ["NVD"]  # it is not there
    assert not open_problems(bank, "drop")


def every_bank(visit: Visit, home: Path) -> Visit:
    """The same visit where each council has a drop for its first account."""
    drops = [folder(home / name) for name in ("ours", "theirs")]
    councils = []
    for council, drop in zip(visit.settings.councils, drops, strict=True):
        first, *others = council.bank_accounts
        accounts = (first.model_copy(update={"drop": drop}), *others)
        councils.append(council.model_copy(update={"bank_accounts": accounts}))
    return with_settings(visit, visit.settings.model_copy(update={"councils": tuple(councils)}))


def test_a_server_that_does_not_answer_is_tried_by_one_account(visit: Visit, tmp_path: Path) -> None:
    with openssh_server(tmp_path) as server, bad_wire(server.port, after=0, bad=99, silent=True) as wire:
        drops = [impatient(server, wire.port, directory) for directory in ("one", "two")]
        collected = collect(from_bank(visit, *drops))
        assert [owner for owner, _, _ in collected.troubles] == ["NVD MAIN", "NVD RENTS"]
        assert wire.connections == 1


def impatient(server: RunningServer, port: int, directory: str) -> Drop:
    return server.drop(port=port, timeout_seconds=0.5, attempts=1, directory=directory)

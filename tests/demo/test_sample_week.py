"""The sample week as a whole: the same every time, the same as committed, and odd where it says so."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from itertools import groupby
from pathlib import Path

import pytest

from paycards.channels.catalogue import load_layouts
from paycards.channels.reading import read_file
from paycards.demo.accounts import extract
from paycards.demo.cards import card_list
from paycards.demo.councils import contract
from paycards.demo.world import World, sample_week, write_sample_week
from paycards.errors import FileRefused
from tests.demo.layout_checks import a_card
from tests.oracle.oracle import Oracle

COMMITTED = Path(__file__).parents[2] / "sftp_drops"


@pytest.fixture(scope="module")
def world() -> World:
    return sample_week()


def an_oracle(world: World) -> Oracle:
    oracle = Oracle(tomllib.loads((COMMITTED / "paycards.toml").read_text(encoding="utf-8")))
    for each in world.councils:
        oracle.import_accounts(extract(each.accounts).decode())
        oracle.import_cards(card_list(each.cards).decode())
    return oracle


@pytest.fixture(scope="module")
def played(world: World) -> Oracle:
    """The oracle after the whole week, one morning after another."""
    oracle = an_oracle(world)
    for _, files in groupby(world.files, key=lambda file: file.arrives_on):
        for file in files:
            oracle.deliver(file.contract, file.name, file.data)
        oracle.reconcile()
    return oracle


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".gitattributes")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_committed_week_is_what_the_generator_writes(tmp_path: Path) -> None:
    write_sample_week(tmp_path)
    written, committed = tree(tmp_path), tree(COMMITTED)
    assert sorted(written) == sorted(committed)
    assert [name for name in written if written[name] != committed[name]] == []


def test_another_seed_makes_another_week(world: World) -> None:
    assert {file.data for file in sample_week(7).files}.isdisjoint(
        {file.data for file in world.files if b"HPAYPOINT" in file.data and len(file.data) > 204}
    )


def test_the_week_is_small_and_comes_from_all_four_suppliers(world: World) -> None:
    assert {contract(file.contract).supplier for file in world.files} == {
        *("allpay", "post_office", "paypoint", "payzone")
    }
    assert sum(map(len, tree(COMMITTED).values())) < 1_000_000
    assert max(file.data.count(b"\n") for file in world.files) < 100


def test_the_two_councils_have_accounts_of_both_funds_and_of_every_status(world: World) -> None:
    accounts = [account for each in world.councils for account in each.accounts]
    assert 300 <= len(accounts) <= 500
    assert {(account.fund, account.status) for account in accounts} == {
        (fund, status) for fund in ("rent", "council_tax") for status in ("open", "former", "closed")
    }
    keys = [(account.council, account.fund, account.reference) for account in accounts]
    assert len(set(keys)) == len(keys)


def test_the_extract_has_the_columns_of_the_nightly_list_in_utf_8(world: World) -> None:
    text = extract(world.councils[0].accounts).decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert ",".join(rows[0]) == (
        "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
        "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on"
    )
    assert len(rows) == len(world.councils[0].accounts)
    assert {row["closed_on"] == "" for row in rows if row["status"] == "closed"} == {False}
    assert {row["closed_on"] == "" for row in rows if row["status"] == "open"} == {True}


def test_names_are_varied(world: World) -> None:
    names = {
        f"{account.person.forenames} {account.person.surname}"
        for each in world.councils
        for account in each.accounts
    }
    assert len(names) > 200
    for kind in ("'", "-", "[^\\x00-\\x7f]"):
        assert any(re.search(kind, name) for name in names)


def test_every_card_number_lies_in_the_invented_block_and_is_unique(world: World) -> None:
    numbers = [card.number for each in world.councils for card in each.cards]
    assert all(a_card(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    for file in world.files:
        for number in re.findall(rb"9826\d{12,}", file.data):
            assert number.startswith(b"98269999")


def test_the_oracle_finds_each_file_in_the_state_that_the_readme_gives(world: World, played: Oracle) -> None:
    promised = {(file.contract, file.name): file.state for file in world.files}
    found = {(row["contract"], row["name"]): row["state"] for row in played.export_files()}
    assert found == promised
    assert set(promised.values()) == {"accepted", "quarantined", "held", "repeat"}


def test_the_oracle_posts_every_row_that_is_not_odd_and_ends_the_odd_ones_as_promised(
    world: World, played: Oracle
) -> None:
    odd = {
        (file.contract, file.name, odd.row): (odd.oddity.state, odd.oddity.reason)
        for file in world.files
        for odd in file.odd_rows
    }
    found = {
        (row["contract"], row["file"], int(row["row"])): (row["state"], row["reason"])
        for row in played.export_lines()
    }
    assert set(odd) <= set(found)
    assert found == {key: odd.get(key, ("posted", "")) for key in found}


def test_read_all_at_once_only_the_reversal_over_night_ends_otherwise(world: World, played: Oracle) -> None:
    at_once = an_oracle(world)
    for file in sorted(world.files, key=lambda file: (file.contract, file.name)):
        at_once.deliver(file.contract, file.name, file.data)
    at_once.reconcile()
    one, other = (
        {(row["contract"], row["file"], row["row"]): row["state"] for row in oracle.export_lines()}
        for oracle in (played, at_once)
    )
    moved = {key[1]: (one[key], other[key]) for key in one if one[key] != other[key]}
    assert moved == {"A314001.TXN": ("offset", "posted"), "A315001.TXN": ("offset", "posted")}


def test_every_state_and_reason_occurs_in_the_week(world: World) -> None:
    outcomes = {(odd.oddity.state, odd.oddity.reason) for file in world.files for odd in file.odd_rows}
    reasons = {reason for _, reason in outcomes} - {""}
    assert {state for state, _ in outcomes} == {"posted", "suspense", "duplicate", "offset"}
    assert reasons == {
        *("conflict", "ambiguous", "account_closed", "unknown_card", "unknown_reference"),
        *("no_original", "reversal_mismatch", "reversal_expected"),
    }


def test_the_numbers_that_stay_missing_are_those_that_the_readme_gives(played: Oracle) -> None:
    assert played.missing_numbers("NVD-ALLPAY") == set()
    assert played.missing_numbers("NVD-PAYZONE") == {1534}
    assert played.missing_numbers("HMB-ALLPAY") == {113, 117}  # one is held, one has no bytes


def test_paycards_reads_every_file_but_those_that_are_cut_short(world: World) -> None:
    layouts = load_layouts()
    refused = set()
    for file in world.files:
        owner = contract(file.contract)
        try:
            read_file(file.name, file.data, layouts.for_channel(owner.supplier))
        except FileRefused:
            refused.add(file.name)
    assert refused == {"NVDC0211.PZ", "HMBC0117.EPY", "A317001.TXN"}

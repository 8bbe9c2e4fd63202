"""The list of the sample's closing office: long enough to be real, and wrong in every way that lists are."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from paycards.demo.office import office_list
from paycards.demo.world import CouncilWorld, sample_week

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def northvale() -> CouncilWorld:
    return sample_week().councils[0]


@pytest.fixture(scope="module")
def rows(northvale: CouncilWorld) -> Rows:
    text = office_list(northvale.accounts, northvale.cards, northvale.office).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_nobody_of_the_office_has_a_card_or_pays_in_the_week(northvale: CouncilWorld) -> None:
    holders = {card.account.reference for card in northvale.cards}
    references = {account.reference for account in northvale.office}
    assert len(northvale.office) > 35
    assert references.isdisjoint(holders)
    assert references.isdisjoint(account.reference for account in sample_week().councils[1].accounts)


def test_most_rows_name_an_open_account_without_a_card(northvale: CouncilWorld, rows: Rows) -> None:
    open_accounts = {
        (account.fund, account.reference) for account in northvale.office if account.status == "open"
    }
    plain = [row for row in rows if (row["fund"], row["account_reference"]) in open_accounts]
    assert len(plain) > 30
    assert {row["payments_a_year"] for row in plain} >= {"52", "12", ""}
    assert all(dt.date.fromisoformat(row["last_paid_on"]) < dt.date(2026, 9, 21) for row in plain)


def test_every_kind_of_trouble_is_in_it(northvale: CouncilWorld, rows: Rows) -> None:
    accounts = {(account.fund, account.reference): account for account in northvale.accounts}
    carded = {card.account.reference for card in northvale.cards}
    given = [row["account_reference"] for row in rows]
    assert sum(reference in carded for reference in given) == 3
    assert [row["fund"] for row in rows if row["account_reference"] == "MH40017"] == [""]
    named = [accounts.get((row["fund"], row["account_reference"])) for row in rows]
    assert any(account and account.status == "closed" for account in named)
    assert "" in given
    tidy = [reference.replace(" ", "").upper() for reference in given if reference]
    assert len(tidy) - len(set(tidy)) == 1
    known = {reference for _, reference in accounts}
    assert [row["account_reference"] for row in rows if row["surname"].startswith("=")] == ["R200999999"]
    assert sum(reference not in known for reference in tidy) == 2
    assert any(row["last_paid_on"] == "31/09/2026" for row in rows)


def test_welsh_large_print_accents_and_a_long_name_are_on_it(rows: Rows) -> None:
    assert {(row["language"], row["large_print"]) for row in rows} == {
        *(("", ""), ("cy", ""), ("", "yes"), ("cy", "yes"))
    }
    names = [" ".join((row["title"], row["forenames"], row["surname"])) for row in rows]
    assert max(map(len, names)) > 50
    assert any("ị" in name for name in names) and any("Ł" in name for name in names)

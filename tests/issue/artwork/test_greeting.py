"""Whom a letter greets, for the names that accounts have and people type."""

from __future__ import annotations

import pytest

from paycards.issue.artwork.greeting import Customer, greeted


@pytest.mark.parametrize(
    ("holder", "customer", "expected"),
    [
        ("Miss M Adeyemi", ("Miss", "Maria", "Adeyemi"), "Miss Adeyemi"),
        ("Miss M Adeyemi", None, "Miss Adeyemi"),
        ("Mrs A. B. Jones", None, "Mrs Jones"),
        ("Dr J van der Berg", ("Dr", "Jan", "van der Berg"), "Dr van der Berg"),
        ("Mr N Ó Dálaigh", ("Mr", "Niall", "Ó Dálaigh"), "Mr Ó Dálaigh"),
        ("Ms S O Brien", ("Ms", "Sinead", "O Brien"), "Ms O Brien"),
        ("Mrs Mary Ann de Silva", ("Mrs", "Mary Ann", "de Silva"), "Mrs de Silva"),
        ("Ms Jo Smith-Okafor", ("Ms", "Joanne", "Smith-Okafor"), "Ms Smith-Okafor"),
        ("Mr & Mrs A & B Jones", ("Mr & Mrs", "Alan & Beryl", "Jones"), "Mr & Mrs Jones"),
        ("Mr and Mrs Jones", ("Mr and Mrs", "", "Jones"), "Mr and Mrs Jones"),
        ("Mr Y", ("Mr", "", "Y"), "Mr Y"),
    ],
)
def test_a_letter_greets_with_title_and_surname(
    holder: str, customer: tuple[str, str, str] | None, expected: str
) -> None:
    assert greeted(holder, Customer(*customer) if customer else None) == expected


@pytest.mark.parametrize(
    ("holder", "customer", "expected"),
    [
        ("M Adeyemi", ("", "Maria", "Adeyemi"), "Maria Adeyemi"),
        ("M Adeyemi", None, "M Adeyemi"),
        ("Maria Adeyemi", ("", "", "Adeyemi"), "Maria Adeyemi"),
    ],
)
def test_without_a_title_a_letter_greets_with_the_whole_name(
    holder: str, customer: tuple[str, str, str] | None, expected: str
) -> None:
    assert greeted(holder, Customer(*customer) if customer else None) == expected


@pytest.mark.parametrize(
    ("holder", "customer"),
    [
        ("Adeyemi", ("", "", "Adeyemi")),
        ("Mrs", ("Mrs", "", "")),
        ("Hafan Cymru", ("", "", "Hafan Cymru")),
        ("Northvale Lettings Ltd", ("", "", "Northvale Lettings Ltd")),
        ("Northvale Lettings Ltd.", None),
        ("The Executors of the late Mr A Jones", ("Mr", "Alan", "Jones")),
        ("The Occupier", None),
        ("Cyngor Northvale", None),
    ],
)
def test_an_organisation_or_a_single_name_is_greeted_without_a_name(
    holder: str, customer: tuple[str, str, str] | None
) -> None:
    assert greeted(holder, Customer(*customer) if customer else None) == ""


def test_people_with_two_surnames_are_both_named() -> None:
    for holder in ("Mr A Jones and Mrs B Evans", "Ms A Smith & Ms B Jones", "A Jones and B Evans"):
        assert greeted(holder, Customer("Mrs", "Beryl", "Evans")) == holder


def test_a_name_that_is_not_the_customer_s_is_read_on_its_own() -> None:
    assert greeted("Mrs B Evans", Customer("Mr", "Alan", "Jones")) == "Mrs Evans"


def test_a_knight_is_greeted_by_forename() -> None:
    assert greeted("Sir J Smith", Customer("Sir", "John Paul", "Smith")) == "Sir John"
    assert greeted("Dame M Smith") == "Dame M Smith"

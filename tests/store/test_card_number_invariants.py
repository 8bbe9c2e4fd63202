"""A number that is none of its scheme is refused by the database, to raw SQL, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import exc

from paycards.issue import card_scheme
from tests.issue.schemes import scheme
from tests.store.books import Books
from tests.store.test_invariants import assert_refused

RENT = scheme()

NUMBER = """
    INSERT INTO card_numbers (council_id, card_number, scheme_id, serial, allocated_at)
    VALUES ({council}, '{number}', {scheme}, {serial}, '2026-11-20T04:00:00.000000Z')
"""
CARD = """
    INSERT INTO cards (council_id, card_number, account_id, account_reference, account_status, status)
    SELECT council_id, '{number}', id, match_reference, status, 'active' FROM accounts
    WHERE council_id = {{nvd}}
"""


def number(
    number: str = "",
    *,
    serial: int = 9,
    council: str = "{nvd}",
    scheme: str = "{rent}",
    said: int | None = None,
) -> str:
    """One more number, of a serial that is free; or what is said to be one."""
    return NUMBER.format(
        council=council,
        number=number or card_scheme.build(RENT, serial),
        scheme=scheme,
        serial=serial if said is None else said,
    )


def test_a_number_of_the_scheme_is_taken(books: Books) -> None:
    with books.attempt() as connection:
        for serial in (3, 50, 101, 200):
            books.run(connection, number(serial=serial))


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        (number("9826999926000000966"), "check digit"),  # the inner digit, Luhn after it is right
        (number("9826999926000000959"), "check digit"),  # Luhn
        (number(card_scheme.build(RENT, 9)[:17] + "00"), "check digit"),
        (number("982699992600000090"), "length"),
        (number("98269999260000009012"), "length"),
        (number("982699992600000090x"), "digits only"),
        (number("982699992600000090 "), "digits only"),
        (number("\u0669826999926000000904"[:19]), "digits only"),
        (number("9826999826000000907"), "prefix"),
        (number("9826999927000000903"), "service code"),
        (number(said=10), "serial in the number is another"),
        (number(serial=51), "in no range"),
        (number(serial=100), "in no range"),
        (number(serial=201), "in no range"),
        (number(serial=0), "in no range"),
        (number(scheme="{tax}"), "none from which its council allocates"),
        (number(scheme="{rent} + 1000"), "none from which its council allocates|foreign key"),
        (number(council="{hmb}"), "none from which its council allocates"),
        (number(serial=1), "unique|duplicate key"),
        (number(serial=2), "unique|duplicate key"),
        ("INSERT INTO card_numbers SELECT * FROM card_numbers", "unique|duplicate key"),
    ],
)
def test_what_is_no_free_number_of_its_scheme_is_refused(books: Books, wrong: str, because: str) -> None:
    assert_refused(books, wrong, because=because)


def test_a_number_that_is_a_card_of_the_council_already_is_refused(books: Books) -> None:
    held = CARD.format(number=card_scheme.build(RENT, 9))
    assert_refused(books, held, number(serial=9), because="a card of the council already")


def test_one_bad_number_among_many_is_refused(books: Books) -> None:
    values = [number(serial=serial).split("VALUES")[1] for serial in range(3, 49)]
    values[20] = number("9826999926000002318", serial=23).split("VALUES")[1]
    together = NUMBER.split("VALUES", maxsplit=1)[0] + "VALUES" + ",".join(values)
    assert_refused(books, together, because="check digit")


@pytest.mark.parametrize("serial", [3, 22, 47])
def test_of_a_hundred_endings_the_database_takes_the_one_that_checks(books: Books, serial: int) -> None:
    taken = []
    for ending in range(100):
        tried = f"{card_scheme.build(RENT, serial)[:17]}{ending:02}"
        with books.attempt() as connection:
            try:
                books.run(connection, number(tried, serial=serial))
            except exc.DBAPIError as refused:
                assert "check digit" in str(refused)
            else:
                taken.append(tried)
    assert taken == [card_scheme.build(RENT, serial)]


SCHEME_IS_SETTLED = "numbers of this scheme exist"


@pytest.mark.parametrize(
    ("attack", "because"),
    [
        ("UPDATE card_schemes SET prefix = '98269998' WHERE id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_schemes SET length = 18 WHERE id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_schemes SET council_id = {hmb} WHERE id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_schemes SET numbers = 'order' WHERE id = {rent}", SCHEME_IS_SETTLED),
        ("DELETE FROM card_check_weights WHERE scheme_id = {rent}", SCHEME_IS_SETTLED),
        ("DELETE FROM card_checks WHERE scheme_id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_check_weights SET weight = 1 WHERE scheme_id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_checks SET digits = '00000000000' WHERE scheme_id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_checks SET modulus = 10 WHERE scheme_id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_checks SET scheme_id = {tax} WHERE scheme_id = {rent}", SCHEME_IS_SETTLED),
        ("UPDATE card_check_weights SET scheme_id = {rent} WHERE scheme_id = {tax}", SCHEME_IS_SETTLED),
        ("INSERT INTO card_checks VALUES ({rent}, 1, 2, 'products', '01')", SCHEME_IS_SETTLED),
        ("INSERT INTO card_check_weights VALUES ({rent}, 18, 1, 1)", SCHEME_IS_SETTLED),
        ("INSERT INTO card_checks VALUES ({tax}, 1, 10, 'products', '01')", "ck_card_checks_digits"),
        ("DELETE FROM card_ranges WHERE scheme_id = {rent} AND first_serial = 1", "taken from this range"),
        ("UPDATE card_ranges SET last_serial = 60 WHERE first_serial = 1", "never changed"),
        ("UPDATE card_ranges SET last_serial = 300 WHERE first_serial = 101", "never changed"),
        ("INSERT INTO card_ranges VALUES ({rent}, 50, 60)", "do not overlap"),
        ("INSERT INTO card_ranges VALUES ({rent}, 40, 45)", "do not overlap"),
        ("INSERT INTO card_ranges VALUES ({rent}, 51, 300)", "do not overlap"),
        ("INSERT INTO card_ranges VALUES ({rent}, 300, 299)", "ck_card_ranges_order"),
        ("INSERT INTO card_check_weights VALUES ({tax}, 19, 19, 100)", "ck_card_check_weights_weight"),
        ("DELETE FROM card_schemes WHERE id = {tax}", "card_schemes are never"),
    ],
)
def test_what_makes_up_numbers_stays_once_there_are_some(books: Books, attack: str, because: str) -> None:
    assert_refused(books, attack, because=because)


def test_a_scheme_without_numbers_and_a_range_without_numbers_may_still_change(books: Books) -> None:
    with books.attempt() as connection:
        for statement in (
            "UPDATE card_schemes SET prefix = '98269997' WHERE id = {tax}",
            "UPDATE card_check_weights SET weight = 3 WHERE scheme_id = {tax}",
            "UPDATE card_checks SET digits = '1234567890' WHERE scheme_id = {tax}",
            "DELETE FROM card_ranges WHERE scheme_id = {rent} AND first_serial = 101",
            "INSERT INTO card_ranges VALUES ({rent}, 51, 300)",
        ):
            books.run(connection, statement)


@pytest.mark.parametrize("table", ["card_numbers", "card_ranges", "card_checks", "card_check_weights"])
def test_what_numbers_are_checked_with_is_never_truncated(books: Books, table: str) -> None:
    if books.engine.dialect.name == "postgresql":
        assert_refused(books, f"TRUNCATE {table} CASCADE", because="never changed like this")

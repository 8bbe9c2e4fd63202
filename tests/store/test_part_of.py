"""What people type stands for itself, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import literal, not_, select

from paycards.store.part_of import part_of
from tests.store.books import Books


@pytest.mark.parametrize(
    ("typed", "is_part"),
    [
        *(("50%/a_b", True), ("%", True), ("a%b", False), ("a_c", False), ("A_B", False), ("", True)),
        *(("[*]?", True), ("]", True), ("a*b", False), ("a?b", False), ("[a-z]5", False), ("[x]50", False)),
    ],
)
def test_signs_that_elsewhere_mean_any_text_mean_themselves(books: Books, typed: str, is_part: bool) -> None:
    of = part_of(literal("x50%/a_b'[*]?"), typed)
    with books.attempt() as connection:
        for condition, wanted in ((of, is_part), (not_(of), not is_part)):
            found = connection.execute(select(literal(1)).where(condition)).first()
            assert (found is not None) == wanted

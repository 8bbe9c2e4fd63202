"""What the settings say of references and card numbers, checked for all rows of a list at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from paycards.lists.checks import Fault, matches
from paycards.lists.visible_text import ending
from paycards.settings.council import Council
from paycards.settings.reference import ReferenceCheck

if TYPE_CHECKING:
    import pandas as pd


def find_wrong_references(council: Council, rows: pd.DataFrame) -> Iterator[Fault]:
    """Find the references of a council's rows that are none of their fund; a fund without shapes has none.

    `rows` has fund and match_reference, in printable ASCII.
    """
    for fund in sorted({shape.fund for shape in council.references}):
        shapes = [shape for shape in council.references if shape.fund == fund]
        yield from _wrong_shapes(fund, rows.loc[rows["fund"] == fund, "match_reference"], shapes)


def _wrong_shapes(fund: str, references: pd.Series[Any], shapes: Sequence[ReferenceCheck]) -> Iterator[Fault]:
    from paycards.issue.check_columns import are_right

    for shape in shapes:
        fits = matches(shape.pattern)(references)
        if shape.check_digit is not None:
            found = references[fits]
            wrong = found[~are_right(found.tolist(), shape.check_digit)]
            what = f"its check digit is not that of a {fund} reference: look for a wrong character"
            yield from _faults(wrong, what)
        references = references[~fits]
    patterns = " or ".join(shape.pattern for shape in shapes)
    yield from _faults(references, f"a {fund} reference must match {patterns}, as in the settings")


def _faults(references: pd.Series[Any], what: str) -> Iterator[Fault]:
    for number, reference in zip(references.index.tolist(), references.tolist(), strict=True):
        yield number, f"reference is {reference!r}: {what}"


def find_wrong_card_numbers(council: Council, rows: pd.DataFrame) -> Iterator[Fault]:
    """Find the numbers that belong to a scheme of the council but fail its check digits.

    `rows` has card_number, digits only. A number of no scheme is as good as ever.
    """
    from paycards.issue.card_scheme import belong, wrong_check_digits

    for scheme in council.card_schemes:
        its = rows.loc[belong(scheme, rows["card_number"]), "card_number"]
        wrong = its[wrong_check_digits(scheme, its.tolist())]
        for number, card_number in zip(wrong.index.tolist(), wrong.tolist(), strict=True):
            yield (
                number,
                f"card_number is {ending(card_number)}: a check digit of scheme {scheme.code} does not"
                " check: look for a wrong digit",
            )

"""Whether a number that may have been meant agrees with its own check digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from paycards.issue import card_scheme, check_digit, luhn
from paycards.settings.card_scheme import CardScheme
from paycards.settings.reference import ReferenceCheck


@dataclass(frozen=True)
class CheckDigits:
    """The card schemes of a council, and the shapes of its references."""

    schemes: tuple[CardScheme, ...]
    shapes: tuple[ReferenceCheck, ...]

    def agree_in_card(self, number: str) -> bool:
        """Tell whether every check digit of its scheme is right; where it has no scheme, Luhn's."""
        for scheme in self.schemes:
            if card_scheme.belongs(scheme, number):
                return card_scheme.is_valid(scheme, number)
        return luhn.is_valid(number)

    def agree_in_reference(self, fund: str, reference: str) -> bool | None:
        """Tell whether the check digit is right; None where references of this fund and shape have none."""
        for shape in self.shapes:
            if shape.fund == fund and re.fullmatch(shape.pattern, reference):
                check = shape.check_digit
                return None if check is None else check_digit.is_valid(reference, check)
        return None

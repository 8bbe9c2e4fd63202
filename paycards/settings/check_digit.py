"""A weighted check digit as data: how one is worked out of the characters around it.

S = the sum of each digit times the weight of its position (or of the digits of these products).
The result is S mod modulus, or modulus - S mod modulus where `subtract` says so (then 1 to the
modulus: a result of 0 is the modulus). A result from 0 to 9 is written as itself, any other as
`remainders` says.
"""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from paycards.settings.table import Switch, Table

Weight = Annotated[int, Field(ge=0, le=99)]
Position = Annotated[int, Field(strict=True, ge=1, le=99)]


class CheckDigit(Table):
    """One check digit. Positions count from 1; `at` is its own, none: the last.

    `weights` are those of positions 1, 2, 3 …; a position without one has weight 0, as has the check
    digit's own. `letters` are read as digits, as many as they are. A result that is written as
    nothing belongs to no number: numbers that would have it are not used.
    """

    at: Position | None = None
    weights: tuple[Weight, ...] = Field(min_length=1)
    modulus: int = Field(ge=2, le=97, strict=True)
    sum: Literal["products", "digits"] = "products"
    subtract: Switch = True
    remainders: dict[str, str] = Field(default_factory=dict)
    letters: dict[str, str] = Field(default_factory=dict)

    def results(self) -> range:
        """The results that there can be."""
        return range(1, self.modulus + 1) if self.subtract else range(self.modulus)

    def characters(self) -> tuple[str, ...]:
        """What is written where S mod modulus is 0, 1, 2 …; nothing where such numbers are not used."""
        results = [self.modulus - rest if self.subtract else rest for rest in range(self.modulus)]
        return tuple(self.remainders.get(str(result), str(result)) for result in results)

    def weight(self, position: int) -> int:
        """The weight of a position, from 1."""
        return self.weights[position - 1] if position <= len(self.weights) else 0

    @model_validator(mode="after")
    def _weighs_something(self) -> Self:
        if not any(self.weights):
            raise ValueError("weights: all are 0, so that the digit would check nothing")
        if self.at is not None and self.weight(self.at):
            raise ValueError(f"weights: position {self.at} is the check digit's own, its weight must be 0")
        return self

    @model_validator(mode="after")
    def _every_result_is_written(self) -> Self:
        possible = {str(result) for result in self.results()}
        for result in self.remainders:
            if result not in possible:
                raise ValueError(f"remainders: there is no result {result}, they are {self._span()}")
        for result in sorted(possible, key=int):
            written = self.remainders.get(result, result)
            if not re.fullmatch("[0-9A-Z]?", written):
                raise ValueError(
                    f"remainders: say what is written for the result {result}, one of 0-9 and A-Z"
                )
        return self

    def _span(self) -> str:
        return f"{self.results()[0]} to {self.results()[-1]}"

    @model_validator(mode="after")
    def _letters_stand_for_digits(self) -> Self:
        for letters, digits in self.letters.items():
            if not re.fullmatch(r"[^0-9a-z\s]+", letters):
                raise ValueError(f"letters: {letters!r} must be capital letters or signs, not digits")
            if not re.fullmatch(f"[0-9]{{{len(letters)}}}", digits):
                raise ValueError(f"letters: {letters} must stand for {len(letters)} digits")
        return self

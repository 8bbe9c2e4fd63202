"""How the card numbers of some funds are made up: prefix, service code, serial, check digits."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from paycards.settings.check_digit import CheckDigit, Position
from paycards.settings.table import FundCode, Table

Digits = Annotated[str, Field(pattern=r"^[0-9]*$", max_length=24)]
Serial = Annotated[int, Field(ge=0)]


class CardScheme(Table):
    """One scheme of a council's card numbers. Positions count from 1.

    `numbers`: we allocate them from `ranges` of serials that the supplier gave us, or we order the
    card and learn its number from the supplier's cross reference.
    """

    code: FundCode
    funds: tuple[FundCode, ...] = Field(min_length=1)
    numbers: Literal["allocate", "order"]
    length: int = Field(ge=13, le=24, strict=True)
    prefix: Annotated[str, Field(pattern=r"^[0-9]+$")]
    service_code: Digits = ""
    service_code_at: Position | None = None
    serial_at: Position
    serial_digits: int = Field(ge=1, le=18, strict=True)
    check_digits: tuple[CheckDigit, ...] = ()
    last_digit: Literal["luhn", "none"] = "luhn"
    ranges: tuple[tuple[Serial, Serial], ...] = ()
    warn_below: int = Field(default=500, ge=0, strict=True)
    replacement: Literal["new_number", "keep_number"] = "new_number"

    def parts(self) -> Iterator[tuple[str, int, int]]:
        """Each part with its first and last position."""
        yield "prefix", 1, len(self.prefix)
        if self.service_code_at is not None:
            yield "service code", self.service_code_at, self.service_code_at + len(self.service_code) - 1
        yield "serial", self.serial_at, self.serial_at + self.serial_digits - 1
        for check in self.check_digits:
            at = check.at or self.length
            yield f"check digit at {at}", at, at
        if self.last_digit != "none":
            yield "last digit", self.length, self.length

    def fixed(self) -> dict[int, str]:
        """The digits that every number of the scheme has, by position."""
        at = self.service_code_at or 0
        return dict(enumerate(self.prefix, start=1)) | dict(enumerate(self.service_code, start=at))

    @model_validator(mode="after")
    def _service_code_has_a_place(self) -> Self:
        if bool(self.service_code) != (self.service_code_at is not None):
            raise ValueError("service_code and service_code_at: give both or none")
        return self

    @model_validator(mode="after")
    def _parts_fill_the_number(self) -> Self:
        owner: dict[int, str] = {}
        for part, first, last in self.parts():
            if last > self.length:
                raise ValueError(f"{part} ends at position {last}: the number has {self.length}")
            for position in range(first, last + 1):
                if position in owner:
                    raise ValueError(f"position {position} is in {owner[position]} and in {part}")
                owner[position] = part
        empty = [str(position) for position in range(1, self.length + 1) if position not in owner]
        if empty:
            which = f"positions {', '.join(empty)} are" if empty[1:] else f"position {empty[0]} is"
            raise ValueError(f"{which} in no part of the number")
        return self

    @model_validator(mode="after")
    def _check_digits_can_be_worked_out(self) -> Self:
        later = {check.at or self.length for check in self.check_digits}
        if self.last_digit != "none":
            later.add(self.length)
        for check in self.check_digits:
            self._fits(check, check.at or self.length, later)
            later.discard(check.at or self.length)
        return self

    def _fits(self, check: CheckDigit, at: int, later: set[int]) -> None:
        weighed = {position for position, weight in enumerate(check.weights, start=1) if weight}
        if max(weighed) > self.length:
            raise ValueError(f"the check digit at {at} has weights beyond the {self.length} digits")
        if at in weighed:
            raise ValueError(f"the check digit at {at} weighs itself: its own weight must be 0")
        if weighed & later:
            early = min(weighed & later)
            raise ValueError(f"the check digit at {at} weighs position {early}, worked out after it")
        if check.letters or not all(written.isdigit() for written in check.characters()):
            raise ValueError(f"the check digit at {at} must be a digit for every result, without letters")

    @model_validator(mode="after")
    def _ranges_are_sound(self) -> Self:
        if (self.numbers == "allocate") != bool(self.ranges):
            raise ValueError("ranges: give them to allocate numbers, and none to order cards")
        largest = 10**self.serial_digits - 1
        for first, last in self.ranges:
            if not first <= last <= largest:
                raise ValueError(f"ranges: {first} to {last} is not within 0 to {largest}, lower first")
        for (first, last), (next_first, next_last) in pairwise(sorted(self.ranges)):
            if next_first <= last:
                raise ValueError(f"ranges: {first} to {last} and {next_first} to {next_last} overlap")
        return self


def can_collide(one: CardScheme, other: CardScheme) -> bool:
    """Tell whether we could allocate the same number from both schemes."""
    if one.length != other.length or not (one.ranges and other.ranges):
        return False
    theirs = other.fixed()
    if any(theirs.get(position, digit) != digit for position, digit in one.fixed().items()):
        return False
    same_serials = (one.serial_at, one.serial_digits) == (other.serial_at, other.serial_digits)
    return not same_serials or any(
        low <= last and first <= high for low, high in one.ranges for first, last in other.ranges
    )

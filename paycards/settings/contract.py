"""One client code at one supplier: the files that are expected, and how the money comes."""

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from paycards.settings.drop import Drop
from paycards.settings.table import Code, FundCode, Network, Pattern, Table

STATES_WHAT_IT_PAYS = "allpay"  # the one supplier that sends statements of its own
WITHOUT_STATEMENTS = ("post_office", "paypoint", "payzone")


def _tells_something(pattern: str) -> str:
    if re.search(pattern, ""):
        raise ValueError("must not fit an empty text: it would fit every entry")
    return pattern


def _tenths(pence: str) -> int:
    """Tenths of a penny of a text of pence.

    >>> _tenths("38.5"), _tenths("38")
    (385, 380)
    """
    whole, _, tenth = pence.partition(".")
    return int(whole) * 10 + int(tenth or 0)


TellingPattern = Annotated[Pattern, AfterValidator(_tells_something)]
PenceAndTenths = Annotated[str, Field(pattern=r"^[0-9]{1,7}(\.[0-9])?$")]


class Timetable(Table):
    """The days for which files are expected, and when they are late.

    `days`: every day, or the working days of England and Wales. A file for a day is due at
    `due` (local time) `due_after_days` days of the same kind later. `files` names the
    extensions or layouts owed each day; empty means: any payment file.
    """

    days: Literal["every_day", "working_days"]
    due: dt.time = dt.time(9, 0)
    due_after_days: int = Field(default=1, ge=0, strict=True)
    files: tuple[str, ...] = ()
    starts_on: dt.date | None = None


class Settlement(Table):
    """How the money of one contract comes.

    `by`: one due for each statement, or for each payment file; empty means what the channel does.
    `bank_text` is searched in the text of a bank entry, case ignored; without it no entry is the contract's.
    `bank_account` is the code of the only account on which its money comes; empty means any of the council's.
    Entries booked before `starts_on` are not the contract's. `fee_pence` is the fee of a payment by network.
    """

    by: Literal["statement", "file"] | None = None
    bank_text: TellingPattern | None = None
    bank_account: Code | None = None
    starts_on: dt.date | None = None
    fees: Literal["none", "netted", "invoiced"] = "none"
    fee_pence: dict[Network, PenceAndTenths] = Field(default_factory=dict)

    @property
    def fee_tenths(self) -> dict[str, int]:
        """The fee of one payment by network, in tenths of a penny."""
        return {network: _tenths(pence) for network, pence in self.fee_pence.items()}

    @model_validator(mode="after")
    def _fees_have_a_tariff(self) -> Self:
        if self.fees != "none" and not self.fee_pence:
            raise ValueError(f"fee_pence: is missing, and fees are {self.fees}")
        if self.fees == "none" and self.fee_pence:
            raise ValueError("fees: must be netted or invoiced where there is fee_pence")
        return self


class Contract(Table):
    """One client code at one supplier."""

    code: Code
    channel: str
    client_code: str = Field(min_length=1)
    settlement_lag_working_days: int = Field(default=0, ge=0, strict=True)
    fund_patterns: tuple[tuple[FundCode, Pattern], ...] = ()
    reference_prefix: str = ""  # some allpay clients put a landlord code before each reference
    timetable: Timetable | None = None
    settlement: Settlement = Settlement()
    drop: Drop | None = None

    @property
    def settled_by(self) -> Literal["statement", "file"]:
        """What makes one due: an accepted statement of the supplier, or an accepted payment file."""
        if self.settlement.by is not None:
            return self.settlement.by
        return "statement" if self.channel == STATES_WHAT_IT_PAYS else "file"

    @model_validator(mode="after")
    def _statements_come(self) -> Self:
        if self.settlement.by == "statement" and self.channel in WITHOUT_STATEMENTS:
            raise ValueError(f"settlement.by: must be file, for {self.channel} sends no statements")
        return self

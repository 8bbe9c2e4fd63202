"""The council's own bank accounts, and how the CSV export of a bank is read.

A mapping is data, like a layout: which column holds what, the form of its dates, the shape of its signs. It
stands in the account's table, or in a TOML file of its own that several accounts name.
"""

import datetime as dt
import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from paycards.settings.drop import Drop
from paycards.settings.table import Code, Pattern, Switch, Table

PARTS_OF_A_DATE = re.compile(r"dd|mm|mon|yyyy|yy")
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
FORMATS_OF_DATES = {"%d": "dd", "%m": "mm", "%b": "mon", "%Y": "yyyy", "%y": "yy"}


def _digits(text: object) -> object:
    """Sort codes and account numbers are written with hyphens and spaces, or without."""
    return re.sub(r"[- ]", "", text) if isinstance(text, str) else text


def _date_form(text: object) -> object:
    """Write `%d/%m/%Y` as `dd/mm/yyyy`."""
    if not isinstance(text, str):
        return text
    for directive, part in FORMATS_OF_DATES.items():
        text = text.replace(directive, part)
    return text.lower()


def _names_a_day(form: str) -> str:
    parts = PARTS_OF_A_DATE.findall(form)
    if sorted(part[0] for part in parts) != ["d", "m", "y"] or re.search(
        "[a-z0-9%]", PARTS_OF_A_DATE.sub("", form)
    ):
        raise ValueError(
            "must name day, month and year once each, such as dd/mm/yyyy, dd mon yyyy or yy-mm-dd"
        )
    return form


def _checked_iban(iban: str) -> str:
    if iban and not is_iban(iban):
        raise ValueError("is no IBAN: its check digits do not agree")
    return iban


def is_iban(text: str) -> bool:
    """Tell whether a text is an IBAN with the right check digits (ISO 13616, ISO 7064 mod 97-10).

    >>> is_iban("GB33BUKB20201555555555"), is_iban("GB34BUKB20201555555555")
    (True, False)
    """
    if not IBAN.fullmatch(text):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


Column = Annotated[int, Field(ge=1, strict=True)] | Annotated[str, Field(min_length=1)]
Columns = Annotated[
    tuple[Column, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str | int) else value),
]
SortCode = Annotated[str, BeforeValidator(_digits), Field(pattern=r"^([0-9]{6})?$")]
AccountNumber = Annotated[str, BeforeValidator(_digits), Field(pattern=r"^([0-9]{8})?$")]
Iban = Annotated[str, BeforeValidator(_digits), AfterValidator(_checked_iban)]
DateForm = Annotated[str, BeforeValidator(_date_form), AfterValidator(_names_a_day)]


class CsvMapping(Table):
    """What stands in each column of a bank's CSV export.

    A column is named by its heading, or by its number from 1 where the export has no headings. Money is one
    of four shapes: `amount` with its own sign; `amount` and a column `sign` (C, CR, D, DR, +, -);
    `paid_in` and `paid_out`, of which a row fills one; the same with money out written negative
    (`paid_out_negative`). Without `balance` nothing proves that it is whole. `skip_rows` is the number
    of rows above the headings, or patterns of the rows that may be left unread wherever they stand.
    """

    encoding: Literal["utf-8", "utf-16", "cp1252", "iso-8859-1"] = "utf-8"
    date: Column
    date_form: DateForm = "dd/mm/yyyy"
    text: Columns = Field(min_length=1)
    account: Columns = ()
    amount: Column | None = None
    sign: Column | None = None
    paid_in: Column | None = None
    paid_out: Column | None = None
    paid_out_negative: Switch = False
    balance: Column | None = None
    order: Literal["newest_first", "newest_last"] | None = None
    skip_rows: Annotated[int, Field(ge=0, strict=True)] | tuple[Pattern, ...] = 0

    def columns(self) -> tuple[Column, ...]:
        """Every column that is read."""
        money = (self.amount, self.sign, self.paid_in, self.paid_out, self.balance)
        return (self.date, *self.text, *self.account, *(column for column in money if column is not None))

    @property
    def has_headings(self) -> bool:
        """Whether columns are found by their headings."""
        return isinstance(self.date, str)

    @model_validator(mode="after")
    def _money_has_one_shape(self) -> Self:
        two = (self.paid_in is not None, self.paid_out is not None)
        if (self.amount is not None) == any(two) or any(two) != all(two):
            raise ValueError("give amount, or paid_in and paid_out")
        if self.sign is not None and self.amount is None:
            raise ValueError("sign: goes with amount, not with paid_in and paid_out")
        if self.paid_out_negative and self.paid_out is None:
            raise ValueError("paid_out_negative: goes with paid_in and paid_out")
        return self

    @model_validator(mode="after")
    def _columns_are_named_one_way(self) -> Self:
        if len({type(column) for column in self.columns()}) > 1:
            raise ValueError("name every column by its heading, or every column by its number")
        money = [
            column for column in (self.amount, self.sign, self.paid_in, self.paid_out, self.balance) if column
        ]
        if len(set(money)) < len(money):
            raise ValueError("one column can hold only one of amount, sign, paid_in, paid_out and balance")
        return self


class BankAccount(Table):
    """One of the council's own bank accounts, named by sort code and account number, by IBAN, or by both.

    `mapping` is that of its CSV exports: a table, or the name of a mapping file.
    """

    code: Code
    sort_code: SortCode = ""
    account_number: AccountNumber = ""
    iban: Iban = ""
    starts_on: dt.date | None = None  # the first day whose statements are taken
    mapping: CsvMapping | Annotated[str, Field(min_length=1)] | None = None
    drop: Drop | None = None

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if bool(self.sort_code) != bool(self.account_number):
            raise ValueError("sort_code and account_number: give both or none")
        if not self.sort_code and not self.iban:
            raise ValueError("give sort_code and account_number, or iban")
        if (
            self.sort_code
            and self.iban.startswith("GB")
            and self.iban[8:] != self.sort_code + self.account_number
        ):
            raise ValueError("iban is not that of sort_code and account_number")
        return self

    @property
    def number(self) -> str:
        """Sort code and account number together, where they are known; else the IBAN."""
        if self.sort_code:
            return self.sort_code + self.account_number
        return self.iban[8:] if self.iban.startswith("GB") else self.iban

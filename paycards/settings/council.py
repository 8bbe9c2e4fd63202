"""One council: its funds, contracts and outgoing files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from paycards.settings.contract import Contract
from paycards.settings.outgoing import Outgoing
from paycards.settings.table import Code, FundCode, Table
from paycards.settings.take_up import TakeUp

Network = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
PriceInPence = Annotated[int, Field(ge=0, strict=True)]


class Council(Table):
    """One council of the installation."""

    code: Code
    name: str = Field(min_length=1)
    funds: tuple[FundCode, ...] = ("rent", "council_tax")
    contracts: tuple[Contract, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    costs_pence: dict[Network, PriceInPence] = Field(default_factory=dict)  # of one payment; and `counter`
    take_up: TakeUp = TakeUp()

    @model_validator(mode="after")
    def _outgoing_fits(self) -> Council:
        seen = set()
        for table in self.outgoing:
            if table.fund not in self.funds:
                raise ValueError(f"outgoing: {table.fund} is none of the council's funds")
            if (table.fund, table.format) in seen:
                raise ValueError(f"outgoing: {table.fund} in {table.format} stands more than once")
            seen.add((table.fund, table.format))
        return self

"""One council: its funds, contracts and outgoing files."""

from __future__ import annotations

from pydantic import Field, model_validator

from paycards.settings.contract import Contract
from paycards.settings.outgoing import Outgoing
from paycards.settings.table import Code, FundCode, Table


class Council(Table):
    """One council of the installation."""

    code: Code
    name: str = Field(min_length=1)
    funds: tuple[FundCode, ...] = ("rent", "council_tax")
    contracts: tuple[Contract, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()

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

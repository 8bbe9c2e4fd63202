"""What leaves for the systems that keep the accounts."""

from typing import Literal

from pydantic import Field

from paycards.settings.table import FundCode, Table


class Outgoing(Table):
    """The file that carries a fund's postings to the system that keeps its accounts."""

    fund: FundCode
    format: Literal["rent_cash", "income_csv"]
    system_code: str = "PC"  # rent_cash: the two-character income-system code
    source_text: str = "PAYCARDS"  # rent_cash: payment source text
    office_code: str = "PC"  # income_csv
    user_code: str = "PAYCARDS"  # income_csv
    fund_code: str = ""  # income_csv: the receiver's own code; empty means the fund's name
    method_codes: dict[str, str] = Field(default_factory=dict)  # network -> code, over the defaults
    vat_code: str = "0"
    collected: Literal["taken", "stays"] = "taken"  # the receiver takes its file away, or leaves it there

"""One council: funds, contracts, bank accounts, outgoing files, cards, references, and what it prints."""

from itertools import combinations
from typing import Annotated, Self

from pydantic import Field, model_validator

from paycards.settings.bank_account import BankAccount
from paycards.settings.card_orders import CardOrders
from paycards.settings.card_scheme import CardScheme, can_collide
from paycards.settings.contract import Contract
from paycards.settings.look import Look
from paycards.settings.outgoing import Outgoing
from paycards.settings.printing import Address, Printing
from paycards.settings.reference import ReferenceCheck
from paycards.settings.suspense_ages import SuspenseAges
from paycards.settings.table import LEDGER_NAME, Code, FundCode, Network, Table
from paycards.settings.take_up import TakeUp
from paycards.settings.tiers import Tiers

LedgerName = Annotated[str, Field(pattern=LEDGER_NAME)]
LedgerCode = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[ -~]+$")]
PriceInPence = Annotated[int, Field(ge=0, strict=True)]


class Council(Table):
    """One council of the installation."""

    code: Code
    name: str = Field(min_length=1)
    funds: tuple[FundCode, ...] = ("rent", "council_tax")
    contracts: tuple[Contract, ...] = ()
    bank_accounts: tuple[BankAccount, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    ledger_codes: dict[LedgerName, LedgerCode] = Field(default_factory=dict)  # by account
    costs_pence: dict[Network, PriceInPence] = Field(default_factory=dict)  # of one payment; and `counter`
    take_up: TakeUp = TakeUp()
    suspense_age_days: SuspenseAges = SuspenseAges()
    tiers_pence: Tiers = Tiers()  # up to how much one person decides alone
    enquiry_working_days: int = Field(default=10, ge=1, strict=True)  # in which an enquiry is answered
    card_schemes: tuple[CardScheme, ...] = ()
    card_orders: CardOrders = CardOrders()
    references: tuple[ReferenceCheck, ...] = ()
    address: Address | None = None  # letters and cards need one
    printing: Printing = Printing()
    look: Look = Look()  # of its pages

    def card_scheme(self, fund: str) -> CardScheme | None:
        """The scheme that the cards of a fund's accounts belong to, if it has one."""
        return next((scheme for scheme in self.card_schemes if fund in scheme.funds), None)

    @model_validator(mode="after")
    def _outgoing_fits(self) -> Self:
        seen = set()
        for table in self.outgoing:
            if table.fund not in self.funds:
                raise ValueError(f"outgoing: {table.fund} is not one of the council's funds")
            if (table.fund, table.format) in seen:
                raise ValueError(f"outgoing: {table.fund} in {table.format} appears more than once")
            seen.add((table.fund, table.format))
        return self

    @model_validator(mode="after")
    def _bank_accounts_have_codes_of_their_own(self) -> Self:
        codes = [account.code for account in self.bank_accounts]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"bank_accounts: {', '.join(twice)} appears more than once")
        return self

    @model_validator(mode="after")
    def _settlements_fit(self) -> Self:
        known = {account.code for account in self.bank_accounts}
        for contract in self.contracts:
            account = contract.settlement.bank_account
            if account is not None and account not in known:
                place = f"contracts.{contract.code}.settlement.bank_account"
                raise ValueError(f"{place}: {account} is not one of the council's")
        return self

    @model_validator(mode="after")
    def _card_schemes_fit(self) -> Self:
        scheme_of: dict[str, str] = {}
        for scheme in self.card_schemes:
            for fund in scheme.funds:
                if fund not in self.funds:
                    raise ValueError(f"card_schemes: {fund} is not one of the council's funds")
                if fund in scheme_of:
                    raise ValueError(f"card_schemes: {fund} is in {scheme_of[fund]} and in {scheme.code}")
                scheme_of[fund] = scheme.code
        for one, other in combinations(self.card_schemes, 2):
            if one.code == other.code:
                raise ValueError(f"card_schemes: {one.code} appears more than once")
            if can_collide(one, other):
                raise ValueError(f"card_schemes: {one.code} and {other.code} could make the same number")
        return self

    @model_validator(mode="after")
    def _references_fit(self) -> Self:
        for table in self.references:
            if table.fund not in self.funds:
                raise ValueError(f"references: {table.fund} is not one of the council's funds")
        return self

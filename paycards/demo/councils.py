"""The two invented councils of the sample week, and their contracts with the suppliers.

Northvale uses every supplier, allpay in the long form. Harrowmere has allpay in the short
form, with its landlord code in front of each reference, and PayPoint.
"""

from __future__ import annotations

from dataclasses import dataclass

FUND_PATTERNS = (("rent", r"R\d{9}"), ("council_tax", r"77\d{7}"))


@dataclass(frozen=True)
class Contract:
    """One client code at one supplier.

    `supplier` and `login` name the drop folder; `owed` are the extensions that must come on
    each of `days` ("every_day" or "working_days"); an empty `owed` means any payment file,
    empty `days` no timetable.
    """

    code: str
    supplier: str
    client_code: str
    login: str
    lag: int
    days: str = ""
    owed: tuple[str, ...] = ()
    reference_prefix: str = ""

    @property
    def drop(self) -> str:
        """Where its files lie, below the root of the drops."""
        return f"{self.supplier}/{self.login}/outbound"


@dataclass(frozen=True)
class Council:
    """One invented council; `accounts` is how many accounts it has.

    `routes` says how many payers in a hundred use each "contract.network".
    """

    code: str
    name: str
    towns: tuple[str, ...]
    postcode_area: str
    accounts: int
    routes: dict[str, int]
    contracts: tuple[Contract, ...]


NORTHVALE = Council(
    code="NVD",
    name="Northvale District Council",
    towns=("Northvale", "Aldersby", "Pen-y-Garth", "Wick St Osyth"),
    postcode_area="NV",
    accounts=300,
    routes={
        "NVD-ALLPAY.post_office": 22,
        "NVD-ALLPAY.paypoint": 18,
        "NVD-ALLPAY.payzone": 7,
        "NVD-ALLPAY.debit_card": 8,
        "NVD-ALLPAY.credit_card": 3,
        "NVD-ALLPAY.e_pay": 4,
        "NVD-ALLPAY.direct_debit": 6,
        "NVD-POSTOFFICE.post_office": 12,
        "NVD-PAYPOINT.paypoint": 12,
        "NVD-PAYZONE.payzone": 8,
    },
    contracts=(
        Contract("NVD-ALLPAY", "allpay", "NVDC", "nvdc", 10, "working_days", ("STA",)),
        Contract("NVD-POSTOFFICE", "post_office", "0429170", "nvd0429170", 2, "every_day", ("CTL", "TXN")),
        Contract("NVD-PAYPOINT", "paypoint", "104417", "client104417", 2, "every_day"),
        Contract("NVD-PAYZONE", "payzone", "NVD4471", "nvd4471", 3, "every_day"),
    ),
)

HARROWMERE = Council(
    code="HMB",
    name="Harrowmere Borough Council",
    towns=("Harrowmere", "Little Tolling", "Llanfadog", "Saltby-on-Sea"),
    postcode_area="HM",
    accounts=160,
    routes={
        "HMB-ALLPAY.post_office": 38,
        "HMB-ALLPAY.paypoint": 22,
        "HMB-ALLPAY.terminal": 18,
        "HMB-PAYPOINT.paypoint": 22,
    },
    contracts=(
        Contract("HMB-ALLPAY", "allpay", "HMBC", "hmbc", 10, "working_days", ("STA",), "HB01"),
        Contract("HMB-PAYPOINT", "paypoint", "104982", "client104982", 2, "every_day"),
    ),
)

COUNCILS = (NORTHVALE, HARROWMERE)


def contract(code: str) -> Contract:
    """The contract of this code. Raises KeyError if there is none."""
    return {contract.code: contract for council in COUNCILS for contract in council.contracts}[code]

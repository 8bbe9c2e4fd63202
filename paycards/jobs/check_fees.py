"""Check a supplier's invoice: what the tariff gives for the payments of a month, network by network."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.errors import NotAllowed
from paycards.reconcile.settlement.charged_payments import payments_of_month
from paycards.reconcile.settlement.fees import in_pence


@dataclass(frozen=True)
class NetworkFees:
    """What one network costs. `each` is the fee of a payment, `fee` that of all, in pence with a tenth."""

    network: str
    payments: int
    each: str
    fee: str


@dataclass(frozen=True)
class FeeCheck:
    """An invoice beside the tariff, whose tenths are summed and rounded half up once."""

    council: str
    contract: str
    month: str
    networks: tuple[NetworkFees, ...]
    payments: int
    tariff_pence: int
    invoice_pence: int

    @property
    def difference_pence(self) -> int:
        """What the invoice is more than the tariff gives."""
        return self.invoice_pence - self.tariff_pence


def check_fees(visit: Visit, code: str, month: dt.date, invoice_pence: int) -> FeeCheck:
    """Hold an invoice for the payments that were made in the month of a day against the tariff.

    Reversals, returned payments and payments that came twice are free. Raises NotFound for an unknown
    contract, NotAllowed for one without a tariff.
    """
    first, last = month.replace(day=1), month.replace(day=monthrange(month.year, month.month)[1])
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        (contract,) = contracts_seen(visit.installation, seen, code)
        counts = payments_of_month(seen.connection, contract.id, first, last)
    tariff = _tariff(contract)
    tenths = {network: count * tariff.get(network, 0) for network, count in counts.items()}
    return FeeCheck(
        council=contract.council.code,
        contract=contract.terms.code,
        month=f"{first:%Y-%m}",
        networks=tuple(
            NetworkFees(network, count, _in_tenths(tariff.get(network, 0)), _in_tenths(tenths[network]))
            for network, count in counts.items()
        ),
        payments=sum(counts.values()),
        tariff_pence=in_pence(sum(tenths.values())),
        invoice_pence=invoice_pence,
    )


def _tariff(contract: ContractRow) -> dict[str, int]:
    tariff = contract.terms.settlement.fee_tenths
    if not tariff:
        raise NotAllowed(
            f"{contract.terms.code} has no tariff in the settings.",
            code="no_tariff",
            contract=contract.terms.code,
        )
    return tariff


def _in_tenths(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"

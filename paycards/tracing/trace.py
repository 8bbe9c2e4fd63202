"""Trace a payment that somebody misses, from what the receipt shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.errors import NotFound
from paycards.tracing.answer import Answer
from paycards.tracing.candidates import fitting
from paycards.tracing.expecting import expected
from paycards.tracing.facts import Facts
from paycards.tracing.telling import told

if TYPE_CHECKING:
    from paycards.channels.catalogue import Layouts


@dataclass(frozen=True)
class Tracing:
    """What a trace works with: the contracts that may be looked at, their layouts, and the calendar.

    The layouts are read when a network is asked for: they take a desk 20 ms.
    """

    connection: Connection
    contracts: Sequence[ContractRow]
    layouts: Callable[[], Layouts]
    now: dt.datetime
    today: dt.date
    holidays: frozenset[dt.date]


def trace(tracing: Tracing, facts: Facts) -> Answer:
    """Answer how far the payment has come that these facts name.

    Where none fits, or several customers' do, or the facts are too few, the answer is the same: what is to be
    expected of the contracts that may bring it. Raises NotFound for a network that no contract has.
    """
    contracts = {contract.id: contract for contract in of_network(tracing, facts.network)}
    found = fitting(tracing.connection, contracts, facts, tracing.today)
    payments = tuple(told(tracing.connection, contracts[line.contract_id], line) for line in found)
    if payments:
        return Answer(payments[-1].stage, " ".join(each.says for each in payments), payments=payments)
    return expected(tracing.connection, list(contracts.values()), facts, tracing.now, tracing.holidays)


def fitting_payments(tracing: Tracing, facts: Facts) -> list[tuple[int, int]]:
    """Return the payments that a trace tells of, each by file id and row."""
    contract_ids = [contract.id for contract in of_network(tracing, facts.network)]
    found = fitting(tracing.connection, contract_ids, facts, tracing.today)
    return [(line.file_id, line.row_no) for line in found]


def of_network(tracing: Tracing, network: str) -> list[ContractRow]:
    """Return the contracts that may bring a network's payments, or any. Raises NotFound where none does."""
    if not network:
        return list(tracing.contracts)
    layouts = tracing.layouts()
    networks = {contract.id: networks_of(contract, layouts) for contract in tracing.contracts}
    if not any(network in each for each in networks.values()):
        raise NotFound("network", network, choices=sorted(set().union(*networks.values())))
    return [each for each in tracing.contracts if network in networks[each.id]]


def networks_of(contract: ContractRow, layouts: Layouts) -> set[str]:
    """Return the networks whose payments a contract's files may bring, as its layouts say."""
    found: set[str] = set()
    for layout in layouts.usable_for(contract.terms.channel):
        source = layout.columns.get("network")
        if layout.content == "payments" and source:
            found |= {extension.network for extension in layout.extensions.values()}
            found |= set(filter(None, [source.constant, *(source.values or {}).values()]))
    return found

"""The list of opening items: what suppliers owed before a contract's first file, read whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from paycards.access.contracts import ContractRow
from paycards.clock import MEANT
from paycards.lists.checks import (
    Check,
    Fault,
    find_faults,
    find_repeats,
    is_date_or_empty,
    is_meant_or_no_date,
    matches,
    one_of,
    pence_checks,
    refuse,
    text_checks,
)
from paycards.lists.reading import ListRead, read_list
from paycards.reconcile.settlement.opening import OpeningItem

COLUMNS = ("contract", "due", "due_on", "amount_pence")
LONGEST_KEY = 255
MOST_DIGITS = 14

CHECKS = (
    Check("due", matches(r"(?s)\S(.*\S)?"), "a name without spaces around it"),
    *text_checks("due", LONGEST_KEY),
    Check("due_on", matches(".+"), "a date as YYYY-MM-DD"),
    Check("due_on", is_date_or_empty, "a date as YYYY-MM-DD"),
    Check("due_on", is_meant_or_no_date, f"in {MEANT}"),
    *pence_checks("-?[1-9][0-9]*", "whole pence, and not zero", MOST_DIGITS, "amount_pence"),
)


def read_opening_items(name: str, data: bytes, contracts: Collection[ContractRow]) -> list[OpeningItem]:
    """Read the opening items of one council. Raises BadRows with everything that is wrong."""
    read = read_list(name, data, COLUMNS)
    codes = [contract.terms.code for contract in contracts]
    known = Check("contract", one_of(codes), f"one of {', '.join(codes)}")
    faults = [*read.faults, *find_faults(read.rows, (known, *CHECKS), read.told)]
    faults += find_repeats(read.rows, ["contract", "due"], "the due", read.told)
    faults += _of_other_councils(read, contracts)
    refuse(name, faults, skip_bad=False)
    return list(_items(read))


def _of_other_councils(read: ListRead, contracts: Iterable[ContractRow]) -> list[Fault]:
    """One council must not see what another is owed: a list is of the council of its first row."""
    council = {contract.terms.code: contract.council.code for contract in contracts}
    named = zip(read.rows.index.tolist(), read.rows["contract"].tolist(), strict=True)
    rows = [(row, council[code]) for row, code in named if code in council]
    return [
        (row, f"the contract is of {code}, and that of row {rows[0][0]} of {rows[0][1]}: make two lists")
        for row, code in rows
        if code != rows[0][1]
    ]


def _items(read: ListRead) -> Iterable[OpeningItem]:
    columns = (read.rows[column].tolist() for column in COLUMNS)
    for row, contract, due, due_on, pence in zip(read.rows.index.tolist(), *columns, strict=True):
        yield OpeningItem(row, contract, due, dt.date.fromisoformat(due_on), int(pence))

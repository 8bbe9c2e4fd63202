"""Load the accounts extract: new accounts, changed ones, and word of those that are missing.

An account is never deleted. The same extract again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table

from paycards.lists.checks import Fault, refuse, row_numbers
from paycards.lists.extract import Extract
from paycards.lists.lost_zeros import asked, twins_in_accounts, twins_in_list
from paycards.lists.merge_accounts import (
    add_accounts,
    change_accounts,
    count_accounts,
    find_missing,
    leave_out,
    listed_accounts,
    new_rows,
    stage_listed,
)
from paycards.lists.missing_accounts import Missing, report_missing
from paycards.lists.new_tenants import NewTenant, find_new_tenants, report_new_tenants
from paycards.lists.unsendable_accounts import Unsendable, report_unsendable
from paycards.store.staging import FEW_ROWS, Staging
from paycards.store.statistics import refresh_statistics
from paycards.store.step import Step

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]  # fund and match reference of an account


@dataclass(frozen=True)
class AccountsResult:
    """What an extract did. `missing` are the references, by (council, fund), that it leaves out.

    `much_missing` are the funds of which that is more than a tenth. `unsendable` are accounts that were
    loaded, and whose payments an outgoing file cannot carry; `new_tenants` accounts that went to somebody
    else while cards of the former tenant are live. `notes` say in what form the extract came.
    """

    name: str
    sha256: str
    added: int
    changed: int
    same: int
    missing: dict[tuple[str, str], list[str]]
    skipped: tuple[Fault, ...]
    much_missing: tuple[tuple[str, str], ...]
    unsendable: tuple[Unsendable, ...]
    new_tenants: tuple[NewTenant, ...]
    notes: tuple[str, ...]

    @property
    def needs_person(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.skipped or self.much_missing or self.unsendable or self.new_tenants)


@dataclass(frozen=True)
class _Loaded:
    """What was done for a council. `missing` has every fund that has accounts; `faults` are rows left out."""

    added: int
    changed: int
    same: int
    missing: dict[str, Missing]
    faults: list[Fault]
    new_tenants: list[NewTenant]


def load_accounts(steps: Mapping[str, Step], extract: Extract, *, skip_bad: bool = False) -> AccountsResult:
    """Load the rows of these councils, each in its step of one transaction, by code.

    When it raises, that transaction is to be rolled back. Raises BadRows with every bad row, unless they are
    to be skipped.
    """
    loaded = {code: _load_council(step, extract, code) for code, step in steps.items()}
    faults = [*extract.faults, *(fault for each in loaded.values() for fault in each.faults)]
    missing = {(code, fund): found for code, each in loaded.items() for fund, found in each.missing.items()}
    return AccountsResult(
        name=extract.name,
        sha256=extract.sha256,
        added=sum(each.added for each in loaded.values()),
        changed=sum(each.changed for each in loaded.values()),
        same=sum(each.same for each in loaded.values()),
        missing={where: found.references for where, found in missing.items() if found.references},
        skipped=refuse(extract.name, faults, skip_bad=skip_bad),
        much_missing=tuple(where for where, found in missing.items() if found.is_much),
        unsendable=tuple(account for account in extract.unsendable if account.council in steps),
        new_tenants=tuple(account for each in loaded.values() for account in each.new_tenants),
        notes=extract.notes,
    )


def stage_accounts(staging: Staging, extract: Extract, code: str) -> Extract:
    """Let the rows of a council wait outside of memory, where they are many."""
    rows = _rows_of(extract, code)
    if len(rows) <= FEW_ROWS:
        return extract
    return replace(extract, waiting={code: stage_listed(staging, rows)})


def _rows_of(extract: Extract, code: str) -> pd.DataFrame:
    return extract.accounts[extract.accounts["council"] == code]


def _load_council(step: Step, extract: Extract, code: str) -> _Loaded:
    """Load a council's good rows, and judge every fund that has accounts, also one that is left out whole."""
    connection, council_id = step.connection, step.owner
    rows = _rows_of(extract, code)
    with listed_accounts(connection, extract.waiting.get(code, rows)) as listed:
        faults, twins = _lost_zeros(connection, listed, council_id)
        leave_out(connection, listed, row_numbers(faults))
        known = count_accounts(connection, council_id)
        new_tenants = find_new_tenants(connection, listed, council_id, code)
        changed = change_accounts(connection, listed, council_id)  # first: what is new is as it is listed
        added = add_accounts(connection, listed, council_id)
        absent = find_missing(connection, listed, council_id)
    rows = rows[~rows.index.isin(row_numbers(faults))]
    not_judged = twins | _bad_keys(extract, code)
    missing = {fund: Missing([], known.get(fund, 0)) for fund in sorted({*known, *rows["fund"]})}
    for fund, reference, key in absent:
        if (fund, key) not in not_judged:
            missing[fund].references.append(reference)
    loaded = _Loaded(added, changed, len(rows) - added - changed, missing, faults, new_tenants)
    _report(step, extract, code, loaded)
    refresh_statistics(connection, added + changed)
    return loaded


def _lost_zeros(connection: Connection, listed: Table, council_id: int) -> tuple[list[Fault], set[Key]]:
    """Find the new rows that may be other accounts with their zeros lost, and which accounts these are."""
    with asked(connection, council_id, new_rows(listed, council_id)) as held:
        of_accounts = twins_in_accounts(connection, held, council_id)
        twins = [*of_accounts, *twins_in_list(connection, held)]
    sentences = {twin.row_no: twin.sentence("reference") for twin in twins}
    return list(sentences.items()), {(twin.fund, twin.match_reference) for twin in of_accounts}


def _bad_keys(extract: Extract, code: str) -> set[Key]:
    """The accounts that bad rows name: they are in the extract, and so not missing."""
    bad = extract.keys[extract.keys.index.isin(row_numbers(extract.faults))]
    of_council = bad.loc[bad["council"] == code, ["fund", "match_reference"]]
    return set(of_council.itertuples(index=False, name=None))


def _report(step: Step, extract: Extract, code: str, loaded: _Loaded) -> None:
    """Bring the problems up to date, and write the trail if anything is new."""
    news = [report_missing(step, code, fund, missing) for fund, missing in loaded.missing.items()]
    report_new_tenants(step, loaded.new_tenants)
    report_unsendable(step, code, [each for each in extract.unsendable if each.council == code])
    if loaded.added or loaded.changed or any(news):
        step.record(
            "accounts.imported",
            extract.name,
            after={
                "sha256": extract.sha256,
                "added": loaded.added,
                "changed": loaded.changed,
                "same": loaded.same,
                "missing": {fund: len(missing.references) for fund, missing in loaded.missing.items()},
                "skipped": row_numbers([*extract.faults, *loaded.faults]),
                **({"references": extract.shapes[code]} if extract.shapes[code] else {}),
            },
        )

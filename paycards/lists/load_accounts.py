"""Load the accounts extract: new accounts, changed ones, and word of those that are missing.

An account is never deleted. The same extract again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from paycards.lists.accounts_extract import Extract
from paycards.lists.merge_accounts import add_accounts, change_accounts, find_missing, staged
from paycards.lists.missing_accounts import report_missing
from paycards.lists.reading import Fault, row_numbers
from paycards.store.step import Step
from paycards.store.tables import account_references, accounts, cards, ledger_accounts

LARGE_ROWS = 10_000  # from here on PostgreSQL plans better with new statistics


@dataclass(frozen=True)
class AccountsResult:
    """What an extract did. `missing` are the references, by (council, fund), that it leaves out."""

    name: str
    sha256: str
    added: int
    changed: int
    same: int
    missing: dict[tuple[str, str], list[str]]
    skipped: tuple[Fault, ...]


@dataclass(frozen=True)
class _Counts:
    added: int
    changed: int
    same: int
    missing: dict[str, list[str]]


def load_accounts(steps: Mapping[str, Step], extract: Extract) -> AccountsResult:
    """Load the rows of these councils, each in its step of one transaction, by code."""
    counts = {code: _load_council(step, extract, code) for code, step in steps.items()}
    return AccountsResult(
        name=extract.name,
        sha256=extract.sha256,
        added=sum(each.added for each in counts.values()),
        changed=sum(each.changed for each in counts.values()),
        same=sum(each.same for each in counts.values()),
        missing={
            (code, fund): found
            for code, each in counts.items()
            for fund, found in each.missing.items()
            if found
        },
        skipped=extract.skipped,
    )


def _load_council(step: Step, extract: Extract, code: str) -> _Counts:
    connection, council_id = step.connection, step.owner
    rows = extract.accounts[extract.accounts["council"] == code]
    funds = sorted(fund for council, fund in extract.funds if council == code)
    with staged(connection, rows) as listed:
        added = add_accounts(connection, listed, council_id)
        changed = change_accounts(connection, listed, council_id)
        absent = find_missing(connection, listed, council_id, funds)
    missing = {fund: _references(absent, extract, code, fund) for fund in funds}
    news = [report_missing(step, code, fund, found) for fund, found in missing.items()]
    counts = _Counts(added, changed, len(rows) - added - changed, missing)
    if added or changed or any(news):
        _record(step, extract, code, counts)
    refresh_statistics(connection, added + changed)
    return counts


def _references(absent: list[tuple[str, str, str]], extract: Extract, code: str, fund: str) -> list[str]:
    """Pick a fund's missing references; an account of a row that was skipped is not missing."""
    return [
        reference
        for its_fund, reference, key in absent
        if its_fund == fund and (code, fund, key) not in extract.skipped_keys
    ]


def _record(step: Step, extract: Extract, code: str, counts: _Counts) -> None:
    step.record(
        "accounts.imported",
        extract.name,
        after={
            "sha256": extract.sha256,
            "added": counts.added,
            "changed": counts.changed,
            "same": counts.same,
            "missing": {fund: len(found) for fund, found in counts.missing.items()},
            "skipped": row_numbers(extract.skipped),
            **({"references": extract.shapes[code]} if extract.shapes[code] else {}),
        },
    )


def refresh_statistics(connection: Connection, rows: int) -> None:
    """Let PostgreSQL look at the tables again after a large load."""
    if rows > LARGE_ROWS and connection.dialect.name == "postgresql":
        for table in (ledger_accounts, accounts, account_references, cards):
            connection.exec_driver_sql(f"ANALYZE {table.name}")

"""Import the accounts extract: new accounts, changed ones, and word of those that are missing.

An account is never deleted. The whole extract is one transaction; the same extract again
changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from paycards.access.visit import Visit
from paycards.errors import SettingsError
from paycards.lists.accounts_extract import Extract, read_extract
from paycards.lists.merge_accounts import add_accounts, change_accounts, find_missing, staged
from paycards.lists.missing_accounts import report_missing
from paycards.lists.reading import Fault, read_bytes, row_numbers
from paycards.settings import Settings
from paycards.store import trail
from paycards.store.councils import council_ids, lock
from paycards.store.engine import writing
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


def import_accounts(visit: Visit, path: Path, *, skip_bad: bool = False) -> AccountsResult:
    """Keep the bytes of an extract and load it.

    Raises BadRows with every bad row, and nothing is loaded; with `skip_bad` the others are.
    Raises UsageError if the file cannot be read.
    """
    data = read_bytes(path)
    visit.installation.archive.keep(data)
    with writing(visit.installation.engine) as connection:
        return load_accounts(
            connection,
            visit.settings,
            path.name,
            data,
            at=visit.now,
            actor=visit.visitor.name,
            skip_bad=skip_bad,
        )


def load_accounts(
    connection: Connection,
    settings: Settings,
    name: str,
    data: bytes,
    *,
    at: dt.datetime,
    actor: str,
    skip_bad: bool = False,
    only: Collection[str] | None = None,
) -> AccountsResult:
    """Load the bytes of an extract in the caller's transaction; `only` some councils' rows, if named.

    Raises BadRows, and SettingsError for a council that `init` has not stored.
    """
    extract = read_extract(settings, name, data, skip_bad=skip_bad)
    counts = {}
    for council_id, code in in_order(connection, {code for code, _ in extract.funds}, only):
        lock(connection, council_id)
        counts[code] = _load_council(connection, extract, code, council_id, at=at, actor=actor)
    return AccountsResult(
        name=name,
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


def in_order(
    connection: Connection, codes: Collection[str], only: Collection[str] | None
) -> list[tuple[int, str]]:
    """Return id and code of these councils (`only` some, if named) by id: locks are always taken so.

    Raises SettingsError for a council that `init` has not stored.
    """
    ids = council_ids(connection)
    unknown = sorted(set(codes) - ids.keys())
    if unknown:
        raise SettingsError(f"{', '.join(unknown)}: new in the settings, run `paycards init` first.")
    return sorted((ids[code], code) for code in codes if only is None or code in only)


def _load_council(
    connection: Connection, extract: Extract, code: str, council_id: int, *, at: dt.datetime, actor: str
) -> _Counts:
    rows = extract.accounts[extract.accounts["council"] == code]
    funds = sorted(fund for council, fund in extract.funds if council == code)
    with staged(connection, rows) as listed:
        added = add_accounts(connection, listed, council_id)
        changed = change_accounts(connection, listed, council_id)
        absent = find_missing(connection, listed, council_id, funds)
    missing = {fund: _references(absent, extract, code, fund) for fund in funds}
    news = [
        report_missing(connection, code, council_id, fund, found, at=at, by=actor)
        for fund, found in missing.items()
    ]
    counts = _Counts(added, changed, len(rows) - added - changed, missing)
    if added or changed or any(news):
        _record(connection, extract, code, council_id, counts, at=at, actor=actor)
    refresh_statistics(connection, added + changed)
    return counts


def _references(absent: list[tuple[str, str, str]], extract: Extract, code: str, fund: str) -> list[str]:
    """Pick a fund's missing references; an account of a row that was skipped is not missing."""
    return [
        reference
        for its_fund, reference, key in absent
        if its_fund == fund and (code, fund, key) not in extract.skipped_keys
    ]


def _record(
    connection: Connection,
    extract: Extract,
    code: str,
    council_id: int,
    counts: _Counts,
    *,
    at: dt.datetime,
    actor: str,
) -> None:
    trail.record(
        connection,
        council_id,
        at=at,
        actor=actor,
        action="accounts.imported",
        subject=extract.name,
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

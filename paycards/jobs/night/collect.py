"""Collect: fetch what every contract's drop holds, and import each file as it comes.

A file in a drop is put away only after its bytes are in the archive and its record is
committed. One drop that fails does not stop the others; a server that does not answer one
of them is not waited for again in the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import delete, insert, select

from paycards.errors import PaycardsError, SettingsError
from paycards.jobs.context import Context
from paycards.jobs.files.ahead import work_ahead
from paycards.jobs.files.import_files import FileResult, import_arrival
from paycards.jobs.files.receiving import Arrival, receive
from paycards.jobs.night.skipped import skipped_again
from paycards.settings import FolderDrop, SftpDrop
from paycards.store.councils import ContractRow, council_step
from paycards.store.engine import reading
from paycards.store.problems import close_problem, open_problem
from paycards.store.staging import staging
from paycards.store.tables import problems, remote_files
from paycards.transport import (
    ArchiveMissing,
    DropRefused,
    HostUnreachable,
    RemoteChanged,
    RemoteFolder,
    RemoteStuck,
    Unreachable,
)
from paycards.transport.drop import Drop, open_drop
from paycards.transport.listing import QUIET_SECONDS, Remote

Drops = SftpDrop | FolderDrop

SHOWN_SKIPPED = 20  # told one by one: a folder may hold any number
CHANGING = "it changed each time it was looked at"
UNFINISHED = "its name says that it is not finished"


@dataclass
class Collected:
    """What came from the drops, and what could not be fetched: (contract, file name or empty, why)."""

    files: list[FileResult] = field(default_factory=list)
    troubles: list[tuple[str, str, str]] = field(default_factory=list)
    growing: list[tuple[str, str]] = field(default_factory=list)  # left for the next run


def collect(context: Context) -> Collected:
    """Fetch and import from every drop of the settings. Safe to run again at any moment.

    Raises ArchiveMissing, before or in the middle, where nothing could be kept.
    """
    context.archive.require()
    collected = Collected()
    silent: list[tuple[SftpDrop, HostUnreachable]] = []
    for row in context.contracts.values():
        if row.contract.drop is None:
            continue
        try:
            _refuse_silent(row.contract.drop, silent)
            _collect_from(context, row, collected)
        except HostUnreachable as error:
            if isinstance(row.contract.drop, SftpDrop):
                silent.append((row.contract.drop, error))
            _trouble(context, row, collected, "", str(error))
        except (DropRefused, Unreachable, SettingsError) as error:
            _trouble(context, row, collected, "", str(error))
        else:
            _settle(context, row, collected)
    return collected


def _refuse_silent(drop: Drops, silent: Sequence[tuple[SftpDrop, HostUnreachable]]) -> None:
    """Raise at once what an earlier drop of this run met there, unless this one is more patient."""
    for met, error in silent:
        if (
            isinstance(drop, SftpDrop)
            and (drop.host, drop.port) == (met.host, met.port)
            and drop.attempts <= met.attempts
            and drop.timeout_seconds <= met.timeout_seconds
        ):
            raise HostUnreachable(str(error))


def _collect_from(context: Context, row: ContractRow, collected: Collected) -> None:
    assert row.contract.drop is not None  # noqa: S101 - the caller looked
    with open_drop(row.contract.drop) as drop:
        context.tell(f"{row.contract.code}: listing")
        listing = drop.list()
        collected.growing += [(row.contract.code, remote.name) for remote in listing.growing]
        if listing.fault:
            _trouble(context, row, collected, "", listing.fault)
        for refused in listing.refused:
            _trouble(context, row, collected, refused.name, refused.why)
        _collect_files(context, row, drop, listing.files, collected)
        left = dict.fromkeys(listing.unfinished, UNFINISHED)
        left |= {name: CHANGING for code, name in collected.growing if code == row.contract.code}
        _report_skipped(context, row, collected, left)


def _collect_files(
    context: Context, row: ContractRow, drop: Drop, remotes: Sequence[Remote], collected: Collected
) -> None:
    """Fetch one file ahead of the database; the drop does one thing at a time."""
    seen, one_at_a_time = _seen(context, row), Lock()

    def prepare(remote: Remote) -> Arrival:
        context.tell(f"{row.contract.code}: fetching {remote.name}")
        with one_at_a_time:
            data = _fetch(context, drop, remote, seen.get(remote.name))
        return receive(context, waiting, remote.name, data, drop_of=row)

    def use(remote: Remote, arrival: Callable[[], Arrival]) -> None:
        context.tell(f"{row.contract.code}: taking {remote.name}")
        try:
            collected.files.append(_import(context, row, remote, arrival()))
            with one_at_a_time:
                drop.done(remote)
        except RemoteChanged as error:
            collected.growing.append((row.contract.code, remote.name))
            context.tell(str(error))
        except RemoteFolder as error:
            context.tell(str(error))
        except RemoteStuck as error:
            _trouble(context, row, collected, remote.name, str(error))
        except (ArchiveMissing, DropRefused, Unreachable):
            raise
        except PaycardsError as error:
            _trouble(context, row, collected, remote.name, str(error))

    with staging(context.engine) as waiting:
        work_ahead(remotes, prepare, use)


def _report_skipped(context: Context, row: ContractRow, collected: Collected, left: dict[str, str]) -> None:
    again = sorted(skipped_again(context, row, left).items())
    if len(again) > SHOWN_SKIPPED:
        more = f"{len(again) - SHOWN_SKIPPED} more files are left for the next run, night after night."
        _trouble(context, row, collected, "", more)
    for name, since in again[:SHOWN_SKIPPED]:
        why = f"{left[name]}, since {since:%d %B %Y}. Ask the supplier whether the file was sent in full."
        _trouble(context, row, collected, name, why)


def _fetch(context: Context, drop: Drop, remote: Remote, seen: tuple[int, int | None, str] | None) -> bytes:
    if seen is not None and seen[:2] == (remote.size, remote.modified) and seen[2] in context.archive:
        return context.archive.read(seen[2])  # it was left there and has not changed
    return drop.fetch(remote)


def _import(context: Context, row: ContractRow, remote: Remote, arrival: Arrival) -> FileResult:
    result = import_arrival(context, arrival)
    if result.fresh and _is_quiet(context, remote):
        _remember(context, row, remote, result)
    return result


def _seen(context: Context, row: ContractRow) -> dict[str, tuple[int, int | None, str]]:
    query = select(remote_files).where(remote_files.c.contract_id == row.id)
    with reading(context.engine) as connection:
        return {
            found.name: (found.size_bytes, found.modified, found.sha256)
            for found in connection.execute(query)
        }


def _is_quiet(context: Context, remote: Remote) -> bool:
    """Tell whether a change from now on must show in the time of modification, which has whole seconds."""
    return remote.modified is not None and remote.modified < context.now.timestamp() - QUIET_SECONDS


def _remember(context: Context, row: ContractRow, remote: Remote, result: FileResult) -> None:
    values = {
        "contract_id": row.id,
        "name": remote.name,
        "size_bytes": remote.size,
        "modified": remote.modified,
        "sha256": result.sha256,
    }
    with council_step(context.engine, row.council_id) as connection:
        this = (remote_files.c.contract_id == row.id) & (remote_files.c.name == remote.name)
        connection.execute(delete(remote_files).where(this))
        connection.execute(insert(remote_files).values(**values))


def _trouble(context: Context, row: ContractRow, collected: Collected, name: str, why: str) -> None:
    """Keep a trouble where a screen shows it until the drop, or the file, can be fetched."""
    collected.troubles.append((row.contract.code, name, why))
    with council_step(context.engine, row.council_id) as connection:
        open_problem(
            connection,
            council_id=row.council_id,
            contract_id=row.id,
            kind="drop",
            subject=name,
            message=f"{row.contract.code}: {name + ' ' if name else ''}could not be collected: {why}",
            action="Mend what it says and run `paycards collect`; the problem closes when it works.",
            at=context.now,
        )


def _settle(context: Context, row: ContractRow, collected: Collected) -> None:
    """Close what troubled this drop before and does so no more."""
    still = {name for contract, name, _ in collected.troubles if contract == row.contract.code}
    open_here = select(problems.c.subject).where(
        problems.c.contract_id == row.id, problems.c.kind == "drop", problems.c.closed_at.is_(None)
    )
    with reading(context.engine) as connection:
        gone = set(connection.execute(open_here).scalars()) - still
    for name in sorted(gone):
        with council_step(context.engine, row.council_id) as connection:
            close_problem(
                connection,
                contract_id=row.id,
                kind="drop",
                subject=name,
                at=context.now,
                by="paycards",
                note="nothing is wrong with it any more",
            )

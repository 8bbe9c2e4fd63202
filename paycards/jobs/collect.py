"""Collect: fetch what every contract's drop holds, and import each file as it comes.

A file in a drop is put away only after its bytes are in the archive and its record is
committed. One drop that fails does not stop the others; a server that does not answer one
of them is not waited for again in the same run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from sqlalchemy import delete, insert, select

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults, concerns_everything
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import PaycardsError, SettingsError
from paycards.intake.admitting import FileResult, admit, as_result
from paycards.intake.ahead import work_ahead
from paycards.intake.arrival import Arrival
from paycards.intake.receiving import receive
from paycards.intake.skipped import note_skipped, skipped_before
from paycards.settings.drop import FolderDrop, SftpDrop
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

KIND = "drop"
SHOWN_SKIPPED = 20  # told one by one: a folder may hold any number
CHANGING = "it changed each time it was looked at"
UNFINISHED = "its name says that it is not finished"
Drops = SftpDrop | FolderDrop


@dataclass
class Collected:
    """What came from the drops, and what could not be fetched: (contract, file name or empty, why)."""

    files: list[FileResult] = field(default_factory=list)
    troubles: list[tuple[str, str, str]] = field(default_factory=list)
    growing: list[tuple[str, str]] = field(default_factory=list)  # left for the next run


def collect(visit: Visit) -> Collected:
    """Fetch and import from every drop of the settings. Safe to run again at any moment.

    Raises ArchiveMissing, before or in the middle, where nothing could be kept.
    """
    visit.installation.archive.require()
    collected, faults = Collected(), Faults(visit, "collect")
    silent: list[tuple[SftpDrop, HostUnreachable]] = []
    for contract in visit.installation.contracts.values():
        if contract.terms.drop is None:
            continue
        try:
            _refuse_silent(contract.terms.drop, silent)
            _collect_from(visit, contract, collected, faults)
        except HostUnreachable as error:
            if isinstance(contract.terms.drop, SftpDrop):
                silent.append((contract.terms.drop, error))
            _trouble(visit, contract, collected, "", str(error))
        except (DropRefused, Unreachable, SettingsError) as error:
            _trouble(visit, contract, collected, "", str(error))
        except Exception as error:
            _fault(faults, contract, collected, "", error)
        else:
            _settle(visit, contract, collected)
    faults.settle()
    return collected


def _fault(faults: Faults, contract: ContractRow, collected: Collected, name: str, error: Exception) -> None:
    """Keep what nobody expected as a problem of the file, or of the whole drop. Raises what ends a night."""
    doing = f"taking {name}" if name else "collecting"
    why = faults.keep(Concern(doing, contract.council_id, contract.id, contract.terms.code), error)
    collected.troubles.append((contract.terms.code, name, why))


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


def _collect_from(visit: Visit, contract: ContractRow, collected: Collected, faults: Faults) -> None:
    assert contract.terms.drop is not None  # noqa: S101 - the caller looked
    with open_drop(contract.terms.drop) as drop:
        visit.progress.tell(f"{contract.terms.code}: listing")
        listing = drop.list()
        collected.growing += [(contract.terms.code, remote.name) for remote in listing.growing]
        if listing.fault:
            _trouble(visit, contract, collected, "", listing.fault)
        for refused in listing.refused:
            _trouble(visit, contract, collected, refused.name, refused.why)

        unexpected = partial(_fault, faults, contract, collected)
        _collect_files(visit, contract, drop, listing.files, collected, unexpected=unexpected)
        left = dict.fromkeys(listing.unfinished, UNFINISHED)
        left |= {name: CHANGING for code, name in collected.growing if code == contract.terms.code}
        _report_skipped(visit, contract, collected, left)


def _collect_files(
    visit: Visit,
    contract: ContractRow,
    drop: Drop,
    remotes: Sequence[Remote],
    collected: Collected,
    *,
    unexpected: Callable[[str, Exception], None],
) -> None:
    """Fetch one file ahead of the database; the drop does one thing at a time."""
    seen, one_at_a_time = _seen(visit, contract), Lock()

    def prepare(remote: Remote) -> Arrival:
        with one_at_a_time:
            data = _fetch(visit, drop, remote, seen.get(remote.name))
        return receive(visit, waiting, remote.name, data, drop_of=contract)

    def use(remote: Remote, arrival: Callable[[], Arrival]) -> None:
        visit.progress.advance()
        try:
            result = _import(visit, contract, remote, arrival())
            collected.files.append(result)
            _take_note(visit, result)
            with one_at_a_time:
                drop.done(remote)
        except RemoteChanged as error:
            collected.growing.append((contract.terms.code, remote.name))
            visit.progress.tell(str(error))
        except RemoteFolder as error:
            visit.progress.tell(str(error))
        except RemoteStuck as error:
            _trouble(visit, contract, collected, remote.name, str(error))
        except (ArchiveMissing, DropRefused, Unreachable):
            raise
        except Exception as error:
            if isinstance(error, PaycardsError) and not concerns_everything(error):
                _trouble(visit, contract, collected, remote.name, str(error))
            else:
                unexpected(remote.name, error)

    visit.progress.begin(f"{contract.terms.code}: files", len(remotes))
    with staging(visit.installation.engine) as waiting:
        work_ahead(remotes, prepare, use)


def _take_note(visit: Visit, result: FileResult) -> None:
    if result.fresh:
        visit.progress.happened(
            "file",
            id=result.id,
            contract=result.contract,
            file=result.name,
            state=result.state,
            rows=result.rows,
            total_pence=result.total_pence,
        )


def _report_skipped(visit: Visit, contract: ContractRow, collected: Collected, left: dict[str, str]) -> None:
    again = sorted(skipped_again(visit, contract, left).items())
    if len(again) > SHOWN_SKIPPED:
        more = f"{len(again) - SHOWN_SKIPPED} more files are left for the next run, night after night."
        _trouble(visit, contract, collected, "", more)
    for name, since in again[:SHOWN_SKIPPED]:
        why = f"{left[name]}, since {since:%d %B %Y}. Ask the supplier whether the file was sent in full."
        _trouble(visit, contract, collected, name, why)


def skipped_again(visit: Visit, contract: ContractRow, names: Collection[str]) -> dict[str, dt.date]:
    """Note the names that are left in a drop now; return those left on an earlier night too, with the first.

    A night is a local date: how often a drop is looked at in one night does not matter. What a person has
    dealt with since is not returned again.
    """
    with visit.reading() as seen:
        known, dealt_with = skipped_before(seen, contract)
    since = {name: min(known.get(name, visit.today), visit.today) for name in names}
    if since != known:
        with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
            note_skipped(step, contract, since)
    return {
        name: first
        for name, first in since.items()
        if first < visit.today and dealt_with.get(name, dt.date.min) < first
    }


def _fetch(visit: Visit, drop: Drop, remote: Remote, seen: tuple[int, int | None, str] | None) -> bytes:
    if (
        seen is not None
        and seen[:2] == (remote.size, remote.modified)
        and seen[2] in visit.installation.archive
    ):
        return visit.installation.archive.read(seen[2])  # it was left there and has not changed
    return drop.fetch(remote)


def _import(visit: Visit, contract: ContractRow, remote: Remote, arrival: Arrival) -> FileResult:
    result = _admit(visit, arrival)
    if result.fresh and _is_quiet(visit, remote):
        _remember(visit, contract, remote, result)
    return result


def _admit(visit: Visit, arrival: Arrival) -> FileResult:
    """Admit the file, in one step of its council."""
    if arrival.known is not None:
        return as_result(arrival.contract, arrival.known, fresh=False)
    with visit.step(arrival.council_id, Permission.IMPORT_FILES) as step:
        return admit(step, arrival)


def _seen(visit: Visit, contract: ContractRow) -> dict[str, tuple[int, int | None, str]]:
    query = select(remote_files).where(remote_files.c.contract_id == contract.id)
    with visit.reading() as seen:
        return {
            found.name: (found.size_bytes, found.modified, found.sha256)
            for found in seen.connection.execute(query)
        }


def _is_quiet(visit: Visit, remote: Remote) -> bool:
    """Tell whether a change from now on must show in the time of modification, which has whole seconds."""
    return remote.modified is not None and remote.modified < visit.now.timestamp() - QUIET_SECONDS


def _remember(visit: Visit, contract: ContractRow, remote: Remote, result: FileResult) -> None:
    values = {
        "contract_id": contract.id,
        "name": remote.name,
        "size_bytes": remote.size,
        "modified": remote.modified,
        "sha256": result.sha256,
    }
    with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
        this = (remote_files.c.contract_id == contract.id) & (remote_files.c.name == remote.name)
        step.connection.execute(delete(remote_files).where(this))
        step.connection.execute(insert(remote_files).values(**values))


def _trouble(visit: Visit, contract: ContractRow, collected: Collected, name: str, why: str) -> None:
    """Keep a trouble where a screen shows it until the drop, or the file, can be fetched."""
    collected.troubles.append((contract.terms.code, name, why))
    visit.progress.happened("not_collected", contract=contract.terms.code, file=name)
    file = f"{name} " if name else ""
    with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
        step.open_problem(
            KIND, name, contract_id=contract.id, contract=contract.terms.code, file=file, reason=why
        )


def _settle(visit: Visit, contract: ContractRow, collected: Collected) -> None:
    """Close what troubled this drop before and does so no more."""
    still = {name for code, name, _ in collected.troubles if code == contract.terms.code}
    open_here = select(problems.c.subject).where(
        problems.c.contract_id == contract.id, problems.c.kind == KIND, problems.c.closed_at.is_(None)
    )
    with visit.reading() as seen:
        gone = set(seen.connection.execute(open_here).scalars()) - still
    for name in sorted(gone):
        with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
            step.close_problem(KIND, name, contract_id=contract.id, note="it could be collected")

"""Collect: fetch what every contract's drop holds, and import each file as it comes.

A file in a drop is put away only after it was taken, or a person rejected it, and its record is
committed; a refused or held one stays where it is. One drop that fails does not stop the others; a
server that does not answer one of them is not waited for again in the same run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from paycards.access.contracts import ContractRow
from paycards.access.faults import Concern, Faults, concerns_everything
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import PaycardsError, SettingsError, TryAgain
from paycards.intake.ahead import in_groups, work_ahead
from paycards.intake.arrival import Arrival
from paycards.intake.collected import Collected
from paycards.intake.fetching import Fetching
from paycards.intake.file_result import FileResult
from paycards.intake.receiving import Outcome, Unread, receive_all
from paycards.intake.skipped import note_skipped, skipped_before
from paycards.jobs.import_files import take
from paycards.jobs.retry_refused import retry_refused
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
from paycards.transport.drop import open_drop
from paycards.transport.listing import QUIET_SECONDS, Remote

KIND = "drop"
SHOWN_SKIPPED = 20  # told one by one: a folder may hold any number
CHANGING = "it changed each time it was looked at"
UNFINISHED = "its name says that it is not finished"
Drops = SftpDrop | FolderDrop


def collect(visit: Visit) -> Collected:
    """Fetch and import from every drop of the settings. Safe to run again at any moment.

    Files that were refused or held are read again first, where what they were read by has changed since.

    Raises ArchiveMissing, before or in the middle, where nothing could be kept.
    """
    visit.installation.archive.require()
    faults = Faults(visit, "collect")
    collected = Collected(files=retry_refused(visit, faults))
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
        fetching = Fetching(visit, contract, drop, _seen(visit, contract))
        _collect_files(listing.files, _Taking(visit, contract, fetching, collected, faults))
        left = dict.fromkeys(listing.unfinished, UNFINISHED)
        left |= {name: CHANGING for code, name in collected.growing if code == contract.terms.code}
        _report_skipped(visit, contract, collected, left)


def _collect_files(remotes: Sequence[Remote], taking: _Taking) -> None:
    """Fetch a few files ahead of the database; the drop does one thing at a time."""
    visit, fetching = taking.visit, taking.fetching

    def prepare(group: list[Remote]) -> list[Outcome]:
        return receive_all(visit, waiting, fetching.deliveries(group))

    def use(group: list[Remote], outcomes: Callable[[], list[Outcome]]) -> None:
        try:
            found: Sequence[Outcome] = outcomes()
        except TryAgain as error:  # none of them could be kept or looked up
            found = [Unread(error)] * len(group)
        for remote, outcome in zip(group, found, strict=False):  # a drop that fails gives fewer
            visit.progress.advance()
            taking.take(remote, outcome)

    visit.progress.begin(f"{taking.contract.terms.code}: files", len(remotes))
    with staging(visit.installation.engine) as waiting:
        work_ahead(list(in_groups(remotes, lambda remote: remote.size)), prepare, use)


@dataclass
class _Taking:
    """Imports what was fetched, and says what is wrong with a file that does not come."""

    visit: Visit
    contract: ContractRow
    fetching: Fetching
    collected: Collected
    faults: Faults

    def take(self, remote: Remote, outcome: Outcome) -> None:
        """Import one file and put it away, or keep its trouble. Raises what ends this drop, or the run."""
        try:
            if not (isinstance(outcome, Arrival) and outcome.left):
                self._import(remote, outcome)
        except RemoteChanged as error:
            self.collected.growing.append((self.contract.terms.code, remote.name))
            self.visit.progress.tell(str(error))
        except RemoteFolder as error:
            self.visit.progress.tell(str(error))
        except RemoteStuck as error:
            self._trouble(remote, error)
        except (ArchiveMissing, DropRefused, Unreachable):
            raise
        except Exception as error:
            if isinstance(error, PaycardsError) and not concerns_everything(error):
                self._trouble(remote, error)
            else:
                _fault(self.faults, self.contract, self.collected, remote.name, error)

    def _import(self, remote: Remote, outcome: Outcome) -> None:
        result = take(self.visit, outcome)
        self.collected.files.append(result)
        _take_note(self.visit, result)
        if result.fresh and _is_quiet(self.visit, remote):
            _remember(self.visit, self.contract, remote, result)
        if result.may_go:
            self.fetching.done(remote)

    def _trouble(self, remote: Remote, error: PaycardsError) -> None:
        _trouble(self.visit, self.contract, self.collected, remote.name, str(error))


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
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
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


def _seen(visit: Visit, contract: ContractRow) -> dict[str, tuple[int, int | None, str]]:
    query = select(remote_files).where(remote_files.c.contract_id == contract.id)
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
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
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        gone = set(seen.connection.execute(open_here).scalars()) - still
    for name in sorted(gone):
        with visit.step(contract.council_id, Permission.RUN_THE_NIGHT) as step:
            step.close_problem(KIND, name, contract_id=contract.id, note="it could be collected")

"""Collect bank files: fetch what the drop of each bank account holds, and import each file as it comes.

A drop that several accounts name is looked at once; what it holds is of the accounts that the files name. The
same rules hold as for a supplier's drop: a file is put away only after it was taken, and one bad file or drop
never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select

from paycards.access.faults import Concern, Faults, concerns_everything
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.identity import named_parts
from paycards.errors import PaycardsError, SettingsError
from paycards.intake.collected import Collected
from paycards.intake.file_result import FileResult, faulty_result
from paycards.intake.recording import WAITING
from paycards.jobs.import_bank_file import BankFile, import_bank_file, our_own_bank, read_bank_file_again
from paycards.reconcile.bank.our_bank import OurBank
from paycards.reconcile.bank.settings_watch import CHANGED
from paycards.settings.drop import FolderDrop, SftpDrop, place_of
from paycards.store.tables import files, problems
from paycards.transport import (
    ArchiveMissing,
    DropRefused,
    RemoteChanged,
    RemoteFolder,
    Unreachable,
)
from paycards.transport.drop import Drop, open_drop
from paycards.transport.listing import Remote

KIND = "drop"
Drops = SftpDrop | FolderDrop


@dataclass(frozen=True)
class BankDrop:
    """A drop, and the account that names it first."""

    council: str
    council_id: int
    account: str
    drop: Drops

    @property
    def name(self) -> str:
        """How it is named before a message."""
        return f"{self.council} {self.account}"


def collect_bank_files(visit: Visit) -> Collected:
    """Fetch and import from every drop of a bank account. Safe to run again at any moment.

    Files that were refused are read again first, where accounts or mappings changed since.

    Raises ArchiveMissing where nothing can be kept.
    """
    collected, faults = Collected(), Faults(visit, "bank collect")
    if not any(visit.settings.bank_accounts()):
        return collected
    visit.installation.archive.require()
    with faults.apart(Concern("reading bank files again", None)):
        collected.files += _read_changed_again(visit, faults)
    for place in _places(visit):
        try:
            _collect_from(visit, place, collected, faults)
        except (DropRefused, Unreachable, SettingsError) as error:
            _trouble(visit, place, collected, "", str(error))
        except Exception as error:
            collected.troubles.append((place.name, "", faults.keep(_concern(place, "collecting"), error)))
        else:
            _settle(visit, place, collected)
    faults.settle()
    return collected


def _read_changed_again(visit: Visit, faults: Faults) -> list[FileResult]:
    """Read those again whose accounts or mappings changed since; what does not work is a fault of one."""
    bank = our_own_bank(visit)
    query = select(files).where(
        files.c.kind == "bank",
        files.c.state.in_(WAITING),
        files.c.rejected == 0,
        or_(files.c.read_by != bank.read_by, files.c.reason == CHANGED),
    )
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        waiting = seen.connection.execute(
            query.where(seen.covers(files.c.council_id)).order_by(files.c.id)
        ).all()
    return [_again(visit, bank, faults, record) for record in waiting]


def _again(visit: Visit, bank: OurBank, faults: Faults, record: Row[Any]) -> FileResult:
    concern = Concern(f"reading {record.name} again", record.council_id)
    try:
        return read_bank_file_again(visit, bank, record)
    except Exception as error:
        return faulty_result(None, record.name, faults.keep(concern, error))


def _places(visit: Visit) -> Iterator[BankDrop]:
    seen_places = set()
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = dict(seen.councils)
    for council, account in visit.settings.bank_accounts():
        place = place_of(account.drop)
        if account.drop is None or place in seen_places or council.code not in ids:
            continue
        seen_places.add(place)
        yield BankDrop(council.code, ids[council.code], account.code, account.drop)


def _concern(place: BankDrop, doing: str) -> Concern:
    return Concern(f"{doing} from the bank drop of {place.account}", place.council_id, None, place.council)


def _collect_from(visit: Visit, place: BankDrop, collected: Collected, faults: Faults) -> None:
    bank = our_own_bank(visit)
    with open_drop(place.drop) as drop:
        visit.progress.tell(f"{place.name}: listing")
        listing = drop.list()
        collected.growing += [(place.name, remote.name) for remote in listing.growing]
        if listing.fault:
            _trouble(visit, place, collected, "", listing.fault)
        for refused in listing.refused:
            _trouble(visit, place, collected, refused.name, refused.why)
        mine = [remote for remote in listing.files if not _is_a_supplier_s(visit, place, remote.name)]
        for remote in visit.progress.over(f"{place.name}: files", mine):
            _take(visit, bank, _From(place, drop, remote), collected, faults)


@dataclass(frozen=True)
class _From:
    place: BankDrop
    drop: Drop
    remote: Remote


def _take(visit: Visit, bank: OurBank, from_: _From, collected: Collected, faults: Faults) -> None:
    """Import one file and put it away, or keep its trouble. Raises what ends this drop, or the run."""
    place, remote = from_.place, from_.remote
    try:
        data = from_.drop.fetch(remote)
        result = import_bank_file(visit, bank, BankFile(remote.name, data, place.council))
        collected.files.append(result)
        _take_note(visit, place, result)
        if result.may_go:
            from_.drop.done(remote)
    except RemoteChanged:
        collected.growing.append((place.name, remote.name))
    except RemoteFolder as error:
        visit.progress.tell(str(error))
    except (ArchiveMissing, DropRefused, Unreachable):
        raise
    except Exception as error:
        if isinstance(error, PaycardsError) and not concerns_everything(error):
            _trouble(visit, place, collected, remote.name, str(error))
        else:
            why = faults.keep(_concern(place, f"taking {remote.name}"), error)
            collected.troubles.append((place.name, remote.name, why))


def _take_note(visit: Visit, place: BankDrop, result: FileResult) -> None:
    if result.fresh:
        visit.progress.happened(
            "file", id=result.id, account=place.name, file=result.name, state=result.state, rows=result.rows,
            total_pence=result.total_pence,
        )  # fmt: skip


def _is_a_supplier_s(visit: Visit, place: BankDrop, name: str) -> bool:
    """Whether a contract that looks in the same place has a layout for files of this name."""
    here = place_of(place.drop)
    layouts = visit.installation.layouts
    return any(
        named_parts(name, layout) is not None
        for contract in visit.installation.contracts.values()
        if place_of(contract.terms.drop) == here
        for layout in layouts.for_channel(contract.terms.channel)
    )


def _subject(place: BankDrop, name: str) -> str:
    return f"{place.name} {name}".rstrip()


def _trouble(visit: Visit, place: BankDrop, collected: Collected, name: str, why: str) -> None:
    """Keep a trouble where a screen shows it until the drop, or the file, can be fetched."""
    collected.troubles.append((place.name, name, why))
    visit.progress.happened("not_collected", account=place.name, file=name)
    file = f"{name} " if name else ""
    with visit.step(place.council_id, Permission.RUN_THE_NIGHT) as step:
        step.open_problem(KIND, _subject(place, name), contract=place.name, file=file, reason=why)


def _settle(visit: Visit, place: BankDrop, collected: Collected) -> None:
    """Close what troubled this drop before and does so no more."""
    still = {_subject(place, name) for of, name, _ in collected.troubles if of == place.name}
    of_a_file = problems.c.subject.startswith(_subject(place, "") + " ", autoescape=True)
    here = select(problems.c.subject).where(
        problems.c.council_id == place.council_id,
        problems.c.kind == KIND,
        problems.c.contract_id.is_(None),
        problems.c.closed_at.is_(None),
        or_(problems.c.subject == _subject(place, ""), of_a_file),
    )
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        gone = set(seen.connection.execute(here).scalars()) - still
    for subject in sorted(gone):
        with visit.step(place.council_id, Permission.RUN_THE_NIGHT) as step:
            step.close_problem(KIND, subject, note="it could be collected")

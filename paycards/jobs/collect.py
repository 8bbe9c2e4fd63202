"""Collect: fetch what every drop holds, and import each file as it comes.

A file in a drop is put away only after it was taken, or a person rejected it, and its record is
committed; a refused or held one stays where it is. One drop that fails does not stop the others; a
server that does not answer one of them is not waited for again in the same run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from paycards.access.faults import Concern, Faults
from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import SettingsError
from paycards.intake.collected import Collected
from paycards.intake.fetching import Fetching
from paycards.intake.places import Place
from paycards.jobs.drop_notes import files_seen, note_trouble, report_skipped, settle_drop
from paycards.jobs.import_bank_file import our_own_bank, retry_refused_bank_files
from paycards.jobs.retry_refused import retry_refused
from paycards.jobs.take_listed import BankFiles, FilesOf, SupplierFiles, concern_of, take_listed
from paycards.reconcile.bank.our_bank import OurBank
from paycards.settings.drop import SftpDrop, place_of
from paycards.store.staging import staging
from paycards.store.tables.files import files
from paycards.transport import DropRefused, HostUnreachable, Unreachable
from paycards.transport.drop import open_drop

NEWEST = 10  # files of which at least one is looked for in the archive, before more are kept in it


def collect(visit: Visit) -> Collected:
    """Fetch and import from the drops of all contracts and bank accounts. Safe to run again at any moment.

    Files that were refused or held are read again first, where what they were read by has changed since.

    Raises ArchiveMissing, before or in the middle, where nothing could be kept.
    """
    _require_archive(visit)
    collecting = _Collecting(visit, Faults(visit, "collect"))
    collecting.look_at_layouts()
    collecting.collected.files += retry_refused(visit, collecting.faults)
    with staging(visit.installation.engine) as waiting:
        suppliers = SupplierFiles(visit, waiting)
        for place in _supplier_places(visit):
            collecting.look_at(place, suppliers)
    with collecting.faults.apart(Concern("collecting from the bank", None)):
        collecting.bank()
    collecting.faults.settle()
    return collecting.collected


def _require_archive(visit: Visit) -> None:
    newest = select(files.c.sha256).order_by(files.c.id.desc()).limit(NEWEST)
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        kept = seen.connection.execute(newest).scalars().all()
    visit.installation.archive.require_some(kept)


@dataclass
class _Collecting:
    """One run: what came, what went wrong, and which servers did not answer."""

    visit: Visit
    faults: Faults
    collected: Collected = field(default_factory=Collected)
    silent: list[tuple[SftpDrop, HostUnreachable]] = field(default_factory=list)

    def look_at_layouts(self) -> None:
        """A layout that cannot be used is a fault: the files of its contracts wait, no others."""
        for name, broken in self.visit.installation.layouts.broken.items():
            said = self.faults.keep(Concern(f"reading the layout {name}", None), broken.error)
            self.collected.troubles.append(("layouts", "", said))

    def bank(self) -> None:
        """Look at the drops of bank accounts. Raises SettingsError where no mapping can be looked for."""
        if not any(self.visit.settings.bank_accounts()):
            return
        places = list(_bank_places(self.visit))
        try:
            bank = our_own_bank(self.visit)
        except SettingsError as error:
            for place in places:
                note_trouble(self.visit, place, self.collected, "", str(error))
            raise
        self._look_at_mappings(bank)
        self.collected.files += retry_refused_bank_files(self.visit, bank, self.faults)
        watched = {place_of(place.drop) for place in _supplier_places(self.visit)}
        for place in places:
            shared = place_of(place.drop) in watched
            self.look_at(place, BankFiles(self.visit, bank, place, shared=shared))

    def _look_at_mappings(self, bank: OurBank) -> None:
        """A mapping that cannot be used is a fault of its council: its files wait, those of others do not."""
        with self.visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
            ids = dict(seen.councils)
        for code, why in bank.unread.items():
            concern = Concern("reading the mapping of a bank account", ids.get(code), of=code)
            said = self.faults.keep(concern, SettingsError(why))
            self.collected.troubles.append((code, "", said))

    def look_at(self, place: Place, files: FilesOf) -> None:
        """Collect from one drop. Raises what concerns everything."""
        try:
            self._require_layouts(place)
            _refuse_silent(place, self.silent)
            self._collect_from(place, files)
        except HostUnreachable as error:
            if isinstance(place.drop, SftpDrop):
                self.silent.append((place.drop, error))
            note_trouble(self.visit, place, self.collected, "", str(error))
        except (DropRefused, Unreachable, SettingsError) as error:
            note_trouble(self.visit, place, self.collected, "", str(error))
        except Exception as error:
            why = self.faults.keep(concern_of(place), error)
            self.collected.troubles.append((place.owner, "", why))
        else:
            settle_drop(self.visit, place, self.collected)

    def _require_layouts(self, place: Place) -> None:
        """Raise SettingsError where nothing could read what lies in a contract's drop."""
        if place.contract is not None:
            self.visit.installation.layouts.for_channel(place.contract.terms.channel)

    def _collect_from(self, place: Place, files: FilesOf) -> None:
        with open_drop(place.drop) as drop:
            self.visit.progress.tell(f"{place.owner}: listing")
            listing = files.mine(drop.list())
            self.collected.growing += [(place.owner, remote.name) for remote in listing.growing]
            if listing.fault:
                note_trouble(self.visit, place, self.collected, "", listing.fault)
            for refused in listing.refused:
                note_trouble(self.visit, place, self.collected, refused.name, refused.why)
            fetching = Fetching(self.visit, place, drop.fetch, drop.done, files_seen(self.visit, place))
            take_listed(fetching, listing.files, files, self.collected, self.faults)
            report_skipped(self.visit, place, self.collected, listing)


def _supplier_places(visit: Visit) -> Iterator[Place]:
    """The drop of each contract that has one, in the order of the settings."""
    for contract in visit.installation.contracts.values():
        terms = contract.terms
        if terms.drop is not None:
            yield Place(terms.code, contract.council_id, contract.council.code, terms.drop, contract)


def _bank_places(visit: Visit) -> Iterator[Place]:
    """The drops of bank accounts, each place once: the files in it say whose they are."""
    met = set()
    with visit.reading(may=Permission.RUN_THE_NIGHT) as seen:
        ids = dict(seen.councils)
    for council, account in visit.settings.bank_accounts():
        place = place_of(account.drop)
        if account.drop is not None and place not in met and council.code in ids:
            met.add(place)
            yield Place(f"{council.code} {account.code}", ids[council.code], council.code, account.drop)


def _refuse_silent(place: Place, silent: Sequence[tuple[SftpDrop, HostUnreachable]]) -> None:
    """Raise at once what an earlier drop of this run met there, unless this one is more patient."""
    drop = place.drop
    for met, error in silent:
        if (
            isinstance(drop, SftpDrop)
            and (drop.host, drop.port) == (met.host, met.port)
            and drop.attempts <= met.attempts
            and drop.timeout_seconds <= met.timeout_seconds
        ):
            raise HostUnreachable(str(error))

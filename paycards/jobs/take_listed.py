"""Fetch what a drop lists, a few files ahead of the database, import each, and put it away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from paycards.access.faults import Concern, Faults, concerns_everything
from paycards.access.visit import Visit
from paycards.channels.identity import named_parts
from paycards.errors import PaycardsError, TryAgain
from paycards.intake.ahead import in_groups, work_ahead
from paycards.intake.arrival import Arrival, Unread
from paycards.intake.collected import Collected
from paycards.intake.fetching import Fetching
from paycards.intake.file_result import FileResult
from paycards.intake.places import Place
from paycards.intake.receiving import receive_all
from paycards.intake.whose import Delivery
from paycards.jobs.drop_notes import note_seen, note_trouble, note_unread
from paycards.jobs.import_bank_file import BankFile, import_bank_file
from paycards.jobs.import_files import take
from paycards.reconcile.bank.our_bank import OurBank
from paycards.settings.drop import place_of
from paycards.store.staging import Staging
from paycards.transport import (
    ArchiveMissing,
    DropRefused,
    RemoteChanged,
    RemoteFolder,
    RemoteLost,
    RemoteStuck,
    Unreachable,
)
from paycards.transport.listing import Listing, Remote


class FilesOf(Protocol):
    """How the files of a supplier's or a bank's drop are taken."""

    def mine(self, listing: Listing) -> Listing:
        """What of a listing is to be taken or watched by this look."""

    def receive(self, deliveries: Iterable[Delivery | Unread]) -> Sequence[Any]:
        """What can be done ahead, before the database has its turn: an outcome for each."""

    def take(self, outcome: Any) -> FileResult | None:
        """Import one; None where it is left alone. Raises what went wrong with it."""


@dataclass(frozen=True)
class SupplierFiles:
    """Settlement files."""

    visit: Visit
    waiting: Staging

    def mine(self, listing: Listing) -> Listing:
        """All: the file itself says which contract it is of."""
        return listing

    def receive(self, deliveries: Iterable[Delivery | Unread]) -> Sequence[Any]:
        """Keep and read them."""
        return receive_all(self.visit, self.waiting, deliveries)

    def take(self, outcome: Any) -> FileResult | None:
        """Import one; one that another contract finds in the same place is left to it."""
        return None if isinstance(outcome, Arrival) and outcome.left else take(self.visit, outcome)


@dataclass(frozen=True)
class BankFiles:
    """Statements of a bank; `shared`: a contract looks in the same place."""

    visit: Visit
    bank: OurBank
    place: Place
    shared: bool

    def mine(self, listing: Listing) -> Listing:
        """Without what the contract takes, and watches already."""
        if not self.shared:
            return listing
        files = tuple(remote for remote in listing.files if not self._is_a_supplier_s(remote.name))
        return replace(listing, files=files, growing=(), unfinished=(), no_files=())

    def receive(self, deliveries: Iterable[Delivery | Unread]) -> Sequence[Any]:
        """Nothing ahead but fetching: statements are small."""
        return list(deliveries)

    def take(self, outcome: Any) -> FileResult | None:
        """Import one."""
        if isinstance(outcome, Unread):
            raise outcome.error
        file = BankFile(outcome.name, outcome.data, self.place.council)
        return import_bank_file(self.visit, self.bank, file)

    def _is_a_supplier_s(self, name: str) -> bool:
        """Whether a contract that looks in the same place has a layout for files of this name."""
        here, installation = place_of(self.place.drop), self.visit.installation
        return any(
            named_parts(name, layout) is not None
            for contract in installation.contracts.values()
            if place_of(contract.terms.drop) == here
            for layout in installation.layouts.usable_for(contract.terms.channel)
        )


def concern_of(place: Place, name: str = "") -> Concern:
    """What is done with a file of a drop, or with all of it, for a fault."""
    doing = f"taking {name}" if name else "collecting"
    if place.contract:
        return Concern(doing, place.council_id, place.contract.id, place.owner)
    return Concern(f"{doing} from the bank drop of {place.owner}", place.council_id, None, place.council)


def take_listed(
    fetching: Fetching, remotes: Sequence[Remote], files: FilesOf, collected: Collected, faults: Faults
) -> None:
    """Take the listed files into `collected`; the drop does one thing at a time.

    Raises what ends this drop, or the run.
    """
    taking = _Taking(fetching, files, collected, faults)
    progress = fetching.visit.progress

    def prepare(group: list[Remote]) -> Sequence[Any]:
        return files.receive(fetching.deliveries(group))

    def use(group: list[Remote], outcomes: Callable[[], Sequence[Any]]) -> None:
        try:
            found = outcomes()
        except TryAgain as error:  # none of them could be kept or looked up
            found = [Unread(error)] * len(group)
        for remote, outcome in zip(group, found, strict=False):  # a drop that fails gives fewer
            progress.advance()
            taking.take(remote, outcome)

    progress.begin(f"{fetching.place.owner}: files", len(remotes))
    work_ahead(list(in_groups(remotes, lambda remote: remote.size)), prepare, use)


@dataclass(frozen=True)
class _Taking:
    """Imports what was fetched, and says what is wrong with a file that does not come."""

    fetching: Fetching
    files: FilesOf
    collected: Collected
    faults: Faults

    def take(self, remote: Remote, outcome: Any) -> None:
        """Import one file and put it away, or keep its trouble. Raises what ends this drop, or the run."""
        visit, place = self.fetching.visit, self.fetching.place
        try:
            self._import(remote, outcome)
        except RemoteChanged as error:
            self.collected.growing.append((place.owner, remote.name))
            visit.progress.tell(str(error))
        except (RemoteLost, RemoteStuck) as error:
            note_unread(visit, place, self.collected, remote.name, str(error))
        except RemoteFolder as error:
            visit.progress.tell(str(error))
        except (ArchiveMissing, DropRefused, Unreachable):
            raise
        except Exception as error:
            self._keep(remote, error)

    def _import(self, remote: Remote, outcome: Any) -> None:
        visit, place = self.fetching.visit, self.fetching.place
        result = self.files.take(outcome)
        if result is None:
            return
        self.collected.files.append(result)
        if result.fresh:
            _tell(visit, place, result)
            note_seen(visit, place, remote, result.sha256)
        if result.may_go:
            self.fetching.done(remote)

    def _keep(self, remote: Remote, error: Exception) -> None:
        """Keep what is said of a file as its trouble, and what nobody expected as a fault."""
        visit, place = self.fetching.visit, self.fetching.place
        if isinstance(error, PaycardsError) and not concerns_everything(error):
            note_trouble(visit, place, self.collected, remote.name, str(error))
        else:
            why = self.faults.keep(concern_of(place, remote.name), error)
            self.collected.troubles.append((place.owner, remote.name, why))


def _tell(visit: Visit, place: Place, result: FileResult) -> None:
    visit.progress.happened(
        "file",
        id=result.id,
        **(place.facts() if place.contract is None else {"contract": result.contract}),
        file=result.name,
        state=result.state,
        rows=result.rows,
        total_pence=result.total_pence,
    )

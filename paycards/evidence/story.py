"""One payment's whole story, as plain data: what came, what was decided, what was posted, where it went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from paycards.decisions.decision import Decision
from paycards.evidence.audit_trail import AuditEntry
from paycards.reconcile.bank.entries import EntryDetails


@dataclass(frozen=True)
class SourceFile:
    """The file that brought it. `state` tells whether it was taken."""

    id: int
    council: str
    contract: str
    name: str
    sha256: str
    size_bytes: int
    layout: str
    kind: str
    sequence: int | None
    created_on: dt.date | None
    state: str
    rejected: bool
    reason: str
    row_count: int
    total_pence: int
    received_at: dt.datetime
    decided_at: dt.datetime | None


@dataclass(frozen=True)
class Line:
    """What the row says. `card` is the ending of a card number, or a short number as it is."""

    network: str
    kind: str
    card: str
    client_reference: str
    amount_pence: int
    paid_on: dt.date
    paid_at: str
    outlet: str
    receipt: str
    original_receipt: str


@dataclass(frozen=True)
class Standing:
    """Where it stands now; fund and reference are empty where it is on no account."""

    state: str
    reason: str
    fund: str
    account_reference: str
    rule: str
    suspense_item: int | None = None
    in_suspense_since: dt.date | None = None


@dataclass(frozen=True)
class Left:
    """An outgoing file that carries a posting; `fund` is empty for the journal."""

    night: dt.date
    fund: str
    name: str
    sha256: str
    rows: int
    total_pence: int
    placed_at: dt.datetime | None


@dataclass(frozen=True)
class Posted:
    """A posting: an amount moved from one ledger account to another, by whom and why, and where it left."""

    entry: str
    step: int
    part: int
    booked_on: dt.date
    posted_at: dt.datetime
    kind: str
    debit: str
    credit: str
    amount_pence: int
    rule: str
    reason: str
    by: str
    why: str
    left: tuple[Left, ...] = ()
    proposed_by: str = ""  # whose reason `why` is, where a second person made it


@dataclass(frozen=True)
class NamedAccount:
    """An account that the card or the reference names, as it is now, and as an extract had it then."""

    named_by: str  # card | reference | corrected_reference | normalised_reference
    fund: str
    reference: str
    status_now: str
    status_then: str = ""
    extract: str = ""
    extract_sha256: str = ""
    extract_loaded_at: dt.datetime | None = None


@dataclass(frozen=True)
class LookedAt:
    """What the rules had before them; `pattern_fund` is the fund of the contract's pattern that fits."""

    card: str
    card_status_now: str
    reference: str
    normalised_reference: str
    fund_patterns: list[list[str]]
    pattern_fund: str
    accounts: list[NamedAccount]


@dataclass(frozen=True)
class FromBank:
    """An entry of the bank that is matched with a due, and the file of its statement."""

    file_id: int
    file: str
    sha256: str
    details: EntryDetails


@dataclass(frozen=True)
class FilePart:
    """A payment file that a due is made of, by its key, and what the supplier owes for it."""

    file: str
    amount_pence: int


@dataclass(frozen=True)
class Settlement:
    """The due that a payment is part of, and what of it the bank's entries settle.

    `maker` is the file that makes the due, the supplier's statement or a payment file: id, name, digest.
    """

    due: str
    due_on: dt.date
    amount_pence: int
    fees_pence: int
    settled_pence: int
    outstanding_pence: int
    maker: tuple[int, str, str]
    parts: tuple[FilePart, ...]
    from_bank: tuple[FromBank, ...]


@dataclass(frozen=True)
class Related:
    """Another row that it has to do with, FILE:ROW; `how` is what that row is to it."""

    how: str  # original | reversal | duplicate | first
    row: str


@dataclass(frozen=True)
class Event:
    """One thing that happened, in words. `at` is a day, or a day and a time in London."""

    at: str
    what: str


@dataclass(frozen=True)
class Story:
    """A row of a file and all that became of it.

    `line` is what the row of a supplier's file says, `entry` what the bank's says; both are None where the
    file was not taken.
    """

    file: SourceFile
    row: int
    line: Line | None
    entry: EntryDetails | None
    standing: Standing
    postings: tuple[Posted, ...] = ()
    related: tuple[Related, ...] = ()
    settlement: Settlement | None = None
    decisions: tuple[Decision, ...] = ()  # what people decided about it, with their reasons
    trail: tuple[AuditEntry, ...] = ()  # each entry that tells of it, in order
    events: tuple[Event, ...] = ()

    @property
    def name(self) -> str:
        """FILE:ROW."""
        return f"{self.file.name}:{self.row}"

"""What became of one file, as a job says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from paycards.access.contracts import ContractRow
from paycards.intake.recording import WAITING

FAULTY = "fault"  # a fault of the program kept it from being read or recorded


@dataclass(frozen=True)
class FileResult:
    """What became of one file. `fresh` is false when it was here before and nothing was recorded.

    `rejected` is true once a person has decided that it is never taken, refused or held as it is.
    """

    id: int
    contract: str
    name: str
    sha256: str
    state: str
    reason: str
    rows: int
    total_pence: int
    fresh: bool
    rejected: bool

    @property
    def needs_person(self) -> bool:
        """Tell whether somebody has yet to decide about the file."""
        return self.state in (*WAITING, FAULTY) and not self.rejected

    @property
    def remark(self) -> str:
        """What is to be said of it."""
        return self.reason

    @property
    def may_go(self) -> bool:
        """Tell whether the file can be put away where it lay: it was taken, or is never to be."""
        return self.state in ("accepted", "repeat") or self.rejected


@dataclass(frozen=True)
class BankFileResult(FileResult):
    """A file of the bank: its statements that nothing proves yet, and its entries that may be of several.

    `disagreeing` counts the balances of its accounts that people entered and the statements make otherwise.
    """

    unproved: int = 0
    unclear: int = 0
    disagreeing: int = 0

    @property
    def needs_person(self) -> bool:
        """Tell whether somebody is needed: for the file, the bank's next one, an entry or a balance."""
        return super().needs_person or self.unproved + self.unclear + self.disagreeing > 0

    @property
    def remark(self) -> str:
        """Why it waits, or what of it does."""
        unproved = f"unproved statements: {self.unproved}" if self.unproved else ""
        unclear = f"unclear entries: {self.unclear}" if self.unclear else ""
        disagreeing = f"entered balances that disagree: {self.disagreeing}" if self.disagreeing else ""
        return "; ".join(filter(None, (self.reason, unproved, unclear, disagreeing)))


def faulty_result(contract: ContractRow | None, name: str, fault: str) -> FileResult:
    """Say that a file could not be read or recorded; it has no record."""
    code = contract.terms.code if contract else ""
    return FileResult(0, code, name, "", FAULTY, fault, 0, 0, fresh=True, rejected=False)


def as_result(contract: ContractRow | None, known: Row[Any], *, fresh: bool) -> FileResult:
    """Say how the file of a record stands."""
    return FileResult(
        id=known.id,
        contract=contract.terms.code if contract else "",
        name=known.name,
        sha256=known.sha256,
        state=known.state,
        reason=known.reason,
        rows=known.row_count,
        total_pence=known.total_pence,
        fresh=fresh,
        rejected=bool(known.rejected),
    )

"""The oracle's plain data: what a file says, and what became of each line."""

from __future__ import annotations

from dataclasses import dataclass, field


class RefusedError(Exception):
    """The file breaks a rule of its layout."""


@dataclass(frozen=True)
class Payment:
    """One payment row; `key` is its natural key (place, number, date), `original` the number it names.

    `paid_at` is the time as the file gives it, empty where the layout has none.
    """

    row: int
    network: str
    card_number: str
    amount_pence: int
    paid_on: str
    paid_at: str = ""
    client_reference: str = ""
    kind: str = "payment"
    short_card: bool = False
    key: tuple[str, str, str] | None = None
    original: str = ""


@dataclass(frozen=True)
class Reading:
    """A whole file as read: its number in its series, and all nines where the series starts again."""

    series: str
    number: int
    cycle: int = 0
    payments: tuple[Payment, ...] = ()
    cards: tuple[tuple[str, str], ...] = ()
    promises: int = 0

    @property
    def rows(self) -> int:
        return len(self.payments) + len(self.cards) + self.promises


@dataclass
class Account:
    council: str
    fund: str
    reference: str
    status: str
    opening_pence: int


@dataclass(frozen=True)
class Contract:
    council: str
    code: str
    channel: str
    client_code: str
    fund_patterns: tuple[tuple[str, str], ...] = ()
    reference_prefix: str = ""


@dataclass
class File:
    """A file as it was received; `number` goes on counting when the supplier's starts again at 1."""

    contract: Contract | None
    name: str
    sha256: str
    state: str = ""
    number: int = 0
    reading: Reading | None = None
    data: bytes = field(default=b"", repr=False)
    lines: list[Line] = field(default_factory=list)


@dataclass(eq=False)
class Line:
    """A payment of an accepted file and what was decided about it."""

    contract: Contract
    file_name: str
    said: Payment
    state: str = "imported"
    reason: str = ""
    rule: str = ""
    account: Account | None = None
    is_reversed: bool = False
    is_reused: bool = False  # another payment of the contract had its natural key before

    def post(self, account: Account, rule: str) -> None:
        self.state, self.reason, self.rule, self.account = "posted", "", rule, account

    def suspend(self, reason: str) -> None:
        self.state, self.reason = "suspense", reason

    def says_the_same(self, other: Line) -> bool:
        """Whether two lines of one natural key are one payment, told twice."""
        ours, theirs = self.said, other.said
        return (
            ours.kind == theirs.kind
            and ours.card_number == theirs.card_number
            and ours.client_reference == theirs.client_reference
            and ours.amount_pence == theirs.amount_pence
            and (ours.paid_on, ours.paid_at) == (theirs.paid_on, theirs.paid_at)
        )

    def offset(self) -> None:
        self.state, self.reason, self.rule = "offset", "", "reversal"

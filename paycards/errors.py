"""Everything that can go wrong, in one tree.

    PaycardsError
    ├── UsageError            the call or the settings are wrong           exit code 2
    │   └── SettingsError     a settings or layout file is wrong
    ├── NeedsPerson           done, but something was refused              exit code 3
    │   ├── FileRefused       a supplier's file cannot be trusted: refused whole
    │   ├── BadRows           rows of an extract or card list are bad
    │   ├── NotAllowed        what a person asked for is against the rules
    │   ├── CannotPrint       a text does not fit its place, or no font holds it
    │   └── ProofFailed       a barcode does not say or is not what it must: it is not released
    └── Failed                nothing was half done                        exit code 1
        ├── TryAgain          the network, a full disk, a busy database
        └── Corrupt           bytes or sums are not what they must be

Each message is one sentence that says what is wrong, where, and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paycards.shown import shown

MOST_OF_A_SENTENCE = 500  # characters of what is wrong, or of what was expected


class PaycardsError(Exception):
    """The root of the tree; `exit_code` is what a command ends with."""

    exit_code: ClassVar[int] = 1


class UsageError(PaycardsError):
    """The call is wrong: an option, an argument, a missing setting."""

    exit_code = 2


class SettingsError(UsageError):
    """A settings file or a layout file is wrong; the message names file and key."""


class NeedsPerson(PaycardsError):
    """The work was done as far as it can be; a person has to decide the rest."""

    exit_code = 3


@dataclass
class FileRefused(NeedsPerson):
    """A file that breaks a rule of its layout, and where.

    `row` counts records from 1 (a blank line is no record); 0 means the file as a whole. Whatever a file
    holds, what stands here is escaped and bounded: it can be shown, stored and kept in memory.
    """

    problem: str
    row: int = 0
    field: str = ""
    value: str = ""
    expected: str = ""

    def __post_init__(self) -> None:
        self.problem = shown(self.problem, most=MOST_OF_A_SENTENCE)
        self.field = shown(self.field)
        self.value = shown(self.value)
        self.expected = shown(self.expected, most=MOST_OF_A_SENTENCE)
        self.args = (self.problem, self.row, self.field, self.value, self.expected)

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                f"row {self.row}" if self.row else "",
                f"field {self.field}" if self.field else "",
            )
            if part
        )
        text = f"{place}: {self.problem}" if place else self.problem
        if self.value:
            text += f", found '{self.value}'"
        if self.expected:
            text += f", expected {self.expected}"
        return text


@dataclass
class BadRows(NeedsPerson):
    """Rows of a list that could not be loaded: `rows` holds (row number, sentence)."""

    what: str
    rows: list[tuple[int, str]]

    def __str__(self) -> str:
        return f"{len(self.rows)} bad rows in {self.what}"


class CannotPrint(NeedsPerson):
    """A text that does not fit its place on card or letter, or that the fonts do not hold.

    The message never repeats the text: it may be a name.
    """


class NotAllowed(NeedsPerson):
    """A person asked for something the rules do not permit."""


class ProofFailed(NeedsPerson):
    """A barcode that was about to leave cannot be read back, or breaks a rule of how it is printed."""


class Failed(PaycardsError):
    """The work stopped, and nothing was half done."""

    exit_code = 1


class TryAgain(Failed):
    """An outside trouble that may have gone by the next run."""


class Corrupt(Failed):
    """Bytes or sums that are not what they must be: stop and look."""

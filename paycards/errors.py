"""Everything that can go wrong, in one tree.

    PaycardsError
    ├── UsageError            what was asked for is wrong
    │   ├── SettingsError     a settings or layout file is wrong
    │   ├── NotFound          there is no such thing, or this person may not see it
    │   └── Invalid           a value that a person gave is wrong: its field, and what is expected
    ├── NeedsPerson           done, but something was refused
    │   ├── FileRefused       a supplier's file cannot be trusted: refused whole
    │   ├── BadRows           rows of an extract or card list are bad
    │   ├── NotAllowed        what a person asked for is against the rules
    │   │   ├── Forbidden     this person may not do it
    │   │   └── Stale         somebody else decided meanwhile
    │   ├── CannotPrint       a text does not fit its place, or no font holds it
    │   └── ProofFailed       a barcode does not say or is not what it must: it is not released
    └── Failed                nothing was half done
        ├── TryAgain          the network, a full disk, a busy database
        └── Corrupt           bytes or sums are not what they must be

Each has a code and facts. Its own sentence says what is wrong and where, in words that hold for every
face; a face that can say more, for example what to type or where to click, words the code itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from paycards.counted import counted

MOST = 120  # characters of one value, as it was written
MOST_OF_A_SENTENCE = 500  # characters of what is wrong, or of what was expected


class PaycardsError(Exception):
    """The root of the tree. `code` names what is wrong, `facts` what it is about."""

    usual_code: ClassVar[str] = "failed"

    def __init__(self, message: str = "", *, code: str = "", **facts: object) -> None:
        super().__init__(message)
        self._code = code
        self._facts = facts

    @property
    def code(self) -> str:
        """What is wrong, in one word for programs."""
        return getattr(self, "_code", "") or self.usual_code

    @property
    def facts(self) -> dict[str, object]:
        """What it is about: names, numbers, amounts, but never a secret."""
        return getattr(self, "_facts", {})


class UsageError(PaycardsError):
    """The call is wrong: an option, an argument, a missing setting."""

    usual_code = "usage"


class SettingsError(UsageError):
    """A settings file or a layout file is wrong; the message names file and key."""

    usual_code = "settings"


def not_in_database(what: str) -> SettingsError:
    """The error for what the settings name and the database does not know yet."""
    return SettingsError(
        f"{what}: new in the settings, not in the database yet.", code="not_in_database", what=what
    )


class NotFound(UsageError):
    """There is no such thing, or not for this person: both sound the same.

    >>> str(NotFound("council", "X", choices=["A", "B", "C"]))
    'No council X. Choose A, B or C.'
    """

    def __init__(self, what: str, which: object, *, choices: Sequence[str] = ()) -> None:
        named = f"No {what} {which}".rstrip() + "."
        message = f"{named} Choose {listed(choices)}." if choices else named
        code = f"no_{what.replace(' ', '_')}"
        super().__init__(message, code=code, what=what, which=which, choices=tuple(choices))


class Invalid(UsageError):
    """A value that a person gave is wrong; `field` names where it was given, as screens and settings do."""

    def __init__(self, field: str, message: str, *, code: str = "", **facts: object) -> None:
        super().__init__(message, code=code or f"invalid_{field}", field=field, **facts)


class NeedsPerson(PaycardsError):
    """The work was done as far as it can be; a person has to decide the rest."""

    usual_code = "needs_person"


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
    """Rows of a list that could not be loaded: `rows` holds (row number, sentence), of a row one or more."""

    what: str
    rows: list[tuple[int, str]]

    def __str__(self) -> str:
        return f"{counted(len({row for row, _ in self.rows}), 'bad row')} in {self.what}"


class CannotPrint(NeedsPerson):
    """A text that does not fit its place on card or letter, or that the fonts do not hold.

    The message never repeats the text: it may be a name.
    """


class NotAllowed(NeedsPerson):
    """A person asked for something the rules do not permit."""

    usual_code = "not_allowed"


class Forbidden(NotAllowed):
    """A right that this person has not been given; `permission` says to do what."""

    def __init__(self, permission: str) -> None:
        super().__init__(f"You may not {permission}.", code="forbidden", permission=permission)


class Stale(NotAllowed):
    """Somebody decided about the same thing meanwhile; the message says who and when."""

    usual_code = "stale"


class ProofFailed(NeedsPerson):
    """A barcode that was about to leave cannot be read back, or breaks a rule of how it is printed."""


class Failed(PaycardsError):
    """The work stopped, and nothing was half done."""


class TryAgain(Failed):
    """An outside trouble that may have gone by the next run."""


class Corrupt(Failed):
    """Bytes or sums that are not what they must be: stop and look."""


def listed(names: Sequence[str]) -> str:
    """Name choices as a sentence does.

    >>> listed(["A", "B", "C"])
    'A, B or C'
    """
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def shown(text: str, *, most: int = MOST) -> str:
    r"""Escape and bound text from outside, so that a person can be shown it, or a message hold it.

    At most the first `most` characters, with an escape for each one that `str.isprintable` does not allow:
    control characters, which move a cursor; direction marks; lone surrogates; spaces but the usual one.

    >>> shown("R123456789")
    'R123456789'
    >>> shown("R1\x1b[2J\u202e")
    'R1\\x1b[2J\\u202e'
    >>> shown("A" * 4000, most=8)
    'AAAAAAAA… (4,000 characters)'
    """
    part = text[:most]
    if not part.isprintable():
        part = "".join(map(_escape, part))
    return part if len(text) <= most else f"{part}… ({len(text):,} characters)"


def _escape(character: str) -> str:
    return character if character.isprintable() else character.encode("unicode_escape").decode("ascii")


def why_unread(error: OSError | ValueError) -> str:
    """Why a file could not be read, as people say it: without a number of the system, or bytes.

    >>> why_unread(FileNotFoundError(2, "No such file or directory", "/etc/x"))
    'No such file or directory'
    >>> why_unread(UnicodeDecodeError("utf-8", b"x", 0, 1, "invalid start byte"))
    'it is not UTF-8'
    """
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return (error.strerror or "it does not work") if isinstance(error, OSError) else str(error)


def why_unwritten(error: OSError) -> str:
    """Why a file could not be written, as people say it.

    >>> why_unwritten(FileExistsError(17, "File exists", "letters"))
    'something that is no folder stands where its folder is to be'
    >>> why_unwritten(PermissionError(13, "Permission denied", "letters"))
    'Permission denied'
    """
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "something that is no folder stands where its folder is to be"
    return error.strerror or "it does not work"

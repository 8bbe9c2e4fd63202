"""A statement may come in several files, each with some of its pages: taken together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paycards.bank.gate import prove
from paycards.bank.statement import AccountId, Entry, Statement
from paycards.settings.bank_account import CsvMapping

APART = 10**9  # between the numbers of the entries of two files while their pages are joined


@dataclass(frozen=True)
class Read:
    """A bank file that was read: its statements as they stand in it, each with the code of our account.

    Pages are not joined, nothing is proved. `mapping` is the name and the content of what read a CSV.
    """

    council: str
    format: str
    statements: tuple[Statement, ...]
    mapping: tuple[str, CsvMapping] | None = None


@dataclass(frozen=True)
class Part:
    """A file that brings statements or pages of them, and its record."""

    file_id: int
    name: str
    sha256: str
    read: Read

    @property
    def series(self) -> frozenset[tuple[str, str]]:
        """The sets of pages that it has pages of."""
        pages = [(each.account.given, each.page) for each in self.read.statements]
        return frozenset((account, page.series) for account, page in pages if page is not None)


def with_accounts(statements: Sequence[Statement], codes: Sequence[str]) -> tuple[Statement, ...]:
    """The statements with the codes of our accounts in the place of the bank's numbers."""
    pairs = zip(statements, codes, strict=True)
    return tuple(replace(statement, account=AccountId(given=code)) for statement, code in pairs)


def joined(parts: Sequence[Part]) -> tuple[Statement, ...]:
    """The statements of all the files, proved, their pages joined; each entry knows its file: `place_of`.

    Raises FileRefused where one does not add up, or two pages do not meet.
    """
    return prove([_apart(each, number) for number, part in enumerate(parts) for each in part.read.statements])


def _apart(statement: Statement, number: int) -> Statement:
    entries = (replace(entry, place=number * APART + entry.place) for entry in statement.entries)
    return replace(statement, entries=tuple(entries))


def place_of(entry: Entry, parts: Sequence[Part]) -> tuple[int, int]:
    """File and row of an entry of `joined`."""
    number, row_no = divmod(entry.place, APART)
    return parts[number].file_id, row_no


def missing_pages(statements: Sequence[Statement]) -> str:
    """Which page has not come; empty where all are there."""
    return next((each.missing_pages for each in statements if each.missing_pages), "")


def with_its_pages(new: Part, waiting: Sequence[Part]) -> list[Part]:
    """A file with those that wait for pages of the same statements, and for pages of theirs in turn."""
    found, series, left = [new], new.series, list(waiting)
    while more := [part for part in left if part.series & series]:
        found += more
        left = [part for part in left if part not in more]
        series = series.union(*(part.series for part in more))
    return found

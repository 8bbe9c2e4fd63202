"""Reads a bank's file, whatever its format: told by its content, read whole, and proved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from paycards.bank.bai2 import read_bai2
from paycards.bank.csv_rows import fits
from paycards.bank.csv_statement import read_csv
from paycards.bank.gate import prove
from paycards.bank.members import members_of
from paycards.bank.mt940 import read_mt940
from paycards.bank.notes import Notes
from paycards.bank.statement import BankFile, Statement
from paycards.errors import FileRefused
from paycards.money import MOST_PENCE, to_pounds
from paycards.settings.bank_account import CsvMapping
from paycards.zip_archive import is_zip

MOST_BYTES = 50_000_000
OTHER_FILES = (
    (b"PK", "this is a ZIP archive or a workbook inside another: unpack it"),
    (b"\xd0\xcf\x11\xe0", "this is an old workbook: export CSV"),
    (b"%PDF", "this is a PDF: ask the bank for camt.053, MT940, BAI2 or CSV"),
    (b"OFXHEADER", "this is OFX: ask the bank for camt.053, MT940, BAI2 or CSV"),
)
XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
BAI2 = re.compile(r"\s*01,")
MT940 = re.compile(r"\A\s*(?:@@\s*)?(?:\{1:|:[0-9]{2}[A-Z]?:)|^:20:", re.MULTILINE)
NOTHING_FOUND = "no statement is found in it: it is no camt.053, MT940 or BAI2, and no CSV of a known mapping"


def read_bank_file(data: bytes, mappings: Mapping[str, CsvMapping], notes: Notes | None = None) -> BankFile:
    """Read a file whole; CSV by the one of `mappings` that fits. Raises FileRefused."""
    read = read_pages(data, mappings, notes)
    return BankFile(read.format, prove(read.statements))


def read_pages(data: bytes, mappings: Mapping[str, CsvMapping], notes: Notes | None = None) -> BankFile:
    """Read a file whose pages may go on in another file: neither joined nor proved. Raises FileRefused."""
    notes = Notes() if notes is None else notes
    if len(data) > MOST_BYTES:
        raise FileRefused(
            "the file is too large", value=f"{len(data):,}", expected=f"at most {MOST_BYTES:,} bytes"
        )
    read = _read_members if is_zip(data) else _read_one
    name, statements = read(data, mappings, notes)
    _require_meant(statements)
    return BankFile(name, tuple(statements))


def looks_like_one(data: bytes) -> bool:
    """Whether a file is told to be a bank's by its first bytes; a CSV is not told so."""
    head = data[:2000]
    if XML.match(head):
        return b"BkToCstmr" in head
    text = head.decode("utf-8", "replace")
    return BAI2.match(text) is not None or MT940.search(text) is not None


def _read_members(
    data: bytes, mappings: Mapping[str, CsvMapping], notes: Notes
) -> tuple[str, list[Statement]]:
    """Every file of an archive, all of one format: one that cannot be read refuses all."""
    format_, entries = "", 0
    statements: list[Statement] = []
    for member, content in members_of(data, MOST_BYTES):
        inside = Notes(wanted=notes.wanted - entries)
        try:
            name, found = _read_one(content, mappings, inside)
            if format_ not in ("", name):
                raise FileRefused("its files are of different formats", value=name, expected=format_)
        except FileRefused as refused:
            raise replace(refused, problem=f"{member}: {refused.problem}") from refused
        finally:
            notes.take(inside, member, entries)
        format_ = name
        statements += _numbered(found, member, len(statements), entries)
        entries += sum(len(statement.entries) for statement in found)
    return format_, statements


def _numbered(found: Sequence[Statement], member: str, before: int, entries: int) -> list[Statement]:
    """Statements of one file of an archive, counted on from those of the files before it."""
    return [
        replace(
            statement,
            place=before + statement.place,
            member=member,
            entries=tuple(replace(entry, place=entries + entry.place) for entry in statement.entries),
        )
        for statement in found
    ]


def _read_one(data: bytes, mappings: Mapping[str, CsvMapping], notes: Notes) -> tuple[str, list[Statement]]:
    if not data.strip(b"\0 \t\r\n\x1a"):
        raise FileRefused("there is nothing in it")
    for start, sentence in OTHER_FILES:
        if data.startswith(start):
            raise FileRefused(sentence)
    name, statements = _read(data, mappings, notes)
    if not statements:
        raise FileRefused(f"no statement is found in this {name}")
    return name, statements


def _read(data: bytes, mappings: Mapping[str, CsvMapping], notes: Notes) -> tuple[str, list[Statement]]:
    if XML.match(data):
        from paycards.bank.camt import read_camt

        return read_camt(data, notes)
    head = data[:500].decode("utf-8-sig", "replace")
    if BAI2.match(head):
        return "BAI2", read_bai2(_text(data, "utf-8"), notes)
    if MT940.search(head):
        return "MT940", read_mt940(_text(data, "utf-8"), notes)
    name, mapping = _mapping(data, mappings)
    statements = read_csv(_text(data, mapping.encoding), mapping, notes)
    return f"CSV {name}", statements


def _require_meant(statements: Sequence[Statement]) -> None:
    """Raise FileRefused for amounts that no bank can mean: a sum over many files would have no room."""
    amounts = [entry.amount_pence for statement in statements for entry in statement.entries]
    ends = [each.pence for statement in statements for each in (statement.opening, statement.closing) if each]
    moved = sum(map(abs, (*amounts, *ends)))
    if moved > MOST_PENCE:
        raise FileRefused(
            "amounts that nobody can mean", value=to_pounds(moved, thousands=True),
            expected=f"at most {to_pounds(MOST_PENCE, thousands=True)} in one file",
        )  # fmt: skip


def _mapping(data: bytes, mappings: Mapping[str, CsvMapping]) -> tuple[str, CsvMapping]:
    """The one mapping that fits. Where only one is offered it is taken: its refusal says what is wrong."""
    if len(mappings) == 1:
        ((name, mapping),) = mappings.items()
        return name, mapping
    found = {name: mapping for name, mapping in mappings.items() if _fits(data, mapping)}
    if not found:
        raise FileRefused(NOTHING_FOUND)
    if len({repr(mapping) for mapping in found.values()}) > 1:
        raise FileRefused("several mappings fit it: say which one reads it", value=", ".join(found))
    return next(iter(found.items()))


def _fits(data: bytes, mapping: CsvMapping) -> bool:
    try:
        return fits(_text(data, mapping.encoding), mapping)
    except FileRefused:
        return False


def _text(data: bytes, encoding: str) -> str:
    """The text of a file, without a byte order mark. Raises FileRefused that names the byte."""
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise FileRefused(f"byte {error.start + 1} is not {encoding}") from error
    if "\0" in text:
        raise FileRefused("there is a NUL in it", field=f"character {text.index(chr(0)) + 1}")
    return text.removeprefix("\ufeff")

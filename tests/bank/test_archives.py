"""A ZIP archive of statements: every file in it is read and named, or it is refused whole."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from paycards.bank import members
from paycards.bank.notes import Notes
from paycards.demo.banks.camt053 import camt053
from paycards.errors import FileRefused
from tests.bank.made import OTHER, balance, booked, camt, document, ntry, page_of_two, read, stmt, swift

FIRST = camt053([booked(100)])
SECOND = camt053([booked(500, -20, account=OTHER)])
LAST_PAGE = document(
    stmt(
        balance("ITBD", 100), balance("CLBD", 130), ntry(30),
        before="<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>",
    )
)  # fmt: skip


def archive(**files: bytes | str) -> bytes:
    """A ZIP archive with these files; `__` in a name stands for a point."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.mkdir("november")
        for name, content in files.items():
            made.writestr(name.replace("__", "."), content)
    return out.getvalue()


def test_every_file_of_an_archive_is_read_and_named_and_its_entries_count_on() -> None:
    found = read(archive(a__xml=FIRST, b__xml=SECOND))
    told = [(each.place, each.member, each.account.account_number) for each in found.statements]
    assert told == [(1, "a.xml", "00004471"), (2, "b.xml", "00004472")]
    assert [(entry.place, entry.amount_pence) for entry in found.entries] == [(1, 100), (2, 500), (3, -20)]


def test_pages_of_one_statement_may_lie_in_several_files_of_an_archive() -> None:
    (joined,) = read(archive(page2__xml=LAST_PAGE, page1__xml=page_of_two())).statements
    assert (joined.booked_pence, joined.missing_pages) == (130, "")


def test_an_entry_is_explained_where_it_stands() -> None:
    notes = Notes(wanted=2)
    read(archive(a__xml=FIRST, b__xml=SECOND), notes=notes)
    told = {(note.entry, note.place.partition(",")[0]) for note in notes.explained()}
    assert told == {(0, "a.xml"), (0, "b.xml"), (2, "b.xml")}


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"a__xml": FIRST, "readme__txt": "hello"}, r"readme\.txt: no statement is found"),
        ({"a__xml": FIRST, "b__xml": camt(0, 1)}, "does not add up|balance"),
        ({"a__xml": FIRST, "b__xml": ""}, r"b\.xml: there is nothing in it"),
        ({"a__xml": FIRST, "b__sta": swift(closing="C261109GBP100,00")}, r"b\.sta: .* different formats"),
        ({"a__xml": FIRST, "b__zip": archive(c__xml=SECOND)}, r"b\.zip: .* inside another"),
        ({"[Content_Types]__xml": "<x/>"}, "this is a workbook: export CSV"),
        ({"a__xml": FIRST, "A__XML": SECOND}, r"two files in this ZIP archive have one name, found 'A\.XML'"),
        ({}, "there is nothing in this ZIP archive"),
    ],
)
def test_one_file_that_cannot_be_read_refuses_the_archive(
    files: dict[str, bytes | str], sentence: str
) -> None:
    with pytest.raises(FileRefused, match=sentence):
        read(archive(**files))


def test_an_archive_that_is_cut_spoiled_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = archive(a__xml=FIRST)
    middle = len(whole) // 2
    spoiled = whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :]
    for bad in (whole[:-30], spoiled, b"PK\x03\x04" + b"0" * 30):
        with pytest.raises(FileRefused, match="ZIP archive or workbook is damaged"):
            read(bad)
    with pytest.raises(FileRefused, match="is too large, found '60,000,000'"):
        read(archive(bomb__xml=b" " * 60_000_000))
    monkeypatch.setattr(members, "MOST_MEMBERS", 1)
    with pytest.raises(FileRefused, match="too many files and folders in it, found '3', expected at most 1"):
        read(archive(a__xml=FIRST, b__xml=SECOND))


def test_what_lists_too_many_files_is_refused_before_the_list_is_read() -> None:
    with pytest.raises(FileRefused, match="too many files and folders in it, found '501'"):
        read(b"PK\x03\x04" + b"PK\x01\x02" * 501)


def test_an_encrypted_file_is_named() -> None:
    locked = bytearray(archive(a__xml=FIRST))
    entry = locked.rindex(b"PK\x01\x02")
    locked[entry + 8] |= 1
    with pytest.raises(FileRefused, match=r"is encrypted: unpack it, found 'a\.xml'"):
        read(bytes(locked))

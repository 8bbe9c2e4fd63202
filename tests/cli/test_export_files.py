"""Files that commands write: whole, private unless asked, and a workbook only under its own name."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import unknown


@pytest.fixture(autouse=True)
def _open_umask() -> object:
    before = os.umask(0o002)
    yield
    os.umask(before)


@pytest.fixture
def books(desk: Desk) -> Desk:
    desk("import", desk.file("NVDC0001.PO", allpay([unknown(200, reference="=1+1")], 200)))
    return desk


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("more", [(), ("--xlsx",)])
def test_an_export_is_private_unless_it_is_to_be_shared(books: Desk, more: tuple[str, ...]) -> None:
    out = books.home / ("lines.xlsx" if more else "lines.csv")
    books("export", "lines", "--out", str(out), *more)
    assert mode(out) == 0o600
    books("export", "lines", "--out", str(out), "--shared", *more)
    assert mode(out) == 0o664


def test_a_workbook_is_written_for_people(books: Desk) -> None:
    out = books.home / "lines.xlsx"
    assert books("export", "lines", "--xlsx", "--out", str(out)).stderr == f"{out}: 1 row\n"
    header, line = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
    assert dict(zip(header, line, strict=True))["amount_pounds"] == 2.00
    assert ",=1+1," in books("export", "lines").stdout  # for machines the bytes stay as they came


def test_a_workbook_needs_a_file_and_csv_is_never_named_like_one(books: Desk) -> None:
    assert "--xlsx goes with --out" in books("export", "lines", "--xlsx", code=2).stderr
    assert "--shared goes with --out" in books("export", "lines", "--shared", code=2).stderr
    named = books("export", "lines", "--out", str(books.home / "lines.XLSX"), code=2)
    assert "would be CSV under the name of a workbook: add --xlsx, or name it .csv" in named.stderr


def test_no_file_is_written_under_the_name_of_something_else(books: Desk) -> None:
    def refused(*command: str) -> str:
        out = books.home / command[-1]
        stderr = books(*command[:-1], "--out", str(out), code=2).stderr
        assert not out.exists()
        return stderr.partition(f"{out} would be ")[2].strip()

    assert refused("export", "lines", "--xlsx", "a.csv") == "a workbook under the name of CSV: name it .xlsx."
    assert refused("export", "lines", "a.pdf") == "CSV under the name of a PDF: name it .csv."
    assert refused("shield", "a.xlsx") == "CSV under the name of a workbook: name it .csv."
    assert refused("cards", "takeup", "a.xlsx") == "CSV under the name of a workbook: name it .csv."
    for command in (("proof", "--date", "2026-11-19"), ("returns", "show", "2026-10")):
        page = refused(*command, "a.pdf")
        assert page == "text under the name of a PDF: add --format pdf, or name it .txt."
        page = refused(*command, "a.xlsx")
        assert page == "text under the name of a workbook: name it .txt."
        page = refused(*command, "--format", "html", "a.csv")
        assert page == "a web page under the name of CSV: add --format csv, or name it .html."
    books("export", "lines", "--out", str(books.home / "lines.txt"))  # a name that says nothing else


def test_a_page_is_written_to_its_file_although_json_is_printed(books: Desk) -> None:
    for number, command in enumerate((("proof", "--date", "2026-11-19"), ("returns", "show", "2026-10"))):
        out = books.home / f"page{number}.html"
        assert books.read(*command, "--format", "html", "--out", str(out))
        assert "<html" in out.read_text(encoding="utf-8")


def test_a_workbook_that_the_disk_has_no_room_for_is_told_by_its_name(books: Desk) -> None:
    out = books.home / "lines.xlsx"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        said = books("export", "lines", "--xlsx", "--out", str(out), code=1).stderr
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert said == f"paycards: {out} cannot be written: File too large.\n"
    assert not out.exists()


def test_a_pipe_is_written_to_and_stays_a_pipe(books: Desk) -> None:
    out = books.home / "pipe"
    os.mkfifo(out)
    with subprocess.Popen(["cat", str(out)], stdout=subprocess.PIPE, text=True) as reader:
        books("export", "lines", "--out", str(out))
        read, _ = reader.communicate(timeout=20)
    assert read == books("export", "lines").stdout
    assert stat.S_ISFIFO(out.stat().st_mode)


def test_a_link_stays_and_what_it_leads_to_is_written(books: Desk) -> None:
    out, target = books.home / "newest.csv", books.home / "there" / "lines.csv"
    target.parent.mkdir()
    out.symlink_to(target)
    books("export", "lines", "--out", str(out))
    assert out.is_symlink()
    assert target.read_text() == books("export", "lines").stdout
    assert mode(target) == 0o600

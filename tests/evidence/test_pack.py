"""A pack that proves what became of one payment: checked without paycards, and with every file changed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from paycards.evidence.check import checked
from tests.channels.supplier_files import CARD, PAYPOINT_NAME
from tests.evidence.house import ALONE, LARGE, PLACED, SURNAME, WAITED, WHY, House
from tests.jobs.hand_in import STRANGER


@pytest.fixture(scope="module")
def packs(house: House) -> dict[str, Path]:
    """The folder of each payment's pack."""
    rows = (PLACED, WAITED, ALONE, LARGE, f"{PAYPOINT_NAME}:4")
    return {
        row: Path(house.read("evidence", row, "--out", str(house.home / "packs"))["folder"]) for row in rows
    }


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the pack's own check, with nothing but Python."""
    call = [sys.executable, "-I", str(folder / "check.py"), *arguments]
    return subprocess.run(call, cwd=folder.parent, capture_output=True, text=True, check=False)


def evidence_of(folder: Path) -> Any:
    return json.loads((folder / "evidence.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("which", [PLACED, WAITED, ALONE, LARGE, f"{PAYPOINT_NAME}:4"])
def test_a_pack_checks_itself_with_nothing_but_python(packs: dict[str, Path], which: str) -> None:
    done = check(packs[which])
    assert (done.returncode, done.stderr) == (0, "")
    assert "Everything agrees." in done.stdout


def test_every_file_of_a_pack_that_is_changed_cut_or_gone_is_found(
    packs: dict[str, Path], tmp_path: Path
) -> None:
    names = [path.relative_to(packs[WAITED]) for path in packs[WAITED].rglob("*") if path.is_file()]
    assert len(names) > 8
    for number, name in enumerate(names):
        whole = (packs[WAITED] / name).read_bytes()
        middle = len(whole) // 2
        changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        for data in (changed, whole + b"\n", whole[:-1], b"", None):
            copy = shutil.copytree(packs[WAITED], tmp_path / f"{number}")
            (copy / name).unlink()
            if data is not None:
                (copy / name).write_bytes(data)
            assert checked(copy).faults, f"{name} {data!r}"
            shutil.rmtree(copy)


def test_a_file_that_was_added_is_found(packs: dict[str, Path], tmp_path: Path) -> None:
    copy = shutil.copytree(packs[PLACED], tmp_path / "copy")
    (copy / "original/another.PO").write_bytes(b"")
    assert "original/another.PO: it is not in the manifest" in check(copy).stdout


@pytest.mark.parametrize(
    ("name", "forgery", "fault"),
    [
        ("evidence.json", ('"amount_pence": 700', '"amount_pence": 701'), "its amount is another"),
        ("evidence.json", ('"offset": 57', '"offset": 0'), "it is not what stands in original"),
        ("evidence.json", ('"text": "14/11/2026"', '"text": "15/11/2026"'), "payment_date says something"),
        ("evidence.json", ('"total_pence": 2850', '"total_pence": 2851'), "pence are not all accounted for"),
        ("evidence.json", ('_reference": "R200000002"', '_reference": "R1"'), "do not leave the amount on"),
        ("evidence.json", ('"records": [\n        1\n', '"records": [\n        2\n'), "does not say 1-2-1"),
        ("trail.json", (WHY, "no reason"), "its hash is not that of its text"),
        ("trail.json", ('"number": 8', '"number": 18'), "one before it is missing"),
        ("original/NVDC0001.PO", ("R 20000000Z", "R 200000002"), "its digest is not what was written down"),
        ("outgoing/2026-11-17/rent/Income20261117.csv", ("7.00", "9.00"), "its digest is not what was"),
        ("evidence.json", ('"council": "NVD"', '"council": "HMB"'), "it is another council's"),
        ("evidence.json", ('"name": "NVDC0001.PO"', '"name": "NVDC0009.PO"'), "it took another file than"),
        ("evidence.json", ('"paid_on": "2026-11-14"', '"paid_on": "2026-11-13"'), "is not what its row says"),
        ("evidence.json", ('"card": "ending 9999"', '"card": "ending 0015"'), "is not that of its row"),
        ("evidence.json", ('"kind": "allocate"', '"kind": "move"'), "is about something else"),
        ("evidence.json", ('"proposed_at": "2026-11-17', '"proposed_at": "2026-11-16'), "has another time"),
        ("evidence.json", ('"why": "the tenant', '"why": "the landlord'), "nobody made the posting 1-2-1 so"),
        ("evidence.json", ('"state": "posted",\n    "re', '"state": "returned",\n    "re'), "last act left"),
        ("evidence.json", ('"credit": "suspense:NVD"', '"credit": "returns:NVD"'), "leave the payment on"),
        ("evidence.json", ('"in_trail": true', '"in_trail": false'), "nothing says that it tells of"),
        ("evidence.json", ('"sha256": "', '"sha256": "0'), "it is not the file that"),
        ("00-read-first.html", ("A customer paid 7.00", "A customer paid 9.00"), "does not say: A customer"),
    ],
)  # fmt: skip
def test_a_forger_who_mends_the_manifest_too_is_found_by_sums_and_links(
    packs: dict[str, Path], tmp_path: Path, name: str, forgery: tuple[str, str], fault: str
) -> None:
    old, new = forgery
    copy = shutil.copytree(packs[WAITED], tmp_path / "copy")
    text = (copy / name).read_bytes().decode()
    assert old in text
    (copy / name).write_bytes(text.replace(old, new, 1).encode())
    mend(copy)
    done = check(copy)
    assert done.returncode == 1
    assert fault in done.stdout
    assert "manifest" not in done.stdout.replace("(of manifest.sha256)", "")


def mend(folder: Path) -> None:
    """Write the manifest anew, as a forger would."""
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.sha256"
    )
    digests = subprocess.run(["sha256sum", *names], cwd=folder, capture_output=True, text=True, check=True)
    (folder / "manifest.sha256").write_text(digests.stdout, encoding="utf-8")


def test_the_whole_trail_of_the_council_can_be_checked_against_a_pack(
    house: House, packs: dict[str, Path]
) -> None:
    trail = house.home / "trail.json"
    trail.write_text(house("audit", "list", "--json").stdout, encoding="utf-8")
    assert check(packs[WAITED], str(trail)).returncode == 0
    trail.write_text(trail.read_text(encoding="utf-8").replace(WHY, "nothing"), encoding="utf-8")
    assert "its hash is not that of its text" in check(packs[WAITED], str(trail)).stdout


def test_a_pack_holds_the_row_the_rule_the_people_the_postings_and_the_files(packs: dict[str, Path]) -> None:
    told = evidence_of(packs[WAITED])
    assert [field["field"] for field in told["row"]["fields"]][:2] == ["card_number", "client_reference"]
    assert [each["debit"] for each in told["postings"]] == ["clearing:NVD-ALLPAY", "suspense:NVD"]
    assert [(each["proposed_by"], each["reason"]) for each in told["decisions"]] == [("m.okafor", WHY)]
    assert told["files"][0]["what"] == "the file as the supplier sent it"
    assert (packs[WAITED] / "outgoing/2026-11-17/rent/Income20261117.csv").read_text().startswith("1-2-1,")


def test_both_people_of_a_decision_and_their_reasons_are_in_the_pack(
    packs: dict[str, Path], tmp_path: Path
) -> None:
    [decision] = evidence_of(packs[LARGE])["decisions"]
    assert (decision["proposed_by"], decision["decided_by"]) == ("m.okafor", "r.patel")
    page = (packs[LARGE] / "00-read-first.html").read_text(encoding="utf-8")
    assert f"m.okafor and r.patel placed it there on 17 November 2026: “{WHY}”" in page
    acts = {entry.get("action") for entry in json.loads((packs[LARGE] / "trail.json").read_text())}
    assert {"decision.proposed", "decision.approved", "suspense.allocated"} <= acts
    copy = shutil.copytree(packs[LARGE], tmp_path / "copy")
    text = (copy / "evidence.json").read_text(encoding="utf-8")
    forged = text.replace('"decided_by": "r.patel"', '"decided_by": "a.director"')
    (copy / "evidence.json").write_text(forged, encoding="utf-8")
    mend(copy)
    assert "it tells another story of decision" in check(copy).stdout


def test_the_accounts_that_the_rule_looked_at_are_as_the_list_had_them_then(packs: dict[str, Path]) -> None:
    named = evidence_of(packs[PLACED])["looked_at"]
    assert (named["card"], named["pattern_fund"]) == ("ending 0015", "rent")
    accounts = [
        (each["named_by"], each["reference"], each["status_then"], each["extract"])
        for each in named["accounts"]
    ]
    assert accounts == [
        ("card", "R123456789", "open", "accounts.csv"), ("reference", "R123456789", "open", "accounts.csv"),
    ]  # fmt: skip
    assert evidence_of(packs[ALONE])["looked_at"]["accounts"] == []


def test_entries_about_other_people_are_sealed(packs: dict[str, Path]) -> None:
    text = (packs[PLACED] / "trail.json").read_text(encoding="utf-8")
    assert WHY not in text
    assert "R200000002" not in text + (packs[PLACED] / "evidence.json").read_text(encoding="utf-8")
    sealed = [entry for entry in json.loads(text) if "after" not in entry]
    assert {frozenset(entry) for entry in sealed} == {
        frozenset({"council", "council_id", "number", "previous_hash", "hash"})
    }


def test_no_name_or_address_of_anybody_is_in_a_pack(packs: dict[str, Path]) -> None:
    held = [path.read_bytes() for folder in packs.values() for path in folder.rglob("*") if path.is_file()]
    assert len(held) > 40
    assert [data for data in held if SURNAME.encode() in data or b"Mill Row" in data] == []


def test_the_page_speaks_of_this_payment_alone_in_plain_words(packs: dict[str, Path]) -> None:
    page = (packs[WAITED] / "00-read-first.html").read_text(encoding="utf-8")
    assert "Evidence of a payment of £7.00 made on 14 November 2026" in page
    assert f"m.okafor placed it there on 17 November 2026: “{WHY}”" in page
    assert STRANGER in page  # as its row says
    assert CARD not in page
    assert evidence_of(packs[WAITED])["anchor"]["hash"] in page


def test_the_same_books_give_the_same_bytes_and_nothing_is_written_over(house: House, tmp_path: Path) -> None:
    first, again, other = (house.read("evidence", PLACED, "--out", str(tmp_path / each)) for each in "aab")
    assert first == again
    assert (first["digest"], first["anchor"]) == (other["digest"], other["anchor"])
    assert Path(first["zip"]).read_bytes() == Path(other["zip"]).read_bytes()
    (Path(first["folder"]) / "manifest.sha256").write_text("another pack", encoding="utf-8")
    assert "not written over" in house("evidence", PLACED, "--out", str(tmp_path / "a"), code=3).output


def test_only_its_owner_may_read_a_pack_and_the_zip_is_the_folder(
    house: House, packs: dict[str, Path]
) -> None:
    folder = packs[PLACED]
    assert {path.stat().st_mode & 0o777 for path in [*folder.rglob("*"), folder] if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o600}
    zipped = folder.with_name(f"{folder.name}.zip")
    assert zipped.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(zipped) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {
        f"{folder.name}/{path.relative_to(folder)}": path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }

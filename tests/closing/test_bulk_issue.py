"""A list becomes letters and cards: every outcome, the files, and the same again."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.which import CardOrAccount
from paycards.closing.bulk_issue.opening import HandedInList
from paycards.errors import NotAllowed, UsageError
from paycards.jobs.change_card import change_card
from paycards.jobs.issue_in_bulk import issue_in_bulk
from paycards.jobs.order_cards import order_cards
from paycards.jobs.preview_bulk_issue import preview_bulk_issue
from paycards.settings.web import Web
from paycards.store.engine import reading
from paycards.store.tables.accounts import cards
from paycards.store.tables.card_batches import card_batch_rows
from paycards.store.tables.card_life import card_proofs, card_requests
from paycards.store.tables.customers import card_links
from tests.closing.office import HELD, council, give, office_list


def count(visit: Visit, table: object) -> int:
    with reading(visit.installation.engine) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type]


def report(out: Path) -> list[dict[str, str]]:
    with (out / "report.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def texts(path: Path) -> list[str]:
    with PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def bytes_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def test_each_row_has_its_outcome_and_what_to_do(desk: Visit, tmp_path: Path) -> None:
    rows = {
        "rent,r10 001": "issued",
        "rent,R10002": "issued",
        ",R10003": "issued",
        "rent,R2001": "issued",
        "rent,R3001": "ambiguous",
        ",R50001": "ambiguous",
        "rent,R99999": "unknown",
        "council_tax,770001": "unknown",
        "rent,R40001": "closed_account",
        "rent,R40002": "issued",
        "rent,R70001": "has_card",
        "rent,R10-002": "duplicate_row",
        "rent,": "malformed",
        "bus,R10004": "malformed",
        "rent,R60001": "cannot_be_printed",
        "rent,R60002": "cannot_be_printed",
        "rent,R60003": "malformed",
        "garages,G80001": "ordered",
        "parking,P90001": "no_scheme",
    }
    result = give(desk, tmp_path, *rows)
    found = report(tmp_path / "out")
    assert [row["outcome"] for row in found] == list(rows.values())
    assert [row["row"] for row in found] == [str(number) for number in range(2, len(rows) + 2)]
    silent = [row for row in found if row["outcome"] not in ("issued", "ordered") and not row["what_to_do"]]
    assert silent == []
    assert result.counts["issued"] == 5
    assert {row for row, _, _ in result.to_do} == {
        int(row["row"]) for row in found if row["outcome"] not in ("issued", "ordered")
    }
    assert "perhaps council_tax 0770001 (the same but for zeros at the front)" in found[7]["what_to_do"]
    assert "the account is that of row 3" in found[11]["what_to_do"]
    assert "ending 0011" in found[10]["what_to_do"]


def test_letters_and_cards_stand_in_the_order_of_the_post(desk: Visit, tmp_path: Path) -> None:
    give(desk, tmp_path, *(f"rent,R10{number:03}" for number in range(1, 41)))
    out = tmp_path / "out"
    letters, pages = texts(out / "letters.pdf"), texts(out / "cards.pdf")
    assert (len(letters), len(pages)) == (40, 80)
    postcodes = [line.strip() for text in letters for line in text.splitlines() if line.startswith("NV")]
    districts = [int(postcode[2:].split()[0]) for postcode in postcodes if postcode != "NV1 1AA"]
    assert len(districts) == 40
    assert districts == sorted(districts)
    numbers = [row["card_number"] for row in sorted(report(out), key=lambda row: int(row["letter_page"]))]
    for number, letter, card in zip(numbers, letters, pages[::2], strict=True):
        assert number in letter
        assert number in card


def test_a_card_is_active_and_its_proofs_are_stored_when_the_files_are_there(
    desk: Visit, tmp_path: Path
) -> None:
    give(desk, tmp_path, "rent,R10001", "rent,R10002")
    with reading(desk.installation.engine) as connection:
        states = set(connection.execute(select(cards.c.status).where(cards.c.card_number != HELD)).scalars())
        outputs = connection.execute(select(card_proofs.c.output)).scalars().all()
    assert states == {"active"}
    assert sorted(outputs) == ["card", "card", "letter", "letter"]


def test_the_same_list_again_issues_nothing_and_gives_the_same_bytes(desk: Visit, tmp_path: Path) -> None:
    path = office_list(tmp_path, [f"rent,R10{number:03}" for number in range(1, 8)] + ["rent,nobody"])
    first = issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "one", processes=1)
    counts = [count(desk, table) for table in (card_requests, card_proofs, card_batch_rows)]
    again = issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "two", processes=2)
    assert [count(desk, table) for table in (card_requests, card_proofs, card_batch_rows)] == counts
    assert again.counts == first.counts
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")
    issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "one", processes=1)
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")


def test_a_dry_run_changes_nothing_and_says_the_same(desk: Visit, tmp_path: Path) -> None:
    rows = ["rent,R10001", "rent,R10001", "garages,G80001", "rent,R70001", "rent,nobody"]
    path = office_list(tmp_path, rows)
    dry = preview_bulk_issue(desk, HandedInList(path, "NVD"), tmp_path / "dry")
    assert (dry.issue, count(desk, card_requests), count(desk, card_batch_rows)) == (None, 0, 0)
    assert sorted(path.name for path in dry.files) == ["left-over.xlsx", "report.csv", "report.xlsx"]
    real = issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "real", processes=1)
    assert (dry.counts, dry.to_do) == (real.counts, real.to_do)
    after = preview_bulk_issue(desk, HandedInList(path, "NVD"), tmp_path / "dry")
    assert after.counts == real.counts


def test_the_manifest_says_what_lies_beside_it(desk: Visit, tmp_path: Path) -> None:
    result = give(desk, tmp_path, *(f"rent,R10{number:03}" for number in range(1, 5)), "rent,nobody")
    out = tmp_path / "out"
    said = json.loads((out / "manifest.json").read_bytes())
    assert set(said["files"]) == {path.name for path in result.files} - {"manifest.json"}
    for name, told in said["files"].items():
        data = (out / name).read_bytes()
        assert (told["bytes"], told["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert said["outcomes"] == {"issued": 4, "unknown": 1}
    assert (said["office"], said["printed"], said["files"]["cards.pdf"]["pages"]) == ("MARKET", 4, 8)
    assert said["areas"] == [{"area": "NV", "letters": 4, "letter_pages": [1, 4], "card_pages": [1, 8]}]


def test_joint_tenants_have_a_card_each(desk: Visit, tmp_path: Path) -> None:
    give(
        desk,
        tmp_path,
        *("rent,R10001,Mrs A Jones", "rent,R10001,Mr B Jones"),
        *("rent,R10002,Mrs C Ng", "rent,R10002,"),
        *("rent,R10003,Ms D Ng", "rent,R10003,ms d ng"),
        header="fund,account_reference,holder",
    )
    outcomes = [row["outcome"] for row in report(tmp_path / "out")]
    assert outcomes == ["issued", "issued", "issued", "duplicate_row", "issued", "duplicate_row"]
    with reading(desk.installation.engine) as connection:
        kinds = connection.execute(select(card_requests.c.kind).order_by(card_requests.c.number)).scalars()
        assert list(kinds) == ["first", "additional", "first", "first"]


def test_language_and_large_print_reach_the_letter(desk: Visit, tmp_path: Path) -> None:
    give(
        desk,
        tmp_path,
        *("rent,R10001,cy,", "rent,R10002,,yes"),
        header="fund,account_reference,language,large_print",
    )
    letters = texts(tmp_path / "out" / "letters.pdf")
    assert len(letters) == 3
    assert any("Annwyl" in letter for letter in letters)


def test_the_first_sheet_and_no_other_has_a_line_to_measure(desk: Visit, tmp_path: Path) -> None:
    give(desk, tmp_path, "rent,R10001", "rent,R10002", "rent,R10003")
    with_line = ["This line is 100 mm long" in text for text in texts(tmp_path / "out" / "letters.pdf")]
    assert with_line == [True, False, False]


def test_a_letter_greets_by_title_and_surname(desk: Visit, tmp_path: Path) -> None:
    give(desk, tmp_path, "rent,R10001")
    [text] = texts(tmp_path / "out" / "letters.pdf")
    assert "Dear Mrs Jones" in text
    assert "Mrs A Jones" in text  # in the window and on the card


def test_another_name_and_postcode_than_the_account_s_are_pointed_out(desk: Visit, tmp_path: Path) -> None:
    give(
        desk,
        tmp_path,
        *("rent,R10001,Smith,AB1 2CD", "rent,R10002,JONES,AB1 2CD", "rent,R10003,Smith,"),
        header="fund,account_reference,surname,postcode",
    )
    told = [row["what_to_do"] for row in report(tmp_path / "out")]
    assert told[0].startswith("look at it: the list has another surname")
    assert told[1:] == ["", ""]


def test_formula_characters_of_a_list_never_live(desk: Visit, tmp_path: Path) -> None:
    give(
        desk,
        tmp_path,
        '=cmd,"=1+1",@SUM(A1)',
        'rent,R10001,"=HYPERLINK(""http://x"")"',
        header="fund,account_reference,surname",
    )
    first, second = report(tmp_path / "out")
    assert first["surname"] == "'@SUM(A1)"
    assert second["surname"].startswith("'=HYPERLINK")
    book = CalamineWorkbook.from_path(tmp_path / "out" / "report.xlsx")
    sheet = book.get_sheet_by_index(0).to_python()
    assert sheet[2][7] == '=HYPERLINK("http://x")'
    assert isinstance(sheet[2][10], str)
    assert len(sheet[2][10]) == 19


def test_what_is_left_over_can_be_corrected_and_given_again(desk: Visit, tmp_path: Path) -> None:
    give(
        desk,
        tmp_path,
        "rent,R99999,Ann,26,60.50,5/11/2026",
        header="fund,account_reference,surname,payments_a_year,usual_amount,last_paid_on",
    )
    path = tmp_path / "out" / "left-over.xlsx"
    again = issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "again", processes=1)
    assert again.counts == {"unknown": 1}
    with reading(desk.installation.engine) as connection:
        rows = connection.execute(select(card_batch_rows).order_by(card_batch_rows.c.batch_id)).all()
    assert [(row.payments_a_year, row.usual_amount_pence, str(row.last_paid_on)) for row in rows] == [
        (26, 6050, "2026-11-05")
    ] * 2


def test_too_few_numbers_are_said_before_anything_is_issued(database_url: str, tmp_path: Path) -> None:
    with council(tmp_path / "home", database_url, numbers=2) as visit:
        with pytest.raises(NotAllowed, match="needs 3 numbers of the scheme local, which has 1 left"):
            give(visit, tmp_path, "rent,R10001", "rent,R10002", "rent,R10003")
        assert (count(visit, card_requests), count(visit, card_batch_rows)) == (0, 0)


def test_a_card_that_was_replaced_since_is_in_none_of_the_files(desk: Visit, tmp_path: Path) -> None:
    path = office_list(tmp_path, ["rent,R10001", "rent,R10002"])
    issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "out", processes=1)
    which = CardOrAccount(fund="rent", account="R10001")
    change_card(desk, which, "lose", council="NVD", cause=Cause("lost"))
    issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "out", processes=1)
    assert len(texts(tmp_path / "out" / "letters.pdf")) == 1
    assert report(tmp_path / "out")[0]["what_to_do"] == "the card is now lost: it is in none of the files"


def test_only_its_owner_can_read_what_names_people(desk: Visit, tmp_path: Path) -> None:
    give(desk, tmp_path, "rent,R10001", "rent,R99999")
    assert (tmp_path / "out").stat().st_mode & 0o77 == 0
    for path in (tmp_path / "out").iterdir():
        assert path.name == ".card-batch" or path.stat().st_mode & 0o77 == 0, path.name


def test_a_folder_with_anything_else_is_left_alone(desk: Visit, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(UsageError, match="is not empty"):
        give(desk, tmp_path, "rent,R10001", out="full")
    give(desk, tmp_path, "rent,R10001")
    with pytest.raises(UsageError, match="holds the files of another list"):
        give(desk, tmp_path, "rent,R10002")
    assert count(desk, card_requests) == 1


def test_the_council_must_be_said_where_there_are_several(desk: Visit, tmp_path: Path) -> None:
    path = office_list(tmp_path, ["rent,R10001"])
    with pytest.raises(UsageError, match=r"Whose list is it\? Choose NVD or HMB"):
        issue_in_bulk(desk, HandedInList(path), tmp_path / "out")


def test_a_list_belongs_to_the_office_that_it_was_given_for(desk: Visit, tmp_path: Path) -> None:
    path = office_list(tmp_path, ["rent,R10001"])
    issue_in_bulk(desk, HandedInList(path, "NVD", "MARKET"), tmp_path / "out", processes=1)
    with pytest.raises(UsageError, match="begun for the office MARKET"):
        issue_in_bulk(desk, HandedInList(path, "NVD", "HARBOUR"), tmp_path / "out", processes=1)


def test_a_list_of_nothing_gives_a_report_of_nothing(desk: Visit, tmp_path: Path) -> None:
    result = give(desk, tmp_path)
    assert (result.counts, result.to_do) == ({}, ())
    assert sorted(path.name for path in result.files) == ["manifest.json", "report.csv", "report.xlsx"]


def test_cards_that_the_supplier_numbers_are_ordered_once(desk: Visit, tmp_path: Path) -> None:
    rows = ("garages,G80001", "rent,R10001", "garages,nobody")
    path = office_list(tmp_path, rows)
    for out in ("one", "two"):
        issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / out, processes=1)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    order = (tmp_path / "one" / "NVD-supplier-00001.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in order] == ["Reference", "G80001"]
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_bytes())
    assert manifest["files"]["NVD-supplier-00001.csv"]["cards"] == 1
    assert order_cards(desk, tmp_path / "orders", council="NVD").files == []


def test_only_their_owner_can_read_the_files(desk: Visit, tmp_path: Path) -> None:
    result = give(desk, tmp_path, "rent,R10001")
    assert {path.stat().st_mode & 0o777 for path in result.files} == {0o600}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_letters_of_a_bulk_issue_bear_the_same_links_when_they_are_made_again(
    desk: Visit, tmp_path: Path
) -> None:
    web = Web(customer_address="https://pay.northvale.example", customer_link_key=tmp_path / "links.key")
    settings = desk.settings.model_copy(update={"web": web})
    linked = replace(desk, installation=replace(desk.installation, settings=settings))
    give(linked, tmp_path, "rent,R10001", "rent,R10002")
    first = bytes_of(tmp_path / "out")
    assert " ".join(texts(tmp_path / "out" / "letters.pdf")).count("pay.northvale.example/en/c/") == 2
    assert count(desk, card_links) == 2
    give(linked, tmp_path, "rent,R10001", "rent,R10002")
    assert bytes_of(tmp_path / "out") == first
    assert count(desk, card_links) == 2

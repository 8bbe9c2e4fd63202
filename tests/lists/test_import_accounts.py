"""Importing the accounts extract, on both databases."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import BadRows, UsageError
from paycards.jobs.import_accounts import import_accounts
from paycards.lists.accounts_extract import read_extract
from paycards.lists.load_accounts import AccountsResult, load_accounts
from paycards.settings.council import Council
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.accounts import account_references, accounts
from paycards.store.tables.audit import problems
from paycards.store.tables.ledger import ledger_accounts

HEADER = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on"
)
RENT = (
    'NVD,rent,R200000001,open,4200,C1,Ms,Ada,"O\'Neil, Smith","Flat 2\nMill",,,Northvale,NV1 1AA,'
    ",,2020-04-06,"
)
TAX = (
    "NVD,council_tax,770000001,former,-150,C2,Mr,Bob,Ode,1 High St,,,Northvale,NV1 1AB,"
    "b@example.org,01,2019-01-01,2026-01-31"
)
OTHER = "HMB,rent,R300000001,closed,0,C3,,,,,,,,,,,,"


def row(council: str = "NVD", fund: str = "rent", reference: str = "R200000009", **other: str) -> str:
    values = {
        "council": council,
        "fund": fund,
        "reference": reference,
        "status": "open",
        "balance_pence": "0",
    }
    return ",".join((values | other).get(name, "") for name in HEADER.split(","))


def bring(
    visit: Visit, tmp_path: Path, *rows: str, header: str = HEADER, skip_bad: bool = False
) -> AccountsResult:
    path = tmp_path / "accounts.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return import_accounts(visit, path, skip_bad=skip_bad)


def rows_of(visit: Visit, table: Table) -> list[dict[str, object]]:
    with reading(visit.installation.engine) as connection:
        found = connection.execute(select(table).order_by(*table.primary_key.columns))
        return [dict(each) for each in found.mappings()]


def everything(visit: Visit) -> list[list[dict[str, object]]]:
    with reading(visit.installation.engine) as connection:
        ids = [1, 2]
        entries = [dict(each._mapping) for id_ in ids for each in trail.entries(connection, id_)]
    tables = (accounts, ledger_accounts, account_references, problems)
    return [entries, *(rows_of(visit, table) for table in tables)]


def faults(visit: Visit, tmp_path: Path, *rows: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRows) as refused:
        bring(visit, tmp_path, *rows)
    assert rows_of(visit, accounts) == []
    return refused.value.rows


def test_each_account_is_loaded_as_the_extract_gives_it(visit: Visit, tmp_path: Path) -> None:
    result = bring(visit, tmp_path, RENT, TAX, OTHER)
    assert (result.added, result.changed, result.same, result.missing) == (3, 0, 0, {})
    tax, rent = sorted(
        (r for r in rows_of(visit, accounts) if r["council_id"] == 1), key=lambda r: str(r["fund"])
    )
    assert rent["surname"] == "O'Neil, Smith"
    assert rent["address_1"] == "Flat 2\nMill"
    assert (rent["balance_pence"], rent["opened_on"], rent["closed_on"]) == (4200, dt.date(2020, 4, 6), None)
    assert (tax["balance_pence"], tax["status"], tax["closed_on"]) == (-150, "former", dt.date(2026, 1, 31))
    assert tax["address_2"] == ""


def test_each_account_has_a_customer_ledger_account_of_its_own_id(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, RENT, row(reference=" r2/1 "), OTHER)
    ledger = {each["id"]: each for each in rows_of(visit, ledger_accounts)}
    names = {
        (ledger[each["id"]]["council_id"], ledger[each["id"]]["kind"], ledger[each["id"]]["name"])
        for each in rows_of(visit, accounts)
    }
    assert names == {
        (1, "customer", "customer:rent:R200000001"),
        (1, "customer", "customer:rent: r2/1 "),
        (2, "customer", "customer:rent:R300000001"),
    }


def test_the_bytes_are_kept_before_anything_else(visit: Visit, tmp_path: Path) -> None:
    result = bring(visit, tmp_path, RENT)
    assert visit.installation.archive.read(result.sha256) == (tmp_path / "accounts.csv").read_bytes()
    with pytest.raises(BadRows):
        bring(visit, tmp_path, "nonsense")
    assert len(list(visit.installation.archive.check())) == 2


def test_the_same_extract_twice_changes_nothing_at_all(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, RENT, TAX, OTHER)
    bring(visit, tmp_path, RENT, OTHER)
    before = everything(visit)
    again = bring(visit, tmp_path, RENT, OTHER)
    assert (again.added, again.changed, again.same) == (0, 0, 2)
    assert everything(visit) == before


def test_only_what_differs_is_updated(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, RENT, TAX)
    result = bring(visit, tmp_path, RENT, TAX.replace("-150", "-250").replace("2026-01-31", ""))
    assert (result.added, result.changed, result.same) == (0, 1, 1)
    tax = next(each for each in rows_of(visit, accounts) if each["fund"] == "council_tax")
    assert (tax["balance_pence"], tax["closed_on"]) == (-250, None)


def test_a_reference_written_otherwise_is_still_the_same_account(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, row(reference="R200000009"))
    result = bring(visit, tmp_path, row(reference=" r200000009"))
    assert (result.added, result.changed) == (0, 1)
    assert [(each["reference"], each["match_reference"]) for each in rows_of(visit, accounts)] == [
        (" r200000009", "R200000009")
    ]


def test_each_reference_says_how_many_accounts_it_names(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, row(reference="A/1"), row(reference="SAME"), row("HMB", reference="SAME"))
    bring(
        visit, tmp_path, row(fund="council_tax", reference="same"), row(fund="council_tax", reference="a-1")
    )
    ids = {
        (each["council_id"], each["fund"], each["match_reference"]): each["id"]
        for each in rows_of(visit, accounts)
    }
    found = {
        (each["council_id"], each["form"], each["reference"]): (each["accounts"], each["account_id"])
        for each in rows_of(visit, account_references)
    }
    assert found == {
        (1, "exact", "A/1"): (1, ids[1, "rent", "A/1"]),
        (1, "exact", "A-1"): (1, ids[1, "council_tax", "A-1"]),
        (1, "normalised", "A1"): (2, None),
        (1, "exact", "SAME"): (2, None),
        (1, "normalised", "SAME"): (2, None),
        (2, "exact", "SAME"): (1, ids[2, "rent", "SAME"]),
        (2, "normalised", "SAME"): (1, ids[2, "rent", "SAME"]),
    }


def test_a_reference_of_marks_alone_has_no_normalised_form(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, row(reference="-/-"))
    assert [(r["form"], r["reference"]) for r in rows_of(visit, account_references)] == [("exact", "-/-")]


def test_every_bad_row_is_listed_and_nothing_is_loaded(visit: Visit, tmp_path: Path) -> None:
    found = faults(
        visit,
        tmp_path,
        RENT,
        row("XXX"),
        row(fund="parking"),
        row(reference="  "),
        row(reference="R£1"),
        row(reference="1", status="Open"),
        row(reference="2", balance_pence="12.50"),
        row(reference="3", balance_pence="١٢"),
        row(reference="4", balance_pence=""),
        row(reference="5", opened_on="2026-02-30"),
        row(reference="6", closed_on="01/02/2026"),
        "NVD,rent,7,open,0",
        row(reference="r200000001 "),
        "",
        row(reference="8"),
    )
    assert found == [
        (3, "council is 'XXX': it must be NVD or HMB, as in the settings"),
        (4, "fund is 'parking': it must be rent or council_tax, as in the settings"),
        (5, "reference is '  ': it must be printable ASCII and not blank"),
        (6, "reference is 'R£1': it must be printable ASCII and not blank"),
        (7, "status is 'Open': it must be open, former or closed"),
        (8, "balance_pence is '12.50': it must be whole pence: digits, with - before a credit"),
        (9, "balance_pence is '١٢': it must be whole pence: digits, with - before a credit"),
        (10, "balance_pence is '': it must be whole pence: digits, with - before a credit"),
        (11, "opened_on is '2026-02-30': it must be a date as YYYY-MM-DD, or empty"),
        (12, "closed_on is '01/02/2026': it must be a date as YYYY-MM-DD, or empty"),
        (13, "there are 5 fields: there must be 18; quote a field that holds a comma"),
        (14, "this council, fund and reference is that of row 2: leave one of the two out"),
        (15, "the row is empty: there must be 18; quote a field that holds a comma"),
    ]


def test_a_fund_of_another_council_is_bad(settings, visit: Visit, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    second = settings.councils[1].model_copy(update={"funds": ("rent", "parking")})
    councils: tuple[Council, ...] = (settings.councils[0], second)
    wider = settings.model_copy(update={"councils": councils})
    data = "\n".join([HEADER, row("HMB", "parking"), row("NVD", "parking")]).encode()
    assert [number for number, _ in read_extract(wider, "a.csv", data).faults] == [3]


def test_bad_rows_are_left_out_on_request(visit: Visit, tmp_path: Path) -> None:
    result = bring(visit, tmp_path, RENT, row(status="gone"), TAX, skip_bad=True)
    assert (result.added, [number for number, _ in result.skipped]) == (2, [3])
    with reading(visit.installation.engine) as connection:
        (entry,) = trail.entries(connection, 1)
    assert json.loads(entry.after)["skipped"] == [3]


def test_an_account_whose_row_is_skipped_is_not_missing(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, RENT, row(reference="R200000009"))
    result = bring(visit, tmp_path, RENT, row(reference="R200000009", status="gone"), skip_bad=True)
    assert result.missing == {}
    assert rows_of(visit, problems) == []


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", (1, "the header is not council,fund")),
        (HEADER.upper().encode(), (1, "the header is not council,fund")),
        (HEADER.replace(",", ":").encode(), (1, "the header is not council,fund")),
        (HEADER.encode() + b"\n\n", (1, "there are no rows in it")),
        (HEADER.encode() + b",extra\n", (1, "the header is not council,fund")),
        (HEADER.encode() + b"\n" + RENT.encode() + b"\nNVD,rent,\x82", (4, "byte 0x82 is not UTF-8")),
        (HEADER.encode() + b'\nNVD,"rent"x', (2, "the quoting is broken")),
        (HEADER.encode() + b'\nNVD,"rent', (2, "the quoting is broken")),
    ],
)
def test_a_list_that_cannot_be_trusted_at_all_is_refused_even_when_bad_rows_are_skipped(
    visit: Visit, tmp_path: Path, data: bytes, place: tuple[int, str]
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes(data)
    with pytest.raises(BadRows) as refused:
        import_accounts(visit, path, skip_bad=True)
    ((number, sentence),) = refused.value.rows
    assert (number, sentence[: len(place[1])]) == place


def test_a_byte_order_mark_crlf_and_empty_lines_at_the_end_are_fine(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEADER}\r\n{TAX}\r\n\r\n\r\n".encode())
    assert import_accounts(visit, path).added == 1


def test_a_file_that_is_not_there_is_wrong_usage(visit: Visit, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        import_accounts(visit, tmp_path / "none.csv")


@pytest.mark.parametrize(
    "character",
    ["\0", "\t", "\x1b", "\x9b", "\u200b", "\u202e", "\u2066", "\ufeff", "\ufffd", "\ue000", "\xad"],
)
@pytest.mark.parametrize("column", ["surname", "address_2", "email"])
def test_what_nobody_sees_is_refused_without_repeating_what_stands_around_it(
    visit: Visit, tmp_path: Path, column: str, character: str
) -> None:
    assert faults(visit, tmp_path, row(**{column: f"Se{character}cret"})) == [
        (
            2,
            f"{column} is damaged, it holds U+{ord(character):04X}: it must be text without control"
            " characters, direction marks and other characters that nobody sees",
        )
    ]


def test_a_line_end_is_good_in_an_address_only(visit: Visit, tmp_path: Path) -> None:
    found = faults(visit, tmp_path, row(address_1='"Flat 2\nMill"'), row(reference="2", surname='"a\nb"'))
    assert [(number, sentence[:36]) for number, sentence in found] == [
        (3, "surname is damaged, it holds U+000A:")
    ]


def test_a_missing_account_is_a_problem_until_it_is_back(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, RENT, row(reference="R200000009"), TAX, OTHER)
    result = bring(visit, tmp_path, RENT)
    assert result.missing == {("NVD", "rent"): ["R200000009"], ("NVD", "council_tax"): ["770000001"]}
    problem, tax = sorted(rows_of(visit, problems), key=lambda each: str(each["subject"]), reverse=True)
    assert tax["subject"] == "NVD:council_tax"
    assert (problem["kind"], problem["subject"], problem["closed_at"]) == (
        "missing_accounts",
        "NVD:rent",
        None,
    )
    assert problem["message"] == (
        "NVD: 1 account is missing from the newest extract of rent: R200000009."
        " More than a tenth of its 2 accounts: the extract may be cut short."
    )
    assert len(rows_of(visit, accounts)) == 4
    bring(visit, tmp_path, RENT, row(reference="R200000009"), TAX)
    assert {(each["closed_at"], each["closed_by"]) for each in rows_of(visit, problems)} == {
        (visit.now, "tester")
    }


def test_the_trail_tells_what_each_import_did_and_holds_no_personal_data(
    visit: Visit, tmp_path: Path
) -> None:
    first = bring(visit, tmp_path, RENT, TAX, OTHER)
    bring(visit, tmp_path, RENT.replace("4200", "1"))
    with reading(visit.installation.engine) as connection:
        mine, other = trail.entries(connection, 1), trail.entries(connection, 2)
        assert trail.broken_links(connection, 1) == []
    assert [(each.action, each.subject, each.actor) for each in (*mine, *other)] == [
        ("accounts.imported", "accounts.csv", "tester")
    ] * 3
    assert json.loads(other[0].after) == {
        "sha256": first.sha256,
        "added": 1,
        "changed": 0,
        "same": 0,
        "missing": {"rent": 0},
        "skipped": [],
    }
    assert json.loads(mine[1].after)["changed"] == 1
    assert not any("Neil" in each.after or "Ada" in each.after for each in mine)


def test_one_council_can_be_loaded_alone_for_a_replay(visit: Visit) -> None:
    data = f"{HEADER}\n{RENT}\n{OTHER}".encode()
    extract = read_extract(visit.settings, "a.csv", data)
    with visit.steps(["HMB"], Permission.IMPORT_LISTS) as steps:
        result = load_accounts(steps, extract)
    assert result.added == 1
    assert [each["council_id"] for each in rows_of(visit, accounts)] == [2]


def test_a_large_extract_is_loaded_whole_and_a_second_time_changes_nothing(
    visit: Visit, tmp_path: Path
) -> None:
    rows = [row(reference=f"R2{number:08d}", surname=f"Name {number}") for number in range(12_000)]
    assert bring(visit, tmp_path, *rows).added == 12_000
    assert bring(visit, tmp_path, *rows).same == 12_000
    with reading(visit.installation.engine) as connection:
        counted = connection.execute(select(func.count()).select_from(account_references)).scalar()
    assert counted == 24_000

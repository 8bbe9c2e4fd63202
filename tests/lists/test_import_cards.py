"""Importing cards, from a council's own list and from a cross reference, on both databases."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.errors import BadRows, FileRefused
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.lists.load_cards import CardsResult, load_cards, read_cards
from paycards.store import trail
from paycards.store.engine import reading
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.files import files

HEADER = "council,fund,account_reference,card_number,status,issued_on"
ACCOUNTS = """council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,\
address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on
NVD,rent,R200000001,open,0,,,,,,,,,,,,,
NVD,rent,R200000002,closed,0,,,,,,,,,,,,,
NVD,rent,SAME,open,0,,,,,,,,,,,,,
NVD,council_tax,SAME,open,0,,,,,,,,,,,,,
NVD,rent,R200000003,open,0,,,,,,,,,,,,,
NVD,council_tax,R200000003,open,0,,,,,,,,,,,,,
NVD,council_tax,770/001,open,0,,,,,,,,,,,,,
HMB,rent,R300000001,open,0,,,,,,,,,,,,,
"""
ONE, TWO, THREE = "9826999900000000018", "9826999900000000026", "9826999900000000034"


@pytest.fixture
def desk(visit: Visit, tmp_path: Path) -> Visit:
    """A visit whose councils have accounts."""
    path = tmp_path / "accounts.csv"
    path.write_text(ACCOUNTS, encoding="utf-8")
    import_accounts(visit, path)
    return visit


def bring(visit: Visit, tmp_path: Path, *rows: str, skip_bad: bool = False) -> CardsResult:
    path = tmp_path / "cards.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return import_cards(visit, path, skip_bad=skip_bad)


def bring_cross_reference(
    visit: Visit,
    tmp_path: Path,
    *rows: tuple[str, str],
    name: str = "NVDC0001.CRF",
    skip_bad: bool = False,
) -> CardsResult:
    lines = ["CARD CROSS REFERENCE FILE", "", *(f"{n:<19}{'':6}{r:<21}N" for n, r in rows)]
    lines += ["", "", "File creation date : 19/11/2026"]
    path = tmp_path / name
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
    return import_cards(visit, path, skip_bad=skip_bad)


def held(visit: Visit) -> dict[tuple[int, str], tuple[str, str, str, dt.date | None]]:
    query = select(cards, accounts.c.fund, accounts.c.reference).join(
        accounts, accounts.c.id == cards.c.account_id
    )
    with reading(visit.installation.engine) as connection:
        return {
            (each.council_id, each.card_number): (each.fund, each.reference, each.status, each.issued_on)
            for each in connection.execute(query)
        }


def entries(visit: Visit, council_id: int) -> list[dict[str, object]]:
    with reading(visit.installation.engine) as connection:
        return [
            json.loads(each.after)
            for each in trail.entries(connection, council_id)
            if each.action == "cards.imported"
        ]


def test_each_card_is_put_on_the_account_that_the_list_names(desk: Visit, tmp_path: Path) -> None:
    result = bring(
        desk,
        tmp_path,
        f"NVD,rent, r200000001 ,{ONE},active,2026-10-05",
        f"NVD,council_tax,SAME,{TWO},lost,",
        f"HMB,rent,R300000001,{ONE},requested,2026-01-02",
    )
    assert (result.added, result.changed, result.same, result.skipped) == (3, 0, 0, ())
    assert held(desk) == {
        (1, ONE): ("rent", "R200000001", "active", dt.date(2026, 10, 5)),
        (1, TWO): ("council_tax", "SAME", "lost", None),
        (2, ONE): ("rent", "R300000001", "requested", dt.date(2026, 1, 2)),
    }


def test_a_card_may_be_on_a_closed_account_and_of_any_scheme(desk: Visit, tmp_path: Path) -> None:
    numbers = ("9826999900001", "982699990000000000000001", "9826999900000000019")
    bring(desk, tmp_path, *(f"NVD,rent,R200000002,{number},active," for number in numbers))
    assert {number for _, number in held(desk)} == set(numbers)


def test_the_same_list_twice_changes_nothing(desk: Visit, tmp_path: Path) -> None:
    row = f"NVD,rent,R200000001,{ONE},active,2026-10-05"
    bring(desk, tmp_path, row)
    before = held(desk), entries(desk, 1)
    again = bring(desk, tmp_path, row)
    assert (again.added, again.changed, again.same) == (0, 0, 1)
    assert (held(desk), entries(desk, 1)) == before


def test_a_new_status_or_date_is_taken_over(desk: Visit, tmp_path: Path) -> None:
    bring(desk, tmp_path, f"NVD,rent,R200000001,{ONE},active,", f"NVD,rent,SAME,{TWO},active,2026-10-05")
    result = bring(
        desk,
        tmp_path,
        f"NVD,rent,R200000001,{ONE},stolen,2026-10-06",
        f"NVD,rent,SAME,{TWO},active,",
        f"NVD,rent,SAME,{THREE},active,",
    )
    assert (result.added, result.changed, result.same) == (1, 2, 0)
    assert held(desk)[1, ONE][2:] == ("stolen", dt.date(2026, 10, 6))
    assert held(desk)[1, TWO][2:] == ("active", None)


def test_every_bad_row_is_listed_and_nothing_is_loaded(desk: Visit, tmp_path: Path) -> None:
    bring(desk, tmp_path, f"NVD,rent,R200000001,{ONE},active,")
    with pytest.raises(BadRows) as refused:
        bring(
            desk,
            tmp_path,
            f"NVD,rent,R200000001,{TWO},active,",
            f"XXX,rent,R200000001,{THREE},active,",
            f"NVD,rent,R999999999,{THREE},active,",
            "NVD,rent,R200000001,982699990000,active,",
            "NVD,rent,R200000001,9826 9999 0000 0000 042,active,",
            f"NVD,rent,R200000001,{TWO},active,",
            "NVD,rent,R200000001,9826999900000000042,in use,",
            "NVD,rent,R200000001,9826999900000000059,active,5/10/2026",
            f"NVD,rent,SAME,{ONE},active,",
            f"HMB,rent,R200000001,{ONE},active,",
            "NVD,rent",
        )
    statuses = "requested, ordered, active, replaced, lost, stolen, damaged, cancelled, expired"
    assert refused.value.rows == [
        (3, "council is 'XXX': it must be NVD or HMB, as in the settings"),
        (
            4,
            "card ...0034: 'rent R999999999' names no account: import the accounts first,"
            " or correct the reference",
        ),
        (5, "card_number is ...0000: it must be 13 to 24 digits"),
        (6, "card_number is ... 042: it must be 13 to 24 digits"),
        (7, "this card number is that of row 2: leave one of the two out"),
        (8, f"status is 'in use': it must be one of {statuses}"),
        (9, "issued_on is '5/10/2026': it must be a date as YYYY-MM-DD, or empty"),
        (
            10,
            "card ...0018 is on rent R200000001 already, not on rent SAME:"
            " leave it out, a card never changes its account",
        ),
        (
            11,
            "card ...0018: 'rent R200000001' names no account: import the accounts first,"
            " or correct the reference",
        ),
        (12, "there are 2 fields: there must be 6; quote a field that holds a comma"),
    ]
    assert set(held(desk)) == {(1, ONE)}
    assert len(entries(desk, 1)) == 1


def test_bad_rows_are_left_out_on_request(desk: Visit, tmp_path: Path) -> None:
    bring(desk, tmp_path, f"NVD,rent,R200000001,{ONE},active,")
    result = bring(
        desk,
        tmp_path,
        f"NVD,rent,SAME,{ONE},lost,",
        f"NVD,rent,NOBODY,{TWO},active,",
        f"NVD,rent,SAME,{THREE},active,",
        skip_bad=True,
    )
    assert (result.added, result.changed, result.same) == (1, 0, 0)
    assert [number for number, _ in result.skipped] == [2, 3]
    assert held(desk)[1, ONE] == ("rent", "R200000001", "active", None)
    assert entries(desk, 1)[-1]["skipped"] == [2, 3]


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("card_number,status", "column 1 is 'card_number' and must be council"),
        (HEADER.upper(), "column 1 is 'COUNCIL' and must be council"),
        (f"{HEADER},,", "column 7 is one too many: ''"),
        (HEADER.removesuffix(",issued_on"), "column 6, issued_on, is missing"),
        ("", "there is none, the first row is empty"),
    ],
)
def test_another_header_is_refused_and_its_first_fault_named(
    desk: Visit, tmp_path: Path, header: str, wrong: str
) -> None:
    path = tmp_path / "cards.csv"
    path.write_text(f"{header}\n" if header else "")
    with pytest.raises(BadRows) as refused:
        import_cards(desk, path, skip_bad=True)
    assert refused.value.rows == [
        (1, f"the header is not {HEADER}: name exactly these, in this order; {wrong}"),
    ]


def test_the_trail_holds_no_card_number_and_the_bytes_are_kept(desk: Visit, tmp_path: Path) -> None:
    result = bring(desk, tmp_path, f"NVD,rent,SAME,{ONE},active,", f"HMB,rent,R300000001,{TWO},active,")
    assert entries(desk, 1) == [
        {"sha256": result.sha256, "contract": "", "added": 1, "changed": 0, "same": 0, "skipped": []}
    ]
    assert len(entries(desk, 2)) == 1
    assert desk.installation.archive.read(result.sha256) == (tmp_path / "cards.csv").read_bytes()


def test_a_cross_reference_puts_cards_on_the_accounts_its_references_name(
    desk: Visit, tmp_path: Path
) -> None:
    result = bring_cross_reference(
        desk, tmp_path, (ONE, "r200000001"), (TWO, "770001"), (THREE, "R200000003"), name="NVDC0007.CRF"
    )
    assert (result.contract, result.added) == ("NVD-ALLPAY", 3)
    assert held(desk) == {
        (1, ONE): ("rent", "R200000001", "active", None),
        (1, TWO): ("council_tax", "770/001", "active", None),
        (1, THREE): ("rent", "R200000003", "active", None),
    }


def test_the_prefix_of_a_contract_is_taken_off(desk: Visit, tmp_path: Path) -> None:
    bring_cross_reference(desk, tmp_path, (ONE, "HMR300000001"), name="HMBC0001.CRF")
    assert held(desk) == {(2, ONE): ("rent", "R300000001", "active", None)}


def test_a_cross_reference_leaves_known_cards_as_they_are(desk: Visit, tmp_path: Path) -> None:
    bring(desk, tmp_path, f"NVD,rent,R200000001,{ONE},lost,2026-10-05")
    result = bring_cross_reference(desk, tmp_path, (ONE, "R200000001"))
    assert (result.added, result.changed, result.same) == (0, 0, 1)
    assert held(desk)[1, ONE][2:] == ("lost", dt.date(2026, 10, 5))


def test_the_bad_rows_of_a_cross_reference_are_listed(desk: Visit, tmp_path: Path) -> None:
    bring(desk, tmp_path, f"NVD,rent,R200000001,{ONE},lost,")
    rows = (
        (TWO, "R200000001"),
        (TWO, "R200000001"),
        (THREE, "NOBODY"),
        ("9826999900000000042", "SAME"),
        ("9826999900000000059", "R200000002"),
        (ONE, "770001"),
    )
    with pytest.raises(BadRows) as refused:
        bring_cross_reference(desk, tmp_path, *rows)
    advice = ": import the accounts first, or correct the reference"
    assert refused.value.rows == [  # the title is record 1
        (3, "this card number is that of row 2: leave one of the two out"),
        (4, f"card ...0034: 'NOBODY' names no account{advice}"),
        (5, f"card ...0042: 'SAME' names more than one account{advice}"),
        (
            7,
            "card ...0018 is on rent R200000001 already, not on 770001:"
            " leave it out, a card never changes its account",
        ),
    ]
    # the card of a closed account is learned all the same: what is paid with it must be found
    assert bring_cross_reference(desk, tmp_path, *rows, skip_bad=True).added == 2


def test_a_cross_reference_is_not_registered_as_a_file(desk: Visit, tmp_path: Path) -> None:
    bring_cross_reference(desk, tmp_path, (ONE, "R200000001"))
    with reading(desk.installation.engine) as connection:
        assert connection.execute(select(func.count()).select_from(files)).scalar() == 0


def test_a_cross_reference_of_nobody_or_damaged_is_refused(desk: Visit, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no contract has its client code"):
        bring_cross_reference(desk, tmp_path, (ONE, "R200000001"), name="XXXX0001.CRF")
    path = tmp_path / "NVDC0002.CRF"
    path.write_bytes(b"CARD CROSS REFERENCE FILE\r\n\r\n98269999")
    with pytest.raises(FileRefused):
        import_cards(desk, path, skip_bad=True)
    assert held(desk) == {}


def test_one_council_can_be_loaded_alone_for_a_replay(desk: Visit) -> None:
    data = f"{HEADER}\nNVD,rent,SAME,{ONE},active,\nHMB,rent,R300000001,{TWO},active,\n".encode()
    read = read_cards(desk.settings, (), desk.installation.layouts, "cards.csv", data)
    with desk.steps(["HMB"], Permission.IMPORT_LISTS) as steps:
        load_cards(steps, read)
    assert set(held(desk)) == {(2, TWO)}


def test_a_large_list_is_loaded_whole(desk: Visit, tmp_path: Path) -> None:
    rows = [f"NVD,rent,R200000001,98269999{number:011d},active,2026-10-05" for number in range(12_000)]
    assert bring(desk, tmp_path, *rows).added == 12_000
    assert bring(desk, tmp_path, *rows).same == 12_000

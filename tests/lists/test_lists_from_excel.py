"""Lists of accounts and cards as people make them: encodings, workbooks, lost zeros, long fields."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.errors import BadRows, UsageError
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.init import init
from paycards.lists.accounts_extract import read_extract
from paycards.lists.card_list import read_card_list
from paycards.lists.checks import Fault
from paycards.lists.load_accounts import AccountsResult
from paycards.lists.opening_items import read_opening_items
from paycards.lists.reference_list import read_reference_sheet
from paycards.settings.outgoing import Outgoing
from paycards.store.engine import reading
from paycards.store.tables.accounts import accounts
from paycards.store.tables.audit import problems
from tests.lists.workbooks import of_rows

COLUMNS = [
    *("council", "fund", "reference", "status", "balance_pence", "customer_ref", "title", "forenames"),
    *("surname", "address_1", "address_2", "address_3", "town", "postcode", "email", "phone"),
    *("opened_on", "closed_on"),
]
NAME = "O\N{RIGHT SINGLE QUOTATION MARK}Brién-Müller"
CARD_COLUMNS = ["council", "fund", "account_reference", "card_number", "status", "issued_on"]
USUAL = {"council": "NVD", "fund": "council_tax", "status": "open", "balance_pence": "0"}


def row(reference: object, **other: object) -> list[object]:
    values = USUAL | {"reference": reference} | other
    return [values.get(column, "") for column in COLUMNS]


def text(*rows: Iterable[object], separator: str = ",", headings: Iterable[str] = COLUMNS) -> str:
    return "".join(separator.join(map(str, each)) + "\r\n" for each in (headings, *rows))


def bring(
    visit: Visit, tmp_path: Path, data: str | bytes, *, skip_bad: bool = False, name: str = "a.csv"
) -> AccountsResult:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return import_accounts(visit, path, skip_bad=skip_bad)


def refused(visit: Visit, tmp_path: Path, data: str | bytes) -> list[tuple[int, str]]:
    before = references(visit)
    with pytest.raises(BadRows) as bad:
        bring(visit, tmp_path, data)
    assert references(visit) == before
    return bad.value.rows


def references(visit: Visit) -> list[str]:
    with reading(visit.installation.engine) as connection:
        return list(connection.execute(select(accounts.c.reference).order_by(accounts.c.id)).scalars())


def open_problems(visit: Visit, kind: str) -> dict[str, str]:
    query = select(problems.c.subject, problems.c.message).where(
        problems.c.kind == kind, problems.c.closed_at.is_(None)
    )
    with reading(visit.installation.engine) as connection:
        return {subject: message for subject, message in connection.execute(query)}  # noqa: C416


def test_references_that_lost_their_zeros_stop_the_extract(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, text(*(row(f"00770{number}") for number in range(17))))
    told = refused(visit, tmp_path, text(*(row(f"770{number}") for number in range(17))))
    assert [number for number, _ in told] == list(range(2, 19))
    assert told[0][1].startswith("reference is '7700': '007700' is the same but for zeros at the front")
    assert refused(visit, tmp_path, text(row(" 0-770 0")))


def test_references_of_one_extract_that_differ_in_zeros_alone_stop_it(visit: Visit, tmp_path: Path) -> None:
    told = refused(visit, tmp_path, text(row("0770001"), row("770002"), row("770001")))
    assert [number for number, _ in told] == [2, 4]


def test_the_same_number_in_another_fund_or_with_a_letter_before_it_is_no_lost_zero(
    visit: Visit, tmp_path: Path
) -> None:
    rows = (row("0770001"), row("770001", fund="rent"), row("R00770001"), row("R770001"))
    assert bring(visit, tmp_path, text(*rows)).added == 4
    assert bring(visit, tmp_path, text(*rows)).same == 4


def test_rows_that_lost_zeros_can_be_left_out_and_their_accounts_are_not_missing(
    visit: Visit, tmp_path: Path
) -> None:
    bring(visit, tmp_path, text(row("0770001"), row("0770002")))
    result = bring(visit, tmp_path, text(row("770001"), row("0770002"), row("0770003")), skip_bad=True)
    assert (result.added, result.same, [number for number, _ in result.skipped]) == (1, 1, [2])
    assert (result.missing, result.needs_person) == ({}, True)
    assert references(visit) == ["0770001", "0770002", "0770003"]


@pytest.mark.parametrize("reference", ["7.72E+08", "7,72E+08", "772365247.0"])
def test_a_number_that_a_spreadsheet_made_of_a_reference_is_refused(
    visit: Visit, tmp_path: Path, reference: str
) -> None:
    quoted = f'"{reference}"'
    ((number, sentence),) = refused(visit, tmp_path, text(row(quoted)))
    assert number == 2
    assert "a spreadsheet has made this of a number" in sentence


def test_a_card_is_not_put_on_the_account_that_lost_zeros_name(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, text(row("0770001"), row("R1")))
    path = tmp_path / "cards.csv"
    path.write_text(
        text(
            ["NVD", "council_tax", "770001", "9826999900000000018", "active", ""],
            ["NVD", "council_tax", "R1", "9826999900000000026", "active", ""],
            headings=CARD_COLUMNS,
        )
    )
    with pytest.raises(BadRows) as bad:
        import_cards(visit, path)
    ((number, sentence),) = bad.value.rows
    assert number == 2
    assert "is the reference of an account but for zeros at the front" in sentence
    result = import_cards(visit, path, skip_bad=True)
    assert (result.added, result.same) == (1, 0)


def test_card_numbers_that_a_spreadsheet_rounded_stop_the_list(visit: Visit, tmp_path: Path) -> None:
    bring(visit, tmp_path, text(row("R1")))
    path = tmp_path / "cards.csv"
    numbers = ("9826999900001230000", "9826999900004560000")
    rows = (["NVD", "council_tax", "R1", number, "active", ""] for number in numbers)
    path.write_text(text(*rows, headings=CARD_COLUMNS))
    with pytest.raises(BadRows) as bad:
        import_cards(visit, path)
    assert [number for number, _ in bad.value.rows] == [2, 3]
    assert "a spreadsheet has rounded it to 15 digits" in bad.value.rows[0][1]


@pytest.mark.parametrize(
    ("encoding", "separator", "note"),
    [
        ("utf-8", ";", "read with semicolons between the fields"),
        ("utf-16", "\t", "read as UTF-16"),
        ("cp1252", ",", "read as Windows-1252"),
        ("cp1252", ";", "read as Windows-1252"),
    ],
)
def test_what_excel_saves_is_read_where_only_one_reading_is_possible(
    visit: Visit, tmp_path: Path, encoding: str, separator: str, note: str
) -> None:
    data = text(row("R1", surname=NAME), separator=separator).encode(encoding)
    result = bring(visit, tmp_path, data)
    assert result.added == 1
    assert result.notes[0].startswith(note)
    with reading(visit.installation.engine) as connection:
        assert connection.execute(select(accounts.c.surname)).scalar_one() == NAME


@pytest.mark.parametrize("first", ["sep=;", "sep=,", "SEP=,", '"sep=;"'])
def test_a_line_that_is_for_excel_alone_is_named(visit: Visit, tmp_path: Path, first: str) -> None:
    data = f"{first}\r\n{text(row('R1'), separator=';')}"
    assert refused(visit, tmp_path, data) == [(1, "this line tells Excel which separator is used: delete it")]


def test_a_workbook_of_text_is_read(visit: Visit, tmp_path: Path) -> None:
    data = of_rows(COLUMNS, row("0770001", surname="Siân", balance_pence=4200), row("R2"))
    assert bring(visit, tmp_path, data, name="a.xlsx").added == 2
    assert references(visit) == ["0770001", "R2"]


def test_a_workbook_in_which_numbers_are_no_text_is_refused_row_by_row(visit: Visit, tmp_path: Path) -> None:
    data = of_rows(
        COLUMNS, row(770001), row("R2", balance_pence=42.5), row("R3", phone=1632960000), row("R4")
    )
    told = refused(visit, tmp_path, data)
    assert {number for number, _ in told} == {2, 3, 4}
    said = [sentence for _, sentence in told]
    assert any(each.startswith("reference is a number in Excel") for each in said)
    assert any(each.startswith("phone is a number in Excel") for each in said)
    assert any(each.startswith("balance_pence is 42.5 in Excel") for each in said)
    assert len(told) == 3


def test_a_wrong_cell_of_a_workbook_is_told_once_whatever_else_is_asked_of_its_column(visit: Visit) -> None:
    contract = next(iter(visit.installation.contracts.values()))
    council, code = contract.council.code, contract.terms.code
    lists: dict[str, tuple[Callable[[bytes], list[Fault]], tuple[str, ...], list[object]]] = {
        "accounts": (
            lambda data: read_extract(visit.settings, "a.xlsx", data).faults,
            tuple(COLUMNS),
            row("R1"),
        ),
        "cards": (
            lambda data: read_card_list(visit.settings, "c.xlsx", data).faults,
            tuple(CARD_COLUMNS),
            ["NVD", "rent", "R1", "9826999900000000018", "active", ""],
        ),
        "opening items": (
            lambda data: faults_of(lambda: read_opening_items("o.xlsx", data, [contract])),
            ("contract", "due", "due_on", "amount_pence"),
            [code, "A", "2026-11-20", "5"],
        ),
        "references": (
            lambda data: faults_of(lambda: read_reference_sheet("r.xlsx", data, "0", [council])),
            ("council", "wrong", "right"),
            [council, "R1", "R2"],
        ),
    }
    for what, (read, columns, good) in lists.items():
        for place, column in enumerate(columns):
            wrong = [*good[:place], True, *good[place + 1 :]]
            told = [fault for fault in read(of_rows(columns, wrong, wrong, good)) if column in fault[1]]
            expected = f"{column} is TRUE or FALSE in Excel"
            assert [number for number, _ in told] == [2, 3], (what, told)
            assert all(sentence.startswith(expected) for _, sentence in told), (what, told)


def faults_of(read: Callable[[], object]) -> list[Fault]:
    with pytest.raises(BadRows) as bad:
        read()
    return list(bad.value.rows)


@pytest.mark.parametrize(
    ("column", "most"),
    [("reference", 50), ("surname", 100), ("address_1", 100), ("postcode", 20), ("email", 254)],
)
def test_each_field_has_a_limit_and_its_row_says_so(
    visit: Visit, tmp_path: Path, column: str, most: int
) -> None:
    for length in (most + 1, 4_000, 100_000):
        values: dict[str, object] = {"reference": "R1", column: "R" * length}
        ((number, sentence),) = refused(visit, tmp_path, text(row(**values)))
        assert number == 2
        assert f"no longer than {most} characters" in sentence
        assert len(sentence) < 200


def test_a_card_list_has_the_same_limits(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    for place in range(len(CARD_COLUMNS)):
        cells = ["NVD", "rent", "R1", "9826999900000000018", "active", ""]
        cells[place] = "9" * 4_000
        path.write_text(text(cells, headings=CARD_COLUMNS))
        with pytest.raises(BadRows) as bad:
            import_cards(visit, path)
        assert all(len(sentence) < 300 for _, sentence in bad.value.rows)


def test_an_extract_that_leaves_out_a_fund_reports_all_its_accounts(visit: Visit, tmp_path: Path) -> None:
    both = (row("R1", fund="rent"), row("7", fund="council_tax"), row("H1", council="HMB", fund="rent"))
    bring(visit, tmp_path, text(*both))
    result = bring(visit, tmp_path, text(both[0]))
    assert result.missing == {("NVD", "council_tax"): ["7"]}
    assert result.much_missing == (("NVD", "council_tax"),)
    assert result.needs_person
    assert list(open_problems(visit, "missing_accounts")) == ["NVD:council_tax"]


def test_more_than_a_tenth_that_is_missing_needs_a_person_and_a_tenth_does_not(
    visit: Visit, tmp_path: Path
) -> None:
    rows = [row(f"R{number:03}") for number in range(100)]
    bring(visit, tmp_path, text(*rows))
    tenth = bring(visit, tmp_path, text(*rows[10:]))
    assert (len(tenth.missing["NVD", "council_tax"]), tenth.needs_person) == (10, False)
    more = bring(visit, tmp_path, text(*rows[11:]))
    assert more.needs_person
    assert "the extract may be cut short" in open_problems(visit, "missing_accounts")["NVD:council_tax"]


@pytest.mark.parametrize("data", [text(), text() + "\r\n\r\n", codecs.BOM_UTF8.decode() + text()])
def test_an_extract_without_rows_is_refused(visit: Visit, tmp_path: Path, data: str) -> None:
    bring(visit, tmp_path, text(row("R1")))
    ((_, sentence),) = refused(visit, tmp_path, data)
    assert sentence.startswith("there are no rows in it")


def test_an_account_that_no_outgoing_file_can_name_is_loaded_and_said(visit: Visit, tmp_path: Path) -> None:
    settings = visit.settings
    council = settings.councils[0].model_copy(
        update={
            "outgoing": (
                Outgoing(fund="rent", format="rent_cash"),
                Outgoing(fund="council_tax", format="income_csv"),
            )
        }
    )
    wider = settings.model_copy(update={"councils": (council, *settings.councils[1:])})
    init(wider)
    object.__setattr__(visit.installation, "settings", wider)
    good = (row("R100000041", fund="rent"), row("R1000000410C", fund="rent", status="closed"))
    bad = (row("R1000000410A", fund="rent"), row('"7,7"'), *good)
    result = bring(visit, tmp_path, text(*bad))
    assert (result.added, result.needs_person) == (4, True)
    assert {each.reference for each in result.unsendable} == {"R1000000410A", "7,7"}
    said = open_problems(visit, "unsendable_account")
    assert "R1000000410A" in said["NVD:rent"]
    assert "at most 10 printable ASCII characters" in said["NVD:rent"]
    assert "7,7" in said["NVD:council_tax"]
    bring(visit, tmp_path, text(*good))
    assert open_problems(visit, "unsendable_account") == {}


def test_the_name_of_a_list_does_nothing_to_a_terminal(visit: Visit, tmp_path: Path) -> None:
    result = bring(visit, tmp_path, text(row("R1")), name="a\x1b[2J\u202e.csv")
    assert result.name == "a\\x1b[2J\\u202e.csv"


def test_a_file_without_an_end_is_not_read_to_its_end(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paycards.lists.reading.MOST_BYTES", 1_000_000)
    with pytest.raises(UsageError, match="has more than 1 MB"):
        import_accounts(visit, Path("/dev/zero"))

"""Rows of a list that cannot be printed or delivered take no number, and are issued once they can be."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from paycards.access.visit import Visit
from paycards.cards.desk_card import Print
from paycards.cards.which import CardOrAccount
from paycards.closing.bulk_issue.opening import HandedInList
from paycards.closing.bulk_issue.press import Press, open_press
from paycards.closing.bulk_issue.pressroom import Pressroom
from paycards.closing.bulk_issue.printability import Printability
from paycards.closing.bulk_issue.printed_part import PartToPrint
from paycards.errors import ProofFailed, SettingsError, TryAgain
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.paper import Holding
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.issue_card import issue_card
from paycards.jobs.issue_in_bulk import issue_in_bulk
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.card_numbers import card_numbers
from tests.closing.office import HEADER, NOW, give, office_list
from tests.closing.test_bulk_issue import report
from tests.full_disk import little_room
from tests.issue.own_font import template_without_ink

GOOD = "12 Harbour View,,,Northvale,NV2 4QT"


def numbers(visit: Visit) -> int:
    with reading(visit.installation.engine) as connection:
        return connection.execute(select(func.count()).select_from(card_numbers)).scalar_one()


def move(visit: Visit, folder: Path, *addresses: str, surname: str = "Jones", title: str = "Mrs") -> None:
    """Give the first accounts of the office these addresses."""
    rows = [
        f"NVD,rent,R10{number:03},open,0,,{title},Ann,{surname},{address},,,,"
        for number, address in enumerate(addresses, start=1)
    ]
    (folder / "moved.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    import_accounts(visit, folder / "moved.csv")


def test_a_blank_address_takes_no_number_and_the_left_over_list_issues(desk: Visit, tmp_path: Path) -> None:
    move(desk, tmp_path, ",,,,")
    first = give(desk, tmp_path, "rent,R10001", "rent,R10002")
    assert first.counts == {"cannot_be_printed": 1, "issued": 1}
    [(_, _, message)] = first.to_do
    assert message.startswith("the account has no address that post can reach: it is empty; complete it")
    assert numbers(desk) == 1
    move(desk, tmp_path, GOOD)
    left_over = HandedInList(tmp_path / "out" / "left-over.xlsx", "NVD", "MARKET")
    again = issue_in_bulk(desk, left_over, tmp_path / "again", processes=1)
    assert again.counts == {"issued": 1}
    assert numbers(desk) == 2
    assert verify(desk).differences == ()


def test_letters_to_nowhere_are_left_to_a_person(desk: Visit, tmp_path: Path) -> None:
    nowhere = ("No fixed abode,,,Northvale,", ",,,,NV2 4QT", "c/o Town Hall,,,,", ",,,Northvale,")
    move(desk, tmp_path, *nowhere, "Gone away,,,,")
    result = give(desk, tmp_path, *(f"rent,R10{number:03}" for number in range(1, 7)))
    assert result.counts == {"cannot_be_printed": 5, "issued": 1}
    assert all("hand the letter over in person" in message for _, _, message in result.to_do)
    assert numbers(desk) == 1


def test_an_address_that_went_since_the_list_was_begun_takes_no_number(
    desk: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paycards.jobs import issue_in_bulk as job

    begin = job._begin

    def begin_and_move(*arguments: object) -> object:
        issue = begin(*arguments)  # type: ignore[arg-type]
        move(desk, tmp_path, "NFA,,,,")
        return issue

    monkeypatch.setattr(job, "_begin", begin_and_move)
    assert give(desk, tmp_path, "rent,R10001", "rent,R10002").counts == {"cannot_be_printed": 1, "issued": 1}
    assert numbers(desk) == 1


@pytest.mark.parametrize(
    ("holder", "address"),
    [
        ("W" * 26, GOOD),
        ("Mrs A Jones", f"{'W' * 30},{'W' * 30},{'W' * 30},Northvale,NV2 4QT"),
        ("Mrs A Jones", f"{'M' * 22},{'M' * 22},{'M' * 22},{'M' * 22},NV2 4QT"),
        ("Wm Wm Wm Wm Wm Wm Wm Wm Wm", GOOD),
        ("M" * 18, f"{'M' * 21},,,Northvale,NV2 4QT"),
    ],
)
@pytest.mark.parametrize("large_print", ["no", "yes"])
def test_whatever_is_issued_is_printed_however_wide_it_is(
    desk: Visit, tmp_path: Path, holder: str, address: str, large_print: str
) -> None:
    move(desk, tmp_path, address)
    header = "fund,account_reference,holder,large_print"
    result = give(desk, tmp_path, f"rent,R10001,{holder},{large_print}", header=header)
    assert numbers(desk) == result.counts.get("issued", 0)
    assert sum(result.counts.values()) == 1


def test_what_is_no_wider_than_the_specimen_is_not_drawn_and_can_be_printed(desk: Visit) -> None:
    from paycards.closing.bulk_issue.trials import LINE, NAME, REFERENCE
    from paycards.issue.artwork.paper import LONGEST_DATE

    artwork = Artwork(desk.settings.councils[0])
    printability = Printability(artwork, Press(artwork))
    widest = Holding("9" * 19, "rent", REFERENCE, NAME, address=(LINE,) * 4, date=LONGEST_DATE)
    assert not printability._trials.must_be_drawn(widest)
    assert Press(artwork).refusals([(1, widest)]) == {}


def test_what_is_sure_to_be_printed_is_sure_only_while_nothing_printed_changes(desk: Visit) -> None:
    artwork = Artwork(desk.settings.councils[0])
    printability = Printability(artwork, Press(artwork))
    good: dict[str, str] = {
        **dict.fromkeys(("address_2", "address_3"), ""),
        "fund": "rent",
        "reference": "R10001",
        "title": "Ms",
        "forenames": "Ida",
        "surname": "Penhaligon",
        "address_1": "12 Harbour View",
        "town": "Northvale",
        "postcode": "NV2 4QT",
    }

    def asked(holder: str = "Ms Ida Penhaligon", **changed: str) -> tuple[bool, bool]:
        fault, trial = printability.of(SimpleNamespace(**(good | changed)), holder, "en", 0)  # type: ignore[arg-type]
        return bool(fault), trial is not None

    assert [asked(), asked()] == [(False, False)] * 2
    assert asked(address_1="No fixed abode") == (True, False)
    assert asked(holder="Deceased") == (True, False)
    assert asked(address_2="WM" * 20) == (False, True)
    assert asked() == (False, False)


def settle(desk: Visit, **changed: object) -> None:
    """Change the settings of the first council."""
    first, second = desk.settings.councils
    councils = (first.model_copy(update=changed), second)
    object.__setattr__(desk.installation, "settings", desk.settings.model_copy(update={"councils": councils}))


def test_a_template_that_prints_no_letter_stops_the_list_before_a_number(desk: Visit, tmp_path: Path) -> None:
    template = tmp_path / "template.toml"
    template.write_text('[words.en.first]\nopening = "' + "word " * 900 + '"\n')
    settle(desk, printing=desk.settings.councils[0].printing.model_copy(update={"template": template}))
    with pytest.raises(SettingsError, match="too many for a letter"):
        give(desk, tmp_path, "rent,R10001")
    assert numbers(desk) == 0


@pytest.mark.parametrize("surname", ["Jones", "Żółć"])
def test_an_address_of_the_council_without_room_is_no_row_s_fault_and_the_list_issues_when_it_is_shorter(
    desk: Visit, tmp_path: Path, surname: str
) -> None:
    move(desk, tmp_path, GOOD, surname=surname)
    address = desk.settings.councils[0].address
    assert address
    settle(desk, address=address.model_copy(update={"lines": ("Directorate of Neighbourhoods",) * 7}))
    row, header = "rent,R10001,yes", "fund,account_reference,large_print"
    with pytest.raises(SettingsError, match=r"with these settings\. The council's address is too long"):
        give(desk, tmp_path, row, header=header)
    settle(desk, address=address)
    assert give(desk, tmp_path, row, header=header).counts == {"issued": 1}


def test_a_disk_without_room_is_told_before_a_number(desk: Visit, tmp_path: Path) -> None:
    path = office_list(tmp_path, ["rent,R10001"])
    (tmp_path / "full").mkdir()
    with little_room(tmp_path / "full"), pytest.raises(TryAgain, match="cannot be written"):
        issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "full", processes=1)
    assert numbers(desk) == 0


def test_a_card_that_the_desk_never_printed_is_printed_by_the_list(desk: Visit, tmp_path: Path) -> None:
    card = issue_card(desk, CardOrAccount(fund="rent", account="R10001"), council="NVD").card_number
    other = issue_card(
        desk, CardOrAccount(fund="rent", account="R10002"), council="NVD", printed=Print("Mr B Jones")
    )
    assert other.status == "requested"
    result = give(desk, tmp_path, "rent,R10001", "rent,R10002")
    assert result.counts == {"has_card": 1, "issued": 1}
    assert "not printed yet: print that card" in result.to_do[0][2]
    assert report(tmp_path / "out")[0]["card_number"].replace(" ", "") == card
    assert numbers(desk) == 2
    assert verify(desk).differences == ()


def test_a_row_that_failed_on_the_press_is_printed_by_the_same_list_again(
    desk: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paycards.closing.bulk_issue import issuing

    monkeypatch.setattr(issuing, "_refused", lambda *_: {})
    from paycards.closing.bulk_issue import deciding

    monkeypatch.setattr(deciding, "_printable", lambda _, planned: planned)
    move(desk, tmp_path, ",,,,")
    path = office_list(tmp_path, ["rent,R10001", "rent,R10002"])
    first = issue_in_bulk(desk, HandedInList(path, "NVD", "MARKET"), tmp_path / "out", processes=1)
    assert (first.counts, numbers(desk)) == ({"cannot_be_printed": 1, "issued": 1}, 2)
    monkeypatch.undo()
    move(desk, tmp_path, GOOD)
    left_over = HandedInList(tmp_path / "out" / "left-over.xlsx", "NVD", "MARKET")
    again = issue_in_bulk(desk, left_over, tmp_path / "again", processes=1)
    assert (again.counts, numbers(desk)) == ({"has_card": 1}, 2)
    assert "not printed yet: print that card" in again.to_do[0][2]
    the_same = issue_in_bulk(desk, HandedInList(path, "NVD"), tmp_path / "out", processes=1)
    assert (the_same.counts, numbers(desk)) == ({"issued": 2}, 2)
    assert verify(desk).differences == ()


def test_the_ruler_stands_on_the_first_letter_that_is_printed(desk: Visit) -> None:
    """Also when every letter before it was refused on the press."""
    its_own = desk.settings.councils[0]
    good = Holding("9" * 19, "rent", "R1", "Mrs A Jones", address=("1 Mill Lane", "NV1 1AA"), date=NOW.date())
    bad = Holding("9" * 19, "rent", "R1", "Mrs A Jones", date=NOW.date())
    parts = [
        PartToPrint(
            number, tuple((number * 10 + n, each) for n, each in enumerate(some)), number == 0, "", NOW
        )
        for number, some in enumerate(([bad, bad], [bad], [bad, good, good], [good]))
    ]
    with Pressroom(open_press, its_own, ["allpay"], 1) as pressroom:
        printed = list(pressroom.print(parts))
    assert [len(part.pages) for part in printed] == [0, 0, 2, 1]
    assert [len(part.refused) for part in printed] == [2, 1, 1, 0]
    with_ruler = Press(Artwork(its_own, channels=["allpay"])).print(
        PartToPrint(2, parts[2].holdings, True, "", NOW)
    )
    assert printed[2].letters == with_ruler.letters


def test_a_font_that_shows_no_seven_stops_a_list_before_a_number_is_taken(
    desk: Visit, tmp_path: Path
) -> None:
    own = template_without_ink(tmp_path, "7")
    settle(desk, printing=desk.settings.councils[0].printing.model_copy(update={"template": own}))
    with pytest.raises(ProofFailed, match="a digit of the number beneath cannot be seen"):
        give(desk, tmp_path, "rent,R10001")
    assert numbers(desk) == 0

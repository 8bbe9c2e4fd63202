"""A person is found by any part of what is known of them, however it is written, on both databases alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from paycards.access.visit import Visit
from paycards.cards.finding import SHOWN, FoundCard, Search
from paycards.errors import Invalid
from paycards.jobs import find_cards as job
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.verify import verify
from paycards.store.migrate import downgrade, upgrade
from tests.conftest import two_councils
from tests.jobs.hand_in import ACCOUNTS, bring_cards
from tests.prepared import Prepared
from tests.visits import visit_in

CARD, OTHER_CARD = "9826999900000000018", "9826999900000000026"
PEOPLE = (
    ("000123450", "Mrs", "Siân", "Llewelyn-Jones", "12 Heol y Bont", "Northvale", "NV1 2AB"),
    ("R100000002", "Mr", "Pat", "O\u2019Brien", "3 St. Mary's Close", "Northvale", "NV2 1AA"),
    ("R100000003", "Ms", "Zoë", "O'Brien", "4 Mill Row", "Harrowmere", "NV2 1AB"),
    ("R100000004", "Mr", "John", "Smith", "1 Mill Row", "Northvale", "NV3 3CC"),
    ("R100000005", "Mr", "John", "Smith", "2 Mill Row", "Northvale", "NV3 3CC"),
    ("R100000006", "Mrs", "Łucja", "Weiß", "7 Øst Lane", "Northvale", "NV33 3CC"),
    ("AB/12-7", "Mx", "Mary Ann", "De la Cruz", "Flat 2/1, The Mill", "Northvale", "NV4 4DD"),
    ("R100000008", "Dr", "A\ua78cisha", "O\u02bdNeill\u2015Ɓala", "8 Moor End", "Northvale", "NV5 5EE"),
    ("R100000009", "Mr", "Ŧom", "الـحسن", "9 Moor End", "Northvale", "NV5 5EE"),
)
SIAN, PAT, ZOE, JOHN, OTHER_JOHN, LUCJA, MARY, AISHA, TOM = (person[0] for person in PEOPLE)


def bring_people(visit: Visit, folder: Path, *people: tuple[str, ...]) -> None:
    path = folder / "people.csv"
    rows = [
        f'NVD,rent,{reference},open,0,C{reference},{title},{forenames},{surname},"{street}",,,{town},{postcode},,,,'
        for reference, title, forenames, surname, street, town, postcode in people
    ]
    path.write_text(ACCOUNTS + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    import_accounts(visit, path)


def with_people(database: str, folder: Path) -> None:
    two_councils(database, folder)
    with visit_in(folder) as visit:
        bring_people(visit, folder, *PEOPLE)
        bring_cards(visit, folder, f"NVD,rent,{JOHN},{CARD}", f"NVD,rent,{OTHER_JOHN},{OTHER_CARD}")


@pytest.fixture(params=["sqlite", "postgresql"])
def people(request: pytest.FixtureRequest, prepared: Prepared, tmp_path: Path) -> Iterator[Visit]:
    with prepared.copy(request.param, with_people, tmp_path), visit_in(tmp_path) as visit:
        yield visit


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def registered(
    request: pytest.FixtureRequest, prepared: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """The people, for who only looks for them."""
    folder = tmp_path_factory.mktemp("people")
    with prepared.copy(request.param, with_people, folder), visit_in(folder) as visit:
        yield visit


def find_cards(visit: Visit, text: str = "", *, surname: str = "") -> list[FoundCard]:
    return job.find_cards(visit, Search(text, surname))


def references(visit: Visit, typed: str) -> list[str]:
    return [each.reference for each in find_cards(visit, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Jones", [SIAN]),
        ("sian", [SIAN]),
        ("SIÂN", [SIAN]),
        ("Sia\u0302n", [SIAN]),
        ("llewelyn jones", [SIAN]),
        ("Llewelyn\u2010Jones", [SIAN]),
        ("jones mrs siân", [SIAN]),
        ("obrien", [PAT, ZOE]),
        ("O'Brien", [PAT, ZOE]),
        ("o\u2019brien", [PAT, ZOE]),
        ("O Brien", [PAT, ZOE]),
        ("zoe o`brien", [ZOE]),
        ("John Smith", [JOHN, OTHER_JOHN]),
        ("smith JOHN", [JOHN, OTHER_JOHN]),
        ("mit", [JOHN, OTHER_JOHN]),
        ("Mill Row", [ZOE, JOHN, OTHER_JOHN]),
        ("smith 2 mill", [OTHER_JOHN]),
        ("harrowmere", [ZOE]),
        ("st mary\u2019s", [PAT]),
        ("weiss", [LUCJA]),
        ("WEIẞ lucja", [LUCJA]),
        ("ost lane", [LUCJA]),
        ("delacruz", [MARY]),
        ("maryann de la cruz", [MARY]),
        ("NV3 3CC", [JOHN, OTHER_JOHN]),
        ("nv33cc smith", [JOHN, OTHER_JOHN]),
        ("NV2", [PAT, ZOE]),
        ("000123450", [SIAN]),
        ("123450", [SIAN]),
        ("r100000002", [PAT]),
        ("ab12 7", [MARY]),
        ("AB/12-7", [MARY]),
        (CARD, [JOHN]),
        ("9826 9999 0000 0000 026", [OTHER_JOHN]),
        (CARD[-4:], [JOHN]),
        ("smith 0026", [OTHER_JOHN]),
        ("\u200bsmith\u2060 2\u200b mill\ufeff", [OTHER_JOHN]),  # pasted from a page or a message
        ("9826 9999 0000 0000 026\u200b", [OTHER_JOHN]),
        ("NV3\u200b3CC", [JOHN, OTHER_JOHN]),
        ("O'Neill", [AISHA]),
        ("aisha oneill-bala", [AISHA]),
        ("O\u02bdNEILL", [AISHA]),
        ("tom الحسن", [TOM]),
        ("Smith,John;2 Mill Row", [OTHER_JOHN]),
        ("smith\0 2\0 mill", [OTHER_JOHN]),
        ("smith \ud800 \x07 2 mill", [OTHER_JOHN]),
        pytest.param("smith mill " * 2_000 + "2", [OTHER_JOHN], id="the same words again and again"),
        ("%", []),
        ("_", []),
        ("*", []),
        ("s?ith", []),
        ("[r-t]mith", []),
        ("nobody", []),
        pytest.param("x" * 60_000, [], id="longer than a pattern"),
        pytest.param("9" * 60_000, [], id="longer than any number"),
    ],
)
def test_a_person_is_found_by_any_part_however_it_is_written(
    registered: Visit, typed: str, found: list[str]
) -> None:
    assert references(registered, typed) == found


def test_a_surname_is_found_by_its_beginning_without_its_accents(registered: Visit) -> None:
    assert [each.reference for each in find_cards(registered, surname="OBRI")] == [PAT, ZOE]
    assert [each.reference for each in find_cards(registered, surname="llewelyn jo")] == [SIAN]
    assert find_cards(registered, surname="jones") == []


def test_what_is_longer_than_any_postcode_or_reference_finds_nobody(registered: Visit) -> None:
    assert job.find_cards(registered, Search(postcode="N" * 60_000)) == []
    assert job.find_cards(registered, Search(customer_ref="C" * 60_000)) == []


def test_more_words_than_anybody_means_are_refused(registered: Visit) -> None:
    with pytest.raises(Invalid, match="in 50 words or fewer"):
        find_cards(registered, " ".join(map(str, range(1000))) + " mill")


@pytest.mark.parametrize("typed", ["", "  ", "- '", "\0"])
def test_something_must_be_said(registered: Visit, typed: str) -> None:
    with pytest.raises(Invalid, match="Say what to look for"):
        find_cards(registered, typed)


def test_two_of_one_name_and_postcode_are_told_apart(registered: Visit) -> None:
    told = [
        (each.address, each.reference, each.card_number)
        for each in find_cards(registered, "john smith nv3 3cc")
    ]
    assert told == [
        ("1 Mill Row, Northvale", JOHN, CARD),
        ("2 Mill Row, Northvale", OTHER_JOHN, OTHER_CARD),
    ]


def test_what_was_renamed_is_found_by_its_new_name_only(people: Visit, tmp_path: Path) -> None:
    bring_people(people, tmp_path, *PEOPLE[1:], (SIAN, "Mrs", "Siân", "Ó Súilleabháin", *PEOPLE[0][4:]))
    assert (references(people, "osuilleabhain"), references(people, "jones")) == ([SIAN], [])


def test_more_than_are_shown_are_known_to_be_more(visit: Visit, tmp_path: Path) -> None:
    smiths = [
        (f"R{n:09}", "Mr", "Bob", "Smith", f"{n} Mill Row", "Northvale", "NV1 1AA") for n in range(SHOWN + 5)
    ]
    bring_people(visit, tmp_path, *smiths)
    found = find_cards(visit, "smith bob")
    assert len(found) == SHOWN + 1
    assert found == sorted(found, key=lambda each: each.address.replace(" ", "").replace(",", " "))


def test_accounts_of_before_are_found_after_the_upgrade(people: Visit) -> None:
    with people.installation.engine.begin() as connection:
        before = connection.execute(text("SELECT reference, found_by FROM accounts ORDER BY id")).all()
    downgrade(people.installation.engine, "0006")
    upgrade(people.installation.engine)
    with people.installation.engine.begin() as connection:
        assert (
            connection.execute(text("SELECT reference, found_by FROM accounts ORDER BY id")).all() == before
        )
    assert references(people, "obrien") == [PAT, ZOE]
    assert not verify(people).differences

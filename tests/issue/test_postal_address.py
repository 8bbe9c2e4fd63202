"""Which addresses post can reach."""

from __future__ import annotations

import pytest

from paycards.issue.postal_address import Address, nobody, unreachable

OWN = Address(("Town Hall", "1 Market Square", "Northvale", "NV1 1AA", "Northvale District Council"), "", "")

NOWHERE = [
    (("No fixed abode",), "Northvale", "NV1 1AA"),
    (("NFA",), "", ""),
    (("N.F.A.",), "Northvale", ""),
    (("N/F/A", "c/o Town Hall"), "", ""),
    (("Of no fixed address",), "", ""),
    (("Dim cartref sefydlog",), "Northvale", ""),
    (("care of council",), "", ""),
    (("c/o Northvale District Council",), "Northvale", "NV1 1AA"),
    (("C/O Housing Options Team", "Civic Centre"), "Northvale", "NV1 1AA"),
    (("Town Hall", "1 Market Square"), "Northvale", "NV1 1AA"),
    (("c/o Mrs Evans",), "Northvale", "NV2 4QT"),
    ((), "", "NV2 4QT"),
    (("NV2 4QT",), "", ""),
    ((), "Northvale", ""),
    ((), "Northvale", "NV2 4QT"),
    (("Northvale",), "Northvale", "NV2 4QT"),
    (("Harrowmere",), "", ""),
    (("12 High Street",), "", ""),
    (("Unknown",), "Northvale", ""),
    (("Address not known", "12 Harbour View"), "Northvale", "NV2 4QT"),
    (("DECEASED", "12 Harbour View"), "Northvale", "NV2 4QT"),
    (("12 Harbour View (gone away)",), "Northvale", "NV2 4QT"),
    (("Moved",), "", ""),
    (("VOID 12/03/2025", "12 Harbour View"), "Northvale", "NV2 4QT"),
    (("RTS - 12 Harbour View",), "Northvale", "NV2 4QT"),
    (("Returned mail 01/02/24",), "", ""),
    (("DO NOT POST", "12 Harbour View"), "Northvale", "NV2 4QT"),
    (("?", ".", "n/a"), "", ""),
    (("xxxx",), "", ""),
    (("12 Harbour View",), "Northvale", "ZZ99 3VZ"),
    (("Address TBC",), "Northvale", "NV2 4QT"),
    (("Address not yet known",), "Northvale", "NV2 4QT"),
    (("Address currently unknown",), "", ""),
    (("Awaiting new address",), "Northvale", "NV2 4QT"),
    (("To follow",), "Northvale", "NV2 4QT"),
    (("Homeless applicant",), "Northvale", "NV2 4QT"),
    (("Living in a car",), "Northvale", "NV2 4QT"),
    (("Yn ddigartref",), "Caernant", "CN1 2AB"),
    (("Cyfeiriad anhysbys",), "Caernant", "CN1 2AB"),
    (("Heb breswylfa sefydlog",), "Caernant", "CN1 2AB"),
    (("d/o Swyddfa'r Cyngor",), "Caernant", "CN1 2AB"),
    (("c/o Housing Dept",), "Northvale", "NV1 1AA"),
    ((" ", "-"), "", " "),
    ((), "", ""),
]
REACHED = [
    (("12 Harbour View",), "Northvale", "NV2 4QT"),
    (("12",), "", "NV2 4QT"),
    (("Rose Cottage",), "Northvale", ""),
    (("Rose Cottage",), "", "NV2 4QT"),
    (("12 Harbour View, Northvale, NV2 4QT",), "", ""),
    (("Flat 1, Town Hall", "1 Market Square"), "Northvale", "NV1 1AA"),
    (("The Old Town Hall", "5 Mill Street"), "Northvale", "NV2 4QT"),
    (("2 Council Houses",), "Northvale", "NV2 4QT"),
    (("3 Void Lane",), "Northvale", "NV2 4QT"),
    (("c/o Mrs Evans", "12 Harbour View"), "Northvale", "NV2 4QT"),
    (("c/o HMP Westmoor", "Bridge Road"), "Westmoor", "WM13 9QE"),
    (("Room 2", "Homeless Hostel", "12 Mill Street"), "Northvale", "NV2 4QT"),
    (("Tŷ Gwyn", "Stryd y Bont"), "Caernant", "CN1 2AB"),
    (("The Homeless Hostel", "12 Mill Street"), "Northvale", "NV2 4QT"),
    (("1 Follow Lane",), "Northvale", "NV2 4QT"),
    (("Flat 2, Van Street",), "Northvale", "NV2 4QT"),
    (("Zeta House 99",), "Northvale", "NV2 4QT"),
]


NOWHERE_ALONE = """
x | X. | - | ? | N/A | TBC | unkown | Address witheld | No addr | See file notes | ditto | #REF!
various | Temporary accommodation | temp accom | In temporary accomodation | Hostel | The Hostel
Women's Refuge | B&B | Bed and breakfast | Night shelter | In hospital | HMP | In custody
Care home | Staying with friends | Caravan | Flat 3 | Fflat 3 | Unit 7 | Uned 7 | Room B
Plot 12 | First Floor Flat | Flat 2, top floor | Basement | Block C | The Executors of
Executors of Mr A Jones | Personal representatives of | The Estate of | The late | Ysgutorion
The Occupier | Y Preswylydd | Landlord | Mr A Jones | Mrs Jones and family | Tel: 01632 960123
07700 900123 | +44 7700 900123 | a.jones@example.com | e-mail: a.jones@example.com
www.example.com | UPRN 100012345678 | Ref 12345 | 123456 | PO Box | Address line 1 | Street
dummy | Protected | *** do not disclose *** | same address | Llety dros dro | Cyfeiriad dros dro
Gwely a brecwast | Lloches | gweler y nodiadau | i'w gadarnhau | amherthnasol
Cyfeiriad wedi'i gadw'n ôl | Eiddo gwag
"""
PLACES = """
4 Void Street | The Old Town Hall, Flat 2 | Temporary Lane | Hostel Cottage | Refuge House
1 Executors Row | Unit 7, Mill Lane | Flat 3, 12 | Flat 3 12 Mill Street | Flat 3 Rose House
Garden Flat, Rose House | x, 12 Mill Street | HMP Westmoor | The Caravan, Mill Farm
Room 4 Nightingale Hostel | 3 The Estate | 3 Ystad Glanrafon | PO Box 123
The Executors of Mr A Jones, 12 Mill Lane | Mr A Jones, Hillcrest
Temporary accommodation, 12 Mill Street | 12A | 12 Mill Street, tel 01632 960123
12 Mill Street a.jones@example.com | c/o 12 Mill Street | The House | Late Cottage
Private Road | The Refuge | 12 Confidential Row
"""


def each(table: str) -> list[str]:
    return [cell for line in table.strip().split("\n") for cell in line.split(" | ")]


@pytest.mark.parametrize("line", each(NOWHERE_ALONE))
def test_what_says_who_or_what_kind_of_place_and_not_where_is_no_address(line: str) -> None:
    assert unreachable(Address((line,), "Northvale", "NV2 4QT"), OWN).startswith("it ")
    assert unreachable(Address((line,), "", "NV2 4QT"), OWN).startswith("it ")


@pytest.mark.parametrize("line", each(PLACES))
def test_a_place_is_one_whatever_else_stands_in_its_name_or_beside_it(line: str) -> None:
    assert unreachable(Address((line,), "Northvale", "NV2 4QT"), OWN) == ""


def test_a_house_that_stands_in_the_column_of_the_town_is_one() -> None:
    assert unreachable(Address(("Flat 3",), "12 Mill Street", "NV2 4QT"), OWN) == ""


def test_a_number_alone_needs_its_postcode() -> None:
    assert (
        unreachable(Address(("12",), "Northvale", ""), OWN)
        == "it is only a number, without street or postcode"
    )


@pytest.mark.parametrize(("lines", "town", "postcode"), NOWHERE)
def test_an_address_that_post_cannot_reach_is_told_with_the_reason(
    lines: tuple[str, ...], town: str, postcode: str
) -> None:
    assert unreachable(Address(lines, town, postcode), OWN).startswith("it ")


@pytest.mark.parametrize(("lines", "town", "postcode"), REACHED)
def test_an_unusual_address_is_still_an_address(lines: tuple[str, ...], town: str, postcode: str) -> None:
    assert unreachable(Address(lines, town, postcode), OWN) == ""


@pytest.mark.parametrize("name", ["Mr A Jones (dec'd)", "Void", "VOID PROPERTY", "Mr Unknown", "Gone away"])
def test_the_name_of_nobody_is_told(name: str) -> None:
    assert nobody(name).startswith("it says that ")


NO_NAMES = """
x | - | ? | Mr | Mr & Mrs | Mr X | 123 | 07700 900123 | a@b.example
The Executors of | Executors | Estate of the late
A N Other | No name | Eiddo gwag
"""


@pytest.mark.parametrize("name", each(NO_NAMES))
def test_a_title_a_mark_or_a_role_is_no_name(name: str) -> None:
    assert nobody(name).startswith("it ")


def test_a_name_that_is_not_known_is_not_told_as_an_address() -> None:
    assert nobody("Not known") == nobody("see notes") == "it says that the name is not known"


NAMES = """
Ms V Void | Gwen Void | A Deadman | Mrs A Left | Mr O'Dead | Hafan Cymru Ltd | Mr O
The Occupier | Y Preswylydd | The Tenant
Ms Tenant-Jones | The Executors of Mr A Jones | The late Mr A Jones | Na Li | Xu | Mr A X
"""


@pytest.mark.parametrize("name", each(NAMES))
def test_an_unusual_name_is_still_a_name(name: str) -> None:
    assert nobody(name) == ""

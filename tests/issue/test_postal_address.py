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


@pytest.mark.parametrize("name", ["Ms V Void", "Mrs A Left", "The Occupier", "Mr O'Dead", "Hafan Cymru Ltd"])
def test_an_unusual_name_is_still_a_name(name: str) -> None:
    assert nobody(name) == ""

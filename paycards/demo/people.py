"""Invented customers: the names, addresses and contact details of people who do not exist.

Towns, streets and postcode areas are made up. Telephone numbers lie in the ranges that are
kept for drama (01632 960000-960999, 07700 900000-900999); mail addresses end in example.org.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from paycards.demo.councils import Council

_FORENAMES = """
    Aled Margaret Siân Patrick Zoë Ifan Priya Mohammed Grace Tomos Łukasz Agnieszka Jean-Paul Dilys
    Oluwaseun Kathleen Terence Bronwen Yusuf Maureen Anh Ruaridh Chloë Derek Parveen Gwyneth Stanley
    Niamh Joseph Mary-Ann Rhodri Winston Beatriz Ffion Harold Amina Colin Shanelle Eirlys José Barbara
"""

_SURNAMES = """
    Smith O'Brien Llewelyn Ap_Rhys Kowalczyk D'Souza Smith-Okafor Patel Nguyễn MacAulay van_der_Berg
    Evans Begum Thistlethwaite Ó_Dálaigh Griffiths Hussain Featherstone-Hughes Jones Adeyemi Pritchard
    St_John Wójcik Müller Brown Ngata-Price Fernández Cholmondeley Khan Parry De_Silva Ashworth Ng
    McGillicuddy Bevan Ibrahim L'Estrange Turner Gwynne-Vaughan Sørensen
"""

FORENAMES = tuple(_FORENAMES.split())
SURNAMES = tuple(name.replace("_", " ") for name in _SURNAMES.split())

STREETS = (
    "Orchard Close",
    "Heol y Felin",
    "St Brannoc's Road",
    "Canal Side",
    "Upper Tinkers Lane",
    "Ffordd Newydd",
    "Coal Wharf",
    "Queen's Parade",
    "Stryd Fawr",
    "Beacon View",
    "Old Foundry Way",
    "Lark Rise",
    "Maes-y-Dderwen",
    "King George Avenue",
    "The Rookery",
    "Pottery Hill",
)

BUILDINGS = ("Flat {}, Harbour House", "Flat {}, Penn Court", "Fflat {}, Tŷ Gwyn", "Bungalow {}")

TITLES = ("Mr", "Mrs", "Ms", "Miss", "Dr", "Mx", "")


@dataclass(frozen=True)
class Person:
    """One customer, as a housing or revenues system describes them."""

    customer_ref: str
    title: str
    forenames: str
    surname: str
    address: tuple[str, str, str]
    town: str
    postcode: str
    email: str
    phone: str


def make_people(council: Council, count: int, chance: Random) -> list[Person]:
    """`count` customers of a council, numbered from 1."""
    return [_person(council, number, chance) for number in range(1, count + 1)]


def _person(council: Council, number: int, chance: Random) -> Person:
    forenames = " ".join(chance.sample(FORENAMES, k=chance.choice((1, 1, 1, 2))))
    surname = chance.choice(SURNAMES)
    return Person(
        customer_ref=f"C{number:06d}",
        title=chance.choice(TITLES),
        forenames=forenames,
        surname=surname,
        address=_address(chance),
        town=chance.choice(council.towns),
        postcode=_postcode(council, chance),
        email=_email(forenames, surname, number) if chance.random() < 0.6 else "",
        phone=_phone(chance) if chance.random() < 0.8 else "",
    )


def _address(chance: Random) -> tuple[str, str, str]:
    street = f"{chance.randrange(1, 180)} {chance.choice(STREETS)}"
    if chance.random() < 0.25:
        return chance.choice(BUILDINGS).format(chance.randrange(1, 24)), street, ""
    return street, "", ""


def _postcode(council: Council, chance: Random) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    inward = f"{chance.randrange(1, 10)}{chance.choice(letters)}{chance.choice(letters)}"
    return f"{council.postcode_area}{chance.randrange(1, 20)} {inward}"


def _email(forenames: str, surname: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", f"{forenames.split(maxsplit=1)[0]}.{surname}")
    name = "".join(
        letter for letter in plain.lower() if letter.isascii() and (letter.isalpha() or letter == ".")
    )
    return f"{name}{number}@example.org"


def _phone(chance: Random) -> str:
    return chance.choice(("01632 960", "07700 900")) + f"{chance.randrange(1000):03d}"

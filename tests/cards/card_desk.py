"""A card desk of a test's own: two councils with schemes and accounts, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.issuing import Wanted, issue_cards
from paycards.cards.release import ProofRecord, release_cards
from paycards.cards.requests import Issued
from paycards.jobs.import_accounts import import_accounts
from paycards.settings.council import Council
from paycards.store.engine import reading
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.card_life import card_events, card_requests
from paycards.store.tables.councils import councils
from tests.jobs.hand_in import ACCOUNTS

RENT, TAX, ORDERED = "R100000017", "770000015", "G100000001"
ADDRESS = "12 Harbour View,,,Northvale,NV2 4QT"
OTHER, CLOSED = "R100000025", "R100000033"

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
rehearsal = true
exports = "exports"

[[councils]]
code = "NVD"
name = "Northvale District Council"
funds = ["rent", "council_tax", "garage"]

[councils.address]
lines = ["Town Hall", "1 Market Square", "Northvale", "NV1 1AA"]
phone = "01632 960 100"
web = "northvale.example/pay"

[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
fund_patterns = [["rent", 'R\\d{{9}}'], ["council_tax", '77\\d{{7}}'], ["garage", 'G\\d{{9}}']]

[[councils.card_schemes]]
code = "rent"
funds = ["rent"]
numbers = "allocate"
length = 19
prefix = "98269999"
service_code = "26"
service_code_at = 9
serial_at = 11
serial_digits = 8
ranges = [[1, 20], [1001, 3000]]
warn_below = 5

[[councils.card_schemes]]
code = "tax"
funds = ["council_tax"]
numbers = "allocate"
length = 19
prefix = "98269999"
service_code = "27"
service_code_at = 9
serial_at = 11
serial_digits = 8
ranges = [[1, 3000]]
replacement = "keep_number"

[[councils.card_schemes]]
code = "garage"
funds = ["garage"]
numbers = "order"
length = 19
prefix = "98269999"
service_code = "28"
service_code_at = 9
serial_at = 11
serial_digits = 8

[[councils]]
code = "HMB"
name = "Harrowmere Borough Council"

[[councils.card_schemes]]
code = "rent"
funds = ["rent"]
numbers = "allocate"
length = 19
prefix = "98269999"
service_code = "31"
service_code_at = 9
serial_at = 11
serial_digits = 8
ranges = [[1, 3000]]
"""


def with_accounts(visit: Visit, folder: Path) -> Visit:
    rows = (
        f"NVD,rent,{RENT},open",
        f"NVD,rent,{OTHER},open",
        f"NVD,rent,{CLOSED},closed",
        f"NVD,council_tax,{TAX},open",
        f"NVD,garage,{ORDERED},open",
        "NVD,garage,G100000002,open",
        f"HMB,rent,{RENT},open",
    )
    with_address(visit, folder, *rows)
    return visit


def with_address(visit: Visit, folder: Path, *rows: str, address: str = ADDRESS) -> None:
    """Each row is council,fund,reference,status; `address` its three lines, town and postcode."""
    text = ACCOUNTS + "".join(f"{row},0,,,,,{address},,,,\n" for row in rows)
    (folder / "extract.csv").write_text(text, encoding="utf-8")
    import_accounts(visit, folder / "extract.csv")


def council(visit: Visit, code: str = "NVD") -> Council:
    return next(each for each in visit.settings.councils if each.code == code)


def ids(visit: Visit, code: str = "NVD") -> dict[str, int]:
    """The id of each account by its reference, and that of the council by its code."""
    with reading(visit.installation.engine) as connection:
        council_id = connection.execute(select(councils.c.id).where(councils.c.code == code)).scalar_one()
        query = select(accounts.c.reference, accounts.c.id).where(accounts.c.council_id == council_id)
        return {code: council_id, **dict(connection.execute(query).all())}


def issue(visit: Visit, *references: str, code: str = "NVD", **how: Any) -> list[Issued]:
    known = ids(visit, code)
    wanted = [Wanted(known[reference], "Mrs A Jones", **how) for reference in references]
    with visit.step(known[code], Permission.MANAGE_CARDS) as step:
        return issue_cards(step, council(visit, code), wanted)


def proof(card_number: str, output: str = "letter", **other: Any) -> ProofRecord:
    said: dict[str, Any] = {
        "dpi": 300,
        "module_dots": 3,
        "reader": "zxing-cpp",
        "version": "3.1.0",
        "sha256": "a" * 64,
        "settings": {"blur": 1},
    }
    return ProofRecord(card_number, output, **(said | other))


def release(visit: Visit, *card_numbers: str, code: str = "NVD") -> None:
    council_id = ids(visit, code)[code]
    proofs = [proof(number) for number in card_numbers]
    with visit.step(council_id, Permission.MANAGE_CARDS) as step:
        release_cards(step, proofs)


def live_card(visit: Visit, reference: str = RENT, code: str = "NVD", **how: Any) -> str:
    """Issue and release a card; return its number."""
    [issued] = issue(visit, reference, code=code, **how)
    release(visit, issued.card_number, code=code)
    return issued.card_number


def states(visit: Visit) -> dict[str, str]:
    with reading(visit.installation.engine) as connection:
        return dict(connection.execute(select(cards.c.card_number, cards.c.status)).all())


def history(visit: Visit, card_number: str) -> list[tuple[str, str, str]]:
    query = (
        select(card_events.c.status_before, card_events.c.status, card_events.c.reason)
        .where(card_events.c.card_number == card_number)
        .order_by(card_events.c.number)
    )
    with reading(visit.installation.engine) as connection:
        return [tuple(row) for row in connection.execute(query)]


def requests(visit: Visit) -> list[Any]:
    query = select(card_requests).order_by(card_requests.c.council_id, card_requests.c.number)
    with reading(visit.installation.engine) as connection:
        return list(connection.execute(query))

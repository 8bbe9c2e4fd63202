"""A council with accounts, card schemes and an address, for lists of a closing office to be given to."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from paycards.access.visit import Visit
from paycards.closing.bulk_issue.opening import BulkIssueResult, HandedInList
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.issue_in_bulk import issue_in_bulk
from paycards.settings.reading import load_settings
from tests.fresh import init_fresh
from tests.visits import open_visit

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
rehearsal = true

[[councils]]
code = "NVD"
name = "Northvale District Council"
funds = ["rent", "council_tax", "garages", "parking"]
[councils.address]
lines = ["Town Hall", "Northvale", "NV1 1AA"]
phone = "01632 960000"
web = "www.northvale.example"
hours = "Monday to Friday, 9am to 5pm"
hours_cy = "Dydd Llun i ddydd Gwener, 9yb i 5yh"
[[councils.card_schemes]]
code = "local"
funds = ["rent", "council_tax"]
numbers = "allocate"
length = 19
prefix = "98269999"
serial_at = 9
serial_digits = 10
ranges = [[1, {numbers}]]
warn_below = 2
[[councils.card_schemes]]
code = "supplier"
funds = ["garages"]
numbers = "order"
length = 19
prefix = "98269999"
service_code = "77"
service_code_at = 9
serial_at = 11
serial_digits = 8

[[councils]]
code = "HMB"
name = "Harrowmere Borough Council"
"""
HEADER = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on"
)
HELD = "9826999900000000011"


def account(
    reference: str,
    *,
    fund: str = "rent",
    status: str = "open",
    surname: str = "Jones",
    postcode: str = "NV1 1AA",
    forenames: str = "Ann",
    council: str = "NVD",
) -> str:
    return (
        f"{council},{fund},{reference},{status},0,,Mrs,{forenames},{surname},1 High Street,,,Northvale,"
        f"{postcode},,,,"
    )


PEOPLE = [
    account(f"R10{number:03}", postcode=f"NV{number % 12 + 1} {number % 7 + 1}AB") for number in range(1, 41)
]
OTHERS = [
    account("R2/001", surname="Marks"),
    account("R2001X", surname="Nearly"),
    account("R-30 01", surname="Alike"),
    account("R3/001", surname="Alike"),
    account("R40001", status="closed"),
    account("R40002", status="former"),
    account("0770001", fund="council_tax", surname="Zero"),
    account("0770002", fund="council_tax"),
    account("770003", fund="council_tax"),
    account("R50001"),
    account("R50001", fund="council_tax"),
    account("R60001", surname="שרה"),
    account("R60002", surname="W" * 90),
    account("R60003", surname="", forenames=""),
    account("R70001", surname="Carded"),
    account("G80001", fund="garages"),
    account("P90001", fund="parking"),
    account("R10001", council="HMB"),
]
_names = itertools.count(1)


@contextmanager
def council(home: Path, database: str, *, numbers: int = 10_000) -> Iterator[Visit]:
    """A visit on the council, with its accounts and one card that is in use."""
    home.mkdir(exist_ok=True)
    prepare(database, home, numbers=numbers)
    with opened(home) as visit:
        yield visit


def prepare(database: str, home: Path, *, numbers: int = 10_000) -> None:
    """Begin it, and load its lists."""
    path = home / "paycards.toml"
    path.write_text(SETTINGS.format(database=database, numbers=numbers), encoding="utf-8")
    init_fresh(load_settings(path))
    (home / "accounts.csv").write_text("\n".join([HEADER, *PEOPLE, *OTHERS, ""]), encoding="utf-8")
    cards = f"council,fund,account_reference,card_number,status,issued_on\nNVD,rent,R70001,{HELD},active,\n"
    (home / "cards.csv").write_text(cards)
    with opened(home) as visit:
        import_accounts(visit, home / "accounts.csv")
        import_cards(visit, home / "cards.csv")


@contextmanager
def opened(home: Path) -> Iterator[Visit]:
    """A visit on what was prepared in a folder."""
    visit = open_visit(load_settings(home / "paycards.toml"), now=NOW, actor="tester")
    try:
        yield visit
    finally:
        visit.installation.engine.dispose()


def office_list(home: Path, rows: Sequence[str], header: str = "fund,account_reference") -> Path:
    path = home / f"list-{next(_names)}.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def give(
    visit: Visit, home: Path, *rows: str, header: str = "fund,account_reference", out: str = "out"
) -> BulkIssueResult:
    """Give a list to the council; one process draws."""
    path = office_list(home, rows, header)
    return issue_in_bulk(visit, HandedInList(path, "NVD", "MARKET"), home / out, processes=1)

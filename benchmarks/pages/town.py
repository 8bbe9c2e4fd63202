"""A council of any size after a year of payments, in a PostgreSQL that is kept for the next time.

All of it comes in by the product's own jobs, so that the books are true: accounts and cards by their lists,
payments by five suppliers' files, the bank's money by its statements, and letters with links to some cards.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.big.files import LAST_DAY
from benchmarks.server import Server
from benchmarks.year.living import Year
from benchmarks.year.suppliers import CONTRACTS, DAYS, WEEK, batches_of, working_days

if TYPE_CHECKING:
    from paycards.access.visit import Visit

COUNCIL = "BIG"
NOW = dt.datetime.combine(LAST_DAY + dt.timedelta(days=2), dt.time(9), dt.UTC)
NIGHT = NOW.replace(hour=4)
DAILY = 5  # of the last days each came in a night of its own
USERS = 20
LETTERS = 20  # with links to the customer's page
PLACE = "http://127.0.0.1"
DATABASE = "town"
LIST = "sign-in.json"

SETTINGS = """
[paycards]
database = "{url}"
archive = "archive"
exports = "exports"
rehearsal = true
[web]
staff_address = "{place}:8000"
customer_address = "{place}:8001"
customer_link_key = "keys/customer-links"
key_file = "keys/web"
idle_minutes = 120
[serving]
secure = false
[[councils]]
code = "BIG"
name = "Great Northvale City Council"
[councils.address]
lines = ["Customer Services", "Town Hall", "1 Queen's Parade", "Northvale NV1 1AA"]
phone = "01632 960100"
web = "northvale.example/pay"
[[councils.bank_accounts]]
code = "MAIN"
sort_code = "00-04-71"
account_number = "00004471"
[[councils.outgoing]]
fund = "rent"
format = "income_csv"
[[councils.outgoing]]
fund = "council_tax"
format = "income_csv"
"""
CONTRACT = """
[[councils.contracts]]
code = "{code}"
channel = "{channel}"
client_code = "{client}"
settlement_lag_working_days = 2
[councils.contracts.settlement]
by = "file"
bank_text = "{code}"
"""


@dataclass(frozen=True)
class Size:
    """How large a town is."""

    accounts: int = 200_000
    lines: int = 5_000_000


@dataclass(frozen=True)
class Town:
    """What was made: settings, who signs in with what, and the links of some customers."""

    settings: Path
    people: list[dict[str, str]]
    customers: list[dict[str, str]]

    @contextmanager
    def visit(self) -> Iterator[Visit]:
        """One visit, on the morning after the last night."""
        from paycards.access.visit import open_visit
        from paycards.access.visitor import Visitor
        from paycards.settings.reading import load_settings

        visit = open_visit(load_settings(self.settings), Visitor("bench"), now=NOW)
        try:
            yield visit
        finally:
            visit.installation.close()


def town_in(folder: Path, server: Server, size: Size) -> Town:
    """Return the town of this folder; make it where there is none."""
    made = folder / LIST
    if not made.exists():
        began = time.monotonic()
        _make(folder, server, size)
        print(f"made {size.accounts:,} accounts, {size.lines:,} lines in {time.monotonic() - began:,.0f} s")
    return Town(folder / "paycards.toml", **json.loads(made.read_text(encoding="utf-8")))


def _make(folder: Path, server: Server, size: Size) -> None:
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.demo.customer_links import some_customers
    from paycards.jobs.init import init
    from paycards.settings.reading import load_settings

    server.drop(DATABASE)
    server.create(DATABASE)
    path = folder / "paycards.toml"
    path.write_text(_settings(server.url(DATABASE).replace("postgresql:", "postgresql+psycopg:")))
    settings = load_settings(path)
    init(settings)
    first = dt.datetime.combine(working_days()[0], dt.time(4), dt.UTC)
    visit = open_visit(settings, Visitor("bench"), now=first)
    _live(Year(folder, visit, size.accounts), server, size)
    now = replace(visit, now=NOW)
    _post_letters(now)
    people, customers = _let_in(now), some_customers(now, COUNCIL, LETTERS)
    visit.installation.close()
    server.analyze(DATABASE)
    told = {"people": people, "customers": [asdict(each) for each in customers]}
    (folder / LIST).write_text(json.dumps(told, indent=2), encoding="utf-8")


def _settings(url: str) -> str:
    from paycards.demo.card_schemes import CARD_SCHEMES

    contracts = "".join(
        CONTRACT.format(code=code, channel=channel, client=client) for code, channel, client, _ in CONTRACTS
    )
    return SETTINGS.format(url=url, place=PLACE) + contracts + CARD_SCHEMES["NVD"]


def _live(year: Year, server: Server, size: Size) -> None:
    """Let the files come week by week, at last day by day; then the bank's statements, and match them."""
    from paycards.jobs.end_night import end_night
    from paycards.jobs.match_settlements import match_settlements

    chance = np.random.default_rng(2026)
    people = year.settle(chance)
    days = list(enumerate(working_days()))
    rows = size.lines // (DAYS * len(CONTRACTS))
    nights = [*batches_of(WEEK, days[:-DAILY]), *batches_of(1, days[-DAILY:])]
    for number, night in enumerate(nights):
        year.night(people, night, rows, chance)
        if number % 10 == 0:
            server.run("ANALYZE", database=DATABASE)
    year.visit = replace(year.visit, now=NIGHT)
    year.bank(NIGHT.date() - dt.timedelta(days=1))
    match_settlements(year.visit)
    end_night(year.visit)


def _post_letters(visit: Visit) -> None:
    """Print letters of some cards: each bears a link to the customer's page, one for each user."""
    from paycards.access.permission import Permission
    from paycards.cards.documents import DocumentWish
    from paycards.cards.which import CardOrAccount
    from paycards.jobs.print_card import print_card
    from paycards.store.tables.accounts import cards

    with visit.reading(COUNCIL, may=Permission.SEE_MONEY) as seen:
        some = cards.select().where(cards.c.status == "active").limit(LETTERS)
        numbers = [row.card_number for row in seen.connection.execute(some)]
    with TemporaryDirectory(prefix="letters-") as name:
        for number in numbers:
            print_card(visit, CardOrAccount(card=number), DocumentWish("letter"), Path(name), council=COUNCIL)


def _let_in(visit: Visit) -> list[dict[str, str]]:
    """Let every second user be a housing officer, the others finance officers."""
    from pyotp import TOTP

    from paycards.jobs.add_person import add_person
    from paycards.jobs.set_up_person import offer_set_up, set_up_person
    from paycards.staff.roles import Role
    from paycards.staff.sessions import Came

    earlier = replace(visit, now=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    people = []
    for number in range(USERS):
        email = f"user{number}@northvale.example"
        role = Role.FINANCE_OFFICER if number % 2 else Role.HOUSING_OFFICER
        token = add_person(earlier, email, [role], [COUNCIL]).token
        secret, password = offer_set_up(earlier, token).secret, secrets.token_urlsafe(12)
        set_up_person(earlier, token, password, TOTP(secret).at(earlier.now), Came())
        people.append({"email": email, "password": password, "secret": secret})
    return people

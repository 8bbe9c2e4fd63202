"""A customer with a card, its letter and payments, and the face that shows them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from paycards.access.visit import Visit
from paycards.cards.desk_card import Print
from paycards.cards.link_maker import link_maker
from paycards.cards.which import CardOrAccount
from paycards.customer.app import create_app
from paycards.jobs.issue_card import issue_card
from paycards.jobs.reconcile import reconcile
from paycards.settings.reading import load_settings
from tests.cards.card_desk import RENT, SETTINGS, with_accounts
from tests.channels.supplier_files import long_row
from tests.fresh import init_fresh
from tests.jobs.hand_in import bring_file
from tests.visits import open_visit

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
WEB = """[serving]
secure = false
[web]
customer_address = "https://pay.northvale.example"
customer_link_key = "links.key"
[[councils]]"""
POSTCODE = "NV2 4QT"


@dataclass
class House:
    """The installation, the app, the card and its token."""

    visit: Visit
    app: Flask
    folder: Path
    card: str
    token: str
    now: dt.datetime = NOW

    def browser(self, source: str = "192.0.2.1") -> Customer:
        return Customer(self, self.app.test_client(), source)

    def letter(self, reference: str = RENT) -> tuple[str, str]:
        """Issue a card with its letter; return the number and the token of its link."""
        printed = Print("Mrs A Jones", out=self.folder / "letter.pdf")
        which = CardOrAccount(fund="rent", account=reference)
        card = issue_card(self.visit, which, council="NVD", printed=printed, additional=bool(self.card))
        maker = link_maker(self.visit.settings.web)
        assert maker
        return card.card_number, maker.link("NVD", card.card_number, 1).token


@dataclass
class Customer:
    """One browser; each form carries the token of its cookie."""

    house: House
    client: FlaskClient
    source: str

    def get(self, address: str) -> TestResponse:
        return self.client.get(address, environ_base={"REMOTE_ADDR": self.source})

    def post(self, address: str, **fields: Any) -> TestResponse:
        shown = self.get(re.sub("/finish$", "/card", address)).text
        [csrf, *_] = re.findall(r'name="csrf" value="([^"]+)"', shown) or ["none"]
        data = {"csrf": csrf} | {name.replace("__", "-"): value for name, value in fields.items()}
        return self.client.post(address, data=data, environ_base={"REMOTE_ADDR": self.source})

    def enter(self, token: str = "", fact: str = POSTCODE, language: str = "en") -> TestResponse:
        return self.post(f"/{language}/c/{token or self.house.token}", fact=fact)


def house_of(database: str, folder: Path) -> House:
    """Build it: a payment is on the account, one on the way in suspense, one of another card."""
    path = folder / "paycards.toml"
    text = SETTINGS.format(database=database).replace("[[councils]]", WEB, 1)
    path.write_text(text, encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    visit = with_accounts(open_visit(settings, now=NOW), folder)
    house = House(visit, Flask("none"), folder, "", "")
    house.card, house.token = house.letter()
    house.app = create_app(visit.installation, clock=lambda: house.now)
    return house


def pay(house: House, sequence: int, *payments: tuple[str, int, str]) -> None:
    """Bring a file of payments, of card, pence and day, and decide it."""
    rows = [long_row(pence, card=card, reference="", date=day) for card, pence, day in payments]
    bring_file(house.visit, f"NVDC{sequence:04}.PO", *rows, total=sum(pence for _, pence, _ in payments))
    reconcile(house.visit)


def later(house: House, **by: float) -> None:
    house.now = NOW + dt.timedelta(**by)


def at(visit: Visit, now: dt.datetime) -> Visit:
    return replace(visit, now=now)

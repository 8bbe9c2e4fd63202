"""The pages of the demo: their addresses, who may sign in, and the file that says so to other programs."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from paycards.access.visit import open_visit
from paycards.access.visitor import Visitor
from paycards.demo.customer_links import DemoCustomer, some_customers
from paycards.demo.staff import DemoPerson, add_people
from paycards.settings.reading import load_settings

STAFF, CUSTOMERS = "http://127.0.0.1:8000", "http://127.0.0.1:8001"
SETTINGS = f"""
[web]
staff_address = "{STAFF}"
customer_address = "{CUSTOMERS}"
customer_link_key = "keys/customer-links"
key_file = "keys/web"

[serving]
secure = false
"""
AS_AT = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)  # the last morning of the sample weeks
CLOSED_OFFICE = "NVD"  # the council whose letters bear links


@dataclass(frozen=True)
class Faces:
    """Who may sign in, and which customers' pages can be opened."""

    people: list[DemoPerson]
    customers: list[DemoCustomer]
    file: Path


def let_in(settings_file: Path, now: dt.datetime) -> Faces:
    """Add the sample people, and write down what they sign in with: `sign-in.json` beside the settings."""
    visit = open_visit(load_settings(settings_file), Visitor("demo"), now=now)
    try:
        faces = Faces(
            add_people(visit), some_customers(visit, CLOSED_OFFICE), settings_file.parent / "sign-in.json"
        )
    finally:
        visit.installation.close()
    faces.file.write_text(json.dumps(_as_dict(faces), indent=2) + "\n", encoding="utf-8")
    return faces


def _as_dict(faces: Faces) -> dict[str, object]:
    return {
        "staff": STAFF,
        "customer": CUSTOMERS,
        "people": [
            {
                "email": person.email,
                "role": person.role.value,
                "councils": [person.council],
                "password": person.password,
                "totp_secret": person.totp_secret,
            }
            for person in faces.people
        ],
        "customers": [asdict(customer) for customer in faces.customers],
    }

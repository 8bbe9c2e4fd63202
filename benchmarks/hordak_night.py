"""The same payments posted with django-hordak 2, the quickest way that its users have.

One transaction and two legs a line, by `bulk_create` in one atomic block, hordak's own database
triggers on. The lines are cut out as the floor does it; each is posted to one of 200 accounts, since
hordak's tree of accounts would take hours for 200,000.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.floor_decoders import DECODERS

ACCOUNTS = 200
BATCH = 5_000  # rows an INSERT


def on_postgresql(layout: str, files: Sequence[Path], url: str) -> Callable[[], None]:
    """Make hordak's tables and accounts; the function that is returned is what is timed."""
    _configure(url)
    from django.core.management import call_command
    from hordak.models import Account, AccountType

    call_command("migrate", verbosity=0)
    clearing = Account.objects.create(name="clearing", code="1", type=AccountType.asset)
    income = Account.objects.create(name="income", code="2", type=AccountType.income)
    customers = [
        Account.objects.create(name=f"customer {number}", code=f"{number:04d}", parent=income)
        for number in range(ACCOUNTS)
    ]

    def run() -> None:
        for path in files:
            _post(DECODERS[layout](path.read_bytes()), clearing, customers)

    return run


def _configure(url: str) -> None:
    import django
    from django.conf import settings

    parts = urlsplit(url)
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts.path.strip("/"),
                "USER": parts.username,
                "HOST": parse_qs(parts.query)["host"][0],
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DEFAULT_CURRENCY="GBP",
        HORDAK_INTERNAL_CURRENCY="GBP",
        HORDAK_CURRENCIES=["GBP"],
        USE_TZ=True,
    )
    django.setup()


def _post(columns: Mapping[str, Sequence[Any]], clearing: Any, customers: Sequence[Any]) -> None:
    from django.db import transaction
    from hordak.models import Leg, Transaction

    numbers, pence = columns["card_number"], columns["pence"]
    with transaction.atomic():
        entries = Transaction.objects.bulk_create(
            [Transaction(description=number, date=dt.date(2026, 11, 9)) for number in numbers], BATCH
        )
        Leg.objects.bulk_create(_legs(entries, numbers, pence, clearing, customers), BATCH)


def _legs(
    entries: Sequence[Any],
    numbers: Sequence[str],
    pence: Sequence[int],
    clearing: Any,
    customers: Sequence[Any],
) -> Iterator[Any]:
    from hordak.models import Leg
    from moneyed import Money

    for entry, number, amount in zip(entries, numbers, pence, strict=True):
        money = Money(Decimal(amount) / 100, "GBP")
        customer = customers[int(number) % ACCOUNTS]
        yield Leg(transaction=entry, account=clearing, debit=money)
        yield Leg(transaction=entry, account=customer, credit=money)

"""Small random worlds, aimed at the edges: the same seed always makes the same world.

Everything is drawn from small pools, so that references, cards, receipts and days collide.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .pools import ACCOUNT_REFERENCES, CARD_NUMBERS
from .suppliers import SUPPLIERS, Supplier

FIELDS = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on"
)
FUNDS = ("rent", "council_tax")
STATUSES = ("open", "open", "open", "former", "closed")
PATTERNS: tuple[list[list[str]], ...] = (
    [],
    [["rent", r"R\d{9}"], ["council_tax", r"77\d{7}"]],
    [["council_tax", r"AB\d\d"], ["rent", r"[A-Z]+[-/ ]?\d+"]],
)


@dataclass(frozen=True)
class Accounts:
    """An accounts extract arrives."""

    csv_text: str


@dataclass(frozen=True)
class Cards:
    """A card list arrives."""

    csv_text: str


@dataclass(frozen=True)
class Delivery:
    """A file lies in a contract's drop, or, without a contract, in somebody's hand."""

    contract: str | None
    name: str
    data: bytes


@dataclass(frozen=True)
class Reconcile:
    """Somebody reconciles."""


Step = Accounts | Cards | Delivery | Reconcile


@dataclass
class World:
    """Settings (councils and contracts, without drops and database) and what happens, in order."""

    seed: int
    settings: dict[str, Any]
    steps: list[Step]


@dataclass
class Council:
    """What the maker knows of a council while its world grows."""

    code: str
    accounts: list[tuple[str, str]]
    cards: dict[str, tuple[str, str]] = field(default_factory=dict)
    known: set[tuple[str, str]] = field(default_factory=set)
    taught: list[str] = field(default_factory=list)  # cards a cross reference may name


def make_world(seed: int) -> World:
    """A world of one or two councils, up to three contracts each, and about thirty steps."""
    random = Random(seed)  # noqa: S311 -- not a secret
    councils = [_council(random, code) for code in ("NVD", "SBM")[: random.randint(1, 2)]]
    suppliers = {council.code: _suppliers(random, council) for council in councils}
    settings = {
        "councils": [
            {
                "code": code,
                "name": f"{code} Council",
                "contracts": [s.settings(_patterns(random)) for s in own],
            }
            for code, own in suppliers.items()
        ]
    }
    everyone = [supplier for own in suppliers.values() for supplier in own]
    steps = [_accounts(random, council) for council in councils if random.random() < 0.8]
    steps += [step for council in councils for step in _new_cards(random, council, [])]
    for _ in range(random.randint(5, 35)):
        steps.extend(random.choice(HAPPENINGS)(random, random.choice(councils), everyone))
    return World(seed, settings, [*steps, Reconcile()])


def _patterns(random: Random) -> list[list[str]]:
    return random.choice(PATTERNS)


def _council(random: Random, code: str) -> Council:
    everything = [(fund, reference) for fund in FUNDS for reference in ACCOUNT_REFERENCES]
    accounts = random.sample(everything, random.randint(4, 12))
    council = Council(code, accounts)
    for number in random.sample(CARD_NUMBERS, random.randint(2, 6)):
        council.cards[number] = random.choice(accounts)
    council.taught = [number for number in CARD_NUMBERS if number not in council.cards]
    return council


def _suppliers(random: Random, council: Council) -> list[Supplier]:
    """One or two contracts besides allpay, which alone has references, and often allpay."""
    kinds = random.sample(sorted(SUPPLIERS), random.randint(1, 2))
    if random.random() < 0.7:
        kinds = sorted({*kinds, "allpay"})
    carried = [*council.cards] * 3 + CARD_NUMBERS
    return [SUPPLIERS[kind](random, council.code, carried, council.taught) for kind in kinds]


# what may happen


def _accounts(random: Random, council: Council) -> Step:
    """An extract: usually of every account, sometimes only of some; statuses and balances move."""
    share = random.choice((1.0, 1.0, 0.6))
    listed = [account for account in council.accounts if random.random() < share] or council.accounts
    council.known.update(listed)
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS.split(","), restval="")
    writer.writeheader()
    for fund, reference in listed:
        status = random.choice(STATUSES)
        writer.writerow(
            {
                "council": council.code,
                "fund": fund,
                "reference": reference,
                "status": status,
                "balance_pence": random.randint(-5000, 50000),
                "customer_ref": f"C{reference}",
                "surname": 'Fenn "Jo", junior',
                "opened_on": "2020-04-01",
                "closed_on": "" if status == "open" else "2025-12-31",
            }
        )
    return Accounts(text.getvalue())


def _new_accounts(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    return [_accounts(random, council)]


def _new_cards(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    """Some of the council's cards, of accounts that have arrived."""
    arrived = [card for card in council.cards.items() if card[1] in council.known]
    listed = [card for card in arrived if random.random() < 0.7]
    council.taught.extend(number for number, _ in listed)
    return [_cards(random, council, listed)] if listed else []


def _cards(random: Random, council: Council, listed: list[tuple[str, tuple[str, str]]]) -> Step:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["council", "fund", "account_reference", "card_number", "status", "issued_on"])
    for number, (fund, reference) in listed:
        status = random.choice(("active", "active", "lost", "replaced", "cancelled"))
        writer.writerow([council.code, fund, reference, number, status, "2026-01-05"])
    return Cards(text.getvalue())


def _reconcile(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    return [Reconcile()]


def _next_file(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    """The supplier's next file; now and then a number stays out, to come later or never."""
    supplier = random.choice(everyone)
    name, data = supplier.next_file()
    if random.random() < 0.15:
        supplier.withheld.append((name, data))
        return []
    return [_delivery(random, supplier, name, data)]


def _late_file(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    late = [supplier for supplier in everyone if supplier.withheld]
    if not late:
        return []
    supplier = random.choice(late)
    return [_delivery(random, supplier, *supplier.withheld.pop(0))]


def _sent_again(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    """An old file once more: as it was, with other bytes, or under another name."""
    known = [supplier for supplier in everyone if supplier.sent]
    if not known:
        return []
    supplier = random.choice(known)
    name, data = random.choice(supplier.sent)
    again = random.choice((supplier.same, supplier.other_bytes, supplier.other_name))
    return [Delivery(supplier.code, *again(name, data))]


def _broken(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    """The supplier's next file, damaged; often followed by the good one."""
    supplier = random.choice(everyone)
    name, data = supplier.next_file()
    damaged = Delivery(supplier.code, name, supplier.damage(name, data))
    good = [_delivery(random, supplier, name, data)] if random.random() < 0.6 else []
    return [damaged, *good]


def _misplaced(random: Random, council: Council, everyone: list[Supplier]) -> list[Step]:
    """A file in the drop of another contract of the same channel, or of any."""
    supplier, other = random.choice(everyone), random.choice(everyone)
    name, data = supplier.next_file()
    supplier.withheld.append((name, data))
    return [Delivery(other.code, name, data)] if other is not supplier else []


def _delivery(random: Random, supplier: Supplier, name: str, data: bytes) -> Delivery:
    supplier.sent.append((name, data))
    by_hand = random.random() < 0.15
    return Delivery(None if by_hand else supplier.code, name, supplier.respelled(name, data))


Happening = Callable[[Random, Council, "list[Supplier]"], "list[Step]"]
HAPPENINGS: tuple[Happening, ...] = (
    *([_next_file] * 6),
    *([_reconcile] * 3),
    _late_file,
    _sent_again,
    _sent_again,
    _broken,
    _misplaced,
    _new_accounts,
    _new_cards,
    _new_cards,
)

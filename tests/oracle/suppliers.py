"""What each supplier of a random world sends, drawn from small pools, and what can go wrong with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

from . import writers
from .allpay import NETWORKS
from .pools import references
from .writers import Paid

File = tuple[str, bytes]
DAYS = [(dt.date(2026, 3, 1) + dt.timedelta(days=day)).isoformat() for day in range(12)]
AMOUNTS = (500, 500, 500, 1000, 99999, 1)


class Supplier:
    """One contract's sender; a subclass knows its files."""

    channel = ""
    kinds: tuple[str, ...] = ("reversal",)

    def __init__(self, random: Random, council: str, cards: list[str], taught_cards: list[str]) -> None:
        self.random = random
        self.cards = cards  # that its customers carry
        self.council = council
        self.taught_cards = taught_cards  # that a cross reference may name
        self.code = f"{council}-{self.channel.upper()}"
        self.number = 0
        self.sent: list[File] = []
        self.paid: list[Paid] = []
        self.withheld: list[File] = []

    @property
    def client_code(self) -> str:
        raise NotImplementedError

    def settings(self, fund_patterns: list[list[str]]) -> dict[str, Any]:
        return {
            "code": self.code,
            "channel": self.channel,
            "client_code": self.client_code,
            "fund_patterns": fund_patterns,
            **self.settlement(),
        }

    def settlement(self) -> dict[str, Any]:
        """How the money comes; of a random of its own, so that the rest of the world stays as it was."""
        random = Random(f"{self.code} {self.cards}")  # noqa: S311 -- not a secret
        terms: dict[str, Any] = {"settlement_lag_working_days": random.choice((0, 0, 1, 2, 10))}
        if self.channel == "payzone" and random.random() < 0.7:
            terms |= {
                "settlement.fees": "netted",
                "settlement.fee_pence.payzone": random.choice(("38.5", "30", "0.1")),
            }
        if self.channel == "allpay" and random.random() < 0.3:
            terms["settlement.by"] = "file"
        return terms

    def next_file(self) -> File:
        self.number += 1
        return self.file(self.number)

    def file(self, number: int) -> File:
        raise NotImplementedError

    # payments

    def payments(self) -> list[Paid]:
        return [self._next_payment() for _ in range(self.random.choice((0, 1, 2, 4, 7)))]

    def _next_payment(self) -> Paid:
        """A new payment, or one that was sent before: again, taken back, or its number on another one."""
        if not self.paid or self.random.random() < 0.7:
            self.paid.append(self.payment())
            return self.paid[-1]
        again = self.random.choice((self._same, self._reversal_of, self._number_of_another))
        return again(self.random.choice(self.paid))

    def _same(self, old: Paid) -> Paid:
        return old

    def _reversal_of(self, old: Paid) -> Paid:
        number = self.random.choice([number for number in "12345678" if number != old.number])
        card = self.random.choice((old.card, *self.cards))
        return replace(old, kind="reversal", number=number, original=old.number, card=card)

    def _number_of_another(self, old: Paid) -> Paid:
        random = self.random
        another: dict[str, Any] = {
            "card": random.choice(self.cards),
            "amount_pence": random.choice(AMOUNTS[:4]),
            "paid_on": random.choice(DAYS),
            "time": random.choice(("091500", "181500")),
        }
        changed = random.choice([*another])
        return replace(old, **{changed: another[changed]})

    def payment(self) -> Paid:
        """A payment or reversal whose receipt comes from a pool of eight numbers and twelve days."""
        random = self.random
        kind = random.choice(("payment", "payment", "payment", *self.kinds))
        number, another = random.sample("12345678", 2)
        names_none = kind == "payment" or (kind == "reversal" and random.random() < 0.1)
        return Paid(
            card=random.choice(self.cards),
            amount_pence=random.choice(AMOUNTS if kind == "payment" else AMOUNTS[:4]),
            paid_on=random.choice(DAYS),
            place=random.choice("12"),
            number=number,
            kind=kind,
            original="" if names_none else another,
        )

    # what can go wrong

    def same(self, name: str, data: bytes) -> File:
        return name, data

    def other_bytes(self, name: str, data: bytes) -> File:
        """Another content under a number that was sent already."""
        return self.file(self.number_of(name))

    def other_name(self, name: str, data: bytes) -> File:
        """The same content under another name; where header and name must agree, a broken file."""
        self.number += 1
        return self.file(self.number)[0], data

    def number_of(self, name: str) -> int:
        raise NotImplementedError

    def respelled(self, name: str, data: bytes) -> bytes:
        """The same content with harmless differences, now and then."""
        return self.random.choice((*[data] * 8, *self.spellings(name, data)))

    def spellings(self, name: str, data: bytes) -> list[bytes]:
        lf = data.replace(b"\r\n", b"\n")
        return [lf, data.removesuffix(b"\r\n"), data + b"\x1a", data + b"\r\n", lf + b"\n\n"]

    def damage(self, name: str, data: bytes) -> bytes:
        return self.random.choice([*self.damages(name, data), *self.common_damages(data)])

    def common_damages(self, data: bytes) -> list[bytes]:
        cut = self.random.randrange(1, len(data) - 2)
        return [data[:cut], data + b"\0", data + b"X", data.replace(b"\r\n", b"\n", 1) + b"\r\n", b""]

    def damages(self, name: str, data: bytes) -> list[bytes]:
        return []


class Allpay(Supplier):
    """Payments of every network in one form, cross references, statements and reports in one series."""

    channel = "allpay"
    kinds = ()

    def __init__(self, random: Random, council: str, cards: list[str], taught_cards: list[str]) -> None:
        super().__init__(random, council, cards, taught_cards)
        self.is_short = random.random() < 0.3
        self.turns = random.random() < 0.2  # the running number passes all nines
        self.number = 9995 if self.turns else random.choice((0, 41))

    @property
    def client_code(self) -> str:
        return f"{self.council}C"

    def next_file(self) -> File:
        self.number = self.number % 9999 + 1
        return self.file(self.number)

    def file(self, number: int) -> File:
        extension = self.random.choice((*NETWORKS, "PO", "PO", "CRF", "CRF", "STA", "ERR"))
        return f"{self.client_code}{number:04}.{extension}", self._content(extension)

    def other_name(self, name: str, data: bytes) -> File:
        """Another extension or width of the same number, or the next number."""
        stem, extension = name.split(".")
        if extension == "TDC" and self.random.random() < 0.5:
            return f"{stem}.TCC", data
        if not self.turns and len(stem) == 8 and self.random.random() < 0.5:
            return f"{stem[:4]}{stem[5:]}.{extension}", data
        self.number = self.number % 9999 + 1
        return f"{stem[:4]}{self.number:04}.{extension}", data

    def number_of(self, name: str) -> int:
        return int(name.split(".", maxsplit=1)[0][4:])

    def _content(self, extension: str) -> bytes:
        if extension == "ERR":
            return b"Rejected instructions\r\n" * self.random.randint(0, 2) + b"end \xff\r\n"
        if extension == "STA":
            credits_pence = self.random.choice(
                ({}, {"Post Office (.PO)": 500, "Returned cheques (.CQE)": -100})
            )
            return writers.statement(
                self.random.randint(0, 3) * 1000, credits_pence, 0, self.random.choice(DAYS)
            )
        if extension == "CRF":
            cards = [self._card() for _ in range(self.random.randint(0, 3))]
            return writers.cross_reference(cards, self.random.choice(DAYS))
        return self._payment_file(extension)

    def _card(self) -> tuple[str, str, str]:
        reference = self.random.choice(references())
        return self.random.choice(self.taught_cards), reference, self.random.choice("NR")

    def _payment_file(self, extension: str) -> bytes:
        letter = NETWORKS[extension][1][0]
        rejects = [self._reject(extension) for _ in range(self.random.choice((0, 1, 2, 4, 7)))]
        payments = [self._row(-1 if reject or extension in ("CQE", "CSH") else 1) for reject in rejects]
        rows = [
            writers.allpay_row(paid, letter, self.is_short, reject)
            for paid, reject in zip(payments, rejects, strict=True)
        ]
        total = sum(paid.amount_pence for paid in payments)
        by_terminal = (total - 100, 100) if extension == "TC" and rows and self.random.random() < 0.5 else ()
        return writers.allpay_payments(rows, total, self.random.choice(("", *DAYS)), by_terminal)

    def _reject(self, extension: str) -> str:
        reasons = ("", "1 (" + "x" * 14 + ")", "2 (" + "y" * 21 + ")")
        return self.random.choice(reasons) if extension == "DD" and not self.is_short else ""

    def _row(self, sign: int) -> Paid:
        amount = sign * self.random.choice(AMOUNTS)
        reference = self.random.choice(references())
        return Paid(self.random.choice(self.cards), amount, self.random.choice(DAYS), reference)

    def spellings(self, name: str, data: bytes) -> list[bytes]:
        fewer = data.replace(b"\r\n\r\n\r\n", b"\r\n\r\n")
        return [*super().spellings(name, data), fewer] if not name.endswith("ERR") else [data]

    def damage(self, name: str, data: bytes) -> bytes:
        return data if name.endswith("ERR") else super().damage(name, data)

    def damages(self, name: str, data: bytes) -> list[bytes]:
        return [
            data.replace(b"System:  ", b"System: "),
            data.replace(b"5.00", b"0.00", 1),
            data.replace(b"   5.00", b"0005.00", 1),
            data.replace(b"/03/2026", b"/13/2026", 1),
            data.replace(b"\r\n", b"\r\n\r\n", 1),
            data.replace(b"9826", b"98O6", 1),
            data.replace(b"2026", b"2026 ", 1),
            b"\xef\xbb\xbf" + data,
        ]


class PostOffice(Supplier):
    """Transaction files with their reversals, and control files."""

    channel = "post_office"
    kinds = ("reversal", "reversal", "reversed")

    @property
    def client_code(self) -> str:
        return f"{self.council}0007"

    def file(self, number: int) -> File:
        """Three numbers a day."""
        day, sequence = divmod(number - 1, 3)
        stem = f"P{60 + day:03}{sequence + 1:03}"
        if self.random.random() < 0.2:
            promised = [(f"{stem}.TXN", self.random.randint(0, 3), 500)]
            return f"{stem}.CTL", writers.control(f"{stem}.CTL", self.client_code, promised, "2026-03-01")
        name = f"{stem}.TXN"
        return name, writers.post_office_payments(name, self.client_code, self.payments())

    def number_of(self, name: str) -> int:
        return (int(name[1:4]) - 60) * 3 + int(name[4:7])

    def spellings(self, name: str, data: bytes) -> list[bytes]:
        if name.endswith(".CTL"):
            return super().spellings(name, data)
        return [data + b"\r\n", data + b"\n", data + b"\x1a"]

    def damages(self, name: str, data: bytes) -> list[bytes]:
        records = [data[start : start + 107] for start in range(0, len(data), 107)]
        return [
            b"".join(record + b"\r\n" for record in records),
            b"".join(records[:-2] + records[-1:]),
            data.replace(b"0000000500", b"0000000000", 1),
            data.replace(b"9826", b" 982", 1),
            data.replace(b"AHR", b"AHS"),
            data.replace(b"20260", b"20261", 1).replace(b"202610", b"202613"),
        ]


class PayPoint(Supplier):
    """Payments and reversals by terminal and transaction number."""

    channel = "paypoint"

    @property
    def client_code(self) -> str:
        return {"NVD": "900001", "SBM": "900002"}[self.council]

    def file(self, number: int) -> File:
        name = f"PP{self.client_code}_20260315_{number:06}.DAT"
        return name, writers.paypoint(self.client_code, number, "2026-03-15", self.payments())

    def number_of(self, name: str) -> int:
        return int(name[-10:-4])

    def damages(self, name: str, data: bytes) -> list[bytes]:
        return [
            data.replace(b"000000500", b"000000000", 1),
            data.replace(b"D0000001", b"D0000002", 1),
            data.replace(b"B9826", b"B 982", 1),
            data.replace(b"PC ", b"PC7", 1),
            data.replace(b"20260315", b"20260316", 1),
            b"\xef\xbb\xbf" + data,
        ]


class Payzone(Supplier):
    """Sales and voids by transaction id."""

    channel = "payzone"

    @property
    def client_code(self) -> str:
        return f"{self.council}pz"

    def file(self, number: int) -> File:
        name = f"payzone_{self.client_code}_{number:06}.csv"
        return name, writers.payzone(self.client_code, f"{number:06}", "2026-03-15", self.payments())

    def number_of(self, name: str) -> int:
        return int(name[-10:-4])

    def spellings(self, name: str, data: bytes) -> list[bytes]:
        return [*super().spellings(name, data), b"\xef\xbb\xbf" + data]

    def damages(self, name: str, data: bytes) -> list[bytes]:
        return [
            data.replace(b"5.00", b"0.00", 1),
            data.replace(b"5.00", b"5.0", 1),
            data.replace(b"NV1 2AB", b'NV1 "2AB"', 1),
            data.replace(b"Mill", b"Mi\r\nll", 1),
            data.replace(b"SALE,", b"SALE,9", 1),
            data.replace(b"TRL,", b"TRL,1", 1),
        ]


SUPPLIERS: dict[str, type[Supplier]] = {
    supplier.channel: supplier for supplier in (Allpay, PostOffice, PayPoint, Payzone)
}

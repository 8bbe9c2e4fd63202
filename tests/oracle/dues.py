"""What suppliers owe, a second time: from the bytes of the files that were accepted, straight from the rules.

Nothing of paycards is used. Every day and figure is read where the suppliers' specifications have it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays  # type: ignore[import-untyped]

from .model import File, Line
from .oracle import Oracle, Rows

DAY = dt.timedelta(1)
LONDON = ZoneInfo("Europe/London")
PAYMENTS = re.compile(r".*\.(PO|PP|PZ|TDC|TCC|TC|EPY|DD|CQE|CSH|TXN|DAT|csv)")


class Owed(NamedTuple):
    """A due as the rules make it."""

    key: str
    day: dt.date
    pence: int
    fees: int


def export_dues(oracle: Oracle, settings: dict[str, Any], today: dt.date) -> Rows:
    """The rows of the export, contract by contract in the order of the settings; nothing is matched."""
    rows: Rows = []
    for council in settings["councils"]:
        for terms in council["contracts"]:
            mine = [file for file in oracle.taken if file.contract and file.contract.code == terms["code"]]
            numbers = {
                file.number
                for file in oracle.files
                if file.contract
                and file.contract.code == terms["code"]
                and file.state in ("accepted", "repeat")
            }
            made = [due for due in dues_of(mine, numbers, terms, today) if due.pence]
            dues = sorted(made, key=lambda due: (due.day, due.key))
            place = {"council": council["code"], "contract": terms["code"]}
            rows += [place | row for row in told(dues, today)]
    return rows


def dues_of(files: list[File], numbers: set[int], terms: dict[str, Any], today: dt.date) -> Iterable[Owed]:
    """Every due, also of zero; `files` are the accepted ones, in the order of acceptance."""
    lag = terms.get("settlement_lag_working_days", 0)
    keys: list[str] = []
    for nth, file in enumerate(files):
        is_new = file.name not in [other.name for other in files[:nth]]
        keys.append(file.name if is_new else f"{file.name}@{file.sha256[:8]}")
    by_statement = terms.get("settlement.by", "statement" if terms["channel"] == "allpay" else "file")
    found: list[Owed] = []
    if by_statement == "statement":
        statements = sorted(
            (file.number, key, file)
            for file, key in zip(files, keys, strict=True)
            if file.name.endswith(".STA")
        )
        before: tuple[int, File] | None = None
        for number, key, statement in statements:
            covered = [f for f in files if (before is None or before[0] < f.number) and f.number < number]
            if before is None or follows(statement, before[1]) or not gap(before[0], number, numbers):
                day = working_day(date_in(statement.data, rb"Closing Balance +(\d\d/\d\d/\d{4})"), lag)
                found.append(
                    Owed(key, day, sum(map(pence, covered)), sum(fee_tenths(f, terms) for f in covered))
                )
            before = number, statement
    else:
        for file, key in zip(files, keys, strict=True):
            day = settlement_date(file) or working_day(own_day(file, today), lag)
            found.append(Owed(key, day, pence(file), fee_tenths(file, terms)))
    return [due._replace(fees=(due.fees + 5) // 10) for due in found]


def told(dues: list[Owed], today: dt.date) -> Rows:
    rows, running = [], 0
    for due in dues:
        outstanding = due.pence - due.fees
        running += outstanding
        carried, running = running <= 0, min(running, 0)
        if not outstanding:
            state = "settled"
        elif today < due.day:
            state = "not_due"
        else:
            state = "late" if not carried and today > working_day(due.day, 1) else "due"
        values = (due.key, due.day, due.pence, 0, due.fees, outstanding, state)
        names = ("due", "due_on", "amount_pence", "settled_pence", "fees_pence", "outstanding_pence", "state")
        rows.append(dict(zip(names, map(str, values), strict=True)))
    return rows


# what a file is worth


def counted(file: File) -> list[Line]:
    """Its payments without those that came before, and without the council's own terminals."""
    if not PAYMENTS.fullmatch(file.name):
        return []
    return [line for line in file.lines if line.state != "duplicate" and line.said.network != "terminal"]


def pence(file: File) -> int:
    return sum(line.said.amount_pence for line in counted(file))


def fee_tenths(file: File, terms: dict[str, Any]) -> int:
    if terms.get("settlement.fees") != "netted":
        return 0
    return sum(tenths(terms[f"settlement.fee_pence.{line.said.network}"]) for line in charged(file))


def charged(file: File) -> list[Line]:
    """The payments that bear a fee: they bring money, and came for the first time."""
    new = [line for line in file.lines if line.state != "duplicate"]
    return [line for line in new if line.said.kind != "reversal" and line.said.amount_pence > 0]


def tenths(pence: str) -> int:
    """A fee as the settings write it.

    >>> tenths("38.5")
    385
    """
    whole, _, tenth = pence.partition(".")
    return int(whole) * 10 + int(tenth or 0)


# statements


def follows(statement: File, before: File) -> bool:
    return amount_in(statement.data, b"Opening") == amount_in(before.data, b"Closing")


def gap(first: int, last: int, numbers: set[int]) -> bool:
    return any(number not in numbers for number in range(first + 1, last))


def amount_in(data: bytes, which: bytes) -> int:
    """The pence of the line of a balance: digits only, its sign apart."""
    line = next(line for line in data.splitlines() if line.startswith(which + b" Balance"))
    text = line.rsplit(b" ", 1)[1].decode()
    return int(text.replace(".", "").replace("-", "")) * (-1 if "-" in text else 1)


# days


def own_day(file: File, today: dt.date) -> dt.date:
    """As the file says itself; without a word of it, the day on which it was accepted."""
    if file.name.endswith(".TXN"):
        records = [file.data[at : at + 107] for at in range(107, len(file.data) - 106, 107)]
        days = [record[53:61].decode() for record in records if record[:2] in (b"31", b"32")]
        return dt.date.fromisoformat(max(days)) if days else today
    if file.name.endswith(".csv"):
        made = file.data.splitlines()[0].split(b",")[4].decode()
        return dt.datetime.fromisoformat(made).astimezone(LONDON).date()
    found = re.search(rb"File creation date : (\d\d/\d\d/\d{4})", file.data)
    return slashed(found[1]) if found else today


def settlement_date(file: File) -> dt.date | None:
    return dt.date.fromisoformat(file.data[35:43].decode()) if file.name.endswith(".DAT") else None


def date_in(data: bytes, pattern: bytes) -> dt.date:
    found = re.search(pattern, data)
    assert found is not None
    return slashed(found[1])


def slashed(text: bytes) -> dt.date:
    day, month, year = map(int, text.split(b"/"))
    return dt.date(year, month, day)


def working_day(day: dt.date, count: int) -> dt.date:
    """The working day so many strictly after a day; for none that day, or the next working day."""
    if not count:
        return next_working(day)
    for _ in range(count):
        day = next_working(day + DAY)
    return day


def next_working(day: dt.date) -> dt.date:
    while day.weekday() > 4 or day in holidays():
        day += DAY
    return day


@cache
def holidays() -> frozenset[dt.date]:
    published = BankHolidays(use_cached_holidays=True)
    return frozenset(each["date"] for each in published.get_holidays(division=BankHolidays.ENGLAND_AND_WALES))

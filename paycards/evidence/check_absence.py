"""What check.py checks besides in the pack of a payment that did not come: no file and no row is left out."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

Facts = dict[str, Any]
Check = Any  # that of check.py
UTC = dt.timezone(dt.timedelta(0))  # dt.UTC is of Python 3.11
PER_DAY = 1000  # numbers, where they begin anew each day


def check_numbers(check: Check, evidence: Facts) -> None:
    """No file is left out: the running numbers have no gap, and each file is in the pack."""
    looked = evidence.get("looked_through", [])
    packed = {file["sha256"] for file in evidence.get("files", [])}
    for file in looked:
        check.that(file["sha256"] in packed, f"{file['name']}: it is not in the pack")
    for series in sorted({file["series"] for file in looked}):
        places = sorted({f["position"] for f in looked if f["series"] == series and f["position"]})
        for number in range(1, len(places)):
            before, after = places[number - 1], places[number]
            begins_anew = series and before // PER_DAY != after // PER_DAY
            check.that(
                begins_anew or after == before + 1,
                f"{series or 'the files'}: a number is missing before {after}",
            )


def check_absence(check: Check, evidence: Facts) -> None:
    """Go through every row of every file: none is the payment that is looked for."""
    for file in evidence.get("looked_through", []):
        raw, there = file["raw"], dict(file["there"])
        if not raw:
            continue
        rows = rows_of(check.data(raw["path"]), raw)
        check.that(len(rows) == file["rows"], f"{raw['path']}: it has another number of rows")
        found = {number: row for number, row in rows if _is_there(row, evidence["sought"])}
        check.that(
            found.keys() == there.keys(), f"{raw['path']}: other rows are of that outlet and these days"
        )
        for number, row in found.items():
            amount = there.get(number, 0)
            check.that(
                row["amount_pence"] == str(abs(amount)), f"{raw['path']}: row {number}: another amount"
            )
            is_it = _is_sought(row, amount, evidence["sought"])
            check.that(not is_it, f"{raw['path']}: row {number} is such a payment")


def rows_of(data: bytes, raw: Facts) -> list[tuple[int, dict[str, str]]]:
    """Each row with its number, and what a payment is looked for by."""
    places = raw["rows"]
    if isinstance(places, dict):
        steps = range(places["count"])
        places = [[places["offset"] + number * places["step"], places["length"]] for number in steps]
    rows = []
    for number, (offset, length) in enumerate(places, start=raw["first_record"]):
        row = data[offset : offset + length].decode("utf-8", "replace")
        cells = next(csv.reader(io.StringIO(row)), []) if raw["delimited"] else []
        said = {name: _joined(row, cells, cuts) for name, cuts in raw["cuts"].items()}
        said["paid_on"] = _day(said["paid_on"], raw["form"])
        said["amount_pence"] = re.sub("[^0-9]", "", said["amount_pence"]).lstrip("0")
        rows.append((number, said))
    return rows


def _joined(row: str, cells: list[str], cuts: list[list[int]]) -> str:
    texts = (cells[first - 1] if cells else row[first - 1 : last] for first, last in cuts)
    return "-".join(text.strip() for text in texts)


def _day(text: str, form: str) -> str:
    """A date as YYYY-MM-DD; of an instant the day in London."""
    if form == "DD/MM/YYYY":
        return f"{text[6:10]}-{text[3:5]}-{text[:2]}"
    if form == "timestamp":
        instant = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
        instant = instant.astimezone(UTC)
        turns = [_last_sunday(instant.year, month) for month in (3, 10)]
        return (instant + dt.timedelta(hours=turns[0] <= instant < turns[1])).date().isoformat()
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}"


def _last_sunday(year: int, month: int) -> dt.datetime:
    """When the clocks of London change: on the last Sunday of a month of 31 days, at one o'clock UTC."""
    last = dt.datetime(year, month, 31, 1, tzinfo=UTC)
    return last - dt.timedelta(days=(last.weekday() + 1) % 7)


def _is_there(row: dict[str, str], sought: Facts) -> bool:
    is_day = sought["first"] <= row["paid_on"] <= sought["last"]
    return is_day and sought["outlet"] in ("", row["outlet"])


def _is_sought(row: dict[str, str], amount: int, sought: Facts) -> bool:
    is_amount = sought["amount_pence"] in (None, amount)
    return (
        is_amount and row["card_number"].endswith(sought["card_ends"]) and sought["receipt"] in row["receipt"]
    )


PARTS = (check_numbers, check_absence)

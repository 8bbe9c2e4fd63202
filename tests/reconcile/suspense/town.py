"""A town for suggestions: accounts with customers, cards of every state, and payments at outlets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paycards.access.visit import Visit
from paycards.intake.file_result import FileResult
from paycards.issue import luhn
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.reconcile import reconcile
from paycards.jobs.suggest_accounts import suggest_accounts
from paycards.reconcile.suspense.suggestions import Suggestion
from tests.channels.supplier_files import joined
from tests.jobs.hand_in import ACCOUNTS, CARDS, bring_file

SATURDAY = dt.date(2026, 11, 14)


def card(serial: int) -> str:
    """A card number of the sample block, with its right last digit."""
    number = f"98269999{serial:010}"
    return number + luhn.calc_check_digit(number)


def one_digit_wrong(number: str, place: int = 12) -> str:
    return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]


def account(council: str, fund: str, reference: str, *, status: str = "open", customer: str = "",
            pence: int = 0, opened_on: str = "") -> str:  # fmt: skip
    return f"{council},{fund},{reference},{status},{pence},{customer}{',' * 10},{opened_on},"


def bring_town(visit: Visit, folder: Path, accounts: Sequence[str], cards: Sequence[str] = ()) -> None:
    """Cards are council,fund,reference,number,status."""
    path = folder / "accounts.csv"
    path.write_text(ACCOUNTS + "".join(f"{row}\n" for row in accounts), encoding="utf-8")
    import_accounts(visit, path, skip_bad=False)
    if cards:
        path = folder / "cards.csv"
        path.write_text(CARDS + "".join(f"{row},2026-01-05\n" for row in cards), encoding="utf-8")
        import_cards(visit, path, skip_bad=False)


def put_in(visit: Visit, number: int, row: str, pence: int, client: str = "NVDC") -> int:
    """Bring an allpay file of one row; return the id of the item that it becomes."""
    assert bring_file(visit, f"{client}{number:04}.PO", row, total=pence).state == "accepted"
    reconcile(visit)
    return max(item.id for item in list_suspense(visit))


def sold(number: str, day: dt.date, time: str = "101500", *, outlet: int = 12345, serial: int = 1,
         pence: int = 2000) -> str:  # fmt: skip
    """A PayPoint row."""
    key = f"T{outlet:07}" + "S1".ljust(8) + f"{serial:010}"
    return f"D{1:07}" + key + f"{day:%Y%m%d}" + time + "B" + number.ljust(24) + f"{pence:09}PC" + " " * 16


def bring_shop(visit: Visit, sequence: int, day: dt.date, *rows: str) -> FileResult:
    """Bring a PayPoint file, of the evening of that day, of rows of 20.00."""
    numbered = [f"D{number:07}{row[8:]}" for number, row in enumerate(rows, start=1)]
    after = day + dt.timedelta(days=3)
    header = f"HPAYPOINT000123{sequence:06}{day:%Y%m%d}233000{after:%Y%m%d}01"
    paid = 2000 * len(rows)
    trailer = f"T{len(rows):07}{paid:011}{0:07}{0:011}+{paid:011}"
    data = joined([header.ljust(100), *numbered, trailer.ljust(100)])
    return import_file(visit, f"PP000123_{day:%Y%m%d}_{sequence:06}.DAT", data)


def suggested(visit: Visit, item_id: int) -> dict[str, Suggestion]:
    return {f"{one.fund} {one.reference}": one for one in suggest_accounts(visit, item_id)}


def kinds(visit: Visit, item_id: int) -> dict[str, tuple[str, ...]]:
    return {name: one.kinds for name, one in suggested(visit, item_id).items()}


def sure(visit: Visit, item_id: int) -> list[Any]:
    return [name for name, one in suggested(visit, item_id).items() if one.sure]

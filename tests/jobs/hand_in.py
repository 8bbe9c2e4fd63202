"""What a test hands in: accounts, cards, and allpay files of a few rows."""

from __future__ import annotations

from pathlib import Path

from paycards.access.visit import Visit
from paycards.intake.file_result import FileResult
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from tests.channels.supplier_files import allpay, long_row

ACCOUNTS = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on\n"
)
CARDS = "council,fund,account_reference,card_number,status,issued_on\n"
STRANGER = "9826999900000999999"  # a card that nobody has


def accounts_csv(*rows: str) -> str:
    """Each row is council,fund,reference,status."""
    return ACCOUNTS + "".join(f"{row},0{',' * 13}\n" for row in rows)


def bring_accounts(visit: Visit, tmp_path: Path, *rows: str, skip_bad: bool = False) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(accounts_csv(*rows), encoding="utf-8")
    import_accounts(visit, path, skip_bad=skip_bad)


def bring_cards(visit: Visit, tmp_path: Path, *rows: str, skip_bad: bool = False) -> None:
    """Each row is council,fund,account_reference,card_number."""
    path = tmp_path / "cards.csv"
    path.write_text(CARDS + "".join(f"{row},active,2026-01-05\n" for row in rows), encoding="utf-8")
    import_cards(visit, path, skip_bad=skip_bad)


def bring_file(visit: Visit, name: str, *rows: str, total: int) -> FileResult:
    return import_file(visit, name, allpay(list(rows), total))


def unknown(pence: int = 1250, card: str = STRANGER, reference: str = "") -> str:
    """A long row that no rule places, unless card or reference are known."""
    return long_row(pence, card=card, reference=reference)

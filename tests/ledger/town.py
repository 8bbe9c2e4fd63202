"""Two small councils whose books really fill: files are imported and reconciled, nothing is faked."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, literal, select

from paycards.access.visit import Visit
from paycards.intake.file_result import FileResult
from paycards.jobs.export import export
from paycards.jobs.import_files import import_file
from paycards.jobs.reconcile import reconcile
from paycards.reconcile.payments.references import match_form, normalised_form
from paycards.settings.installation import Settings
from paycards.store.councils import council_ids
from paycards.store.engine import reading, writing
from paycards.store.tables.accounts import account_references, accounts, cards
from paycards.store.tables.audit import problems
from paycards.store.tables.ledger import ledger_accounts
from tests.channels.supplier_files import CARD, payzone, sale
from tests.fresh import init_fresh
from tests.oracle.writers import Paid, allpay_payments, allpay_row
from tests.visits import open_visit, with_settings

MORNING = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)
OUTGOING = [{"fund": "rent", "format": "rent_cash"}, {"fund": "council_tax", "format": "income_csv"}]
RENT, TAX = "R100000001", "771234567"  # accounts of both councils, in `open_accounts`
LETTERS = {"PO": "P", "PP": "T", "TC": "N", "CQE": "Q"}


def settings(database: str, home: Path, outgoing: list[dict[str, Any]] | None = None) -> Settings:
    return Settings.model_validate(
        {
            "paycards": {"database": database, "archive": home / "archive", "exports": home / "exports"},
            "councils": [
                {
                    "code": "NVD",
                    "name": "Northvale District Council",
                    "outgoing": OUTGOING if outgoing is None else outgoing,
                    "contracts": [
                        {"code": "NVD-ALLPAY", "channel": "allpay", "client_code": "NVDC"},
                        {"code": "NVD-PAYZONE", "channel": "payzone", "client_code": "NVD4471"},
                    ],
                },
                {
                    "code": "HMB",
                    "name": "Harmouth Borough Council",
                    "contracts": [{"code": "HMB-ALLPAY", "channel": "allpay", "client_code": "HMBC"}],
                },
            ],
        }
    )


class Town:
    """An installation with an empty ledger, and the ways in which it fills."""

    def __init__(self, database: str, home: Path, outgoing: list[dict[str, Any]] | None = None) -> None:
        self.settings = settings(database, home, outgoing)
        init_fresh(self.settings)
        self.visit: Visit = open_visit(self.settings, now=MORNING, actor="tester")

    def on(self, now: dt.datetime, settings: Settings | None = None) -> Visit:
        return replace(with_settings(self.visit, settings or self.settings), now=now)

    def account(self, council: str, fund: str, reference: str, owes_pence: int = 0) -> int:
        with writing(self.visit.installation.engine) as connection:
            return _open_account(connection, council, fund, reference, owes_pence)

    def card(self, council: str, number: str, account_id: int) -> None:
        with writing(self.visit.installation.engine) as connection:
            council_id = council_ids(connection)[council]
            card = select(literal(council_id), literal(number), accounts.c.id).add_columns(
                accounts.c.match_reference, accounts.c.status, literal("active")
            )
            names = ["council_id", "card_number", "account_id", "account_reference", "account_status"]
            query = card.where(accounts.c.id == account_id)
            connection.execute(insert(cards).from_select([*names, "status"], query))

    def allpay(self, name: str, *payments: tuple[str, int]) -> FileResult:
        """Receive payments of (reference, pence)."""
        paid = [Paid("", pence, "2026-11-13", reference=reference) for reference, pence in payments]
        rows = [allpay_row(each, LETTERS[name.partition(".")[2]], is_short=True) for each in paid]
        return self.receive(name, allpay_payments(rows, sum(each.amount_pence for each in paid)))

    def payzone_night(self) -> FileResult:
        """Receive a sale, a sale with its reversal, and the first sale again, all on one unknown card."""
        rows = [sale("A1"), sale("A2", "7.05"), sale("A3", "7.05", "VOID", "A2"), sale("A1")]
        return self.receive("payzone_NVD4471_001530.csv", payzone(rows, "40.00"))

    def receive(self, name: str, data: bytes) -> FileResult:
        return import_file(self.visit, name, data)

    def reconcile(self, now: dt.datetime = MORNING) -> None:
        reconcile(self.on(now))

    def export(self, name: str, council: str | None = None) -> str:
        out = io.StringIO(newline="")
        rows = export(self.visit, name, out, council=council)
        assert rows == len(list(csv.reader(io.StringIO(out.getvalue())))) - 1
        return out.getvalue()

    def all(self, query: Any) -> list[Row[Any]]:
        with reading(self.visit.installation.engine) as connection:
            return list(connection.execute(query))

    def problems_of(self, kind: str) -> list[Row[Any]]:
        return self.all(select(problems).where(problems.c.kind == kind, problems.c.closed_at.is_(None)))

    def open_problems(self) -> list[Row[Any]]:
        return self.all(
            select(problems).where(problems.c.kind.startswith("outgoing"), problems.c.closed_at.is_(None))
        )


def open_accounts(town: Town) -> None:
    """Open an account of each fund at both councils."""
    for council in ("NVD", "HMB"):
        town.account(council, "rent", RENT)
        town.account(council, "council_tax", TAX)


def _open_account(connection: Connection, council: str, fund: str, reference: str, owes_pence: int) -> int:
    council_id = council_ids(connection)[council]
    name = f"customer:{fund}:{reference}"
    new = insert(ledger_accounts).values(council_id=council_id, kind="customer", name=name)
    account_id = connection.execute(new.returning(ledger_accounts.c.id)).scalar_one()
    nothing = {
        column.name: "" for column in accounts.c if not column.nullable and str(column.type) == "VARCHAR"
    }
    values = {
        "id": account_id,
        "council_id": council_id,
        "fund": fund,
        "reference": reference,
        "match_reference": match_form(reference),
        "normalised_reference": normalised_form(reference),
        "status": "open",
        "balance_pence": owes_pence,
    }
    connection.execute(insert(accounts).values(**(nothing | values)))
    for form, text in (("exact", match_form(reference)), ("normalised", normalised_form(reference))):
        row = {"council_id": council_id, "form": form, "reference": text, "accounts": 1}
        connection.execute(insert(account_references).values(**row, account_id=account_id))
    return int(account_id)


__all__ = ["CARD", "MORNING", "OUTGOING", "RENT", "TAX", "Town", "open_accounts", "settings"]

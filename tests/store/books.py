"""Books of two councils that hold at least one row of everything, for raw SQL to attack."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from paycards.access.visit import Visit
from paycards.jobs.import_files import import_file
from paycards.jobs.reconcile import reconcile
from paycards.jobs.write_outgoing import write_outgoing
from paycards.settings.reading import load_settings
from paycards.store.card_numbers import allocate
from paycards.store.councils import council_ids
from paycards.store.engine import reading, writing
from paycards.store.step import Step
from tests.channels.supplier_files import CARD, allpay, control, joined, payzone, sale, statement
from tests.fresh import init_fresh
from tests.jobs.hand_in import bring_accounts, bring_cards, bring_file, unknown
from tests.visits import open_visit

NOW = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)

SETTINGS = """
[paycards]
database = "{database}"
archive = "archive"
exports = "exports"

[[councils]]
code = "NVD"
name = "Northvale District Council"
[[councils.contracts]]
code = "NVD-ALLPAY"
channel = "allpay"
client_code = "NVDC"
[[councils.contracts]]
code = "NVD-POST"
channel = "post_office"
client_code = "0429170"
[[councils.contracts]]
code = "NVD-PAYZONE"
channel = "payzone"
client_code = "NVD4471"
[[councils.card_schemes]]
code = "rent"
funds = ["rent"]
numbers = "allocate"
length = 19
prefix = "98269999"
service_code = "26"
service_code_at = 9
serial_at = 11
serial_digits = 7
ranges = [[1, 50], [101, 200]]
[[councils.card_schemes.check_digits]]
at = 18
weights = [0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2]
modulus = 11
remainders = {{ 10 = "0", 11 = "1" }}
[[councils.card_schemes]]
code = "tax"
funds = ["council_tax"]
numbers = "order"
length = 19
prefix = "98269998"
serial_at = 9
serial_digits = 10

[[councils]]
code = "HMB"
name = "Harrowmere Borough Council"
[[councils.contracts]]
code = "HMB-ALLPAY"
channel = "allpay"
client_code = "HMBC"
"""


@dataclass(frozen=True)
class Books:
    """A database in use, and the ids of what stands in it, by name, for raw SQL."""

    engine: Engine
    ids: dict[str, int]

    def run(self, connection: Connection, statement: str) -> None:
        """Execute a statement; `{name}` in it is an id."""
        connection.execute(text(statement.format(**self.ids)))

    @contextmanager
    def attempt(self) -> Iterator[Connection]:
        """A transaction that is never committed."""
        with self.engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    def commit(self, *statements: str) -> None:
        with writing(self.engine) as connection:
            for statement in statements:
                self.run(connection, statement)


def fill(database: str, folder: Path) -> Books:
    """Live through a night in which a line of every state comes; leave one file undecided."""
    path = folder / "paycards.toml"
    path.write_text(SETTINGS.format(database=database), encoding="utf-8")
    settings = load_settings(path)
    init_fresh(settings)
    visit = open_visit(settings, now=NOW, actor="tester")
    _live(visit, folder)
    return Books(visit.installation.engine, _ids(visit.installation.engine))


def _live(visit: Visit, folder: Path) -> None:
    northvale = visit.settings.councils[0]
    with writing(visit.installation.engine) as connection:
        nvd = council_ids(connection)["NVD"]
        allocate(Step(connection, nvd, NOW, NOW.date(), "tester"), northvale.card_schemes[0], 2)
    bring_accounts(visit, folder, "NVD,rent,R123456789,open", "HMB,rent,R123456789,open")
    bring_cards(visit, folder, f"NVD,rent,R123456789,{CARD}")
    bring_file(visit, "NVDC0001.PO", unknown(100, card=CARD), unknown(200), total=300)
    import_file(visit, "NVDC0002.STA", joined(statement({"Post Office (.PO)": 300})))
    import_file(visit, "A319001.CTL", control([("A319001.TXN", 1, 100)]))
    sales = [sale("A1"), sale("A2", "7.05"), sale("A3", "7.05", "VOID", "A2"), sale("A1"), sale("A2", "1.00")]
    import_file(visit, "payzone_NVD4471_001530.csv", payzone(sales, "41.00"))
    reconcile(visit)
    write_outgoing(visit)
    import_file(visit, "NVDC0003.PO", allpay([unknown(100), unknown(200)], 300))
    import_file(visit, "NVDC0005.PO", b"damaged")


QUERIES = {
    "nvd": "SELECT id FROM councils WHERE code = 'NVD'",
    "hmb": "SELECT id FROM councils WHERE code = 'HMB'",
    "allpay": "SELECT id FROM contracts WHERE code = 'NVD-ALLPAY'",
    "foreign_contract": "SELECT id FROM contracts WHERE code = 'HMB-ALLPAY'",
    "clearing": "SELECT id FROM ledger_accounts WHERE name = 'clearing:NVD-ALLPAY'",
    "suspense": "SELECT id FROM ledger_accounts WHERE name = 'suspense:NVD'",
    "foreign_suspense": "SELECT id FROM ledger_accounts WHERE name = 'suspense:HMB'",
    "customer": "SELECT min(id) FROM ledger_accounts WHERE kind = 'customer'",
    "decided": "SELECT id FROM files WHERE name = 'NVDC0001.PO'",
    "undecided": "SELECT id FROM files WHERE name = 'NVDC0003.PO'",
    "refused": "SELECT id FROM files WHERE name = 'NVDC0005.PO'",
    "payzone": "SELECT id FROM files WHERE name = 'payzone_NVD4471_001530.csv'",
    "closed_batch": "SELECT min(id) FROM batches",
    "rent": "SELECT id FROM card_schemes WHERE code = 'rent'",
    "tax": "SELECT id FROM card_schemes WHERE code = 'tax'",
    "run": "SELECT min(id) FROM outgoing_runs",
}


def _ids(engine: Engine) -> dict[str, int]:
    with reading(engine) as connection:
        return {name: connection.execute(text(query)).scalar_one() for name, query in QUERIES.items()}

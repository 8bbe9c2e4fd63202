"""A scratch database in which the trail of one council can be replayed.

Councils, contracts and files have the ids that they have in the real database; all other ids are
the scratch database's own. It is SQLite, in a temporary folder, and gone at the end. It has no guards:
whatever they would refuse is compared with what the database holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, event, insert, select

from paycards.access.contracts import ContractRow
from paycards.access.permission import Permission
from paycards.access.stored_settings import contract_rows, store_settings
from paycards.access.visit import Visit
from paycards.channels.catalogue import Layouts, parse_layout
from paycards.channels.decoded import Decoded
from paycards.channels.layout import Layout
from paycards.channels.reading import read_file
from paycards.errors import Corrupt
from paycards.ledger import chart
from paycards.left_overs import temporary_folder
from paycards.settings.card_scheme import CardScheme
from paycards.settings.council import Council
from paycards.settings.installation import Settings
from paycards.settings.reference import ReferenceCheck
from paycards.store.card_schemes import store_schemes
from paycards.store.engine import ATTACHED, detach, open_engine
from paycards.store.schema import golden
from paycards.store.staging import Staging, staging
from paycards.store.step import Step
from paycards.store.tables.accounts import accounts
from paycards.store.tables.councils import contracts, councils
from paycards.store.tables.files import files
from paycards.store.tables.ledger import ledger_accounts
from paycards.store.troubles import sorted_errors
from paycards.transport.archive import Archive
from paycards.verify.stored_councils import StoredCouncil
from paycards.verify.trail_entry import Entry

MAPPED_BYTES = 1 << 31  # of the scratch database: far more than the cache holds, and nobody else writes to it
PRAGMAS = (
    "PRAGMA page_size=32768",  # it is filled in order: larger pages than ours are a twentieth quicker
    "PRAGMA synchronous=OFF",  # nothing in it is to outlive the run
    "PRAGMA journal_mode=MEMORY",
    "PRAGMA foreign_keys=OFF",
    "PRAGMA ignore_check_constraints=ON",
    f"PRAGMA mmap_size={MAPPED_BYTES}",
)
# Nobody looks for a person or a card there, and no foreign key looks at its accounts.
NOT_NEEDED = {
    f"index {name}"
    for name in (
        "accounts.ix_accounts_customer_ref",
        "accounts.ix_accounts_found_by",
        "accounts.ix_accounts_postcode",
        "accounts.uq_accounts_seen_by_cards",
        "cards.ix_cards_last_four",
        "cards.ix_cards_last_six",
        "cards.ix_cards_short_number",
    )
}
# What the one foreign key does that cascades: a card tells the status of its account.
CARDS_FOLLOW = """
CREATE TRIGGER cards_follow_accounts AFTER UPDATE OF match_reference, status ON accounts BEGIN
    UPDATE cards SET account_reference = NEW.match_reference, account_status = NEW.status
    WHERE account_id = NEW.id;
END"""


@dataclass(frozen=True)
class Scratch:
    """The scratch database at `path`, and where the originals are. `settings` are the one council's.

    `staging` is where the rows of large files wait for it.
    """

    path: Path
    connection: Connection
    council_id: int
    settings: Settings
    contracts: dict[str, ContractRow]
    archive: Archive
    layouts: Layouts
    staging: Staging

    @property
    def code(self) -> str:
        """The code of the council."""
        return self.settings.councils[0].code

    def step(self, entry: Entry) -> Step:
        """The step of an entry, to be taken again by whoever took it, at its own instant and day."""
        return Step(self.connection, self.council_id, entry.at, entry.booked_on, entry.actor)

    def end_step(self) -> None:
        """Let go of rows that were loaded: SQLite attaches only so many files at once."""
        if self.connection.info.get(ATTACHED):
            self.connection.commit()
            detach(self.connection)

    def steps(self, entry: Entry) -> dict[str, Step]:
        """The step of a list, of which the replay takes this council's rows, by the council's code."""
        return {self.code: self.step(entry)}

    def contract(self, code: str, entry: Entry) -> ContractRow:
        """The contract as it was at an entry. Raises Corrupt when the council has none of this code."""
        if code not in self.contracts:
            raise Corrupt(f"the council has no contract {code}")
        contract = self.contracts[code]
        return replace(contract, terms=entry.as_it_was(contract.terms))

    def settings_at(self, entry: Entry) -> Settings:
        """Return the settings as they were when an entry's list was loaded: all that it depended on."""
        council = self.settings.councils[0]
        funds = tuple(entry.after.get("missing", council.funds))  # every fund that the extract told of
        named = tuple(
            entry.as_it_was(contract) if contract.code == entry.after.get("contract") else contract
            for contract in council.contracts
        )
        then = {
            "funds": funds,
            "contracts": named,
            "references": tuple(map(ReferenceCheck.model_validate, entry.after.get("references", ()))),
            "card_schemes": tuple(map(CardScheme.model_validate, entry.after.get("card_schemes", ()))),
        }
        council = council.model_copy(update=then)
        return self.settings.model_copy(update={"councils": (council,)})

    def contracts_at(self, entry: Entry) -> list[ContractRow]:
        """Every contract, with the settings as they were at an entry."""
        council = self.settings_at(entry).councils[0]
        terms = {contract.code: contract for contract in council.contracts}
        return [replace(row, council=council, terms=terms[code]) for code, row in self.contracts.items()]

    def file(self, file_id: int) -> Row[Any]:
        """A file that was taken. Raises Corrupt when there is none of this id."""
        found = self.connection.execute(select(files).where(files.c.id == file_id)).first()
        if found is None:
            raise Corrupt(f"no file {file_id} was accepted before")
        return found

    def account_id(self, fund: str, reference: str) -> int:
        """The account of this fund and reference. Raises Corrupt when there is none."""
        same = (accounts.c.fund == fund) & (accounts.c.reference == reference)
        found = self.connection.execute(select(accounts.c.id).where(same)).scalar()
        if found is None:
            raise Corrupt(f"no {fund} account {reference} was imported before")
        return int(found)

    def decode(self, name: str, data: bytes, entry: Entry, contract: ContractRow) -> Decoded:
        """Read an original by the layout that read it when it came; its days were judged then."""
        layouts, prefix = (self.layout_at(entry),), contract.terms.reference_prefix
        return read_file(name, data, layouts, reference_prefix=prefix, any_day=True)

    def layout_at(self, entry: Entry) -> Layout:
        """The layout of an entry, from the archive: the one of that name may have changed since."""
        return _kept_layout(self.archive, entry.after["layout"], entry.after["layout_sha256"])

    def layouts_at(self, entry: Entry) -> Layouts:
        """Every layout, in its place the one of an entry that tells of one."""
        if "layout" not in entry.after:
            return self.layouts
        layout = self.layout_at(entry)
        its_place = (layout.channel, layout.content)
        others = {n: each for n, each in self.layouts.items() if (each.channel, each.content) != its_place}
        return Layouts(others | {layout.name: layout})


@lru_cache
def _kept_layout(archive: Archive, name: str, sha256: str) -> Layout:
    return parse_layout(name, archive.read(sha256))


@contextmanager
def scratch_council(visit: Visit, stored: StoredCouncil) -> Iterator[Scratch]:
    """Open a scratch database with a council and its contracts, and nothing else yet."""
    council_id = stored.id
    council = stored.council.model_copy(update={"bank_accounts": ()})  # those of the database are opened
    with (
        temporary_folder("paycards-verify-") as folder,
        _open_scratch(folder / "scratch.db") as connection,
        staging(connection.engine) as waiting,
    ):
        _store(connection, council_id, council, stored.contract_ids)
        settings = visit.settings.model_copy(update={"councils": (council,)})
        store_settings(connection, settings)
        chart.open_accounts(connection, council_id, _bank_accounts(visit, council_id))
        store_schemes(connection, council_id, council.card_schemes)
        yield Scratch(
            folder / "scratch.db",
            connection,
            council_id,
            settings,
            contract_rows(connection, settings),
            visit.installation.archive,
            visit.installation.layouts,
            waiting,
        )


def _bank_accounts(visit: Visit, council_id: int) -> list[tuple[str, str]]:
    """Kind and name of the ledger account of each bank account that the council ever had."""
    query = select(ledger_accounts.c.kind, ledger_accounts.c.name).where(
        ledger_accounts.c.council_id == council_id, ledger_accounts.c.kind == "bank"
    )
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        return [(kind, name) for kind, name in seen.connection.execute(query)]


@contextmanager
def _open_scratch(path: Path) -> Iterator[Connection]:
    engine = open_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _: object) -> None:
        for pragma in PRAGMAS:
            connection.execute(pragma)

    try:
        with sorted_errors(), engine.connect() as connection:
            _make_tables(connection)
            yield connection
    finally:
        engine.dispose()


def _make_tables(connection: Connection) -> None:
    schema = golden("sqlite")
    for kind in ("table ", "index "):
        for name, definition in schema.items():
            if name.startswith(kind) and name not in NOT_NEEDED:
                connection.exec_driver_sql(definition)
    connection.exec_driver_sql(CARDS_FOLLOW)


def _store(connection: Connection, council_id: int, council: Council, ids: Mapping[str, int]) -> None:
    """Store the council and its contracts under the ids that they have in the real database."""
    connection.execute(insert(councils).values(id=council_id, code=council.code, name=council.name))
    for contract in council.contracts:
        connection.execute(
            insert(contracts).values(
                id=ids[contract.code],
                council_id=council_id,
                code=contract.code,
                channel=contract.channel,
                client_code=contract.client_code,
            )
        )

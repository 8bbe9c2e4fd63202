"""What the bank said: statements of the council's own accounts, their entries, and whose each entry is."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from paycards.store.tables.base import Id, Instant, Pence, metadata
from paycards.store.tables.files import files

bank_statements = Table(
    "bank_statements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("account", String, nullable=False),  # its code in the settings
    Column("file_id", Id, ForeignKey(files.c.id), nullable=False),
    Column("place", Integer, nullable=False),  # from 1, in the order of the file
    Column("number", String, nullable=False, server_default=""),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("opening_pence", Pence),  # empty: the bank does not say
    Column("closing_pence", Pence),
    Column("digest", String(64), nullable=False),  # of period, balances, and the days and amounts of entries
    Column("proved", Integer, nullable=False),  # it follows the one before, and adds up
    Column("state", String, nullable=False),  # taken, or replaced by a corrected one
    CheckConstraint("ends_on >= begins_on", name="period"),
    CheckConstraint("proved IN (0, 1)", name="proved"),
    CheckConstraint("proved = 0 OR closing_pence IS NOT NULL", name="proved_by_balances"),
    CheckConstraint("state IN ('taken', 'replaced')", name="state"),
    Index("uq_bank_statements_place", "file_id", "place", unique=True),
    Index("ix_bank_statements_account", "council_id", "account", "ends_on"),
)

bank_entries = Table(
    "bank_entries",
    metadata,
    Column("file_id", Id, ForeignKey(files.c.id), primary_key=True),
    Column("row_no", Integer, primary_key=True),  # the place of the entry in its file
    Column("statement_id", Id, ForeignKey("bank_statements.id"), nullable=False),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("account", String, nullable=False),
    Column("status", String, nullable=False),  # BOOK | PDNG | INFO | FUTR
    Column("booked_on", Date),  # empty at most where it is not booked
    Column("value_on", String, nullable=False, server_default=""),  # as written
    Column("amount_pence", Pence, nullable=False),  # money in positive
    Column("charges_pence", Pence, nullable=False, server_default="0"),
    Column("reversal", Integer, nullable=False, server_default="0"),  # a label of the bank, no sign
    Column("text", String, nullable=False, server_default=""),
    Column("reference", String, nullable=False, server_default=""),
    Column("contract_id", Id, ForeignKey("contracts.id")),
    Column("whose", String, nullable=False),
    Column("decided_by", String),  # the person who said whose it is
    CheckConstraint("status IN ('BOOK', 'PDNG', 'INFO', 'FUTR')", name="status"),
    CheckConstraint("whose IN ('ours', 'other', 'unclear', 'not_booked')", name="whose"),
    CheckConstraint("(whose = 'not_booked') = (status <> 'BOOK')", name="booked"),
    CheckConstraint("status <> 'BOOK' OR booked_on IS NOT NULL", name="booked_on"),
    CheckConstraint("(whose = 'ours') = (contract_id IS NOT NULL)", name="contract"),
    Index(
        "ix_bank_entries_contract",
        "contract_id",
        "booked_on",
        info={"where": "contract_id IS NOT NULL"},
    ),
    Index("ix_bank_entries_account", "council_id", "account", "booked_on"),
    Index("ix_bank_entries_statement", "statement_id"),
    sqlite_with_rowid=False,
)

bank_balances = Table(  # what the bank says of an account that gives no balances, as a person entered it
    "bank_balances",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), nullable=False),
    Column("account", String, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("pence", Pence, nullable=False),
    Column("entered_by", String, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Index("ix_bank_balances_day", "council_id", "account", "on_day"),
)

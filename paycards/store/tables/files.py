"""Every file that was ever seen, whatever became of it, and what the files say that is not a payment."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    func,
)

from paycards.store.tables.base import Id, Instant, Pence, metadata

# What comes from the bank or from the council's own people belongs to no contract.
_OF_A_COUNCIL = (
    "(contract_id IS NULL AND council_id IS NOT NULL AND kind IN ('bank', 'opening', 'references'))"
)

files = Table(
    "files",
    metadata,
    Column("id", Id, primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id")),
    Column("contract_id", Id, ForeignKey("contracts.id")),
    Column("name", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size_bytes", Id, nullable=False),
    Column("layout", String, nullable=False),  # empty: none could be found
    Column(
        "kind", String, nullable=False
    ),  # payments | cards | control | statement | report | bank | …, or empty
    Column("series", String, nullable=False),  # files that share one running number
    Column("sequence", Id),  # as the file gives it
    Column("position", Id),  # unwrapped: after all nines the sequence starts again, this goes on
    Column("created_on", Date),
    Column("state", String, nullable=False),
    Column("rejected", Integer, nullable=False, server_default="0"),  # by a person, for good
    Column("row_count", Integer, nullable=False),
    Column("total_pence", Pence, nullable=False),
    Column("reason", String, nullable=False),
    Column("read_by", String(64), nullable=False, server_default=""),  # digest of what decided how it is read
    Column("received_at", Instant, nullable=False),
    Column("decided_at", Instant),  # every line has been placed
    CheckConstraint("state IN ('accepted', 'quarantined', 'held', 'repeat')", name="state"),
    CheckConstraint(
        f"state <> 'accepted' OR contract_id IS NOT NULL OR {_OF_A_COUNCIL}", name="accepted_has_contract"
    ),
    CheckConstraint(f"(contract_id IS NULL) = (council_id IS NULL) OR {_OF_A_COUNCIL}", name="council"),
    Index(
        "uq_files_accepted_position",
        "contract_id",
        "series",
        "position",
        unique=True,
        info={"where": "state = 'accepted'"},
    ),
    Index("uq_files_id_contract", "id", "contract_id", unique=True),
    Index("ix_files_contract_sha256", "contract_id", "sha256"),
    Index(
        "ix_files_undecided",
        "council_id",
        "id",
        info={"where": "state = 'accepted' AND decided_at IS NULL"},
    ),
)
UNDECIDED = and_(files.c.state == "accepted", files.c.decided_at.is_(None))
# Those that wait are read again when layouts or settings change.
_WAITS = "state IN ('quarantined', 'held') AND rejected = 0"
Index("ix_files_waiting", files.c.id, info={"where": _WAITS})
Index("uq_files_bytes", func.coalesce(files.c.contract_id, 0), files.c.name, files.c.sha256, unique=True)

accepted_files = (
    Table(  # when a supplier's file was accepted, and what it says of the money that is to follow
        "accepted_files",
        metadata,
        Column("file_id", Id, ForeignKey("files.id"), primary_key=True),
        Column("contract_id", Id, ForeignKey("contracts.id"), nullable=False),
        Column("accepted_at", Instant, nullable=False),  # a release is the acceptance
        Column(
            "own_day", Date, nullable=False
        ),  # that it is for: as it says itself, else the day of acceptance
        Column("settles_on", Date),  # when the supplier says that it pays, where it does
        Column("till_pence", Pence, nullable=False),  # of the total: cash that the council holds already
        Index("ix_accepted_files_contract_id", "contract_id"),
        sqlite_with_rowid=False,
    )
)

# What was seen in a drop, so that a file that was left there is not fetched again every night.
remote_files = Table(
    "remote_files",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("owner", String, primary_key=True),  # the contract, or the bank account that names the drop first
    Column("name", String, primary_key=True),
    Column("size_bytes", Id, nullable=False),
    Column("modified", Id),
    Column("sha256", String(64), nullable=False),
)

# What was left in a drop for a later night, and since when: it is not left twice without a word.
skipped_files = Table(
    "skipped_files",
    metadata,
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("owner", String, primary_key=True),  # the contract, or the bank account that names the drop first
    Column("name", String, primary_key=True),
    Column("since", Date, nullable=False),
)

promises = Table(  # a control file promises transaction files
    "promises",
    metadata,
    Column("file_id", Id, ForeignKey("files.id"), primary_key=True),
    Column("row_no", Integer, primary_key=True),
    Column("contract_id", Id, ForeignKey("contracts.id"), nullable=False),
    Column("file_name", String, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("gross_pence", Pence, nullable=False),  # amounts without their sign
    Index("ix_promises_file_name", "contract_id", "file_name"),
)

supplier_statements = Table(
    "statements",
    metadata,
    Column("file_id", Id, ForeignKey("files.id"), primary_key=True),
    Column("contract_id", Id, ForeignKey("contracts.id"), nullable=False),
    Column("opening_on", Date, nullable=False),
    Column("closing_on", Date, nullable=False),
    Column("opening_pence", Pence, nullable=False),
    Column("credits_pence", Pence, nullable=False),
    Column("debits_pence", Pence, nullable=False),
    Column("closing_pence", Pence, nullable=False),
    CheckConstraint("opening_pence + credits_pence - debits_pence = closing_pence", name="sums"),
)

statement_lines = Table(
    "statement_lines",
    metadata,
    Column("file_id", Id, ForeignKey("statements.file_id"), primary_key=True),
    Column("extension", String, primary_key=True),
    Column("amount_pence", Pence, nullable=False),
)

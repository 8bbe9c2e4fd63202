"""The ledger, the files, the accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "batch_controls",
        sa.Column("batch_id", ID, autoincrement=False, nullable=False),
        sa.Column("postings", sa.Integer(), nullable=False),
        sa.Column("total_pence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_batch_controls")),
    )
    op.create_table(
        "councils",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councils")),
        sa.UniqueConstraint("code", name=op.f("uq_councils_code")),
    )
    op.create_table(
        "lines",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), server_default="payment", nullable=False),
        sa.Column("card_number", sa.String(), server_default="", nullable=False),
        sa.Column("client_reference", sa.String(), server_default="", nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("paid_at", sa.String(), server_default="", nullable=False),
        sa.Column("outlet", sa.String(), server_default="", nullable=False),
        sa.Column("receipt", sa.String(), server_default="", nullable=False),
        sa.Column("receipt_day", sa.Integer(), server_default="0", nullable=False),
        sa.Column("original_receipt", sa.String(), server_default="", nullable=False),
        sa.Column("capture", sa.String(), server_default="", nullable=False),
        sa.Column("tender", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(
            "kind = 'payment' OR kind = 'reversed' OR kind = 'reversal'", name=op.f("ck_lines_kind")
        ),
        sa.CheckConstraint("amount_pence <> 0", name=op.f("ck_lines_amount")),
        *(
            [
                sa.ForeignKeyConstraint(
                    ["file_id", "contract_id"],
                    ["files.id", "files.contract_id"],
                    name=op.f("fk_lines_file_id"),
                )
            ]
            if op.get_bind().dialect.name == "sqlite"
            else []
        ),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_lines")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_lines_original_receipt",
        "lines",
        ["contract_id", "original_receipt", "receipt_day"],
        unique=False,
        sqlite_where=sa.text("original_receipt <> ''"),
        postgresql_where=sa.text("original_receipt <> ''"),
    )

    op.create_table(
        "postings",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("batch_id", ID, nullable=False),
        sa.Column("debit_id", ID, nullable=False),
        sa.Column("credit_id", ID, nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("(rule IS NULL) <> (reason IS NULL)", name=op.f("ck_postings_rule_or_reason")),
        sa.CheckConstraint("amount_pence <> 0", name=op.f("ck_postings_amount")),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_postings_two_accounts")),
        sa.PrimaryKeyConstraint("file_id", "row_no", "step", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_postings_moves",
        "postings",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("step > 0"),
        postgresql_where=sa.text("step > 0"),
    )

    op.create_table(
        "receipts",
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("receipt_day", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "receipt_day", "receipt", name=op.f("pk_receipts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_trail",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_audit_trail_council_id")),
        sa.PrimaryKeyConstraint("council_id", "number", name=op.f("pk_audit_trail")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contracts",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("client_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_contracts_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("code", name=op.f("uq_contracts_code")),
    )
    op.create_table(
        "duplicates",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("original_file_id", ID, nullable=False),
        sa.Column("original_row_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id", "row_no"],
            ["lines.file_id", "lines.row_no"],
            name=op.f("fk_duplicates_file_id_row_no"),
        ),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_duplicates")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ledger_accounts",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('customer', 'suspense', 'clearing', 'till', 'bank', 'fees')",
            name=op.f("ck_ledger_accounts_kind"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_ledger_accounts_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
    )
    op.create_index("uq_ledger_accounts_name", "ledger_accounts", ["council_id", "name"], unique=True)

    op.create_table(
        "outgoing_runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("written_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_outgoing_runs_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_runs")),
    )
    op.create_index("uq_outgoing_runs_night", "outgoing_runs", ["council_id", "night"], unique=True)

    op.create_table(
        "reversals",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("original_file_id", ID, nullable=False),
        sa.Column("original_row_no", sa.Integer(), nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_reversals_council_id")),
        sa.ForeignKeyConstraint(
            ["file_id", "row_no"], ["lines.file_id", "lines.row_no"], name=op.f("fk_reversals_file_id_row_no")
        ),
        sa.ForeignKeyConstraint(
            ["original_file_id", "original_row_no"],
            ["lines.file_id", "lines.row_no"],
            name=op.f("fk_reversals_original_file_id_original_row_no"),
        ),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_reversals")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "uq_reversals_original", "reversals", ["original_file_id", "original_row_no"], unique=True
    )

    op.create_table(
        "accounts",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("fund", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("match_reference", sa.String(), nullable=False),
        sa.Column("normalised_reference", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("balance_pence", sa.BigInteger(), nullable=False),
        sa.Column("customer_ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("forenames", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("address_1", sa.String(), nullable=False),
        sa.Column("address_2", sa.String(), nullable=False),
        sa.Column("address_3", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'former', 'closed')", name=op.f("ck_accounts_status")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_accounts_council_id")),
        sa.ForeignKeyConstraint(["id"], ["ledger_accounts.id"], name=op.f("fk_accounts_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index(
        "ix_accounts_match_reference", "accounts", ["council_id", "match_reference"], unique=False
    )
    op.create_index(
        "uq_accounts_reference", "accounts", ["council_id", "fund", "match_reference"], unique=True
    )
    op.create_index("uq_accounts_seen_by_cards", "accounts", ["id", "match_reference", "status"], unique=True)

    op.create_table(
        "files",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=True),
        sa.Column("contract_id", ID, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", ID, nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("sequence", ID, nullable=True),
        sa.Column("position", ID, nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rejected", sa.Integer(), server_default="0", nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("total_pence", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.Column("decided_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint(
            "state <> 'accepted' OR contract_id IS NOT NULL", name=op.f("ck_files_accepted_has_contract")
        ),
        sa.CheckConstraint(
            "state IN ('accepted', 'quarantined', 'held', 'repeat')", name=op.f("ck_files_state")
        ),
        sa.CheckConstraint("(contract_id IS NULL) = (council_id IS NULL)", name=op.f("ck_files_council")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_files_contract_id")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_files_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index("uq_files_id_contract", "files", ["id", "contract_id"], unique=True)
    op.create_index("ix_files_contract_sha256", "files", ["contract_id", "sha256"], unique=False)
    op.create_index(
        "ix_files_undecided",
        "files",
        ["council_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'accepted' AND decided_at IS NULL"),
        postgresql_where=sa.text("state = 'accepted' AND decided_at IS NULL"),
    )
    op.create_index(
        "uq_files_accepted_position",
        "files",
        ["contract_id", "series", "position"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )

    op.create_index(
        "uq_files_bytes", "files", [sa.text("coalesce(contract_id, 0)"), "name", "sha256"], unique=True
    )
    op.create_table(
        "outgoing_files",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fund", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("total_pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["outgoing_runs.id"], name=op.f("fk_outgoing_files_run_id")),
        sa.PrimaryKeyConstraint("run_id", "name", name=op.f("pk_outgoing_files")),
    )
    op.create_table(
        "problems",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=True),
        sa.Column("contract_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("closed_at", sa.String(length=27), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_problems_contract_id")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_problems_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index(
        "ix_problems_open",
        "problems",
        ["council_id", "contract_id", "kind", "subject"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.create_table(
        "remote_files",
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size_bytes", ID, nullable=False),
        sa.Column("modified", ID, nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_remote_files_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", "name", name=op.f("pk_remote_files")),
    )
    op.create_table(
        "account_references",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.CheckConstraint("form IN ('exact', 'normalised')", name=op.f("ck_account_references_form")),
        sa.CheckConstraint(
            "(accounts = 1) = (account_id IS NOT NULL)", name=op.f("ck_account_references_one_account")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_references_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["councils.id"], name=op.f("fk_account_references_council_id")
        ),
        sa.PrimaryKeyConstraint("council_id", "form", "reference", name=op.f("pk_account_references")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "batches",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_id", ID, nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint(
            "kind IN ('payments', 'reversals', 'retries', 'allocation')", name=op.f("ck_batches_kind")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_batches_council_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_batches_file_id")),
        sa.ForeignKeyConstraint(
            ["id"],
            ["batch_controls.batch_id"],
            name=op.f("fk_batches_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index("ix_batches_file_id", "batches", ["file_id"], unique=False)
    op.create_table(
        "cards",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("account_reference", sa.String(), nullable=False),
        sa.Column("account_status", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('requested', 'ordered', 'active', 'replaced', 'lost', 'stolen', 'damaged', 'cancelled', 'expired')",
            name=op.f("ck_cards_status"),
        ),
        sa.CheckConstraint("length(card_number) BETWEEN 13 AND 24", name=op.f("ck_cards_length")),
        sa.ForeignKeyConstraint(
            ["account_id", "account_reference", "account_status"],
            ["accounts.id", "accounts.match_reference", "accounts.status"],
            name=op.f("fk_cards_account_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_cards_council_id")),
        sa.PrimaryKeyConstraint("council_id", "card_number", name=op.f("pk_cards")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cards_account_id", "cards", ["account_id"], unique=False)

    op.create_table(
        "promises",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("gross_pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_promises_contract_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_promises_file_id")),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_promises")),
    )
    op.create_table(
        "statements",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("opening_on", sa.Date(), nullable=False),
        sa.Column("closing_on", sa.Date(), nullable=False),
        sa.Column("opening_pence", sa.BigInteger(), nullable=False),
        sa.Column("credits_pence", sa.BigInteger(), nullable=False),
        sa.Column("debits_pence", sa.BigInteger(), nullable=False),
        sa.Column("closing_pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "opening_pence + credits_pence - debits_pence = closing_pence", name=op.f("ck_statements_sums")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_statements_contract_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_statements_file_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_statements")),
    )
    op.create_table(
        "suspense_items",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (closed_on IS NULL)", name=op.f("ck_suspense_items_closed_on")
        ),
        sa.CheckConstraint(
            "(state = 'posted') = (account_id IS NOT NULL)", name=op.f("ck_suspense_items_account")
        ),
        sa.CheckConstraint("state IN ('open', 'posted', 'offset')", name=op.f("ck_suspense_items_state")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_suspense_items_account_id")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_suspense_items_contract_id")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_suspense_items_council_id")),
        sa.ForeignKeyConstraint(
            ["file_id", "row_no"],
            ["lines.file_id", "lines.row_no"],
            name=op.f("fk_suspense_items_file_id_row_no"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspense_items")),
    )
    op.create_index(
        "ix_suspense_items_open",
        "suspense_items",
        ["council_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("uq_suspense_items_line", "suspense_items", ["file_id", "row_no"], unique=True)

    op.create_table(
        "outgoing_batches",
        sa.Column("batch_id", ID, autoincrement=False, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_outgoing_batches_batch_id")),
        sa.ForeignKeyConstraint(["run_id"], ["outgoing_runs.id"], name=op.f("fk_outgoing_batches_run_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_outgoing_batches")),
    )
    op.create_index("ix_outgoing_batches_run_id", "outgoing_batches", ["run_id"], unique=False)

    op.create_table(
        "statement_lines",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("extension", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["statements.file_id"], name=op.f("fk_statement_lines_file_id")),
        sa.PrimaryKeyConstraint("file_id", "extension", name=op.f("pk_statement_lines")),
    )


def downgrade() -> None:
    op.drop_table("statement_lines")
    op.drop_index("ix_outgoing_batches_run_id", table_name="outgoing_batches")

    op.drop_table("outgoing_batches")
    op.drop_index("uq_suspense_items_line", table_name="suspense_items")
    op.drop_index(
        "ix_suspense_items_open",
        table_name="suspense_items",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.drop_table("suspense_items")
    op.drop_table("statements")
    op.drop_table("promises")
    op.drop_index("ix_cards_account_id", table_name="cards")

    op.drop_table("cards")
    op.drop_index("ix_batches_file_id", table_name="batches")
    op.drop_table("batches")
    op.drop_table("account_references")
    op.drop_table("remote_files")
    op.drop_index(
        "ix_problems_open",
        table_name="problems",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.drop_table("problems")
    op.drop_table("outgoing_files")
    op.drop_index(
        "uq_files_accepted_position",
        table_name="files",
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.drop_index(
        "ix_files_undecided",
        table_name="files",
        sqlite_where=sa.text("state = 'accepted' AND decided_at IS NULL"),
        postgresql_where=sa.text("state = 'accepted' AND decided_at IS NULL"),
    )
    op.drop_index("ix_files_contract_sha256", table_name="files")

    op.drop_table("files")
    op.drop_index("uq_accounts_seen_by_cards", table_name="accounts")
    op.drop_index("uq_accounts_reference", table_name="accounts")
    op.drop_index("ix_accounts_match_reference", table_name="accounts")

    op.drop_table("accounts")
    op.drop_index("uq_reversals_original", table_name="reversals")

    op.drop_table("reversals")
    op.drop_index("uq_outgoing_runs_night", table_name="outgoing_runs")

    op.drop_table("outgoing_runs")
    op.drop_index("uq_ledger_accounts_name", table_name="ledger_accounts")

    op.drop_table("ledger_accounts")
    op.drop_table("duplicates")
    op.drop_table("contracts")
    op.drop_table("audit_trail")
    op.drop_table("receipts")
    op.drop_index(
        "ix_postings_moves",
        table_name="postings",
        sqlite_where=sa.text("step > 0"),
        postgresql_where=sa.text("step > 0"),
    )

    op.drop_table("postings")
    op.drop_index(
        "ix_lines_original_receipt",
        table_name="lines",
        sqlite_where=sa.text("original_receipt <> ''"),
        postgresql_where=sa.text("original_receipt <> ''"),
    )

    op.drop_table("lines")
    op.drop_table("councils")
    op.drop_table("batch_controls")

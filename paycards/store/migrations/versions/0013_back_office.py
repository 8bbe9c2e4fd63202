"""The tables of the back office: bank, settlement, decisions by two people, closed days.

Ledger accounts, batches, files and suspense items know more kinds and states than before. SQLite cannot change
a check, so there its text is changed in the schema itself, as SQLite's own guide does where no row is touched
(https://www.sqlite.org/lang_altertable.html, section 7).
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.String(27)
TABLES = (
    *("match_ends", "matches", "bank_entries", "opening_items", "closed_figures", "bank_statements"),
    *("decision_subjects", "day_exceptions", "closed_days", "decisions", "bank_balances"),
)

OF_A_COUNCIL = (
    "(contract_id IS NULL AND council_id IS NOT NULL AND kind IN ('bank', 'opening', 'references'))"
)
WIDENED = (  # table, check, before, now
    (
        "ledger_accounts",
        "kind",
        "kind IN ('customer', 'suspense', 'clearing', 'till', 'bank', 'fees')",
        "kind IN ('customer', 'suspense', 'clearing', 'till', 'bank', 'fees', 'returns', 'written_off', 'opening')",
    ),
    (
        "batches",
        "kind",
        "kind IN ('payments', 'reversals', 'retries', 'allocation')",
        "kind IN ('payments', 'reversals', 'retries', 'allocation', 'bank', 'opening', 'matches', 'decision')",
    ),
    (
        "files",
        "accepted_has_contract",
        "state <> 'accepted' OR contract_id IS NOT NULL",
        f"state <> 'accepted' OR contract_id IS NOT NULL OR {OF_A_COUNCIL}",
    ),
    (
        "files",
        "council",
        "(contract_id IS NULL) = (council_id IS NULL)",
        f"(contract_id IS NULL) = (council_id IS NULL) OR {OF_A_COUNCIL}",
    ),
    (
        "suspense_items",
        "state",
        "state IN ('open', 'posted', 'offset')",
        "state IN ('open', 'posted', 'offset', 'split', 'returned', 'written_off')",
    ),
)


def upgrade() -> None:
    for table, check, before, now in WIDENED:
        change_check(table, check, before, now)
    create_tables()


def downgrade() -> None:
    """Take them away again; rows that only the new kinds allow stop it."""
    for table, _, before, _ in WIDENED:
        if op.get_bind().exec_driver_sql(f"SELECT count(*) FROM {table} WHERE NOT ({before})").scalar_one():
            raise RuntimeError(f"{table} holds rows of the back office")
    for table in TABLES:
        op.drop_table(table)
    for table, check, before, now in WIDENED:
        change_check(table, check, now, before)


def change_check(table: str, check: str, before: str, now: str) -> None:
    name = f"ck_{table}_{check}"
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(name), table, type_="check")
        op.create_check_constraint(op.f(name), table, now)
        return
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :now)"
            " WHERE type = 'table' AND name = :table AND instr(sql, :before) > 0"
        ),
        {
            "table": table,
            "before": f"CONSTRAINT {name} CHECK ({before})",
            "now": f"CONSTRAINT {name} CHECK ({now})",
        },
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    if changed.rowcount != 1:
        raise RuntimeError(f"the check {name} is not as it was made")


def create_tables() -> None:
    op.create_table(
        "bank_balances",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_bank_balances_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_balances")),
    )
    op.create_index(
        "ix_bank_balances_day", "bank_balances", ["council_id", "account", "on_day"], unique=False
    )
    op.create_table(
        "decisions",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("needs_two", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposer_key", sa.String(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decider_key", sa.String(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_reason", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name=op.f("ck_decisions_decided")),
        sa.CheckConstraint(
            "decider_key IS NULL OR state = 'withdrawn' OR (decider_key <> proposer_key AND lower(trim(decided_by)) <> lower(trim(proposed_by)))",
            name=op.f("ck_decisions_two_people"),
        ),
        sa.CheckConstraint(
            "needs_two = 0 OR state NOT IN ('applied', 'refused') OR decided_by IS NOT NULL",
            name=op.f("ck_decisions_second_person"),
        ),
        sa.CheckConstraint(
            "state <> 'proposed' OR (needs_two = 1 AND decided_by IS NULL)", name=op.f("ck_decisions_waits")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'applied', 'refused', 'withdrawn')", name=op.f("ck_decisions_state")
        ),
        sa.CheckConstraint(
            "trim(proposed_by) <> '' AND trim(decided_by) <> ''", name=op.f("ck_decisions_named")
        ),
        sa.CheckConstraint("(decided_by IS NULL) = (decider_key IS NULL)", name=op.f("ck_decisions_decider")),
        sa.CheckConstraint("needs_two IN (0, 1)", name=op.f("ck_decisions_needs_two")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_decisions_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_state", "decisions", ["council_id", "state"], unique=False)
    op.create_index("uq_decisions_number", "decisions", ["council_id", "number"], unique=True)
    op.create_table(
        "closed_days",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", INSTANT, nullable=False),
        sa.Column("anchor", sa.String(length=64), server_default="", nullable=False),
        sa.Column("reopened_by", sa.String(), nullable=True),
        sa.Column("reopened_at", INSTANT, nullable=True),
        sa.Column("decision_id", ID, nullable=True),
        sa.CheckConstraint(
            "(decision_id IS NULL) = (reopened_at IS NULL)", name=op.f("ck_closed_days_decision")
        ),
        sa.CheckConstraint(
            "(reopened_by IS NULL) = (reopened_at IS NULL)", name=op.f("ck_closed_days_reopened")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_closed_days_council_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_closed_days_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_days")),
    )
    op.create_index(
        "uq_closed_days_day",
        "closed_days",
        ["council_id", "day"],
        unique=True,
        sqlite_where=sa.text("reopened_at IS NULL"),
        postgresql_where=sa.text("reopened_at IS NULL"),
    )
    op.create_table(
        "day_exceptions",
        sa.Column("decision_id", ID, autoincrement=False, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("difference_pence", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_day_exceptions_contract_id")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_day_exceptions_council_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_day_exceptions_decision_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_day_exceptions")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_day_exceptions_day",
        "day_exceptions",
        ["council_id", "day", "contract_id", "check_name"],
        unique=False,
    )
    op.create_table(
        "decision_subjects",
        sa.Column("decision_id", ID, autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("person_key", sa.String(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint("pence >= 0", name=op.f("ck_decision_subjects_pence")),
        sa.CheckConstraint("waiting IN (0, 1)", name=op.f("ck_decision_subjects_waiting")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["councils.id"], name=op.f("fk_decision_subjects_council_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_subjects_decision_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", "subject", name=op.f("pk_decision_subjects")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_decision_subjects_subject", "decision_subjects", ["council_id", "subject"], unique=False
    )
    op.create_index(
        "uq_decision_subjects_waiting",
        "decision_subjects",
        ["council_id", "subject"],
        unique=True,
        sqlite_where=sa.text("waiting = 1"),
        postgresql_where=sa.text("waiting = 1"),
    )
    op.create_table(
        "bank_statements",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("opening_pence", sa.BigInteger(), nullable=True),
        sa.Column("closing_pence", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proved", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('taken', 'replaced')", name=op.f("ck_bank_statements_state")),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_bank_statements_period")),
        sa.CheckConstraint(
            "proved = 0 OR closing_pence IS NOT NULL", name=op.f("ck_bank_statements_proved_by_balances")
        ),
        sa.CheckConstraint("proved IN (0, 1)", name=op.f("ck_bank_statements_proved")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_bank_statements_council_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_bank_statements_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statements")),
    )
    op.create_index(
        "ix_bank_statements_account", "bank_statements", ["council_id", "account", "ends_on"], unique=False
    )
    op.create_index("uq_bank_statements_place", "bank_statements", ["file_id", "place"], unique=True)
    op.create_table(
        "closed_figures",
        sa.Column("closed_id", ID, autoincrement=False, nullable=False),
        sa.Column("contract_id", ID, autoincrement=False, nullable=False),
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("left_pence", sa.BigInteger(), nullable=True),
        sa.Column("right_pence", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("state IN ('agrees', 'differs', 'unknown')", name=op.f("ck_closed_figures_state")),
        sa.ForeignKeyConstraint(["closed_id"], ["closed_days.id"], name=op.f("fk_closed_figures_closed_id")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["contracts.id"], name=op.f("fk_closed_figures_contract_id")
        ),
        sa.PrimaryKeyConstraint("closed_id", "contract_id", "check_name", name=op.f("pk_closed_figures")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opening_items",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_pence <> 0", name=op.f("ck_opening_items_amount")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_opening_items_contract_id")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_opening_items_council_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_opening_items_file_id")),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_opening_items")),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_opening_items_due", "opening_items", ["contract_id", "due"], unique=True)
    op.create_table(
        "bank_entries",
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("statement_id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.Column("value_on", sa.String(), server_default="", nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("charges_pence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reversal", sa.Integer(), server_default="0", nullable=False),
        sa.Column("text", sa.String(), server_default="", nullable=False),
        sa.Column("reference", sa.String(), server_default="", nullable=False),
        sa.Column("contract_id", ID, nullable=True),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(whose = 'not_booked') = (status <> 'BOOK')", name=op.f("ck_bank_entries_booked")
        ),
        sa.CheckConstraint(
            "(whose = 'ours') = (contract_id IS NOT NULL)", name=op.f("ck_bank_entries_contract")
        ),
        sa.CheckConstraint(
            "status <> 'BOOK' OR booked_on IS NOT NULL", name=op.f("ck_bank_entries_booked_on")
        ),
        sa.CheckConstraint("status IN ('BOOK', 'PDNG', 'INFO', 'FUTR')", name=op.f("ck_bank_entries_status")),
        sa.CheckConstraint(
            "whose IN ('ours', 'other', 'unclear', 'not_booked')", name=op.f("ck_bank_entries_whose")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_bank_entries_contract_id")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_bank_entries_council_id")),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_bank_entries_file_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statements.id"], name=op.f("fk_bank_entries_statement_id")
        ),
        sa.PrimaryKeyConstraint("file_id", "row_no", name=op.f("pk_bank_entries")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_bank_entries_account", "bank_entries", ["council_id", "account", "booked_on"], unique=False
    )
    op.create_index(
        "ix_bank_entries_contract",
        "bank_entries",
        ["contract_id", "booked_on"],
        unique=False,
        sqlite_where=sa.text("contract_id IS NOT NULL"),
        postgresql_where=sa.text("contract_id IS NOT NULL"),
    )
    op.create_index("ix_bank_entries_statement", "bank_entries", ["statement_id"], unique=False)
    op.create_table(
        "matches",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("fee_pence", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "rule IN ('exact', 'run', 'parts', 'subset', 'difference', 'manual')",
            name=op.f("ck_matches_rule"),
        ),
        sa.CheckConstraint("state IN ('confirmed', 'proposed')", name=op.f("ck_matches_state")),
        sa.CheckConstraint("amount_pence <> 0", name=op.f("ck_matches_amount")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_matches_contract_id")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_matches_council_id")),
        sa.ForeignKeyConstraint(
            ["file_id", "row_no"],
            ["bank_entries.file_id", "bank_entries.row_no"],
            name=op.f("fk_matches_file_id_row_no"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
    )
    op.create_index("ix_matches_due", "matches", ["contract_id", "due"], unique=False)
    op.create_index("ix_matches_entry", "matches", ["file_id", "row_no"], unique=False)
    op.create_table(
        "match_ends",
        sa.Column("match_id", ID, autoincrement=False, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "why IN ('taken_back', 'lapsed', 'accepted', 'refused')", name=op.f("ck_match_ends_why")
        ),
        sa.ForeignKeyConstraint(["match_id"], ["matches.id"], name=op.f("fk_match_ends_match_id")),
        sa.PrimaryKeyConstraint("match_id", name=op.f("pk_match_ends")),
    )

"""Guards that hold against every client: replaced rows, shadowed tables, a trail that cannot be blocked or turned back.

- On SQLite `INSERT OR REPLACE` and `UPDATE OR REPLACE` delete the row that is in the way without asking the
  triggers, so a key that exists is refused before the row comes in. A row id is a key there as well.
- On PostgreSQL a temporary table comes before all others unless the path says otherwise, so each function
  looks in the catalogue first, then in the schema of this installation, and in temporary tables last.
- The trail takes only the entry after its last one, with that one's hash, and at no earlier instant. The
  numbers of card requests, orders and proofs do not leap either, so that none is left without a next one.
- A posting is one part of a step of its payment, so that a payment in suspense can be split.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Each table and the keys that no second row may have. A key that holds another key is left out.
KEYS = {
    "accounts": ("id", "council_id, fund, match_reference"),
    "batch_controls": ("batch_id",),
    "batches": ("id",),
    "card_batch_rows": ("batch_id, row_no", "council_id, request_no"),
    "card_batches": ("id", "council_id, sha256, sheet"),
    "card_numbers": ("council_id, card_number", "scheme_id, serial"),
    "card_orders": ("rowid", "council_id, number", "council_id, file_name"),
    "card_proofs": ("council_id, card_number, number",),
    "card_requests": (
        *("rowid", "council_id, number", "council_id, card_number, issue_no", "council_id, learned_from"),
    ),
    "card_schemes": ("id", "council_id, code"),
    "cards": ("council_id, card_number",),
    "contracts": ("id", "code"),
    "councils": ("id", "code"),
    "duplicates": ("file_id, row_no",),
    "files": ("id",),
    "ledger_accounts": ("id", "council_id, name"),
    "lines": ("file_id, row_no",),
    "outgoing_batches": ("batch_id",),
    "outgoing_files": ("rowid", "run_id, name"),
    "outgoing_runs": ("id", "council_id, night"),
    "postings": ("file_id, row_no, step, part",),
    "problems": ("id",),
    "promises": ("rowid", "file_id, row_no"),
    "receipts": ("contract_id, receipt_day, receipt",),
    "reversals": ("file_id, row_no", "original_file_id, original_row_no"),
    "statement_lines": ("rowid", "file_id, extension"),
    "statements": ("file_id",),
    "suspense_items": ("id", "file_id, row_no"),
}
# Keys that hold for some rows only, or are no plain columns: the columns, and when row `k` has NEW's key.
OPEN = "IN ('requested', 'ordered')"
PARTIAL_KEYS = {
    "files": (
        (
            "contract_id, name, sha256",
            "coalesce(k.contract_id, 0) = coalesce(NEW.contract_id, 0)"
            " AND k.name = NEW.name AND k.sha256 = NEW.sha256",
        ),
        (
            "contract_id, series, position, state",
            "k.contract_id = NEW.contract_id AND k.series = NEW.series AND k.position = NEW.position"
            " AND k.state = 'accepted' AND NEW.state = 'accepted'",
        ),
    ),
    "card_requests": (
        (
            "account_id, kind, state",
            "k.account_id = NEW.account_id AND k.kind = 'first' AND NEW.kind = 'first'"
            f" AND k.state {OPEN} AND NEW.state {OPEN}",
        ),
        (
            "council_id, replaces, state",
            "k.council_id = NEW.council_id AND k.replaces = NEW.replaces"
            f" AND k.state {OPEN} AND NEW.state {OPEN}",
        ),
    ),
}
# Tables of which rows may be updated, by what each row is.
UPDATED = {
    "accounts": "id",
    "card_batch_rows": "batch_id, row_no",
    "card_batches": "id",
    "card_requests": "council_id, number",
    "card_schemes": "id",
    "cards": "council_id, card_number",
    "contracts": "id",
    "councils": "id",
    "files": "id",
    "problems": "id",
    "suspense_items": "id",
}
ROW_IDS = ("rowid", "oid", "_rowid_")
WITH_ROW_ID = (
    *("accounts", "batch_controls", "batches", "card_batches", "card_orders", "card_requests"),
    *("card_schemes", "contracts", "councils", "files", "ledger_accounts", "outgoing_batches"),
    *("outgoing_files", "outgoing_runs", "problems", "promises", "statement_lines", "statements"),
    "suspense_items",
)

# The entry before, in the trail of the council.
LAST = """
  (SELECT {column} FROM audit_trail t WHERE t.council_id = NEW.council_id ORDER BY t.number DESC LIMIT 1)
"""
DIGITS = "[0-9][0-9]"
INSTANT = f"{DIGITS}{DIGITS}-{DIGITS}-{DIGITS}T{DIGITS}:{DIGITS}:{DIGITS}.{DIGITS}{DIGITS}{DIGITS}Z"
NO_INSTANT = {
    "sqlite": f"""
      NEW.at NOT GLOB '{INSTANT}' OR date(substr(NEW.at, 1, 10)) IS NOT substr(NEW.at, 1, 10)
      OR time(substr(NEW.at, 12, 8)) IS NOT substr(NEW.at, 12, 8)
    """,
    "postgresql": f"""
      NEW.at !~ '^{INSTANT.replace(".", "[.]")}$'
      OR to_char(NEW.at::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') <> NEW.at
    """,
}


def trail_is_wrong(dialect: str) -> tuple[tuple[str, str], ...]:
    """Each a condition on a new entry, and what is wrong then."""
    return (
        (
            f"NEW.number <> coalesce({LAST.format(column='number')}, 0) + 1",
            "the number of an entry of the trail is unique, and the one after the last",
        ),
        (
            f"NEW.previous_hash <> coalesce({LAST.format(column='hash')}, '{'0' * 64}')",
            "an entry of the trail names the hash of the last one",
        ),
        (
            "length(NEW.hash) <> 64 OR ltrim(NEW.hash, '0123456789abcdef') <> ''",
            "the hash of an entry is 64 hexadecimal digits",
        ),
        (NO_INSTANT[dialect], "an entry of the trail is written at an instant in UTC"),
        (
            f"NEW.at < {LAST.format(column='at')}",
            "time never runs backwards in the trail",
        ),
    )


# Tables whose rows are numbered, and within what: the largest number of all would leave none for the next.
LARGEST_LEAP = 1000
NUMBERED = {
    "card_requests": "council_id",
    "card_orders": "council_id",
    "card_proofs": "council_id, card_number",
}


def leap(table: str) -> tuple[str, str]:
    """The condition on a new row whose number is far ahead of the last one, and what is wrong then."""
    within = " AND ".join(f"k.{name} = NEW.{name}" for name in NUMBERED[table].split(", "))
    last = f"(SELECT max(k.number) FROM {table} k WHERE {within})"
    return (
        f"NEW.number NOT BETWEEN 1 AND coalesce({last}, 0) + {LARGEST_LEAP}",
        f"{table} are numbered after the last one",
    )


# An open batch is among the newest by the sequence that numbers them. By the largest number, one batch with
# a number far ahead would have closed the books for good.
BY_LARGEST = "(SELECT coalesce(max(batch_id), 0) - 1000 FROM batch_controls)"
BY_SEQUENCE = "(SELECT coalesce(pg_sequence_last_value('batches_id_seq'), 0) - 1000)"

ONE_PART = "part >= 1 AND (step > 0 OR part = 1)"
POSTING = "file_id, row_no, step, batch_id, debit_id, credit_id, amount_pence, rule, reason"
KEY, KEY_BEFORE = "file_id, row_no, step, part", "file_id, row_no, step"


def upgrade() -> None:
    """Give postings their part, then write the guards of this database."""
    if op.get_bind().dialect.name == "sqlite":
        one_part = sa.CheckConstraint(ONE_PART, name=op.f("ck_postings_part"))
        rebuild_postings(KEY, part_of_posting(), one_part)
        run(*sqlite())
        return
    op.add_column("postings", part_of_posting())
    op.create_check_constraint(op.f("ck_postings_part"), "postings", ONE_PART)
    key_of_postings(KEY)
    rewrite_function("check_open_batch", BY_LARGEST, BY_SEQUENCE)
    run(*postgresql())
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    run(*(f"ALTER FUNCTION {name}() SET search_path = pg_catalog, {schema}, pg_temp" for name in functions()))


def downgrade() -> None:
    """Take them away again. A payment that was split cannot be told without parts, and stops it."""
    if op.get_bind().dialect.name == "sqlite":
        run(*(f"DROP TRIGGER {statement.split()[2]}" for statement in sqlite()))
        rebuild_postings(KEY_BEFORE)
        return
    run(*(f"DROP FUNCTION paycards_{name} CASCADE" for name in ("check_trail", *map(gap_name, NUMBERED))))
    run(*(f"ALTER FUNCTION {name}() RESET search_path" for name in functions()))
    run("DROP TRIGGER cards_no_delete ON cards", "DROP TRIGGER cards_no_truncate ON cards")
    rewrite_function("check_open_batch", BY_SEQUENCE, BY_LARGEST)
    key_of_postings(KEY_BEFORE)
    op.drop_column("postings", "part")


def part_of_posting() -> sa.Column[int]:
    return sa.Column("part", sa.Integer(), server_default="1", nullable=False)


def run(*statements: str) -> None:
    for statement in statements:
        op.execute(statement.replace(":", r"\:"))


def refuse(name: str, event: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def sqlite() -> list[str]:
    taken_already = "a key of {} is unique, and a row has this one already"
    keys = [
        refuse(f"{table}_keep_key", f"BEFORE INSERT ON {table}", taken(table), taken_already.format(table))
        for table in KEYS
    ]
    others = [
        refuse(
            f"{table}_keep_others",
            f"BEFORE UPDATE OF {', '.join(key_columns(table))} ON {table}",
            taken(table, but=row),
            taken_already.format(table),
        )
        for table, row in UPDATED.items()
    ]
    # A row that comes without its id has -1 before it comes in.
    positive = [
        refuse(f"{table}_positive", f"AFTER INSERT ON {table}", "NEW.rowid < 1", f"ids of {table} begin at 1")
        for table in WITH_ROW_ID
    ]
    wrong = " ".join(
        f"WHEN {condition} THEN RAISE(ABORT, '{message}')" for condition, message in trail_is_wrong("sqlite")
    )
    chain = (
        "CREATE TRIGGER audit_trail_chain BEFORE INSERT ON audit_trail FOR EACH ROW"
        f" BEGIN SELECT CASE {wrong} END; END"
    )
    numbered = [refuse(f"{table}_numbered", f"BEFORE INSERT ON {table}", *leap(table)) for table in NUMBERED]
    kept = refuse("cards_no_delete", "BEFORE DELETE ON cards", "1", "cards are never deleted")
    return [*keys, *others, *positive, chain, *numbered, kept]


def taken(table: str, but: str = "") -> str:
    """The condition that a row has a key of NEW; `but` names the key by which OLD itself is left out."""
    another = f" AND NOT ({same(but, 'OLD')})" if but else ""
    keys = [same(key, "NEW") for key in KEYS[table]]
    keys += [condition for _, condition in PARTIAL_KEYS.get(table, ())]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} k WHERE {key}{another})" for key in keys)


def same(key: str, row: str) -> str:
    return " AND ".join(f"k.{name} = {row}.{name}" for name in key.split(", "))


def key_columns(table: str) -> list[str]:
    keys = ", ".join([*KEYS[table], *(columns for columns, _ in PARTIAL_KEYS.get(table, ()))])
    row_ids = ROW_IDS if table in WITH_ROW_ID else ()
    return list(dict.fromkeys([*keys.split(", "), *row_ids]))


def rebuild_postings(key: str, *part: sa.schema.SchemaItem) -> None:
    """Make the table anew with another key, which SQLite cannot change; its triggers and indexes stay."""
    found = op.get_bind().exec_driver_sql(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
        " AND (tbl_name = 'postings' OR name = 'batch_controls_check') ORDER BY rowid"
    )
    dependent = found.all()
    run(
        *(f"DROP {kind} {name}" for kind, name, _ in dependent),
        "ALTER TABLE postings RENAME TO postings_before",
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
        *part,
        sa.CheckConstraint("(rule IS NULL) <> (reason IS NULL)", name=op.f("ck_postings_rule_or_reason")),
        sa.CheckConstraint("amount_pence <> 0", name=op.f("ck_postings_amount")),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_postings_two_accounts")),
        sa.PrimaryKeyConstraint(*key.split(", "), name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )
    run(
        f"INSERT INTO postings ({POSTING}) SELECT {POSTING} FROM postings_before",
        "DROP TABLE postings_before",
        *(statement for _, _, statement in dependent),
    )


def postgresql() -> list[str]:
    def function(name: str, rules: tuple[tuple[str, str], ...]) -> str:
        checks = " ".join(
            f"IF ({condition}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"
            for condition, message in rules
        )
        return (
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {checks} RETURN NEW; END $$"
        )

    def before_insert(table: str, name: str, function: str) -> str:
        return (
            f"CREATE TRIGGER {table}_{name} BEFORE INSERT ON {table} FOR EACH ROW"
            f" EXECUTE FUNCTION paycards_{function}()"
        )

    return [
        function("check_trail", trail_is_wrong("postgresql")),
        before_insert("audit_trail", "chain", "check_trail"),
        *(function(gap_name(table), (leap(table),)) for table in NUMBERED),
        *(before_insert(table, "numbered", gap_name(table)) for table in NUMBERED),
        *(
            f"CREATE TRIGGER cards_no_{event.lower()} BEFORE {event} ON cards FOR EACH {unit}"
            " EXECUTE FUNCTION paycards_keep()"
            for event, unit in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
        ),
    ]


def gap_name(table: str) -> str:
    return f"number_{table}"


def functions() -> list[str]:
    """The functions of paycards in the schema of this installation, ready to be named in a statement."""
    query = (
        "SELECT quote_ident(proname) FROM pg_catalog.pg_proc"
        " WHERE pronamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(current_schema())) AND starts_with(proname, 'paycards_')"
    )
    return list(op.get_bind().exec_driver_sql(query).scalars())


def rewrite_function(name: str, before: str, after: str) -> None:
    source = op.get_bind().exec_driver_sql(
        "SELECT prosrc FROM pg_catalog.pg_proc"
        f" WHERE pronamespace = pg_catalog.to_regnamespace(pg_catalog.quote_ident(current_schema())) AND proname = 'paycards_{name}'"
    )
    body = source.scalar_one().replace(before, after)
    run(f"CREATE OR REPLACE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")


def key_of_postings(key: str) -> None:
    op.drop_constraint(op.f("pk_postings"), "postings", type_="primary")
    op.create_primary_key(op.f("pk_postings"), "postings", key.split(", "))

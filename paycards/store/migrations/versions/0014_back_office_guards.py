"""What the database refuses in the back office.

- What the bank said, what was matched, signed and written down on closing is never changed.
- A decision is proposed or, where one person is enough, applied at once; it gets its verdict once, and never
  from the person who proposed it where two are needed. Decisions are numbered without a gap.
- Days are closed in order, none left out, and only the newest is opened again, by a decision of two people.
  No batch is booked on a closed day or before one.
- A match explains an entry of its own contract and council.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEPT = ("bank_balances", "matches", "match_ends", "opening_items", "closed_figures", "day_exceptions")
LASTING = ("bank_statements", "bank_entries", "decisions", "decision_subjects", "closed_days")
WITH_ROW_ID = ("bank_balances", "bank_statements", "closed_days", "decisions", "matches", "match_ends")
KEYS = {
    "bank_balances": ("k.id = NEW.id",),
    "bank_entries": ("k.file_id = NEW.file_id AND k.row_no = NEW.row_no",),
    "bank_statements": ("k.id = NEW.id", "k.file_id = NEW.file_id AND k.place = NEW.place"),
    "closed_days": (
        "k.id = NEW.id",
        "k.council_id = NEW.council_id AND k.day = NEW.day AND k.reopened_at IS NULL"
        " AND NEW.reopened_at IS NULL",
    ),
    "closed_figures": (
        "k.closed_id = NEW.closed_id AND k.contract_id = NEW.contract_id AND k.check_name = NEW.check_name",
    ),
    "day_exceptions": ("k.decision_id = NEW.decision_id",),
    "decision_subjects": (
        "k.decision_id = NEW.decision_id AND k.subject = NEW.subject",
        "k.council_id = NEW.council_id AND k.subject = NEW.subject AND k.waiting = 1 AND NEW.waiting = 1",
    ),
    "decisions": ("k.id = NEW.id", "k.council_id = NEW.council_id AND k.number = NEW.number"),
    "match_ends": ("k.match_id = NEW.match_id",),
    "matches": ("k.id = NEW.id",),
    "opening_items": (
        "k.file_id = NEW.file_id AND k.row_no = NEW.row_no",
        "k.contract_id = NEW.contract_id AND k.due = NEW.due",
    ),
}


def changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


# Table -> when an update is refused, and why.
OF_A_STATEMENT = (
    *("id", "council_id", "account", "file_id", "place", "number", "begins_on", "ends_on"),
    *("opening_pence", "closing_pence", "digest"),
)
OF_AN_ENTRY = (
    *("file_id", "row_no", "statement_id", "council_id", "account", "status", "booked_on", "value_on"),
    *("amount_pence", "charges_pence", "reversal", "text", "reference"),
)
OF_A_DECISION = (
    *("id", "council_id", "number", "kind", "subject", "amount_pence", "terms", "reason", "needs_two"),
    *("proposed_by", "proposer_key", "proposed_at"),
)
OF_A_SUBJECT = ("decision_id", "subject", "council_id", "person_key", "pence")
OF_A_CLOSED_DAY = ("id", "council_id", "day", "closed_by", "closed_at", "anchor")
APPLIED = (
    "EXISTS (SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id AND d.council_id = NEW.council_id"
    " AND d.kind = '{kind}' AND d.state = 'applied')"
)
UPDATES = {
    "bank_statements": (
        f"{changed(*OF_A_STATEMENT)} OR (OLD.state = 'replaced' AND NEW.state <> 'replaced')",
        "of a bank statement only its place in the chain changes",
    ),
    "bank_entries": (changed(*OF_AN_ENTRY), "what the bank said is never changed"),
    "decisions": (
        f"OLD.state <> 'proposed' OR NEW.state = 'proposed' OR {changed(*OF_A_DECISION)}",
        "a decision gets its verdict once, and nothing else of it changes",
    ),
    "decision_subjects": (
        f"{changed(*OF_A_SUBJECT)} OR OLD.waiting = 0",
        "a subject stops waiting once",
    ),
    "closed_days": (
        f"OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL OR {changed(*OF_A_CLOSED_DAY)}"
        f" OR NOT {APPLIED.format(kind='reopen_day')}"
        " OR EXISTS (SELECT 1 FROM closed_days c WHERE c.council_id = NEW.council_id AND c.day > NEW.day"
        " AND c.reopened_at IS NULL)",
        "only the newest closed day is opened again, by two people",
    ),
}
NEWEST = "SELECT max(c.day) FROM closed_days c WHERE c.council_id = NEW.council_id AND c.reopened_at IS NULL"
NEXT = {"sqlite": "date(({newest}), '+1 day')", "postgresql": "(({newest}) + 1)"}


def inserts(dialect: str) -> dict[str, tuple[str, str]]:
    """Table -> when a new row is refused, and why."""
    after = NEXT[dialect].format(newest=NEWEST)
    return {
        "decisions": (
            "NEW.number <> coalesce((SELECT max(d.number) FROM decisions d"
            " WHERE d.council_id = NEW.council_id), 0) + 1 OR NOT (NEW.state = 'proposed'"
            " OR (NEW.state = 'applied' AND NEW.needs_two = 0 AND NEW.decided_by IS NULL))",
            "a decision begins as proposed, or as applied where one person is enough, with the next number",
        ),
        "decision_subjects": (
            "NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id = NEW.decision_id"
            " AND d.council_id = NEW.council_id AND d.proposer_key = NEW.person_key)",
            "a subject is decided by the person and the council of its decision",
        ),
        "closed_days": (
            f"NEW.reopened_at IS NOT NULL OR NEW.day <> {after}",
            "days are closed in order, none left out",
        ),
        "day_exceptions": (
            f"NOT {APPLIED.format(kind='sign_exception')}",
            "an exception is signed by two people",
        ),
        "batches": (
            f"NEW.booked_on <= ({NEWEST})",
            "a closed day takes no posting",
        ),
        "matches": (
            "NOT EXISTS (SELECT 1 FROM bank_entries e WHERE e.file_id = NEW.file_id"
            " AND e.row_no = NEW.row_no AND e.council_id = NEW.council_id"
            " AND e.contract_id = NEW.contract_id)",
            "a match explains an entry of its own contract",
        ),
    }


def upgrade() -> None:
    run(*(sqlite() if is_sqlite() else postgresql()))


def downgrade() -> None:
    if is_sqlite():
        run(*(f"DROP TRIGGER {statement.split()[2]}" for statement in sqlite()))
        return
    for table in (*KEPT, *LASTING):
        for event in ("delete", "truncate", *(("update",) if table in KEPT else ())):
            run(f"DROP TRIGGER {table}_no_{event} ON {table}")
    names = [f"{table}_update" for table in UPDATES] + [f"{table}_insert" for table in inserts("postgresql")]
    run(*(f"DROP FUNCTION paycards_{name} CASCADE" for name in names))


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


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
    out = [
        refuse(
            f"{table}_keep_key",
            f"BEFORE INSERT ON {table}",
            " OR ".join(f"EXISTS (SELECT 1 FROM {table} k WHERE {key})" for key in keys),
            taken_already.format(table),
        )
        for table, keys in KEYS.items()
    ]
    out += [refuse(f"{t}_no_update", f"BEFORE UPDATE ON {t}", "1", f"{t} are never updated") for t in KEPT]
    out += [
        refuse(f"{t}_no_delete", f"BEFORE DELETE ON {t}", "1", f"{t} are never deleted")
        for t in KEPT + LASTING
    ]
    out += [
        refuse(f"{t}_positive", f"AFTER INSERT ON {t}", "NEW.rowid < 1", f"ids of {t} begin at 1")
        for t in WITH_ROW_ID
    ]
    for table, (condition, message) in UPDATES.items():
        moved = " OR NEW.rowid <> OLD.rowid" if table in WITH_ROW_ID else ""
        out.append(refuse(f"{table}_update", f"BEFORE UPDATE ON {table}", condition + moved, message))
    out += [
        refuse(f"{table}_insert", f"BEFORE INSERT ON {table}", *rule)
        for table, rule in inserts("sqlite").items()
    ]
    return out


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()

    def function(name: str, condition: str, message: str) -> str:
        return (
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({condition}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )

    def trigger(table: str, name: str, event: str, function: str, unit: str = "ROW") -> str:
        return (
            f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH {unit}"
            f" EXECUTE FUNCTION paycards_{function}()"
        )

    out = [trigger(table, "no_update", "UPDATE", "keep") for table in KEPT]
    for table in KEPT + LASTING:
        out.append(trigger(table, "no_delete", "DELETE", "keep"))
        out.append(trigger(table, "no_truncate", "TRUNCATE", "keep", "STATEMENT"))
    for table, rule in UPDATES.items():
        out += [function(f"{table}_update", *rule), trigger(table, "update", "UPDATE", f"{table}_update")]
    for table, rule in inserts("postgresql").items():
        out += [function(f"{table}_insert", *rule), trigger(table, "insert", "INSERT", f"{table}_insert")]
    return out

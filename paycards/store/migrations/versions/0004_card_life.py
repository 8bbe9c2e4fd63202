"""The life of a card: requests, orders to suppliers, history and proofs.

- What was ordered, proved and written in a card's history is never updated or deleted.
- Each event of a card goes on from the state that the card was in, to one that may follow it, and the
  state of a card that has a history is changed only after the event that says so.
- A request is for an account of its own council, and once it is issued or cancelled it stays so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STATES = (
    *("requested", "ordered", "active", "replaced", "lost"),
    *("stolen", "damaged", "cancelled", "expired"),
)
REASONS = (
    *("first_card", "additional_card", "lost", "stolen", "damaged", "not_received"),
    *("name_changed", "does_not_scan", "moved", "account_closed", "died", "customer_asked"),
    *("found", "entered_in_error", "expired", "other"),
)


def among(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


REASON = f"reason IN ({among(REASONS)})"
STATUS = f"status IN ({among(STATES)})"
STATUS_BEFORE = f"status_before IN ({among(('', *STATES))})"
OPEN = sa.text("state IN ('requested', 'ordered')")
OPEN_FIRST = sa.text("kind = 'first' AND state IN ('requested', 'ordered')")

# Never updated, never deleted; and updated, never deleted.
KEPT = ("card_orders", "card_events", "card_proofs")
LASTING = ("card_requests",)

# Which state may follow which: what `issue/card_life.py` allows, as it was when this was written.
MAY_FOLLOW = [
    ">requested",
    ">active",
    "requested>ordered",
    "requested>active",
    "requested>cancelled",
    "ordered>active",
    "ordered>cancelled",
    "active>active",
    "active>replaced",
    "active>lost",
    "active>stolen",
    "active>damaged",
    "active>cancelled",
    "active>expired",
    "lost>replaced",
    "lost>cancelled",
    "lost>active",
    "stolen>replaced",
    "stolen>cancelled",
    "stolen>active",
    "damaged>replaced",
    "damaged>cancelled",
    "damaged>active",
    "cancelled>active",
    "expired>replaced",
]

BEFORE = """
  (SELECT {column} FROM card_events e WHERE e.council_id = NEW.council_id
   AND e.card_number = NEW.card_number ORDER BY e.number DESC LIMIT 1)
"""

# Each a condition on a new event (`NEW`), and what is wrong then.
EVENT_IS_WRONG = (
    (
        f"NEW.number <> coalesce({BEFORE.format(column='number')}, 0) + 1",
        "the events of a card are numbered without a gap",
    ),
    (
        f"NEW.status_before <> {BEFORE.format(column='status')}",
        "an event goes on from the state of the one before",
    ),
    (
        """
        NEW.number = 1 AND NOT EXISTS (
          SELECT 1 FROM cards c WHERE c.council_id = NEW.council_id AND c.card_number = NEW.card_number
          AND c.status = CASE NEW.status_before WHEN '' THEN NEW.status ELSE NEW.status_before END)
        """,
        "the first event of a card goes on from the state of the card",
    ),
    (
        f"NEW.status_before || '>' || NEW.status NOT IN ({among(tuple(MAY_FOLLOW))})",
        "this state cannot follow that one",
    ),
    (
        f"""
        NEW.status_before = 'cancelled' AND (NEW.reason <> 'entered_in_error'
          OR {BEFORE.format(column="status_before")} IN ('requested', 'ordered'))
        """,
        "a cancelled card comes back only if that was an error and the card was released",
    ),
)

CARD_IS_WRONG = (
    (
        f"NEW.status <> {BEFORE.format(column='status')}",
        "the state of a card is what its history says",
    ),
)

REQUEST_KEEPS = (
    "council_id", "number", "account_id", "scheme", "kind", "reason", "replaces", "holder", "language",
    "large_print", "requested_at", "requested_by", "note",
)  # fmt: skip
REQUEST_CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in REQUEST_KEEPS)
REQUEST_IS_SETTLED = f"""
  OLD.state IN ('issued', 'cancelled') OR (OLD.state = 'ordered' AND NEW.state = 'requested')
  OR (OLD.card_number IS NOT NULL AND NEW.card_number IS DISTINCT FROM OLD.card_number)
  OR (OLD.order_no IS NOT NULL AND NEW.order_no IS DISTINCT FROM OLD.order_no)
  OR {REQUEST_CHANGED}
"""
REQUEST_IS_STRANGE = """
  NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = NEW.account_id AND a.council_id = NEW.council_id)
"""
SETTLED = "this request is settled, or what it asked for changed"
STRANGE = "a request is for an account of its council"


def upgrade() -> None:
    """Make the tables, then write the triggers of this database."""
    make_tables()
    statements = sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql()
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER cards_follow_history")  # the others go with their tables
    else:
        for function in ("check_card", "check_card_event", "check_card_request", "keep_card_request"):
            op.execute(f"DROP FUNCTION paycards_{function} CASCADE")
    for table in ("card_proofs", "card_events", "card_requests", "card_orders"):
        op.drop_table(table)


def sqlite() -> list[str]:
    def trigger(name: str, event: str, rules: tuple[tuple[str, str], ...], when: str = "") -> str:
        cases = " ".join(f"WHEN {condition} THEN RAISE(ABORT, '{message}')" for condition, message in rules)
        return f"CREATE TRIGGER {name} {event} FOR EACH ROW {when} BEGIN SELECT CASE {cases} END; END"

    never = [
        trigger(f"{table}_no_{event.lower()}", f"BEFORE {event} ON {table}", (("1", f"{table} are kept"),))
        for tables, event in ((KEPT, "UPDATE"), (KEPT + LASTING, "DELETE"))
        for table in tables
    ]
    return [
        *never,
        trigger("card_events_check", "BEFORE INSERT ON card_events", EVENT_IS_WRONG),
        trigger(
            "cards_follow_history",
            "BEFORE UPDATE OF status ON cards",
            CARD_IS_WRONG,
            "WHEN NEW.status IS NOT OLD.status",
        ),
        trigger("card_requests_check", "BEFORE INSERT ON card_requests", ((REQUEST_IS_STRANGE, STRANGE),)),
        trigger("card_requests_keep", "BEFORE UPDATE ON card_requests", ((REQUEST_IS_SETTLED, SETTLED),)),
    ]


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

    keep = "EXECUTE FUNCTION paycards_keep()"
    events = [(table, "UPDATE", "ROW") for table in KEPT]
    events += [
        (table, event, unit)
        for table in KEPT + LASTING
        for event, unit in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ]
    return [
        function("check_card_event", EVENT_IS_WRONG),
        function("check_card", CARD_IS_WRONG),
        function("check_card_request", ((REQUEST_IS_STRANGE, STRANGE),)),
        function("keep_card_request", ((REQUEST_IS_SETTLED, SETTLED),)),
        "CREATE TRIGGER card_events_check BEFORE INSERT ON card_events FOR EACH ROW"
        " EXECUTE FUNCTION paycards_check_card_event()",
        "CREATE TRIGGER cards_follow_history BEFORE UPDATE OF status ON cards FOR EACH ROW"
        " WHEN (NEW.status IS DISTINCT FROM OLD.status) EXECUTE FUNCTION paycards_check_card()",
        "CREATE TRIGGER card_requests_check BEFORE INSERT ON card_requests FOR EACH ROW"
        " EXECUTE FUNCTION paycards_check_card_request()",
        "CREATE TRIGGER card_requests_keep BEFORE UPDATE ON card_requests FOR EACH ROW"
        " EXECUTE FUNCTION paycards_keep_card_request()",
        *(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit} {keep}"
            for table, event, unit in events
        ),
    ]


def make_tables() -> None:
    op.create_table(
        "card_orders",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.String(length=27), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.CheckConstraint("row_count > 0", name=op.f("ck_card_orders_rows")),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_card_orders_council_id")),
        sa.PrimaryKeyConstraint("council_id", "number", name=op.f("pk_card_orders")),
    )
    op.create_index("uq_card_orders_file_name", "card_orders", ["council_id", "file_name"], unique=True)
    op.create_table(
        "card_requests",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("card_number", sa.String(), nullable=True),
        sa.Column("issue_no", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("large_print", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("order_no", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.String(length=27), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closed_at", sa.String(length=27), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closing_reason", sa.String(), nullable=True),
        sa.Column("closing_note", sa.String(), nullable=True),
        sa.Column("learned_from", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'replacement') = (replaces IS NOT NULL)", name=op.f("ck_card_requests_replaces")
        ),
        sa.CheckConstraint(
            "(state IN ('requested', 'ordered')) = (closed_at IS NULL)", name=op.f("ck_card_requests_closed")
        ),
        sa.CheckConstraint("holder <> ''", name=op.f("ck_card_requests_holder")),
        sa.CheckConstraint(
            "kind IN ('first', 'additional', 'replacement')", name=op.f("ck_card_requests_kind")
        ),
        sa.CheckConstraint("language IN ('en', 'cy')", name=op.f("ck_card_requests_language")),
        sa.CheckConstraint("reason <> 'other' OR note <> ''", name=op.f("ck_card_requests_other_needs_note")),
        sa.CheckConstraint(REASON, name=op.f("ck_card_requests_reason")),
        sa.CheckConstraint(
            "state <> 'cancelled' OR closing_reason IS NOT NULL", name=op.f("ck_card_requests_cancelled_why")
        ),
        sa.CheckConstraint(
            "state <> 'issued' OR card_number IS NOT NULL", name=op.f("ck_card_requests_issued_has_number")
        ),
        sa.CheckConstraint(
            "state <> 'ordered' OR (order_no IS NOT NULL AND card_number IS NULL)",
            name=op.f("ck_card_requests_ordered"),
        ),
        sa.CheckConstraint(
            "state <> 'requested' OR order_no IS NULL", name=op.f("ck_card_requests_not_ordered_yet")
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'ordered', 'issued', 'cancelled')", name=op.f("ck_card_requests_state")
        ),
        sa.CheckConstraint(
            "(card_number IS NULL) = (issue_no IS NULL)", name=op.f("ck_card_requests_issue_no")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_card_requests_closed_by")
        ),
        sa.CheckConstraint("large_print IN (0, 1)", name=op.f("ck_card_requests_large_print")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_card_requests_account_id")),
        sa.ForeignKeyConstraint(
            ["council_id", "card_number"],
            ["cards.council_id", "cards.card_number"],
            name=op.f("fk_card_requests_council_id_card_number"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id", "order_no"],
            ["card_orders.council_id", "card_orders.number"],
            name=op.f("fk_card_requests_council_id_order_no"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id", "replaces"],
            ["cards.council_id", "cards.card_number"],
            name=op.f("fk_card_requests_council_id_replaces"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_card_requests_council_id")),
        sa.PrimaryKeyConstraint("council_id", "number", name=op.f("pk_card_requests")),
    )
    op.create_index("ix_card_requests_account_id", "card_requests", ["account_id"], unique=False)
    op.create_index("ix_card_requests_order_no", "card_requests", ["council_id", "order_no"], unique=False)
    op.create_index("ix_card_requests_replaces", "card_requests", ["council_id", "replaces"], unique=False)
    op.create_index(
        "uq_card_requests_issue", "card_requests", ["council_id", "card_number", "issue_no"], unique=True
    )
    op.create_index(
        "uq_card_requests_learned_from", "card_requests", ["council_id", "learned_from"], unique=True
    )
    op.create_index(
        "uq_card_requests_open_first",
        "card_requests",
        ["account_id"],
        unique=True,
        sqlite_where=OPEN_FIRST,
        postgresql_where=OPEN_FIRST,
    )
    op.create_index(
        "uq_card_requests_open_replacement",
        "card_requests",
        ["council_id", "replaces"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "card_events",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("status_before", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("request_no", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> 'other' OR note <> ''", name=op.f("ck_card_events_other_needs_note")),
        sa.CheckConstraint(REASON, name=op.f("ck_card_events_reason")),
        sa.CheckConstraint(STATUS, name=op.f("ck_card_events_status")),
        sa.CheckConstraint(STATUS_BEFORE, name=op.f("ck_card_events_status_before")),
        sa.ForeignKeyConstraint(
            ["council_id", "card_number"],
            ["cards.council_id", "cards.card_number"],
            name=op.f("fk_card_events_council_id_card_number"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id", "request_no"],
            ["card_requests.council_id", "card_requests.number"],
            name=op.f("fk_card_events_council_id_request_no"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_card_events_council_id")),
        sa.PrimaryKeyConstraint("council_id", "card_number", "number", name=op.f("pk_card_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_proofs",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("request_no", sa.Integer(), nullable=True),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("module_dots", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("proved_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint(
            "output IN ('letter', 'card', 'image', 'bill')", name=op.f("ck_card_proofs_output")
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_card_proofs_sha256")),
        sa.ForeignKeyConstraint(
            ["council_id", "card_number"],
            ["cards.council_id", "cards.card_number"],
            name=op.f("fk_card_proofs_council_id_card_number"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id", "request_no"],
            ["card_requests.council_id", "card_requests.number"],
            name=op.f("fk_card_proofs_council_id_request_no"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_card_proofs_council_id")),
        sa.PrimaryKeyConstraint("council_id", "card_number", "number", name=op.f("pk_card_proofs")),
        sqlite_with_rowid=False,
    )

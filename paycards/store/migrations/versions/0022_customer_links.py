"""Links of customers to their cards, the sessions that these open, and tries that failed.

A link is never deleted, is made alive with the next number of its card while no other of it is, ends once, and
ends when its card comes out of use: that is a trigger on the cards. Of a session only what was asked changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LINKS, SESSIONS, TRIES = "card_links", "customer_sessions", "customer_tries"
OUT_OF_USE = "('replaced', 'lost', 'stolen', 'damaged', 'cancelled', 'expired')"
KEYS = {
    LINKS: (
        "k.council_id = NEW.council_id AND k.card_number = NEW.card_number AND k.number = NEW.number",
        "k.token_hash = NEW.token_hash",
    ),
    SESSIONS: ("k.secret_hash = NEW.secret_hash",),
    TRIES: ("k.id = NEW.id",),
}
OF_ITS_CARD = "l.council_id = NEW.council_id AND l.card_number = NEW.card_number"


def changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


INSERTS = {  # table -> when a new row is refused, and why
    LINKS: (
        f"NEW.number <> coalesce((SELECT max(l.number) FROM card_links l WHERE {OF_ITS_CARD}), 0) + 1"
        f" OR EXISTS (SELECT 1 FROM card_links l WHERE {OF_ITS_CARD} AND l.ended = '')"
        " OR NEW.tries <> 0 OR NEW.ended <> ''",
        "a link has the next number of its card, and no other of it is alive",
    ),
}
UPDATES = {
    LINKS: (
        changed("council_id", "card_number", "number", "token_hash", "made_at", "made_by")
        + " OR (OLD.ended <> '' AND NEW.ended <> OLD.ended)"
        + " OR (NEW.tries NOT IN (0, OLD.tries, OLD.tries + 1))"
        + " OR (OLD.ended <> '' AND NEW.tries < OLD.tries)",
        "of a link only tries and its end change, and it ends once",
    ),
    SESSIONS: (
        changed("secret_hash", "council_id", "card_number", "link_no", "begun_at", "ends_at"),
        "of a session only what was asked changes",
    ),
    TRIES: ("1 = 1", "a try that failed is never changed"),
}
ENDS = (
    f"UPDATE {LINKS} SET ended = 'card' WHERE council_id = NEW.council_id"
    " AND card_number = NEW.card_number AND ended = ''"
)


def upgrade() -> None:
    op.create_table(
        LINKS,
        sa.Column("council_id", ID, autoincrement=False, nullable=False),
        sa.Column("card_number", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        *(
            sa.Column("made_at", sa.String(27), nullable=False),
            sa.Column("made_by", sa.String(), nullable=False),
        ),
        *(sa.Column("tries", sa.Integer(), nullable=False), sa.Column("ended", sa.String(), nullable=False)),
        sa.CheckConstraint("number > 0", name=op.f("ck_card_links_number")),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_card_links_token_hash")),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_card_links_tries")),
        sa.CheckConstraint("ended IN ('', 'card', 'letter')", name=op.f("ck_card_links_ended")),
        sa.ForeignKeyConstraint(
            ["council_id", "card_number"],
            ["cards.council_id", "cards.card_number"],
            name=op.f("fk_card_links_council_id"),
        ),
        sa.PrimaryKeyConstraint("council_id", "card_number", "number", name=op.f("pk_card_links")),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_card_links_token_hash", LINKS, ["token_hash"], unique=True)
    op.create_table(
        SESSIONS,
        sa.Column("secret_hash", sa.String(64), nullable=False),
        *(sa.Column("council_id", ID, nullable=False), sa.Column("card_number", sa.String(), nullable=False)),
        sa.Column("link_no", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(27), nullable=False) for name in ("begun_at", "ends_at")),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.CheckConstraint("length(secret_hash) = 64", name=op.f("ck_customer_sessions_secret_hash")),
        sa.ForeignKeyConstraint(
            ["council_id", "card_number", "link_no"],
            ["card_links.council_id", "card_links.card_number", "card_links.number"],
            name=op.f("fk_customer_sessions_council_id"),
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_customer_sessions")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_customer_sessions_ends_at", SESSIONS, ["ends_at"])
    op.create_table(
        TRIES,
        sa.Column("id", ID, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("tried_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_tries")),
    )
    op.create_index("ix_customer_tries_source", TRIES, ["source", "tried_at"])
    for statement in sqlite() if is_sqlite() else postgresql():
        op.execute(statement)


def downgrade() -> None:
    if is_sqlite():
        op.execute("DROP TRIGGER cards_end_links")
    else:
        op.execute("DROP FUNCTION paycards_end_links CASCADE")
    for table in (TRIES, SESSIONS, LINKS):
        op.drop_table(table)
    if not is_sqlite():
        names = [f"{table}_update" for table in UPDATES] + [f"{table}_insert" for table in INSERTS]
        for name in names:
            op.execute(f"DROP FUNCTION paycards_{name}")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def sqlite() -> list[str]:
    def refuse(name: str, event: str, condition: str, message: str) -> str:
        return (
            f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    keep = [
        refuse(
            f"{table}_keep_key",
            f"BEFORE INSERT ON {table}",
            " OR ".join(f"EXISTS (SELECT 1 FROM {table} k WHERE {same})" for same in keys),
            f"a key of {table} is unique, and a row has this one already",
        )
        for table, keys in KEYS.items()
    ]
    return [
        *keep,
        *(refuse(f"{table}_insert", f"BEFORE INSERT ON {table}", *rule) for table, rule in INSERTS.items()),
        *(refuse(f"{table}_update", f"BEFORE UPDATE ON {table}", *rule) for table, rule in UPDATES.items()),
        refuse(f"{LINKS}_no_delete", f"BEFORE DELETE ON {LINKS}", "1", f"{LINKS} are never deleted"),
        f"CREATE TRIGGER cards_end_links AFTER UPDATE OF status ON cards FOR EACH ROW"
        f" WHEN NEW.status <> OLD.status AND NEW.status IN {OUT_OF_USE} BEGIN {ENDS}; END",
    ]


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    head = f"LANGUAGE plpgsql SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN"

    def guard(table: str, event: str, condition: str, message: str) -> list[str]:
        name = f"{table}_{event.lower()}"
        return [
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger {head} IF ({condition}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION paycards_{name}()",
        ]

    return [
        *(each for table, rule in INSERTS.items() for each in guard(table, "INSERT", *rule)),
        *(each for table, rule in UPDATES.items() for each in guard(table, "UPDATE", *rule)),
        *(
            f"CREATE TRIGGER {LINKS}_no_{event.lower()} BEFORE {event} ON {LINKS} FOR EACH {unit}"
            " EXECUTE FUNCTION paycards_keep()"
            for event, unit in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
        ),
        f"CREATE FUNCTION paycards_end_links() RETURNS trigger {head} {ENDS}; RETURN NULL; END $$",
        "CREATE TRIGGER cards_end_links AFTER UPDATE OF status ON cards FOR EACH ROW"
        f" WHEN (NEW.status <> OLD.status AND NEW.status IN {OUT_OF_USE})"
        " EXECUTE FUNCTION paycards_end_links()",
    ]

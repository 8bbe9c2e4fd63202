"""Who a person was at the terminal: what they did there stays theirs when they are linked to another user."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE, GUARD = "person_users", "decisions_one_person"
MESSAGE = "another person decides what one proposed under another name"
BEFORE = (
    "NEW.state IN ('applied', 'refused') AND EXISTS (SELECT 1 FROM people p WHERE p.os_user IS NOT NULL"
    " AND NEW.proposer_key IN (p.email, lower(p.os_user)) AND NEW.decider_key IN (p.email, lower(p.os_user)))"
)


def bears(key: str) -> str:
    """The condition that a person bears a name; who is somebody else by now is not who was it before."""
    was = (
        f"SELECT 1 FROM {TABLE} w WHERE w.person_id = p.id AND w.os_user = NEW.{key} AND NOT EXISTS"
        " (SELECT 1 FROM people q WHERE lower(q.os_user) = w.os_user AND q.id <> p.id)"
    )
    return f"(NEW.{key} IN (p.email, lower(p.os_user)) OR EXISTS ({was}))"


AFTER = (
    "NEW.state IN ('applied', 'refused') AND NEW.proposer_key <> NEW.decider_key AND EXISTS"
    f" (SELECT 1 FROM people p WHERE {bears('proposer_key')} AND {bears('decider_key')})"
)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("person_id", ID, nullable=False),
        sa.Column("os_user", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{TABLE}_person_id")),
        sa.PrimaryKeyConstraint("person_id", "os_user", name=op.f(f"pk_{TABLE}")),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{TABLE}_os_user", TABLE, ["os_user"])
    run(f"INSERT INTO {TABLE} SELECT id, lower(os_user) FROM people WHERE os_user IS NOT NULL")
    run(*(sqlite() if is_sqlite() else postgresql()))
    refuse_one_person(AFTER)


def downgrade() -> None:
    refuse_one_person(BEFORE)
    op.drop_table(TABLE)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def run(*statements: str) -> None:
    for statement in statements:
        op.execute(statement)


def sqlite() -> list[str]:
    taken = f"SELECT 1 FROM {TABLE} k WHERE k.person_id = NEW.person_id AND k.os_user = NEW.os_user"
    return [
        refuse(f"{TABLE}_keep_key", f"INSERT ON {TABLE}", f"EXISTS ({taken})", TAKEN),
        refuse(f"{TABLE}_no_delete", f"DELETE ON {TABLE}", "1", f"{TABLE} are never deleted"),
        refuse(f"{TABLE}_no_update", f"UPDATE ON {TABLE}", "1", f"{TABLE} are never updated"),
    ]


TAKEN = f"a key of {TABLE} is unique, and a row has this one already"


def refuse(name: str, event: str, condition: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def postgresql() -> list[str]:
    units = {"DELETE": "ROW", "UPDATE": "ROW", "TRUNCATE": "STATEMENT"}
    return [
        f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH {unit}"
        " EXECUTE FUNCTION paycards_keep()"
        for event, unit in units.items()
    ]


def refuse_one_person(condition: str) -> None:
    if is_sqlite():
        run(f"DROP TRIGGER {GUARD}", refuse(GUARD, "UPDATE ON decisions", condition, MESSAGE))
        return
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    run(
        f"CREATE OR REPLACE FUNCTION paycards_{GUARD}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({condition}) THEN"
        f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )

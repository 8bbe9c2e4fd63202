"""What is said once is never changed: when a file came, what a problem was about and how it was closed, the
codes of councils and contracts. The newest night that ended never goes back."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def changed_once(column: str) -> str:
    """The condition that an update changes what was set."""
    return f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})"


EARLIER = "NEW.last_night < OLD.last_night OR (OLD.last_night IS NOT NULL AND NEW.last_night IS NULL)"
RULES = {  # trigger -> its table, when an update is refused, and why
    "files_came_once": (
        "files",
        f"OLD.state <> 'accepted' AND {changed('received_at')}",  # nothing of an accepted one is changed
        "when a file came is never changed",
    ),
    "problems_keep": (
        "problems",
        f"OLD.closed_at IS NOT NULL OR {changed('id', 'council_id', 'contract_id', 'kind', 'subject', 'opened_at')}",
        "what a problem is about is never changed, and nothing of one that is closed",
    ),
    "councils_keep": (
        "councils",
        f"{changed('id', 'code')} OR {EARLIER}",
        "the code of a council is never changed, and its newest night never goes back",
    ),
    "contracts_keep": (
        "contracts",
        f"{changed('id', 'council_id', 'code')} OR {changed_once('known_since')}",
        "the code, council and first night of a contract are never changed",
    ),
}


def upgrade() -> None:
    if is_sqlite():
        for name, (table, condition, message) in RULES.items():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for name, (table, condition, message) in RULES.items():
        op.execute(
            f"CREATE FUNCTION paycards_{name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({condition}) THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION paycards_{name}()"
        )


def downgrade() -> None:
    for name in RULES:
        op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP FUNCTION paycards_{name} CASCADE")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"

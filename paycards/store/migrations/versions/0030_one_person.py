"""Nobody decides, as the user of the terminal that they are linked to, what they proposed on the pages, nor the
other way round: the database knows one person by both names too."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NAME, MESSAGE = "decisions_one_person", "another person decides what one proposed under another name"
LINKED = (
    "NEW.state IN ('applied', 'refused') AND EXISTS (SELECT 1 FROM people p WHERE p.os_user IS NOT NULL"
    " AND NEW.proposer_key IN (p.email, lower(p.os_user)) AND NEW.decider_key IN (p.email, lower(p.os_user)))"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON decisions FOR EACH ROW WHEN {LINKED}"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    op.execute(
        f"CREATE FUNCTION paycards_{NAME}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({LINKED}) THEN"
        f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {NAME} BEFORE UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION paycards_{NAME}()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {NAME}")
    else:
        op.execute(f"DROP FUNCTION paycards_{NAME} CASCADE")

"""People who may sign in: roles, factors, sessions, links, attempts, kept forms, and the log of sign-ins.

A person is never deleted, and their address and number never change; the log is only added to. The other rows
go when they have served.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PEOPLE, LOG = "people", "sign_in_log"
ROLES = "role IN ('housing_officer', 'finance_officer', 'finance_manager', 'auditor', 'administrator')"
EVENTS = (
    "event IN ('signed_in', 'signed_out', 'refused', 'locked_out', 'set_up', 'proved', 'ended',"
    " 'password_changed', 'factor_changed', 'codes_renewed')"
)
CHANGED = "NEW.id <> OLD.id OR NEW.email <> OLD.email OR NEW.added_at <> OLD.added_at"
SAME = "a person keeps their number and their address"
OTHERS = (
    "EXISTS (SELECT 1 FROM people k WHERE k.id <> OLD.id AND (k.email = NEW.email OR k.os_user = NEW.os_user"
    " OR (k.issuer = NEW.issuer AND k.subject = NEW.subject)))"
)
TABLES = (
    *(LOG, "provider_sign_ins", "kept_forms", "sign_in_attempts", "staff_sessions", "set_up_links"),
    *("recovery_codes", "person_roles", PEOPLE),
)


def texts(*names: str, null: bool = False) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=null) for name in names)


def instants(*names: str, null: bool = False) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(27), nullable=null) for name in names)


def of_person(table: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return (sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),)


def upgrade() -> None:
    op.create_table(
        PEOPLE,
        sa.Column("id", ID, nullable=False),
        *texts("email", "state"),
        *texts("os_user", "issuer", "subject", "password_hash", null=True),
        *instants("password_set_at", null=True),
        sa.Column("factor_secret", sa.Text(), nullable=True),
        sa.Column("factor_step", sa.BigInteger(), server_default="0", nullable=False),
        *instants("added_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.CheckConstraint(
            "state IN ('invited', 'active', 'disabled', 'removed')", name=op.f("ck_people_state")
        ),
        sa.CheckConstraint("email <> '' AND email = lower(email)", name=op.f("ck_people_email")),
        sa.CheckConstraint(
            "(password_hash IS NULL) = (password_set_at IS NULL)", name=op.f("ck_people_password")
        ),
        sa.CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name=op.f("ck_people_provider")),
    )
    op.create_index("uq_people_email", PEOPLE, ["email"], unique=True)
    op.create_index("uq_people_os_user", PEOPLE, ["os_user"], unique=True)
    op.create_index("uq_people_subject", PEOPLE, ["issuer", "subject"], unique=True)
    op.create_table(
        "person_roles",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        *texts("role"),
        *of_person("person_roles"),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f("fk_person_roles_council_id")),
        sa.PrimaryKeyConstraint("person_id", "council_id", "role", name=op.f("pk_person_roles")),
        sa.CheckConstraint(ROLES, name=op.f("ck_person_roles_role")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_person_roles_council_id", "person_roles", ["council_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", ID, nullable=False),
        *texts("code_hash"),
        *of_person("recovery_codes"),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name=op.f("pk_recovery_codes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "set_up_links",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        *instants("ends_at"),
        *of_person("set_up_links"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_set_up_links")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_set_up_links_person_id", "set_up_links", ["person_id"])
    create_sessions()
    create_waiting()
    create_log()
    for statement in sqlite() if is_sqlite() else postgresql():
        op.execute(statement)


def create_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        *texts("stage", "csrf", "source", "device", "way"),
        *instants("started_at", "seen_at", "proved_at"),
        *instants("ended_at", null=True),
        sa.Column("id_token", sa.Text(), nullable=True),
        sa.Column("factor_offer", sa.Text(), nullable=True),
        *of_person("staff_sessions"),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_staff_sessions")),
        sa.CheckConstraint("stage IN ('code', 'whole')", name=op.f("ck_staff_sessions_stage")),
        sa.CheckConstraint("way IN ('password', 'provider')", name=op.f("ck_staff_sessions_way")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_staff_sessions_person_id", "staff_sessions", ["person_id", "started_at"])


def create_waiting() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        *instants("last_at"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_attempts")),
        sa.CheckConstraint("failed >= 0", name=op.f("ck_sign_in_attempts_failed")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        *instants("ends_at"),
        *texts("address"),
        sa.Column("body", sa.Text(), nullable=False),
        *of_person("kept_forms"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_forms")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_kept_forms_person_id", "kept_forms", ["person_id"])
    op.create_table(
        "provider_sign_ins",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("state", "browser")),
        *instants("started_at"),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_provider_sign_ins")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_provider_sign_ins_browser", "provider_sign_ins", ["browser", "started_at"])


def create_log() -> None:
    op.create_table(
        LOG,
        sa.Column("id", ID, nullable=False),
        *instants("at"),
        sa.Column("person_id", ID, nullable=True),
        *texts("event", "way", "source", "by"),
        *of_person(LOG),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_log")),
        sa.CheckConstraint(EVENTS, name=op.f("ck_sign_in_log_event")),
    )
    op.create_index("ix_sign_in_log_person_id", LOG, ["person_id", "id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    if not is_sqlite():
        op.execute("DROP FUNCTION paycards_people_same")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def sqlite() -> list[str]:
    def refuse(name: str, event: str, condition: str, message: str) -> str:
        return (
            f"CREATE TRIGGER {name} {event} FOR EACH ROW WHEN {condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )

    taken = "EXISTS (SELECT 1 FROM {0} k WHERE k.id = NEW.id{1})"
    message = "a key of {0} is unique, and a row has this one already"
    others = (
        " OR k.email = NEW.email OR k.os_user = NEW.os_user"
        " OR (k.issuer = NEW.issuer AND k.subject = NEW.subject)"
    )
    return [
        refuse("people_no_delete", "BEFORE DELETE ON people", "1", "people are never deleted"),
        refuse("people_same", "BEFORE UPDATE ON people", f"{CHANGED} OR {OTHERS}", SAME),
        refuse(
            "people_keep_key", "BEFORE INSERT ON people", taken.format(PEOPLE, others), message.format(PEOPLE)
        ),
        *(
            refuse(f"{LOG}_no_{event.lower()}", f"BEFORE {event} ON {LOG}", "1", f"{LOG} is never {said}")
            for event, said in (("UPDATE", "updated"), ("DELETE", "deleted"))
        ),
        refuse(f"{LOG}_keep_key", f"BEFORE INSERT ON {LOG}", taken.format(LOG, ""), message.format(LOG)),
    ]


def postgresql() -> list[str]:
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()

    def keep(table: str, event: str, unit: str = "ROW") -> str:
        return (
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {unit}"
            " EXECUTE FUNCTION paycards_keep()"
        )

    return [
        "CREATE FUNCTION paycards_people_same() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = pg_catalog, {schema}, pg_temp AS $$ BEGIN IF ({CHANGED}) THEN"
        f" RAISE EXCEPTION '{SAME}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER people_same BEFORE UPDATE ON people FOR EACH ROW"
        " EXECUTE FUNCTION paycards_people_same()",
        *(keep(table, "DELETE") for table in (PEOPLE, LOG)),
        *(keep(table, "TRUNCATE", "STATEMENT") for table in (PEOPLE, LOG)),
        keep(LOG, "UPDATE"),
    ]

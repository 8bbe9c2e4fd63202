"""What people note about a suspense item, and who is to see to it by when: written once, never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOTES = "suspense_notes"
KEY = ("file_id", "row_no", "number")


def upgrade() -> None:
    op.create_table(
        NOTES,
        sa.Column("file_id", ID, nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", sa.String(27), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f(f"ck_{NOTES}_number")),
        sa.CheckConstraint("due_on IS NULL OR assigned_to <> ''", name=op.f(f"ck_{NOTES}_due")),
        sa.ForeignKeyConstraint(
            ["file_id", "row_no"], ["lines.file_id", "lines.row_no"], name=op.f(f"fk_{NOTES}_file_id_row_no")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["councils.id"], name=op.f(f"fk_{NOTES}_council_id")),
        sa.PrimaryKeyConstraint(*KEY, name=op.f(f"pk_{NOTES}")),
        sqlite_with_rowid=False,
    )
    for statement in sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(NOTES)


def sqlite() -> list[str]:
    same = " AND ".join(f"k.{name} = NEW.{name}" for name in KEY)
    return [
        *(
            f"CREATE TRIGGER {NOTES}_no_{event.lower()} BEFORE {event} ON {NOTES} FOR EACH ROW"
            f" BEGIN SELECT RAISE(ABORT, '{NOTES} are never {event.lower()}d'); END"
            for event in ("UPDATE", "DELETE")
        ),
        f"CREATE TRIGGER {NOTES}_keep_key BEFORE INSERT ON {NOTES} FOR EACH ROW WHEN EXISTS"
        f" (SELECT 1 FROM {NOTES} k WHERE {same})"
        f" BEGIN SELECT RAISE(ABORT, 'a key of {NOTES} is unique, and a row has this one already'); END",
    ]


def postgresql() -> list[str]:
    return [
        f"CREATE TRIGGER {NOTES}_no_{event.lower()} BEFORE {event} ON {NOTES} FOR EACH {unit}"
        " EXECUTE FUNCTION paycards_keep()"
        for event, unit in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ]

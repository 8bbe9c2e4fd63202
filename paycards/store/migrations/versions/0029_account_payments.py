"""Payments by account, listed after the night; and who was moved to or from, by account.

A list beside the postings, because an index of them by account costs a night of a million lines a seventh of its
time. What was posted before is listed here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIST, UNLISTED = "account_payments", "unlisted_files"
MOVES = {"ix_postings_moved_to": "credit_id", "ix_postings_moved_from": "debit_id"}
FILL = (
    f"INSERT INTO {LIST} (account_id, file_id, row_no) SELECT p.credit_id, p.file_id, p.row_no FROM postings p"
    " WHERE p.step = 0 AND EXISTS (SELECT 1 FROM accounts a WHERE a.id = p.credit_id)"
    " AND EXISTS (SELECT 1 FROM files f WHERE f.id = p.file_id AND f.decided_at IS NOT NULL) ORDER BY 1, 2, 3"
)
BEGUN = (
    f"INSERT INTO {UNLISTED} (file_id) SELECT f.id FROM files f WHERE f.state = 'accepted' AND f.decided_at IS NULL"
    " AND EXISTS (SELECT 1 FROM batches b WHERE b.file_id = f.id AND b.kind = 'payments')"
)
KEPT = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
KEY = ("account_id", "file_id", "row_no")


def upgrade() -> None:
    op.create_table(
        LIST,
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("file_id", ID, autoincrement=False, nullable=False),
        sa.Column("row_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name=op.f(f"pk_{LIST}")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        UNLISTED,
        sa.Column("file_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f(f"fk_{UNLISTED}_file_id_files")),
        sa.PrimaryKeyConstraint("file_id", name=op.f(f"pk_{UNLISTED}")),
    )
    which = sa.text("step > 0")
    for name, column in MOVES.items():
        op.create_index(name, "postings", [column], sqlite_where=which, postgresql_where=which)
    for statement in (FILL, BEGUN, *(sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql())):
        op.execute(statement)


def downgrade() -> None:
    for name in MOVES:
        op.drop_index(name, table_name="postings")
    op.drop_table(UNLISTED)
    op.drop_table(LIST)


def sqlite() -> list[str]:
    same = " AND ".join(f"k.{name} = NEW.{name}" for name in KEY)
    kept = [
        f"CREATE TRIGGER {LIST}_no_{event.lower()} BEFORE {event} ON {LIST} FOR EACH ROW"
        f" BEGIN SELECT RAISE(ABORT, '{LIST} are never {event.lower()}d'); END"
        for event in ("UPDATE", "DELETE")
    ]
    return [
        *kept,
        f"CREATE TRIGGER {LIST}_keep_key BEFORE INSERT ON {LIST} FOR EACH ROW WHEN EXISTS"
        f" (SELECT 1 FROM {LIST} k WHERE {same})"
        f" BEGIN SELECT RAISE(ABORT, 'a key of {LIST} is unique, and a row has this one already'); END",
    ]


def postgresql() -> list[str]:
    return [
        f"CREATE TRIGGER {LIST}_no_{event.lower()} BEFORE {event} ON {LIST} FOR EACH {unit}"
        " EXECUTE FUNCTION paycards_keep()"
        for event, unit in KEPT
    ]

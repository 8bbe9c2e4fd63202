"""When each supplier's file was accepted, the day that it is for, and what it says of the money that follows.

What is written in it is never updated, deleted or, on SQLite, replaced. What was accepted before is written
down from what is known of it: no file of before says when its supplier pays.
"""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "accepted_files"
KEPT = (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
LONDON = ZoneInfo("Europe/London")
EPOCH = dt.date(1970, 1, 1)


def upgrade() -> None:
    made = op.create_table(
        TABLE,
        sa.Column("file_id", ID, nullable=False),
        sa.Column("contract_id", ID, nullable=False),
        sa.Column("accepted_at", sa.String(27), nullable=False),
        sa.Column("own_day", sa.Date(), nullable=False),
        sa.Column("settles_on", sa.Date(), nullable=True),
        sa.Column("till_pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f(f"fk_{TABLE}_file_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f(f"fk_{TABLE}_contract_id")),
        sa.PrimaryKeyConstraint("file_id", name=op.f(f"pk_{TABLE}")),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{TABLE}_contract_id", TABLE, ["contract_id"], unique=False)
    before = accepted_before()
    if before:
        op.bulk_insert(made, before)
    for statement in sqlite() if op.get_bind().dialect.name == "sqlite" else postgresql():
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(f"ix_{TABLE}_contract_id", table_name=TABLE)
    op.drop_table(TABLE)


def accepted_before() -> list[dict[str, object]]:
    """What is known of the files that are accepted already."""
    database = op.get_bind()
    at = times_of_acceptance(database)
    tills = {row.file_id: int(row.pence) for row in database.exec_driver_sql(TILLS)}
    rows = []
    for file_id, contract_id, received_at, created_on, latest_day in database.exec_driver_sql(ACCEPTED):
        instant = at.get(file_id, received_at)
        named = created_on or (EPOCH + dt.timedelta(days=latest_day) if latest_day else None)
        rows.append(
            {
                "file_id": file_id,
                "contract_id": contract_id,
                "accepted_at": instant,
                "own_day": as_date(named or dt.datetime.fromisoformat(instant).astimezone(LONDON).date()),
                "settles_on": None,
                "till_pence": tills.get(file_id, 0),
            }
        )
    return rows


def times_of_acceptance(database: sa.Connection) -> dict[int, str]:
    """When each file was taken, by its id, as the audit trail has it; the clock's own word comes first."""
    found = {}
    for at, after in database.exec_driver_sql(TAKEN):
        said = json.loads(after)
        clock = said.get("clock")
        instant = dt.datetime.fromisoformat(clock or at).astimezone(dt.UTC)
        found[said["file_id"]] = instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return found


def as_date(day: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


ACCEPTED = (
    "SELECT f.id, f.contract_id, f.received_at, f.created_on, CASE WHEN f.series <> '' THEN (SELECT"
    " max(l.receipt_day) FROM lines l WHERE l.file_id = f.id) END FROM files f"
    " WHERE f.state = 'accepted' AND f.contract_id IS NOT NULL ORDER BY f.id"
)
TAKEN = "SELECT at, after FROM audit_trail WHERE action IN ('file.accepted', 'file.released') ORDER BY at"
TILLS = "SELECT file_id, sum(amount_pence) AS pence FROM lines WHERE network = 'terminal' GROUP BY file_id"


def sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH ROW"
        f" BEGIN SELECT RAISE(ABORT, '{TABLE} are never {event.lower()}d'); END"
        for event in ("UPDATE", "DELETE")
    ] + [
        f"CREATE TRIGGER {TABLE}_keep_key BEFORE INSERT ON {TABLE} FOR EACH ROW WHEN EXISTS"
        f" (SELECT 1 FROM {TABLE} k WHERE k.file_id = NEW.file_id)"
        f" BEGIN SELECT RAISE(ABORT, 'a key of {TABLE} is unique, and a row has this one already'); END"
    ]


def postgresql() -> list[str]:
    return [
        f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH {unit}"
        " EXECUTE FUNCTION paycards_keep()"
        for event, unit in KEPT
    ]

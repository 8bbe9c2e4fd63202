"""People who may sign in, and what they are at which council.

The password is hashed, and the secret of a second factor encrypted with a key outside the database. What was
done to their roles stands in the audit trail of each council.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Table, Text

from paycards.store.tables.base import Id, Instant, metadata

ROLES = ("housing_officer", "finance_officer", "finance_manager", "auditor", "administrator")
STATES = ("invited", "active", "disabled", "removed")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Write the condition that a column has one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", String, nullable=False),  # as addresses are compared
    Column("state", String, nullable=False),
    Column("os_user", String),  # who they are at the terminal of the server
    Column("issuer", String),  # of the provider that knows them, and as whom
    Column("subject", String),
    Column("password_hash", String),
    Column("password_set_at", Instant),
    Column("factor_secret", Text),  # encrypted
    Column("factor_step", BigInteger, nullable=False, server_default="0"),  # the newest that was used
    Column("added_at", Instant, nullable=False),
    CheckConstraint(one_of("state", STATES), name="state"),
    CheckConstraint("email <> '' AND email = lower(email)", name="email"),
    CheckConstraint("(password_hash IS NULL) = (password_set_at IS NULL)", name="password"),
    CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="provider"),
    Index("uq_people_email", "email", unique=True),
    Index("uq_people_os_user", "os_user", unique=True),
    Index("uq_people_subject", "issuer", "subject", unique=True),
)

person_users = Table(  # who a person is, or was, at the terminal: what they did there stays theirs
    "person_users",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("os_user", String, primary_key=True),  # as names are compared
    Index("ix_person_users_os_user", "os_user"),
    sqlite_with_rowid=False,
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("role", String, primary_key=True),
    CheckConstraint(one_of("role", ROLES), name="role"),
    Index("ix_person_roles_council_id", "council_id"),
    sqlite_with_rowid=False,
)

"""People who may sign in, what they are at which council, and all that proves who they are.

No secret stands here as it is: passwords and codes are hashed, links and sessions are known by a digest of
what the person holds, and the secret of a second factor is encrypted with a key outside the database.
Rows of a session, an attempt or a link go when they have served; what people did stands in `sign_in_log`,
which nobody changes, and what was done to their roles in the audit trail of each council.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from paycards.store.tables.base import Id, Instant, metadata

ROLES = ("housing_officer", "finance_officer", "finance_manager", "auditor", "administrator")
STATES = ("invited", "active", "disabled", "removed")
EVENTS = (
    *("signed_in", "signed_out", "refused", "locked_out", "set_up", "proved", "ended"),
    *("password_changed", "factor_changed", "codes_renewed"),
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
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
    CheckConstraint(_one_of("state", STATES), name="state"),
    CheckConstraint("email <> '' AND email = lower(email)", name="email"),
    CheckConstraint("(password_hash IS NULL) = (password_set_at IS NULL)", name="password"),
    CheckConstraint("(issuer IS NULL) = (subject IS NULL)", name="provider"),
    Index("uq_people_email", "email", unique=True),
    Index("uq_people_os_user", "os_user", unique=True),
    Index("uq_people_subject", "issuer", "subject", unique=True),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("council_id", Id, ForeignKey("councils.id"), primary_key=True),
    Column("role", String, primary_key=True),
    CheckConstraint(_one_of("role", ROLES), name="role"),
    Index("ix_person_roles_council_id", "council_id"),
    sqlite_with_rowid=False,
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True),
    Column("code_hash", String, primary_key=True),
    sqlite_with_rowid=False,
)

set_up_links = Table(
    "set_up_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("ends_at", Instant, nullable=False),
    Index("ix_set_up_links_person_id", "person_id"),
    sqlite_with_rowid=False,
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("stage", String, nullable=False),  # 'code': only the password was right so far
    Column("csrf", String, nullable=False),
    Column("source", String, nullable=False),
    Column("device", String, nullable=False),  # what the browser says it is
    Column("way", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("proved_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("id_token", Text),  # encrypted; for signing out at the provider
    Column("factor_offer", Text),  # encrypted; a new second factor until it is confirmed
    CheckConstraint("stage IN ('code', 'whole')", name="stage"),
    CheckConstraint("way IN ('password', 'provider')", name="way"),
    Index("ix_staff_sessions_person_id", "person_id", "started_at"),
    sqlite_with_rowid=False,
)

sign_in_attempts = Table(  # one row a person and source, and one for all
    "sign_in_attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    CheckConstraint("failed >= 0", name="failed"),
    sqlite_with_rowid=False,
)

kept_forms = Table(
    "kept_forms",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("address", String, nullable=False),
    Column("body", Text, nullable=False),  # encrypted
    Index("ix_kept_forms_person_id", "person_id"),
    sqlite_with_rowid=False,
)

provider_sign_ins = Table(  # that wait for the provider's answer
    "provider_sign_ins",
    metadata,
    Column("state", String(64), primary_key=True),  # digest of what the provider brings back
    Column("browser", String(64), nullable=False),  # digest of what the browser brings back
    Column("started_at", Instant, nullable=False),
    Column("body", Text, nullable=False),  # encrypted: nonce, verifier, where to go
    Index("ix_provider_sign_ins_browser", "browser", "started_at"),
    sqlite_with_rowid=False,
)

sign_in_log = Table(
    "sign_in_log",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),  # none: nobody of that address
    Column("event", String, nullable=False),
    Column("way", String, nullable=False),
    Column("source", String, nullable=False),
    Column("by", String, nullable=False),
    CheckConstraint(_one_of("event", EVENTS), name="event"),
    Index("ix_sign_in_log_person_id", "person_id", "id"),
)

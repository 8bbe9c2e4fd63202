"""How the people of `people` sign in, and all that proves who they are.

No secret stands here as it is: codes are hashed, links and sessions are known by a digest of what the person
holds, and what is kept for them is encrypted with a key outside the database. Rows of a session, an attempt
or a link go when they have served; what people did stands in `sign_in_log`, which nobody changes.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from paycards.store.tables.base import Id, Instant, metadata
from paycards.store.tables.people import one_of

EVENTS = (
    *("signed_in", "signed_out", "refused", "locked_out", "set_up", "proved", "ended"),
    *("password_changed", "factor_changed", "codes_renewed"),
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
    CheckConstraint(one_of("event", EVENTS), name="event"),
    Index("ix_sign_in_log_person_id", "person_id", "id"),
)

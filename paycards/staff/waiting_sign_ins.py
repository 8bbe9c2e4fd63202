"""Sign-ins that wait for the provider: on the server, five a browser at most, for ten minutes, used once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from paycards.staff.digests import digest_of
from paycards.staff.keys import Key
from paycards.store.tables.staff import provider_sign_ins

MOST = 5
LASTS = dt.timedelta(minutes=10)
PURPOSE = "sign-in at the provider"


def wait(
    connection: Connection, key: Key, browser: str, state: str, body: Mapping[str, str], *, now: dt.datetime
) -> None:
    """Let a sign-in of a browser wait; its oldest go."""
    table = provider_sign_ins.c
    connection.execute(delete(provider_sign_ins).where(table.started_at <= now - LASTS))
    mine = select(table.state).where(table.browser == digest_of(browser))
    too_many = mine.order_by(table.started_at.desc(), table.state).offset(MOST - 1)
    old = list(connection.execute(too_many).scalars())
    if old:
        connection.execute(delete(provider_sign_ins).where(table.state.in_(old)))
    row = {"state": digest_of(state), "browser": digest_of(browser), "started_at": now}
    sealed = key.seal(PURPOSE, json.dumps(dict(body)))
    connection.execute(insert(provider_sign_ins).values(**row, body=sealed))


def take(
    connection: Connection, key: Key, browser: str, state: str, now: dt.datetime
) -> dict[str, str] | None:
    """What waits under this state for this browser; it waits no longer. None where nothing does."""
    table = provider_sign_ins.c
    taken = (
        delete(provider_sign_ins)
        .where(table.state == digest_of(state), table.browser == digest_of(browser))
        .where(table.started_at > now - LASTS)
        .returning(table.body)
    )
    body = connection.execute(taken).scalar()
    return json.loads(key.open(PURPOSE, body)) if body else None

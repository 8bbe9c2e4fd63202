"""How a customer comes to the page of a card: the link of the letter, and one fact that keeps a finder out.

The link is the lock, and the postcode only keeps out whoever found the letter. Whatever is wrong, the answer
is the same and comes by the same statements: a token that opens nothing, a fact that is not the account's, a
link whose tries are used up. A try is counted before it is looked at: many at once are no more than five.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from paycards.issue.card_link import compact, hashed
from paycards.store.folding import fold
from paycards.store.tables.accounts import accounts, cards
from paycards.store.tables.councils import councils
from paycards.store.tables.customers import MOST_TRIES, card_links, customer_sessions, customer_tries

SESSION = dt.timedelta(minutes=30)
KEPT = dt.timedelta(days=1)  # tries that failed, and sessions that are over
WINDOW = dt.timedelta(hours=1)
MOST_OF_A_SOURCE = 20  # tries that fail, in WINDOW: many people may share one address
NOBODYS = "\0"  # a postcode that no account has
LONGEST = 100  # of what may be typed


def is_over_the_limit(connection: Connection, source: str, now: dt.datetime) -> bool:
    """Tell whether too many attempts failed from there lately."""
    failed = select(func.count()).where(
        customer_tries.c.source == _of(source), customer_tries.c.tried_at > now - WINDOW
    )
    return connection.execute(failed).scalar_one() >= MOST_OF_A_SOURCE


def open_door(connection: Connection, token: str, fact: str, source: str, now: dt.datetime) -> str | None:
    """Begin a session; return its secret, or None whatever it is that is wrong."""
    token_hash = hashed(compact(token))
    counted = connection.execute(
        update(card_links)
        .where(card_links.c.token_hash == token_hash, card_links.c.ended == "")
        .where(card_links.c.tries < MOST_TRIES)
        .values(tries=card_links.c.tries + 1)
    ).rowcount
    link = connection.execute(_link(token_hash)).first()
    said = fold(fact[:LONGEST])
    right = fold(link.postcode) if link is not None else NOBODYS
    is_right = hmac.compare_digest(_of(said), _of(right or NOBODYS))
    if counted == 1 and link is not None and link.status == "active" and is_right:
        return _begin(connection, link, now)
    _forget(connection, now)
    connection.execute(insert(customer_tries).values(source=_of(source), tried_at=now))
    return None


def _link(token_hash: str) -> Any:
    return (
        select(card_links, cards.c.status, accounts.c.postcode)
        .join(
            cards,
            (cards.c.council_id == card_links.c.council_id)
            & (cards.c.card_number == card_links.c.card_number),
        )
        .join(accounts, accounts.c.id == cards.c.account_id)
        .where(card_links.c.token_hash == token_hash)
    )


def _begin(connection: Connection, link: Row[Any], now: dt.datetime) -> str:
    secret = secrets.token_urlsafe(32)
    connection.execute(update(card_links).where(card_links.c.token_hash == link.token_hash).values(tries=0))
    session = {
        "secret_hash": hashed(secret),
        "council_id": link.council_id,
        "card_number": link.card_number,
        "link_no": link.number,
        "begun_at": now,
        "ends_at": now + SESSION,
        "asked": "",
    }
    connection.execute(insert(customer_sessions).values(session))
    return secret


def _forget(connection: Connection, now: dt.datetime) -> None:
    """Delete what nobody needs any more; it is done with each try that fails."""
    connection.execute(delete(customer_tries).where(customer_tries.c.tried_at < now - KEPT))
    connection.execute(delete(customer_sessions).where(customer_sessions.c.ends_at < now - KEPT))


def session_of(connection: Connection, secret: str, now: dt.datetime) -> Row[Any] | None:
    """The session of this secret with its card, account and council; None where one of them is over."""
    query = (
        select(customer_sessions, cards.c.account_id, councils.c.code.label("council"))
        .add_columns(accounts.c.fund, accounts.c.reference)
        .join(
            card_links,
            (card_links.c.council_id == customer_sessions.c.council_id)
            & (card_links.c.card_number == customer_sessions.c.card_number)
            & (card_links.c.number == customer_sessions.c.link_no),
        )
        .join(
            cards,
            (cards.c.council_id == customer_sessions.c.council_id)
            & (cards.c.card_number == customer_sessions.c.card_number),
        )
        .join(accounts, accounts.c.id == cards.c.account_id)
        .join(councils, councils.c.id == customer_sessions.c.council_id)
        .where(customer_sessions.c.secret_hash == hashed(secret), customer_sessions.c.ends_at > now)
        .where(card_links.c.ended == "", cards.c.status == "active")
    )
    return connection.execute(query).first()


def keep_question(connection: Connection, secret: str, question: str) -> None:
    """Keep what was asked for on the payment page, to be answered when the page is shown."""
    this = customer_sessions.c.secret_hash == hashed(secret)
    connection.execute(update(customer_sessions).where(this).values(asked=question))


def close_door(connection: Connection, secret: str) -> None:
    """End a session."""
    connection.execute(delete(customer_sessions).where(customer_sessions.c.secret_hash == hashed(secret)))


def _of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

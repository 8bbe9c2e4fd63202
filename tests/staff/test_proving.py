"""Factors, attempts, sessions and kept forms, where the database decides: on both, by two at once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import exc, select, text

from paycards.access.visit import Visit
from paycards.errors import Corrupt
from paycards.jobs.add_person import add_person
from paycards.jobs.set_up_person import offer_set_up, set_up_person
from paycards.staff import attempts, sessions
from paycards.staff.attempts import TooManyTries, Try, count_try, forgive
from paycards.staff.factor import is_clock_wrong, step_of, use_code
from paycards.staff.kept_forms import KeptForm, keep, kept
from paycards.staff.keys import Key, read_key
from paycards.staff.people import Person, person_of
from paycards.staff.recovery import codes_left, new_codes, use_recovery_code
from paycards.staff.roles import Role
from paycards.staff.sessions import Came
from paycards.store.tables.staff import sign_in_attempts

EMAIL = "amira@northvale.example"


def person(visit: Visit) -> tuple[Person, str]:
    token = add_person(visit, EMAIL, [Role.AUDITOR], ["NVD"]).token
    secret = offer_set_up(visit, token).secret
    code = pyotp.TOTP(secret).at(int(visit.now.timestamp()))
    set_up_person(visit, token, "purple staple horse", code, Came())
    with visit.people_seen() as connection:
        found = person_of(connection, EMAIL)
    assert found is not None
    return found, secret


def test_of_two_who_send_the_same_code_at_once_one_comes_in(visit: Visit) -> None:
    found, secret = person(visit)
    key, later = read_key(visit.settings.web.key_file), visit.now + dt.timedelta(minutes=1)
    code = pyotp.TOTP(secret).at(int(later.timestamp()))

    def use(_: int) -> bool:
        with visit.of_people() as connection:
            return use_code(connection, key, found, code, later)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_a_code_is_right_one_step_early_or_late_and_not_more() -> None:
    secret, now = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    current = int(now.timestamp()) // 30
    codes = {at: pyotp.TOTP(secret).at((current + at) * 30) for at in range(-10, 11)}
    assert [step_of(secret, codes[at], now) for at in (-1, 0, 1)] == [current - 1, current, current + 1]
    assert step_of(secret, codes[2], now) is None
    assert is_clock_wrong(secret, codes[5], now)
    assert not is_clock_wrong(secret, codes[0], now)


def test_tries_at_once_are_all_counted_and_the_wait_grows_and_ends(visit: Visit) -> None:
    person(visit)
    at = visit.now

    def attempt(number: int) -> bool:
        try:
            with visit.of_people() as connection:
                count_try(connection, Try(EMAIL, "192.0.2.7", at), None)
        except TooManyTries:
            return False
        return True

    with visit.of_people() as connection:
        count_try(connection, Try("somebody else", "192.0.2.8", at - dt.timedelta(hours=1)), None)
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(12))) == attempts.FREE_TRIES
    at += dt.timedelta(seconds=31)
    assert [attempt(0), attempt(1)] == [True, False]
    at += dt.timedelta(hours=24)
    assert attempt(0)
    with visit.people_seen() as connection:
        keys = connection.execute(select(sign_in_attempts.c.key)).scalars().all()
    assert len(keys) == 2  # what counts no more is gone: there are this one, and everyone


def test_the_budget_of_all_ends_by_itself_and_lets_known_devices_in(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _ = person(visit)
    monkeypatch.setattr(attempts, "BUDGET", 3)
    with visit.of_people() as connection:
        sessions.begin(connection, found.id, sessions.WHOLE, visit.now, Came("192.0.2.1"))
        for number in range(3):
            count_try(connection, Try(f"x{number}", "198.51.100.1", visit.now), None)
        with pytest.raises(TooManyTries):
            count_try(connection, Try("y", "198.51.100.2", visit.now), None)
        count_try(connection, Try(EMAIL, "192.0.2.1", visit.now), found.id)
        forgive(connection, Try(EMAIL, "192.0.2.1", visit.now))
        later = visit.now + attempts.BUDGET_WINDOW
        count_try(connection, Try("y", "198.51.100.2", later), None)


def test_recovery_codes_work_once_and_new_ones_end_the_old(visit: Visit) -> None:
    found, _ = person(visit)
    with visit.of_people() as connection:
        first = new_codes(connection, found.id)
        assert use_recovery_code(connection, found.id, first[0])
        assert not use_recovery_code(connection, found.id, first[0])
        assert codes_left(connection, found.id) == 9
        new_codes(connection, found.id)
        assert not use_recovery_code(connection, found.id, first[1])


def test_a_kept_form_is_its_person_s_alone_for_an_hour(visit: Visit) -> None:
    found, _ = person(visit)
    other = add_person(visit, "ben@northvale.example", [Role.AUDITOR], ["NVD"]).person
    key, form = read_key(visit.settings.web.key_file), KeptForm("/find", {"q": "O’Neill"})
    with visit.of_people() as connection:
        kept_id = keep(connection, key, found.id, form, visit.now)
        assert kept(connection, key, found.id, kept_id, visit.now) == form
        assert kept(connection, key, other.id, kept_id, visit.now) is None
        assert kept(connection, key, found.id, kept_id, visit.now + dt.timedelta(hours=1)) is None
        body = connection.execute(text("SELECT body FROM kept_forms")).scalars().all()
        assert "Neill" not in "".join(body)


def test_what_is_sealed_for_one_purpose_or_by_one_key_is_nothing_for_another() -> None:
    key = Key(bytes(32))
    sealed = key.seal("one", "text")
    assert key.open("one", sealed) == "text"
    for another, purpose, changed in (
        (key, "two", sealed),
        (Key(bytes(31) + b"1"), "one", sealed),
        (key, "one", sealed[:-4]),
    ):
        with pytest.raises(Corrupt):
            another.open(purpose, changed)


def test_no_secret_stands_in_the_database(visit: Visit) -> None:
    _, secret = person(visit)
    with visit.people_seen() as connection:
        rows = "".join(map(str, connection.execute(text("SELECT * FROM people")).all()))
    assert secret not in rows
    assert "purple" not in rows
    assert "$argon2id$" in rows


@pytest.mark.parametrize(
    "attack",
    [
        "DELETE FROM people",
        "UPDATE people SET email = 'other@northvale.example'",
        "UPDATE sign_in_log SET event = 'signed_in'",
        "DELETE FROM sign_in_log",
        "INSERT INTO people (email, state, added_at) SELECT email, state, added_at FROM people",
        "UPDATE people SET state = 'king'",
    ],
)
def test_the_database_itself_keeps_people_and_the_log(visit: Visit, attack: str) -> None:
    person(visit)
    with pytest.raises(exc.DBAPIError), visit.installation.engine.begin() as connection:
        connection.execute(text(attack))

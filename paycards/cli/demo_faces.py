"""The last part of `paycards demo`: who may sign in where, and the pages until they are stopped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.cli.output import print_table, say

if TYPE_CHECKING:
    from paycards.demo.faces import Faces


def print_people(faces: Faces) -> None:
    """Say who may sign in, with what, and which customers' links open."""
    from paycards.demo.faces import CUSTOMERS, STAFF

    say()
    say(f"Staff pages: {STAFF}   customers' pages: {CUSTOMERS}")
    say("Sample people; an authenticator app makes the security code of the secret:")
    print_table(
        ["email address", "role", "council", "password", "TOTP secret"],
        [
            [person.email, person.role.words, person.council, person.password, person.totp_secret]
            for person in faces.people
        ],
    )
    if faces.customers:
        say("Sample customers, with the postcode that their page asks for:")
        print_table(
            ["link", "postcode"], [[customer.link, customer.second_fact] for customer in faces.customers]
        )
    say(f"For programs: {faces.file}")


def stay_up(settings_file: Path) -> None:
    """Serve the pages until somebody interrupts."""
    from urllib.parse import urlsplit

    from paycards.demo.faces import AS_AT, CUSTOMERS, STAFF
    from paycards.serving.application import application_of
    from paycards.serving.serve import listening, serve
    from paycards.serving.served import Served
    from paycards.settings.reading import load_settings

    place = urlsplit(STAFF)
    customers = urlsplit(CUSTOMERS).port or 0
    settings = load_settings(settings_file)
    served = Served(settings, place.hostname or "", place.port or 0, customers, AS_AT - now())
    with listening(served) as ports:
        say("The pages are served until you press Ctrl-C.")
        serve(served, ports, application_of)


def now() -> dt.datetime:
    """The real instant: people sign in now, whenever the sample week was."""
    return dt.datetime.now(dt.UTC)

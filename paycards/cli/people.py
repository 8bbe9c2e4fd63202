"""`paycards people`: who may sign in at the staff pages, added, listed, signed out and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.clock import local
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.staff.listing import ListedPerson

ROLES = ("housing_officer", "finance_officer", "finance_manager", "auditor", "administrator")


@click.group(cls=Group)
def people() -> None:
    """Keep the people who may sign in at the staff pages.

    Example: paycards people list
    """


@people.command()
@click.argument("email")
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice(ROLES),
    help="What they are; repeatable.",
)
@click.option(
    "--council", "councils", required=True, multiple=True, metavar="CODE", help="Where; repeatable."
)
@click.option("--user", default="", metavar="NAME", help="Who they are at this server's terminal.")
@as_json
@with_settings
def add(
    run: Run, email: str, *, roles: tuple[str, ...], councils: tuple[str, ...], user: str, as_json: bool
) -> None:
    """Add a person, or roles to one, and print the link by which they set a password and a second factor.

    The link works once, for an hour; made again, it also helps who lost both. Give it to nobody else.

    Example: paycards people add amira@northvale.example --role finance_officer --council NVD
    """
    from paycards.jobs.add_person import add_person
    from paycards.staff.roles import Role

    invited = add_person(run.visit, email, [Role(role) for role in roles], councils, os_user=user)
    link = f"{run.settings.web.staff_address}/set-up/{invited.token}"
    if as_json:
        person = invited.person
        held = [
            {"council": code, "role": role} for code, held in person.roles.items() for role in sorted(held)
        ]
        print_json({"email": person.email, "roles": held, "link": link, "ends_at": invited.ends_at})
        return
    ends = local(invited.ends_at)
    say(f"{invited.person.email} may sign in after following this link, which ends at {ends:%H:%M}:")
    say(f"  {link}")


@people.command(name="list")
@click.option("--council", metavar="CODE", help="Only those with a role at this council.")
@as_json
@with_settings
def list_(run: Run, *, council: str | None, as_json: bool) -> None:
    """List the people who may sign in, with their roles and sessions.

    Example: paycards people list --council NVD
    """
    from paycards.jobs.list_people import list_people

    found = list_people(run.visit, council=council)
    if as_json:
        print_json([_json(person) for person in found])
        return
    if not found:
        say("Nobody may sign in.")
        return
    print_table(
        ["email", "state", "roles", "second factor", "sessions"],
        [
            [
                *(person.email, person.state),
                ", ".join(f"{code} {role}" for code, role in person.roles) or "-",
                *("yes" if person.has_factor else "no", person.sessions),
            ]
            for person in found
        ],
    )
    say(counted(len(found), "person", "people"))


@people.command(name="end-sessions")
@click.argument("email")
@as_json
@with_settings
def end_sessions(run: Run, email: str, *, as_json: bool) -> None:
    """End every session of a person: what they have open asks them to sign in again.

    Example: paycards people end-sessions amira@northvale.example
    """
    from paycards.jobs.manage_person import end_person_sessions

    ended = end_person_sessions(run.visit, email)
    if as_json:
        print_json({"email": email, "sessions_ended": ended})
    else:
        say(f"{counted(ended, 'session')} ended.")


@people.command()
@click.argument("email")
@as_json
@with_settings
def remove(run: Run, email: str, *, as_json: bool) -> None:
    """Remove a person: they are signed out, have no role, and their password and factor are forgotten.

    Example: paycards people remove amira@northvale.example
    """
    from paycards.jobs.manage_person import remove_person

    remove_person(run.visit, email)
    if as_json:
        print_json({"email": email, "state": "removed"})
    else:
        say(f"{email} may not sign in any more.")


def _json(person: ListedPerson) -> dict[str, object]:
    return {
        "email": person.email,
        "state": person.state,
        "roles": [{"council": code, "role": role} for code, role in person.roles],
        "user": person.user,
        "has_password": person.has_password,
        "has_factor": person.has_factor,
        "by_provider": person.by_provider,
        "sessions": person.sessions,
        "last_seen": person.last_seen,
    }

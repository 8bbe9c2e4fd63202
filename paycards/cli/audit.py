"""`paycards audit`: who did what, and whether the trail of it is whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.days import Day
from paycards.cli.group import Group
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.clock import local
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.evidence.audit_trail import AuditEntry, CheckedTrail


@click.group(cls=Group)
def audit() -> None:
    """Read the audit trail, and prove that nobody rewrote it.

    Example: paycards audit verify
    """


@audit.command(name="list")
@click.option("--council", metavar="CODE", help="Only this council's.")
@click.option("--since", type=Day(), metavar="DATE", help="Only from this day on.")
@click.option("--subject", default="", metavar="TEXT", help="Only about this: a file, FILE:ROW, or a part.")
@click.option("--action", default="", help="Only this act, such as suspense.allocated, or all of suspense.")
@click.option("--by", "actor", default="", metavar="NAME", help="Only what this person did.")
@as_json
@with_settings
def list_(
    run: Run, *, council: str | None, since: dt.datetime | None, subject: str, action: str, actor: str,
    as_json: bool,
) -> None:  # fmt: skip
    """List who did what, when, to what and why, oldest first; with --json also before and after.

    Example: paycards audit list --council NVD --since 2026-11-16 --subject NVDC0417.PO
    """
    from paycards.clock import LONDON
    from paycards.evidence.audit_trail import Wanted
    from paycards.jobs.audit import list_audit

    start = None if since is None else since.replace(tzinfo=LONDON)
    entries = list_audit(run.visit, Wanted(start, subject, action, actor), council=council)
    if as_json:
        print_json([entry.as_dict() for entry in entries])
    else:
        _print_entries(entries)


def _print_entries(entries: list[AuditEntry]) -> None:
    from paycards.clock import local

    if not entries:
        say("No entries.")
        return
    print_table(
        ["council", "entry", "when", "who", "act", "about", "why"],
        [
            [
                *(entry.council, entry.number, f"{local(entry.at):%Y-%m-%d %H:%M:%S}", entry.actor),
                *(entry.action, entry.subject, entry.after.get("note") or entry.after.get("reason") or ""),
            ]
            for entry in entries
        ],
    )
    say(counted(len(entries), "entry").replace("entrys", "entries"))


@audit.command()
@click.option(
    "--anchor", "anchors", multiple=True, metavar="HASH", help="A hash from paper; may be repeated."
)
@click.option("--council", metavar="CODE", help="Only this council's trail.")
@as_json
@with_settings
def verify(run: Run, anchors: tuple[str, ...], council: str | None, as_json: bool) -> None:
    """Work out every hash of the audit trail anew, and look for anchors from reports, proofs and packs.

    A trail that was rewritten after an anchor left the house does not have it. It ends with 3 where the
    trail does not hold.

    Example: paycards audit verify --anchor "$(cat anchor.txt)"
    """
    from paycards.jobs.audit import verify_audit

    checked = verify_audit(run.visit, anchors, council=council)
    if as_json:
        print_json(
            {
                "holds": checked.holds,
                "chains": [asdict(chain) for chain in checked.chains],
                "anchors": [asdict(each) | {"found": each.found} for each in checked.anchors],
            }
        )
    else:
        _print_checked(checked)
    end(not checked.holds)


def _print_checked(checked: CheckedTrail) -> None:
    for chain in checked.chains:
        wrong = f" WRONG: {', '.join(map(str, chain.broken[:MOST_NAMED]))}" if chain.broken else ""
        entries = counted(chain.entries, "entry", "entries")
        say(f"{chain.council}: {entries}, newest {chain.newest.hash}{wrong}")
    for each in checked.anchors:
        if each.at is not None:
            since = counted(each.entries_since, "entry", "entries")
            where = f"entry {each.number} of {each.council}, of {local(each.at):%Y-%m-%d}"
            say(f"anchor {each.hash}: {where}; {since} since")
        else:
            say(f"anchor {each.hash}: NOT in the trail. What was printed with it was rewritten or cut off.")
    say(
        "The audit trail holds."
        if checked.holds
        else "THE AUDIT TRAIL DOES NOT HOLD: stop, and see the runbook."
    )


MOST_NAMED = 20

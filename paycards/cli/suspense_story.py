"""`paycards suspense show | note | assign`: the whole story of one item, and what is added to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.days import Day
from paycards.cli.decided import as_plain, told
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, with_settings
from paycards.cli.suspense_item import ITEM_ID, print_item
from paycards.clock import local
from paycards.counted import counted
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.decisions.noting import Note
    from paycards.decisions.story import ItemStory

one_item = click.argument("item_id", metavar="ID", type=ITEM_ID)
A_DAY = Day()


@click.command()
@one_item
@as_json
@with_settings
def show(run: Run, item_id: int, as_json: bool) -> None:
    """Show an item, open or not: its row, its age, who sees to it, what was noted and decided.

    Example: paycards suspense show 17
    """
    from paycards.jobs.tell_item import tell_item

    _tell(tell_item(run.visit, item_id), as_json)


@click.command()
@one_item
@click.option("--note", required=True, help="What the next person should know.")
@as_json
@with_settings
def note(run: Run, item_id: int, *, note: str, as_json: bool) -> None:
    """Note something about an item, open or not.

    Example: paycards suspense note 17 --note "asked the outlet for the till roll"
    """
    from paycards.jobs.note_item import note_item

    _tell(note_item(run.visit, item_id, note=note), as_json)


@click.command()
@one_item
@click.option("--to", "name", metavar="NAME", help="Who is to see to it.")
@click.option("--by", metavar="DATE", type=A_DAY, help="By which day, such as 2026-11-27; with --to.")
@click.option("--nobody", is_flag=True, help="Remove the assignment; the night tries it again.")
@click.option("--note", default="", help="What the person should know.")
@as_json
@with_settings
def assign(
    run: Run,
    item_id: int,
    *,
    name: str | None,
    by: dt.datetime | None,
    nobody: bool,
    note: str,
    as_json: bool,
) -> None:
    """Say who is to see to an open item, and by when. While it is somebody's the night does not try it.

    Example: paycards suspense assign 17 --to Amira --by 2026-11-27
    """
    from paycards.decisions.noting import Owner
    from paycards.jobs.assign_item import assign_item

    person = " ".join((name or "").split())
    if nobody == bool(person) or (by is None) != nobody:
        raise UsageError("Give --to NAME and --by DATE, or --nobody.")
    owner = Owner(person, by.date() if by else None)
    _tell(assign_item(run.visit, item_id, owner, note=note), as_json)


def _tell(story: ItemStory, as_json: bool) -> None:
    if as_json:
        known = asdict(story) | {"decisions": [as_plain(decision) for decision in story.decisions]}
        print_json(known.pop("item") | known)
        return
    print_item(story.item)
    ended = f", {story.state} on {story.closed_on}" if story.closed_on else ""
    say(f"{'age':9} {counted(story.age_days, 'day')}{ended}")
    if story.assigned_to:
        say(f"{'with':9} {story.assigned_to}, by {story.due_on}")
    for each in story.notes:
        say(f"{'noted':9} {_told(each)}")
    for decision in story.decisions:
        say(f"{'decided':9} {told(decision)}")


def _told(note: Note) -> str:
    to = "" if note.assigned_to is None else f", to {note.assigned_to or 'nobody'}"
    until = f" by {note.due_on}" if note.due_on else ""
    why = f": {note.note}" if note.note else ""
    return f"{local(note.written_at):%Y-%m-%d} by {note.written_by}{to}{until}{why}"

"""`paycards bank match` and `unmatch`: which dues the bank's entries pay."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from paycards.cli.amounts import meant_pence
from paycards.cli.decided import tell
from paycards.cli.output import print_json, say
from paycards.cli.run import Run, as_json, end, with_settings
from paycards.counted import counted
from paycards.errors import UsageError

if TYPE_CHECKING:
    from paycards.jobs.match_settlements import Settlements

WITH_PENCE = re.compile(r"(?P<key>.+)=(?P<pence>-?[0-9]+)", re.DOTALL)
ENTRY = click.argument("which", metavar="[ENTRY]", required=False)
COUNCIL = click.option(
    "--council", metavar="CODE", help="Whose, where two councils have an entry of this name."
)


@click.command()
@ENTRY
@click.option(
    "--due", "named", metavar="KEY[=PENCE]", multiple=True, help="A due that it pays, and how much of it."
)
@click.option("--note", default="", help="Why, if anything is to be said.")
@COUNCIL
@as_json
@with_settings
def match(
    run: Run, *, which: str | None, named: tuple[str, ...], note: str, council: str | None, as_json: bool
) -> None:
    """Match all entries of the bank by the rules; or ENTRY by hand, with the dues that it pays.

    ENTRY without dues accepts what is proposed for it.

    Example: paycards bank match statement.xml:3 --due NVDC0417.STA
    """
    if which is None:
        _match_all(run, named, as_json)
        return
    from paycards.jobs.match_by_hand import match_by_hand

    wanted = [_due(each) for each in named]
    tell(match_by_hand(run.visit, which, wanted, council=council, note=note), as_json)


@click.command()
@click.argument("which", metavar="ENTRY")
@click.option("--note", default="", help="Why, if anything is to be said.")
@COUNCIL
@as_json
@with_settings
def unmatch(run: Run, which: str, note: str, council: str | None, as_json: bool) -> None:
    """Take back all that ENTRY is matched with, and refuse what is proposed for it; no rule makes it again.

    Example: paycards bank unmatch statement.xml:3 --note "the supplier says that it is for Friday"
    """
    from paycards.jobs.unmatch_entry import unmatch_entry

    tell(unmatch_entry(run.visit, which, council=council, note=note), as_json)


def _match_all(run: Run, named: tuple[str, ...], as_json: bool) -> None:
    from paycards.jobs.match_settlements import match_settlements

    if named:
        raise UsageError("Say which entry pays these dues: give ENTRY before --due.")
    done = match_settlements(run.visit)
    if as_json:
        print_json(asdict(done))
    else:
        _print(done)
    end(done.needs_person)


def _due(named: str) -> tuple[str, int | None]:
    given = WITH_PENCE.fullmatch(named)
    return (given["key"], meant_pence(given["pence"])) if given else (named, None)


def _print(done: Settlements) -> None:
    from paycards.money import to_pounds

    pounds = to_pounds(done.confirmed_pence, thousands=True)
    confirmed = counted(done.confirmed, "match", "matches")
    proposed = counted(done.proposed, "match", "matches")
    say(f"{confirmed} confirmed, {pounds} pounds; {proposed} proposed.")
    left = to_pounds(done.open_pence, thousands=True)
    say(f"Open: {counted(done.open, 'entry', 'entries')} of the bank, {left} pounds.")

"""The second part of `paycards demo`: a week of the back office, with the commands that people call."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from contextlib import redirect_stderr
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from paycards.cli.output import print_table, say

if TYPE_CHECKING:
    from paycards.demo.back_office.office import BackOffice

ONE, OTHER = "Amira", "Bilal"
TUE, WED, THU, FRI = (dt.date(2026, 11, 17) + dt.timedelta(days=days) for days in range(4))
NEXT_MON = dt.date(2026, 11, 23)


class Week:
    """Plays one morning after another, and shows each command with what it prints."""

    def __init__(self, office: BackOffice, program: click.Command) -> None:
        self._office = office
        self._program = program
        self._today = dt.date.min

    def morning(self, day: dt.date, what: str) -> None:
        """Run the night, and say what came."""
        say()
        say(f"{day:%A} {day.day} {day:%B}. {what}")
        self._today = day
        self._office.night(day)

    def call(self, *words: str, by: str = "") -> None:
        """Call a command as a person does, at nine in the morning."""
        words = (*(("--as", by) if by else ()), *words)
        say(f"$ paycards {shlex.join(words)}")
        context = ["--config", str(self._office.settings), "--now", self._now().isoformat()]
        with redirect_stderr(sys.stdout):  # a refusal belongs to the story
            self._program.main([*context, *words], prog_name="paycards", standalone_mode=False)

    def take(self, day: dt.date) -> None:
        """Take the bank's statement of a day."""
        self.call("bank", "import", str(self._office.statement(day)))

    def close(self, day: dt.date) -> None:
        """Close a day, or hear why it stays open."""
        self.call("day", "close", str(day), "--council", "PEN")

    def prove(self, day: dt.date) -> None:
        """Show the checks of a day, and what those that do not agree are made of."""
        from paycards.jobs.show_proof import show_proof
        from paycards.reports.proof_words import checks, details, verdict

        say(f"$ paycards proof --date {day} --council PEN")
        proved = show_proof(replace(self._office.visit, now=self._now()), day, council="PEN")
        [proof] = proved.proofs
        say(f"{proved.title}: {verdict(proved.proofs)}")
        disputed = replace(proof, figures=tuple(one for one in proof.figures if one.state != "agrees"))
        for table in (checks(proof), *details(disputed)):
            say(table.title)
            print_table(list(table.headings), [list(row) for row in table.rows])

    def _now(self) -> dt.datetime:
        return dt.datetime.combine(self._today, dt.time(9, 30), dt.UTC)


def play(office: BackOffice, program: click.Command) -> None:
    """Play the week with the commands of `program`, from a mistyped card to a day that cannot be closed."""
    week = Week(office, program)
    say()
    say("The back office: a week at Penmoor Town Council, with PayPoint and one bank account")
    _place_item(week, office)
    _close_tuesday(week)
    _pursue_short_credit(week)
    _find_a_file_missing(week)


def _place_item(week: Week, office: BackOffice) -> None:
    """One person follows the first suggestion; another approves, as it is above the tier."""
    week.morning(TUE, "620.00 pounds are in suspense: nobody has that card. Two people place them.")
    item = str(office.item())
    week.call("suspense", "suggest", item)
    week.call(
        *("suspense", "allocate", item, "--fund", "rent", "--account", office.payer().reference),
        *("--note", "one figure was mistyped"),
        by=ONE,
    )
    week.call("decisions", "approve", "1", by=OTHER)


def _close_tuesday(week: Week) -> None:
    """The night took what was placed to the rent system, and the bank's statement came: all agrees."""
    week.morning(WED, "One of Monday's payments is reversed: more than was paid. Tuesday can be closed.")
    week.take(TUE)
    week.prove(TUE)
    week.close(TUE)


def _pursue_short_credit(week: Week) -> None:
    """One person accepts what is proposed for the credit; another approves, as there is a difference."""
    week.morning(THU, "PayPoint paid 10.00 short, and used a number twice: that file is held.")
    week.take(WED)
    week.call("bank", "match")
    entry = f"penmoor-{WED}.xml:1"
    week.call("bank", "match", entry, "--note", "10.00 is asked for", by=ONE)
    week.call("decisions", "approve", "2", by=OTHER)
    week.call("dues", "list", "--council", "PEN")
    week.call("files", "reject", "PP104777_20261118_000002.DAT", "--note", "PayPoint sent it by mistake")


def _find_a_file_missing(week: Week) -> None:
    """Thursday cannot be closed: its file never came."""
    week.morning(FRI, "No file came: Thursday's is missing.")
    week.take(THU)
    week.morning(NEXT_MON, "The bank paid Wednesday less the negative day, which was carried forward.")
    week.take(FRI)
    week.call("bank", "match")
    week.close(WED)
    week.close(THU)
    week.prove(THU)
    week.call("day", "status", "--council", "PEN")

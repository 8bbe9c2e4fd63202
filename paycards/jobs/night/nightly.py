"""The night: collect, import, reconcile, post, export, report.

Safe to run again at any moment, and twice at once: each step is one transaction that does nothing
when it was done before.
"""

from __future__ import annotations

from dataclasses import dataclass

from paycards.jobs.cards.order_watch import watch_orders
from paycards.jobs.context import Context
from paycards.jobs.night.collect import Collected, collect
from paycards.jobs.night.outgoing import OutgoingFile, write_outgoing
from paycards.jobs.night.reconcile import Reconciled, reconcile
from paycards.jobs.night.report import NightReport, night_report
from paycards.jobs.night.timetable import check_timetable


@dataclass(frozen=True)
class Night:
    """Everything that a night did, and its report."""

    collected: Collected
    reconciled: Reconciled
    outgoing: list[OutgoingFile]
    report: NightReport

    @property
    def needs_person(self) -> bool:
        """Tell whether something waits for a person."""
        return self.report.needs_person or self.reconciled.new_suspense > 0


def nightly(context: Context) -> Night:
    """Run the whole night."""
    collected = collect(context)
    reconciled = reconcile(context)
    context.tell("writing the postings for the council's other systems")
    outgoing = write_outgoing(context)
    due = check_timetable(context)
    watch_orders(context)
    return Night(collected, reconciled, outgoing, night_report(context, due))

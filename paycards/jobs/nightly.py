"""The night: collect, import, reconcile, match the bank, post, export, report.

Safe to run again at any moment, and twice at once: each step is one transaction that does nothing
when it was done before.
"""

from __future__ import annotations

from dataclasses import dataclass

from paycards.access.visit import Visit
from paycards.intake.collected import Collected
from paycards.jobs.check_timetable import check_timetable
from paycards.jobs.collect import collect
from paycards.jobs.end_night import end_night
from paycards.jobs.match_settlements import Settlements, match_settlements
from paycards.jobs.night_report import NightReport, night_report
from paycards.jobs.prove_night import prove_night
from paycards.jobs.read_ahead import reading_ahead
from paycards.jobs.reconcile import Reconciled, reconcile
from paycards.jobs.sort_bank_entries import sort_bank_entries
from paycards.jobs.watch_bank_holidays import watch_bank_holidays
from paycards.jobs.watch_card_orders import watch_card_orders
from paycards.jobs.watch_dues import watch_dues
from paycards.jobs.watch_enquiries import watch_enquiries
from paycards.jobs.watch_suspense import watch_suspense
from paycards.jobs.write_outgoing import write_outgoing
from paycards.ledger.outgoing_places import OutgoingFile


@dataclass(frozen=True)
class Night:
    """Everything that a night did, and its report."""

    collected: Collected
    reconciled: Reconciled
    settled: Settlements
    outgoing: list[OutgoingFile]
    report: NightReport

    @property
    def needs_person(self) -> bool:
        """Tell whether something waits for a person."""
        return self.report.needs_person or self.settled.needs_person or self.reconciled.new_suspense > 0


def nightly(visit: Visit) -> Night:
    """Run the whole night.

    What goes wrong with one thing is an open problem, and the rest goes on. Raises SettingsError for settings
    that cannot be used, or a folder of layouts; ArchiveMissing, and what the database raises: nothing else
    ends a night.
    """
    visit.installation.layouts  # noqa: B018 - what cannot be looked into is nobody's fault but the settings'
    collected = collect(visit)
    sort_bank_entries(visit)
    with reading_ahead(visit) as ahead:
        reconciled = reconcile(visit)
        settled = match_settlements(visit)
        visit.progress.tell("writing the postings for the council's other systems")
        outgoing = write_outgoing(visit, ahead)
    due = check_timetable(visit)
    watch_dues(visit)
    watch_bank_holidays(visit)
    watch_card_orders(visit)
    watch_enquiries(visit)
    watch_suspense(visit)
    proofs = prove_night(visit)
    end_night(visit)
    return Night(collected, reconciled, settled, outgoing, night_report(visit, due, outgoing, proofs))

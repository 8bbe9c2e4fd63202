"""The night on one page, at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycards.cli.output import print_table, say
from paycards.cli.remedies import remedy
from paycards.clock import in_words
from paycards.counted import counted

if TYPE_CHECKING:
    from paycards.jobs.night_report import ContractNight, NightReport
    from paycards.ledger.outgoing_places import OutgoingFile
    from paycards.reconcile.proof.to_sign import ProvedContract
    from paycards.reconcile.settlement.night_figures import SettlementNight
    from paycards.reconcile.settlement.owing import Owing


def print_night(report: NightReport) -> None:
    """Print the night report."""
    from paycards.money import to_pounds

    if report.rehearsal:
        say(REHEARSAL)
    say(f"Night of {report.night:%A} {in_words(report.night)}")
    say()
    print_table(NIGHT_HEADINGS, [_night_row(one) for one in [*report.contracts, report.total()]])
    _print_owing(report.owing)
    _print_outgoing(report.outgoing)
    _print_settlement(report.settlement)
    if report.suspense:
        say()
        say("Waiting in suspense (paycards suspense list):")
        print_table(
            ["reason", "items", "pounds"],
            [
                [reason, count, to_pounds(pence, thousands=True)]
                for reason, (count, pence) in report.suspense.items()
            ],
        )
    if report.problems:
        say()
        say(f"{counted(len(report.problems), 'open problem')} (paycards problems list):")
        for problem in report.problems:
            say(f"{problem.id:4}  {problem.message}")
            say(f"      -> {remedy(problem.kind, problem.action)}")
    else:
        say()
        say("No open problems.")
    _print_proofs(report)
    _print_anchors(report)


def _print_proofs(report: NightReport) -> None:
    """Print which contracts are green for the day before."""
    if report.proofs:
        say()
        say(f"Proof of {report.proofs[0].date:%A} {in_words(report.proofs[0].date)} (paycards proof):")
        rows = [[one.contract, _verdict(one)] for one in report.proofs]
        print_table(["contract", "proof"], rows)


def _verdict(one: ProvedContract) -> str:
    return "green" if one.green else f"NOT GREEN: {', '.join(one.open_checks)}"


def _print_anchors(report: NightReport) -> None:
    """Print the newest hash of each audit trail: on paper it proves later that nobody rewrote it."""
    if report.anchors:
        say()
        say("Newest entries of the audit trail (paycards audit verify --anchor HASH):")
        rows = [[one.council, f"entry {one.number}", one.hash] for one in report.anchors]
        print_table(["council", "entry", "hash"], rows)


def _print_owing(contracts: list[Owing]) -> None:
    """Print what suppliers owe, where any does: what has come due, what of it is late, what is to come."""
    from paycards.money import to_pounds

    rows = [
        [
            *(one.contract, to_pounds(one.due_pence, thousands=True), one.late),
            *(to_pounds(pence, thousands=True) for pence in (one.late_pence, one.to_come_pence)),
        ]
        for one in contracts
        if one.due_pence or one.late_pence or one.to_come_pence
    ]
    if rows:
        say()
        say("Suppliers owe (paycards dues list):")
        print_table(["contract", "due", "late dues", "late", "to come"], rows)


def _print_settlement(nights: list[SettlementNight]) -> None:
    """Print what of the bank's money was matched, and what is open."""
    from paycards.money import to_pounds

    if nights:
        say()
        say("The bank's money (paycards bank list --state open):")
        print_table(
            ["contract", "matched", "pounds", "proposed", "unapplied", "pounds"],
            [
                [
                    *(one.contract, one.matched, to_pounds(one.matched_pence, thousands=True), one.proposed),
                    *(one.unapplied, to_pounds(one.unapplied_pence, thousands=True)),
                ]
                for one in nights
            ],
        )


def _print_outgoing(files: list[OutgoingFile]) -> None:
    """Print how each outgoing file stands, with what it carries."""
    from paycards.money import to_pounds

    say()
    if files:
        say("Outgoing files:")
        print_table(
            ["file", "rows", "pounds", "state"],
            [
                [file.path, f"{file.rows:,}", to_pounds(file.total_pence, thousands=True), PLACES[file.place]]
                for file in files
            ],
        )
    else:
        say("No outgoing files.")


REHEARSAL = "REHEARSAL: the settings say that nothing here is real."
PLACES = {
    "written": "written now",
    "there": "in place from before",
    "taken": "taken by the receiving system",
    "changed": "CHANGED since it was written",
    "gone": "GONE",
}
NIGHT_HEADINGS = [
    "contract", "files", "lines", "pounds", "posted", "suspense", "pounds", "duplicates", "offset",
    "repeats", "refused", "held", "late", "missing",
]  # fmt: skip


def _night_row(one: ContractNight) -> list[object]:
    from paycards.money import to_pounds

    return [
        one.contract or "all contracts",
        one.files,
        one.lines,
        to_pounds(one.total_pence, thousands=True),
        to_pounds(one.posted_pence, thousands=True),
        one.suspense,
        to_pounds(one.suspense_pence, thousands=True),
        one.duplicates,
        one.offset,
        one.repeats,
        one.refused,
        one.held,
        one.late,
        one.missing,
    ]

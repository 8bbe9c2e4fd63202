"""The night on one page: per contract what came and what became of it, then what needs a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields

from sqlalchemy import BigInteger, ColumnElement, Connection, Table, cast, func, select

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.channels.timetable import Due
from paycards.clock import LONDON, local_date
from paycards.ledger.outgoing_places import OutgoingFile
from paycards.problems import BLOCKING
from paycards.reconcile.proof.to_sign import ProvedContract
from paycards.reconcile.settlement.night_figures import SettlementNight, settlement_nights
from paycards.reconcile.settlement.owing import Owing, owings
from paycards.store.anchors import Anchor, anchors_of
from paycards.store.sums import whole_sum
from paycards.store.tables.audit import problems
from paycards.store.tables.councils import councils
from paycards.store.tables.files import files
from paycards.store.tables.lines import duplicates, lines, same_line
from paycards.store.tables.suspense import suspense_items


@dataclass
class ContractNight:
    """One contract's night: files, lines and pence by what became of them."""

    council: str
    contract: str
    files: int = 0
    repeats: int = 0
    refused: int = 0
    held: int = 0
    lines: int = 0
    total_pence: int = 0
    posted: int = 0
    posted_pence: int = 0
    suspense: int = 0
    suspense_pence: int = 0
    duplicates: int = 0
    duplicate_pence: int = 0
    offset: int = 0
    offset_pence: int = 0
    late: int = 0
    missing: int = 0


@dataclass(frozen=True)
class OpenProblem:
    """What still needs a person, since when, and what to do."""

    id: int
    council: str
    kind: str
    message: str
    action: str
    opened_at: dt.datetime


@dataclass
class NightReport:
    """All contracts of a night, the open problems, and what waits in suspense by reason."""

    night: dt.date
    contracts: list[ContractNight]
    problems: list[OpenProblem]
    outgoing: list[OutgoingFile] = field(default_factory=list)
    rehearsal: bool = False  # nothing of it is real
    suspense: dict[str, tuple[int, int]] = field(default_factory=dict)  # reason -> items, pence
    owing: list[Owing] = field(default_factory=list)  # what suppliers owe, by contract
    settlement: list[SettlementNight] = field(default_factory=list)  # contracts that the bank booked for
    anchors: list[Anchor] = field(default_factory=list)  # of the audit trail
    proofs: list[ProvedContract] = field(default_factory=list)  # of the day before

    @property
    def needs_person(self) -> bool:
        """Tell whether a problem is open that blocks, or a contract's day before is not proved."""
        if any(not proof.green for proof in self.proofs):
            return True
        return any(problem.kind in BLOCKING for problem in self.problems)

    def total(self) -> ContractNight:
        """Sum the contracts."""
        numbers = [f.name for f in fields(ContractNight) if f.name not in {"council", "contract"}]
        sums = {name: sum(getattr(night, name) for night in self.contracts) for name in numbers}
        return ContractNight(council="all", contract="", **sums)

    def as_dict(self) -> dict[str, object]:
        """Give the report as plain data."""
        return {
            "night": self.night,
            "rehearsal": self.rehearsal,
            "contracts": [asdict(night) for night in self.contracts],
            "total": asdict(self.total()),
            "suspense": {reason: {"items": n, "pence": p} for reason, (n, p) in self.suspense.items()},
            "owing": [asdict(one) for one in self.owing],
            "settlement": [asdict(one) for one in self.settlement],
            "outgoing": [asdict(file) for file in self.outgoing],
            "problems": [asdict(problem) for problem in self.problems],
            "anchors": [asdict(anchor) for anchor in self.anchors],
            "proofs": [asdict(proof) for proof in self.proofs],
        }


def night_report(
    visit: Visit,
    due: list[Due],
    outgoing: Sequence[OutgoingFile] = (),
    proofs: Sequence[ProvedContract] = (),
) -> NightReport:
    """Report on the files that came on the night of `visit.today`, what left, and all that is open."""
    with visit.reading(may=Permission.SEE_MONEY) as seen:
        connection = seen.connection
        nights = {
            contract.id: ContractNight(contract.council.code, contract.terms.code)
            for contract in visit.installation.contracts.values()
        }
        _count_files(connection, visit, nights)
        by_code = {night.contract: night for night in nights.values()}
        for verdict in due:
            night = by_code[verdict.contract]
            night.missing += verdict.owed.punctuality == "missing"
            came = verdict.owed.arrived_at
            tonight = came is not None and local_date(came) == visit.today
            night.late += verdict.owed.punctuality == "late" and tonight
        return NightReport(
            night=visit.today,
            contracts=list(nights.values()),
            problems=open_problems(connection),
            outgoing=list(outgoing),
            rehearsal=visit.settings.paycards.rehearsal,
            suspense=_suspense(connection),
            owing=owings(connection, list(visit.installation.contracts.values()), visit.today),
            settlement=settlement_nights(connection, visit.installation.contracts.values(), visit.today),
            anchors=anchors_of(connection, seen.councils),
            proofs=list(proofs),
        )


def open_problems(connection: Connection) -> list[OpenProblem]:
    """Return every open problem, oldest first."""
    query = (
        select(problems, councils.c.code)
        .outerjoin(councils, councils.c.id == problems.c.council_id)
        .where(problems.c.closed_at.is_(None))
        .order_by(problems.c.id)
    )
    return [
        OpenProblem(row.id, row.code or "", row.kind, row.message, row.action, row.opened_at)
        for row in connection.execute(query)
    ]


def _count_files(connection: Connection, visit: Visit, nights: dict[int, ContractNight]) -> None:
    start = dt.datetime.combine(visit.today, dt.time(), tzinfo=LONDON)
    tonight = files.c.received_at.between(start, start + dt.timedelta(days=1))
    for record in connection.execute(select(files).where(tonight, files.c.contract_id.is_not(None))):
        night = nights[record.contract_id]
        night.files += 1
        night.repeats += record.state == "repeat"
        night.refused += record.state == "quarantined"
        night.held += record.state == "held"
        if record.state == "accepted" and record.kind == "payments":
            _count_lines(connection, record.id, record.row_count, record.total_pence, night)


def _count_lines(
    connection: Connection, file_id: int, row_count: int, total_pence: int, night: ContractNight
) -> None:
    """Count what is not simply posted; the rest of a decided file is, as the database made sure."""
    waiting = _sum(connection, suspense_items, file_id, suspense_items.c.state == "open")
    offset = _sum(connection, suspense_items, file_id, suspense_items.c.state == "offset")
    again = _sum(connection, duplicates, file_id)
    night.lines += row_count
    night.total_pence += total_pence
    night.suspense += waiting[0]
    night.suspense_pence += waiting[1]
    night.offset += offset[0]
    night.offset_pence += offset[1]
    night.duplicates += again[0]
    night.duplicate_pence += again[1]
    night.posted += row_count - waiting[0] - offset[0] - again[0]
    night.posted_pence += total_pence - waiting[1] - offset[1] - again[1]


def _sum(
    connection: Connection, table: Table, file_id: int, *conditions: ColumnElement[bool]
) -> tuple[int, int]:
    total = whole_sum(lines.c.amount_pence)
    query = (
        select(func.count(), total)
        .select_from(table.join(lines, same_line(lines, table)))
        .where(table.c.file_id == file_id, *conditions)
    )
    count, pence = connection.execute(query).one()
    return int(count), int(pence)


def _suspense(connection: Connection) -> dict[str, tuple[int, int]]:
    total = cast(func.sum(lines.c.amount_pence), BigInteger)
    query = (
        select(suspense_items.c.reason, func.count(), total)
        .select_from(
            suspense_items.join(
                lines,
                same_line(lines, suspense_items),
            )
        )
        .where(suspense_items.c.state == "open")
        .group_by(suspense_items.c.reason)
        .order_by(suspense_items.c.reason)
    )
    return {reason: (count, pence) for reason, count, pence in connection.execute(query)}

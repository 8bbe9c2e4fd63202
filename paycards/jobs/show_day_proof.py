"""Show the proof of a council's day: each check of each contract, with the rows that make its two sides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from paycards.access.permission import Permission
from paycards.access.reading import Reading
from paycards.access.seen_contracts import contracts_seen
from paycards.access.visit import Visit
from paycards.clock import ONE_DAY
from paycards.decisions.closing_days import closes_after, first_day
from paycards.errors import NotFound
from paycards.ledger.days import newest_closed
from paycards.reconcile.proof.day_proof import prove
from paycards.reconcile.proof.figure import DayProof, Figure
from paycards.reconcile.proof.kept_proofs import clock_of, proofs_of_day, version_of
from paycards.reconcile.proof.sources import ShownFigure, with_sources
from paycards.reconcile.proof.written import Closing, closings

CLOSING = frozenset({Permission.CLOSE_DAYS, Permission.PROPOSE_DAYS})


@dataclass(frozen=True)
class ContractProof:
    """The checks of one contract. It is green when each agrees."""

    contract: str
    is_green: bool
    figures: tuple[ShownFigure, ...]


@dataclass(frozen=True)
class ProofPage:
    """The proof of a day. `before` and `after` are the days beside it that have one."""

    council: str
    as_at: dt.datetime
    day: dt.date
    before: dt.date | None
    after: dt.date | None
    agreed_until: dt.date | None
    next_to_close: dt.date | None
    closings: tuple[Closing, ...]
    contracts: tuple[ContractProof, ...]
    may_close: bool  # or sign an exception, on the page where the day is closed

    @property
    def is_closed(self) -> bool:
        """Tell whether the figures are those that were written down."""
        return bool(self.closings) and self.closings[-1].stands

    @property
    def is_green(self) -> bool:
        """Tell whether every check of every contract agrees."""
        return bool(self.contracts) and all(each.is_green for each in self.contracts)

    @property
    def open_checks(self) -> tuple[tuple[str, Figure], ...]:
        """The checks that do not agree, each with its contract."""
        return tuple(
            (each.contract, shown.figure)
            for each in self.contracts
            for shown in each.figures
            if shown.figure.state != "agrees"
        )


def show_day_proof(visit: Visit, council: str, day: dt.date) -> ProofPage:
    """Return the proof of a day. Raises NotFound for one before the first file, or to come."""
    with visit.reading(council, may=Permission.SEE_MONEY) as seen:
        council_id, connection = seen.council(council), seen.connection
        first = first_day(connection, council_id)
        if first is None or not first <= day <= visit.today:
            raise NotFound("proof of", f"{day}")
        closed = newest_closed(connection, council_id)
        shut = closings(connection, council_id, day)
        return ProofPage(
            council=council,
            as_at=visit.now,
            day=day,
            before=day - ONE_DAY if day > first else None,
            after=day + ONE_DAY if day < visit.today else None,
            agreed_until=closed,
            next_to_close=closes_after(closed, first),
            closings=shut,
            contracts=_contracts(visit, seen, day, was_written=bool(shut) and shut[-1].stands),
            may_close=not CLOSING.isdisjoint(visit.visitor.permissions),
        )


def _contracts(visit: Visit, seen: Reading, day: dt.date, *, was_written: bool) -> tuple[ContractProof, ...]:
    """The proofs with the rows that make them, kept as long as they are."""
    contracts, kept = contracts_seen(visit.installation, seen), visit.installation.kept
    if not contracts:
        return ()
    connection, council_id = seen.connection, contracts[0].council_id
    version = version_of(connection, council_id, visit.now)
    proofs = proofs_of_day(connection, contracts, day, visit.now, kept, version=version)
    mark = (day, clock_of(proofs, visit.now), *version)

    def made() -> tuple[ContractProof, ...]:
        shown = proofs
        if was_written:
            still = prove(connection, contracts, day, visit.now, kept)
            shown = [_with_rows(*each) for each in zip(proofs, still, strict=True)]
        figures = with_sources(connection, council_id, shown)
        codes = [(proof.contract.terms.code, proof.is_green) for proof in shown if proof.figures]
        return tuple(ContractProof(code, is_green, figures[code]) for code, is_green in codes)

    return kept.of(("proof page", council_id, day.day), mark, made)


def _with_rows(written: DayProof, still: DayProof) -> DayProof:
    """To figures that were written down, add the rows that still make them."""
    now = {each.check: each for each in still.figures}
    return replace(written, figures=tuple(_beside(each, now.get(each.check)) for each in written.figures))


def _beside(written: Figure, now: Figure | None) -> Figure:
    if now is None or (now.left_pence, now.right_pence) != (written.left_pence, written.right_pence):
        return written
    return replace(written, parts=now.parts)

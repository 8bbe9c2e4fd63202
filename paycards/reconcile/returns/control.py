"""What left for each fund's own system in the month, beside what that system says it loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, func, select

from paycards.errors import Invalid
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.figure import Figure
from paycards.store.sums import whole_sum
from paycards.store.tables.outgoing import outgoing_files, outgoing_runs


def control_figures(
    connection: Connection, council_id: int, month: Period, loaded: Mapping[str, int]
) -> Iterator[Figure]:
    """The files of the month's nights, by fund; with what was `loaded`, in pence, that and the difference."""
    sent = sent_in(connection, council_id, month)
    for fund, (items, pence) in sent.items():
        if fund not in loaded:
            yield Figure("control", f"{fund}, sent", items, pence, "not compared")
            continue
        difference = pence - loaded[fund]
        yield Figure("control", f"{fund}, sent", items, pence)
        yield Figure("control", f"{fund}, loaded by its system", 0, loaded[fund])
        verdict = "differs" if difference else "agrees"
        yield Figure("control", f"{fund}, difference", 0, difference, verdict)


def require_sent(connection: Connection, council_id: int, month: Period, loaded: Mapping[str, int]) -> None:
    """Raise Invalid for a fund of which nothing was sent in the month."""
    sent = sent_in(connection, council_id, month)
    unknown = next((fund for fund in loaded if fund not in sent), None)
    if unknown is not None:
        known = ", ".join(sent) or "none"
        raise Invalid(
            "loaded", f"Nothing of the fund {unknown} was sent in {month.name}; sent were: {known}."
        )


def sent_in(connection: Connection, council_id: int, month: Period) -> dict[str, tuple[int, int]]:
    """Rows and pence of the outgoing files of the month's nights, by fund."""
    query = (
        select(
            outgoing_files.c.fund,
            func.sum(outgoing_files.c.row_count).label("rows"),
            whole_sum(outgoing_files.c.total_pence).label("pence"),
        )
        .join(outgoing_runs, outgoing_runs.c.id == outgoing_files.c.run_id)
        .where(outgoing_runs.c.council_id == council_id, outgoing_files.c.fund != "")
        .where(outgoing_runs.c.night.between(month.first, month.last))
        .group_by(outgoing_files.c.fund)
        .order_by(outgoing_files.c.fund)
    )
    return {row.fund: (int(row.rows), int(row.pence)) for row in connection.execute(query)}

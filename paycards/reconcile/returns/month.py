"""All figures of a council's month, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from paycards.access.contracts import ContractRow
from paycards.reconcile.proof.periods import Period
from paycards.reconcile.returns.access import access_figures
from paycards.reconcile.returns.closing import closing_figures
from paycards.reconcile.returns.control import control_figures
from paycards.reconcile.returns.figure import SECTIONS, Figure
from paycards.reconcile.returns.late import late_figures
from paycards.reconcile.returns.payments import payment_figures
from paycards.reconcile.returns.people import people_figures
from paycards.reconcile.returns.reversing import reversal_figures
from paycards.reconcile.returns.waiting import suspense_figures


def figures_of(
    connection: Connection,
    council_id: int,
    contracts: Sequence[ContractRow],
    month: Period,
    loaded: Mapping[str, int] | None = None,
) -> list[Figure]:
    """Work the figures out from the books as they are; `contracts` are all of the council's.

    `loaded` are pence by fund: what the funds' own systems say that they took in the month.
    """
    holidays = contracts[0].holidays if contracts else frozenset()
    found = [
        *payment_figures(connection, council_id, month, holidays),
        *suspense_figures(connection, council_id, month),
        *closing_figures(connection, council_id, month, holidays),
        *late_figures(connection, contracts, month),
        *reversal_figures(connection, council_id, month),
        *people_figures(connection, council_id, month),
        *control_figures(connection, council_id, month, loaded or {}),
        *access_figures(connection, council_id, month),
    ]
    return sorted(found, key=lambda figure: list(SECTIONS).index(figure.section))

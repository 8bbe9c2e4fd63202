"""The figures of proofs as rows: what CSV, JSON and the export show, in the same order everywhere."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from sqlalchemy import BigInteger, Date, String

from paycards.reconcile.proof.figure import DayProof

COLUMNS = {  # of the export, with the type of each
    **dict.fromkeys(("council", "contract"), String()),
    "date": Date(),
    "check": String(),
    **dict.fromkeys(("left_pence", "right_pence", "difference_pence"), BigInteger()),
    "state": String(),
}


def figures_of(proofs: Iterable[DayProof]) -> list[dict[str, object]]:
    """Return each check of each proof with the columns of the export."""
    return [
        {
            "council": proof.contract.council.code,
            "contract": proof.contract.terms.code,
            "date": proof.day,
            "check": figure.check,
            "left_pence": figure.left_pence,
            "right_pence": figure.right_pence,
            "difference_pence": figure.difference_pence,
            "state": figure.state,
        }
        for proof in proofs
        for figure in proof.figures
    ]


def write_csv(proofs: Iterable[DayProof], out: TextIO) -> None:
    """Write the figures as CSV; what is not known is empty."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(list(row.values()) for row in figures_of(proofs))

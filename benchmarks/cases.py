"""What is measured: each case is a night, a database, and who else does the same work beside us."""

from __future__ import annotations

from dataclasses import dataclass

CARDS = 200_000
DATABASES = ("sqlite", "postgresql")
OURS = "paycards"
FLOORS = ("double_entry", "bare")
HORDAK = "hordak"
VERIFY = "verify"  # the same night proved, with the lists of accounts and cards that it found
WHOLE_NIGHT = "whole_night"  # from the drop to the outgoing files and the report
OF_A_COUNCIL = (OURS, VERIFY, WHOLE_NIGHT)  # they begin with its accounts and cards, the others with nothing


@dataclass(frozen=True)
class Case:
    """`lines` in all, split over `files`; `rivals` run in turn with us, `rounds` times."""

    layout: str
    lines: int
    files: int
    database: str
    rivals: tuple[str, ...] = FLOORS
    rounds: int = 3

    def __str__(self) -> str:
        files = f" in {self.files} files" if self.files > 1 else ""
        return f"{self.layout} {self.lines:,}{files}, {self.database}"


MILLION = 1_000_000
CASES = (
    *(Case("allpay", MILLION, 1, database, rivals=(*FLOORS, VERIFY, WHOLE_NIGHT)) for database in DATABASES),
    *(
        Case(layout, MILLION, 10, database)
        for layout in ("post_office", "paypoint", "payzone")
        for database in DATABASES
    ),
    # Ten nights in one: time and memory must grow with the lines and with the largest file.
    *(Case("allpay", 10 * MILLION, 10, database, rivals=()) for database in DATABASES),
    # As many lines for both, and enough of them that what a run costs once does not decide.
    Case("allpay", 100_000, 1, "postgresql", rivals=(HORDAK,)),
)

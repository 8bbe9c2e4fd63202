"""The README of the sample week: every mishap, and what paycards must make of it."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.demo.drop import DropFile, Oddity

INTRODUCTION = """\
# A sample week

Two invented councils, Monday 9 to Sunday 15 November 2026. Nothing here belongs to a real
person, council or supplier; every card number lies in the invented block 9826 9999.

`accounts/` and `cards/` hold one list per council. `offices/market-hall.csv` is the list of a cash
office that Northvale closes: who paid there and how often, with what a real list has besides (a row
twice, wrong and missing references, a closed account, people who have a card already). The suppliers'
files lie as on their servers, `<supplier>/<login>/outbound/`. `bank/` holds the week of each council's
bank account, a file in each format; its amounts are invented. `arrivals.csv` says on which morning
each file came, and the state it ends the week in. `paycards.toml` reads the drops where they lie. The
whole tree is generated: `python -m paycards.demo sftp_drops` writes it again, byte for byte.

Read the files in the order of `arrivals.csv` to see the gaps that the late files close; all at
once, by name, everything ends the same, but for Tuesday's type 1 at the Post Office and its
type 2: found together they are posted. At the end these numbers are still missing: Northvale's
Payzone file 1534, and Harrowmere's allpay files 113 (held) and 117 (refused).

Three things never come, and the night report must flag them: the Post Office file that a control
file promises, Northvale's Payzone file of Friday, Harrowmere's PayPoint file of Sunday.
"""


def guide(files: Sequence[DropFile]) -> str:
    """The text, with one table for the files and one for the rows."""
    return "\n".join([INTRODUCTION, *_files(files), "", *_rows(files)]) + "\n"


def _files(files: Sequence[DropFile]) -> list[str]:
    head = ["## Files", "", "| contract | file | comes on | it | becomes |", "|---|---|---|---|---|"]
    return head + [
        f"| {file.contract} | {file.name} | {file.arrives_on:%a %d} | {file.what} | {file.state} |"
        for file in files
        if file.what
    ]


def _rows(files: Sequence[DropFile]) -> list[str]:
    head = [
        "## Rows",
        "",
        "Rows count from 1, the header included. The state is the one at the end of the week.",
        "",
        "| contract | file | row | it is | becomes |",
        "|---|---|---|---|---|",
    ]
    return head + [
        f"| {file.contract} | {file.name} | {odd.row} | {odd.oddity.what} | {_outcome(odd.oddity)} |"
        for file in files
        for odd in file.odd_rows
    ]


def _outcome(oddity: Oddity) -> str:
    return f"{oddity.state}, {oddity.reason}" if oddity.reason else oddity.state

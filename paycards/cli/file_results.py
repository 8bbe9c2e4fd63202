"""What became of files that were imported, one line a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycards.cli.output import print_table, say

if TYPE_CHECKING:
    from paycards.intake.file_result import FileResult


def print_files(results: list[FileResult]) -> None:
    """Print one line a file."""
    from paycards.money import to_pounds

    if not results:
        say("No new files.")
        return
    print_table(
        ["contract", "file", "state", "rows", "pounds", ""],
        [
            [
                result.contract or "-",
                result.name,
                result.state if result.fresh else f"{result.state} before",
                result.rows,
                to_pounds(result.total_pence, thousands=True),
                result.remark,
            ]
            for result in results
        ],
    )

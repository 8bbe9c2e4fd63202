"""The table: what each case took, beside its rivals."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.cases import FLOORS, HORDAK, OURS, VERIFY, WHOLE_NIGHT
from benchmarks.night import Result

COLUMNS = ("case", "seconds", "lines/s", "peak MB", "x double entry", "x bare", "x hordak", "x verify")


def show(results: Sequence[Result], console: Console) -> None:
    """Print the results: ours, then each rival on a line of its own."""
    table = Table(
        *COLUMNS,
        caption="x: how many times as long as that floor we took, or the whole night did;"
        " hordak: how many times as fast; verify: how many times as long as the night",
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for result in results:
        table.add_row(*_row(result, OURS, str(result.case)), *_ratios(result))
        for rival in result.case.rivals:
            beside = _to_floors(result, rival) if rival == WHOLE_NIGHT else []
            table.add_row(*_row(result, rival, f"  {rival}"), *beside)
        table.add_section()
    console.print(table)


def _row(result: Result, name: str, title: str) -> tuple[str, ...]:
    seconds = result.seconds(name)
    peak = max(result.runs[name].peak_bytes)
    return title, f"{seconds:.2f}", f"{result.case.lines / seconds:,.0f}", f"{peak / 1e6:,.0f}"


def _ratios(result: Result) -> list[str]:
    faster = f"{1 / result.times(HORDAK):.1f}" if HORDAK in result.runs else ""
    proof = f"{1 / result.times(VERIFY):.2f}" if VERIFY in result.runs else ""
    return [*_to_floors(result, OURS), faster, proof]


def _to_floors(result: Result, ours: str) -> list[str]:
    return [f"{result.times(floor, ours):.2f}" if floor in result.runs else "" for floor in FLOORS]

"""Measure all, or a part: `python -m benchmarks night --layout allpay`, `python -m benchmarks cards`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks import cards as office
from benchmarks import desk as the_desk
from benchmarks import pages as the_pages
from benchmarks import small_files, suggesting, tracing
from benchmarks import year as a_year
from benchmarks.cases import CARDS, CASES, DATABASES, FLOORS, HORDAK, VERIFY, WHOLE_NIGHT, Case
from benchmarks.night import Tell, run_case
from benchmarks.pages import Working
from benchmarks.pages.town import Size
from benchmarks.report import show
from benchmarks.server import running_server


@click.group(invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Without a command: every night, office and desk, about forty minutes on two cores."""
    if context.invoked_subcommand is None:
        measure(CASES)
        with running_server() as server:
            small_files.measure(small_files.FILES, DATABASES, server, _console())
            suggesting.measure(DATABASES, server, _console())
            the_desk.measure(DATABASES, server, _console())
            tracing.measure(DATABASES, server, _console())
            a_year.measure(DATABASES, server, _console())
        the_pages.measure(None, Size(), Working(), _console())
        for customers, contestants in office.CASES:
            office.measure(customers, 1, contestants, _console())


@main.command()
@click.option(
    "--layout", type=click.Choice(["allpay", "post_office", "paypoint", "payzone"]), default="allpay"
)
@click.option(
    "--lines", type=click.IntRange(1), default=100_000, show_default=True, help="in all files together"
)
@click.option("--files", type=click.IntRange(1, 999), default=1, show_default=True)
@click.option("--db", "database", type=click.Choice(DATABASES), default="sqlite", show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=3, show_default=True)
@click.option(
    "--rival",
    "rivals",
    multiple=True,
    type=click.Choice([*FLOORS, HORDAK, VERIFY, WHOLE_NIGHT]),
    help="may be repeated",
)
@click.option("--alone", is_flag=True, help="measure no rival")
def night(rivals: tuple[str, ...], alone: bool, **chosen: Any) -> None:
    """Measure one night."""
    measure([Case(**chosen, rivals=() if alone else rivals or FLOORS)])


@main.command()
@click.option("--files", type=click.IntRange(1, 40_000), default=small_files.FILES, show_default=True)
@click.option("--db", "databases", multiple=True, type=click.Choice(DATABASES), help="may be repeated")
def files(files: int, databases: tuple[str, ...]) -> None:
    """Measure a night of thousands of small files: milliseconds for each, to import and to reconcile."""
    with running_server() as server:
        small_files.measure(files, databases or DATABASES, server, _console())


@main.command()
@click.option("--accounts", type=click.IntRange(1, 10_000_000), default=CARDS, show_default=True)
@click.option("--db", "databases", multiple=True, type=click.Choice(DATABASES), help="may be repeated")
def suggestions(accounts: int, databases: tuple[str, ...]) -> None:
    """Measure what it costs to suggest accounts for one suspense item, and for ten thousand at once."""
    with running_server() as server:
        suggesting.measure(databases or DATABASES, server, _console(), accounts)


@main.command()
@click.option("--accounts", type=click.IntRange(1, 10_000_000), default=CARDS, show_default=True)
@click.option("--db", "databases", multiple=True, type=click.Choice(DATABASES), help="may be repeated")
def desk(accounts: int, databases: tuple[str, ...]) -> None:
    """Measure commands of the desk as whole processes."""
    with running_server() as server:
        the_desk.measure(databases or DATABASES, server, _console(), accounts)


@main.command()
@click.option("--db", "databases", multiple=True, type=click.Choice(DATABASES), help="may be repeated")
def trace(databases: tuple[str, ...]) -> None:
    """Measure traces of single payments in a year of two million."""
    with running_server() as server:
        tracing.measure(databases or DATABASES, server, _console())


@main.command()
@click.option("--lines", type=click.IntRange(10_000), default=a_year.LINES, show_default=True)
@click.option("--db", "databases", multiple=True, type=click.Choice(DATABASES), help="may be repeated")
def year(lines: int, databases: tuple[str, ...]) -> None:
    """Measure matching, proofs, decisions and verify in a year of five contracts."""
    with running_server() as server:
        a_year.measure(databases or DATABASES, server, _console(), lines)


@main.command()
@click.option("--accounts", type=click.IntRange(1_000), default=Size.accounts, show_default=True)
@click.option("--lines", type=click.IntRange(10_000), default=Size.lines, show_default=True)
@click.option("--think", type=click.FloatRange(0), default=Working.think, show_default=True, help="seconds")
@click.option("--seconds", type=click.IntRange(1), default=Working.seconds, show_default=True)
@click.option("--in", "folder", type=click.Path(path_type=Path), help="Keep the database here.")
def pages(accounts: int, lines: int, think: float, seconds: int, folder: Path | None) -> None:
    """Measure the pages for twenty users at once; a database that is kept is used as it is."""
    the_pages.measure(folder, Size(accounts, lines), Working(think, seconds), _console())


@main.command()
@click.option("--customers", type=click.IntRange(1), default=10_000, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=1, show_default=True)
@click.option("--only", "contestants", multiple=True, type=click.Choice(list(office.CONTESTANTS)))
def cards(customers: int, rounds: int, contestants: tuple[str, ...]) -> None:
    """Measure the cards of a closing office, from its list to both PDFs."""
    office.measure(customers, rounds, contestants or list(office.CONTESTANTS), _console())


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=120)


def measure(cases: Sequence[Case]) -> None:
    """Run the cases one after the other and print the table; progress only on a terminal."""
    results = []
    console = _console()
    with running_server() as server:
        for number, case in enumerate(cases, start=1):
            with _progress(f"{number}/{len(cases)} {case}") as tell:
                results.append(run_case(case, server, tell))
            show(results[-1:], console)
    if len(results) > 1:
        show(results, console)


@contextmanager
def _progress(title: str) -> Iterator[Tell]:
    with Console(stderr=True).status(title) as status:
        yield lambda text: status.update(f"{title}: {text}")


if __name__ == "__main__":
    main()

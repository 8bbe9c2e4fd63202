"""`paycards problems`: what needs a person."""

from __future__ import annotations

from dataclasses import asdict

import click

from paycards.cli.given import Whole
from paycards.cli.group import Group
from paycards.cli.output import print_json, say
from paycards.cli.remedies import remedy
from paycards.cli.run import Run, as_json, with_settings
from paycards.clock import local


@click.group(cls=Group)
def problems() -> None:
    """See what needs a person, and close what has been dealt with.

    Example: paycards problems list
    """


@problems.command(name="list")
@click.option("--all", "closed_too", is_flag=True, help="Closed problems too.")
@click.option("--council", metavar="CODE", help="Only this council's.")
@as_json
@with_settings
def list_(run: Run, closed_too: bool, council: str | None, as_json: bool) -> None:
    """List the open problems, each with what to do.

    Example: paycards problems list --council NVD
    """
    from paycards.jobs.list_problems import list_problems

    found = list_problems(run.visit, closed_too=closed_too, council=council)
    if as_json:
        print_json([asdict(problem) for problem in found])
        return
    if not found:
        say("No problems." if closed_too else "No open problems.")
    for problem in found:
        say(f"{problem.id:4}  {local(problem.opened_at):%Y-%m-%d}  {problem.message}")
        if problem.closed_at is None:
            say(f"      -> {remedy(problem.kind, problem.action)}")
        else:
            say(f"      closed {local(problem.closed_at):%Y-%m-%d} by {problem.closed_by}: {problem.note}")


@problems.command()
@click.argument("problem_id", metavar="ID", type=Whole(1, 2**63 - 1))
@click.option("--note", required=True, help="Why no action is needed.")
@as_json
@with_settings
def close(run: Run, problem_id: int, note: str, as_json: bool) -> None:
    """Close a problem that has been dealt with.

    The problem of a held or refused file closes when the file is released or rejected.

    Example: paycards problems close 12 --note "the supplier had no payments that day"
    """
    from paycards.jobs.close_problem import close_problem

    closed = close_problem(run.visit, problem_id, note=note)
    if as_json:
        print_json(asdict(closed))
    else:
        say(f"Closed: {closed.message}")

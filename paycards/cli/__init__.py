"""The command line: each command reads its input, calls one job, and shows the result.

Only click is imported here; a command imports its job when it runs, so that --help is quick.
"""

from __future__ import annotations

import gc

import click

from paycards import __version__
from paycards.cli import (
    accounts,
    audit,
    bank,
    cards,
    channels,
    day,
    decisions,
    demo,
    dues,
    enquiries,
    evidence,
    export,
    fees,
    files,
    night,
    payments,
    people,
    problems,
    proof,
    references,
    returns,
    serve,
    setup,
    shield,
    suspense,
    worker,
)
from paycards.cli.run import PaycardsGroup, Run

# Libraries bring half a million objects that stay: to look through them again and again is a seventh of what
# a desk command takes.
OBJECTS_BETWEEN_COLLECTIONS = 100_000


@click.group(
    cls=PaycardsGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 nothing needs a person, 3 something does, 2 wrong usage, 1 failed and nothing"
    " was half done.",
)
@click.option("--config", metavar="FILE", help="Settings file [PAYCARDS_CONFIG, else ./paycards.toml].")
@click.option("--now", metavar="INSTANT", help="Act as if it were this ISO 8601 instant, for rehearsals.")
@click.option("--as", "person", metavar="NAME", help="Act as this person, where the settings allow it.")
@click.version_option(__version__, prog_name="paycards")
@click.pass_context
def main(context: click.Context, config: str | None, now: str | None, person: str | None) -> None:
    """Collect, match and post what customers paid at Post Office, PayPoint, Payzone and allpay outlets.

    Example: paycards --config paycards.toml nightly
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    context.obj = run = Run(config, now, person)
    context.call_on_close(run.close)


for command in (
    setup.init,
    serve.serve,
    setup.check,
    accounts.accounts,
    cards.cards,
    night.collect,
    night.import_,
    night.reconcile,
    night.nightly,
    files.files,
    suspense.suspense,
    payments.payments,
    references.references,
    enquiries.enquiries,
    shield.shield,
    decisions.decisions,
    dues.dues,
    proof.proof,
    day.day,
    returns.returns,
    fees.fees,
    problems.problems,
    people.people,
    evidence.evidence,
    export.export,
    export.verify,
    audit.audit,
    channels.channels,
    bank.bank,
    worker.worker,
    demo.demo,
):
    main.add_command(command)

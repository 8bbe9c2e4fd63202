"""The command line: each command reads its input, calls one job, and shows the result.

Only click is imported here: a command is imported when it is called, and imports its job when it runs.
"""

from __future__ import annotations

import atexit
import gc
import os

import click

from paycards import __version__
from paycards.cli.by_name import CommandsByName
from paycards.cli.run import PaycardsGroup, Run

# The libraries of a desk command bring up to 140,000 objects that stay: to look through them once takes 27 ms
# of its 350, and to do so again when it ends as much.
OBJECTS_BETWEEN_COLLECTIONS = 200_000


COMMANDS = CommandsByName(
    {
        "init": "setup.init",
        "serve": "serve.serve",
        "check": "setup.check",
        "accounts": "accounts.accounts",
        "cards": "cards.cards",
        "collect": "night.collect",
        "import": "night.import_",
        "reconcile": "night.reconcile",
        "nightly": "night.nightly",
        "files": "files.files",
        "suspense": "suspense.suspense",
        "payments": "payments.payments",
        "references": "references.references",
        "enquiries": "enquiries.enquiries",
        "shield": "shield.shield",
        "decisions": "decisions.decisions",
        "dues": "dues.dues",
        "proof": "proof.proof",
        "day": "day.day",
        "returns": "returns.returns",
        "fees": "fees.fees",
        "problems": "problems.problems",
        "people": "people.people",
        "evidence": "evidence.evidence",
        "export": "export.export",
        "verify": "export.verify",
        "audit": "audit.audit",
        "channels": "channels.channels",
        "bank": "bank.bank",
        "worker": "worker.worker",
        "demo": "demo.demo",
    }
)


@click.group(
    cls=PaycardsGroup,
    commands=COMMANDS,
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
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "true"  # else it looks for some in every package there is
    atexit.register(gc.freeze)
    context.obj = run = Run(config, now, person)
    context.call_on_close(run.close)

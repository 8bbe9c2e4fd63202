"""The command line: each command reads its input, calls one job, and shows the result.

Only click is imported here: a command is imported when it is called, and imports its job when it runs.
"""

from __future__ import annotations

import click

from paycards import __version__
from paycards.cli.by_name import CommandsByName
from paycards.cli.process import spare_work
from paycards.cli.run import PaycardsGroup, Run

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
    spare_work()
    context.obj = run = Run(config, now, person)
    context.call_on_close(run.close)

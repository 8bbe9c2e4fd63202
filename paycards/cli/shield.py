"""`paycards shield`: the accounts that recovery letters must spare."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import click

from paycards.cli.file_forms import require_name_for
from paycards.cli.given import FileName
from paycards.cli.output import print_json, print_table, say
from paycards.cli.run import Run, as_json, with_settings, written_whole
from paycards.counted import counted


@click.command()
@click.option(
    "--out", required=True, type=FileName(path_type=Path, dir_okay=False), help="Write to this CSV file."
)
@click.option("--shared", is_flag=True, help="Let others read the file, as the umask says.")
@click.option("--council", metavar="CODE", help="Only this council's accounts.")
@as_json
@with_settings
def shield(run: Run, *, out: Path, shared: bool, council: str | None, as_json: bool) -> None:
    """Write the accounts with money in flight, which recovery letters must spare, with the day that ends it.

    In suspense with a likely owner, in a file that is refused, held or missing, posted but not in an extract
    yet, or with an open enquiry.

    Example: paycards shield --out spare.csv
    """
    from paycards.jobs.shield_accounts import shield_accounts
    from paycards.tracing.shield.spared import COLUMNS

    require_name_for("csv", out)
    spared = shield_accounts(run.visit, council=council)
    with written_whole(out, shared=shared) as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows([getattr(each, name) for name in COLUMNS] for each in spared)
    reasons = Counter(each.reason for each in spared)
    if as_json:
        print_json({"file": str(out), "rows": len(spared), "reasons": dict(sorted(reasons.items()))})
        return
    if reasons:
        print_table(["reason", "accounts"], [[name, f"{count:,}"] for name, count in sorted(reasons.items())])
    say(f"{out}: {counted(len(spared), 'row')}")

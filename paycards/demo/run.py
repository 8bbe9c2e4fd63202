"""The demo: a sample night of two councils, from a real SFTP server to the exported files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from paycards.access.permission import Permission
from paycards.access.progress import Progress
from paycards.access.visit import Visit, open_visit
from paycards.access.visitor import Visitor
from paycards.closing.bulk_issue.opening import HandedInList
from paycards.closing.takeup.person_list import write_people
from paycards.closing.takeup.report import Report
from paycards.counted import counted
from paycards.demo.faces import SETTINGS
from paycards.demo.office import OFFICE
from paycards.demo.office.payments import LISTED_ON, weeks_after
from paycards.demo.stage import fresh, serve
from paycards.demo.world import sample_week, write_sample_week
from paycards.jobs.export import export
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.import_cards import import_cards
from paycards.jobs.import_files import import_file
from paycards.jobs.init import init
from paycards.jobs.issue_in_bulk import issue_in_bulk
from paycards.jobs.night_report import NightReport
from paycards.jobs.reconcile import reconcile
from paycards.jobs.report_take_up import report_take_up
from paycards.ledger.exports.every import EXPORTS
from paycards.settings.reading import load_settings
from paycards.store.tables.accounts import accounts, cards

NIGHT = dt.datetime(2026, 11, 16, 4, 0, tzinfo=dt.UTC)  # the Monday after the sample week
COUNCIL = "NVD"
LIST = "offices/market-hall.csv"
STATEMENTS = "allpay/nvdc/outbound"
LISTED_AT = dt.datetime.combine(LISTED_ON, dt.time(9), dt.UTC)


@dataclass(frozen=True)
class ClosedOffice:
    """Where the office's things lie, and how its take-up stands."""

    post: Path  # letters, cards, report, manifest
    chart: Path
    people: Path
    report: Report


@dataclass(frozen=True)
class Demo:
    """Where the demo's files are, its night, and the office that it closes."""

    folder: Path
    settings: Path
    report: NightReport
    office: ClosedOffice | None


def demo(
    folder: Path,
    drops: Path,
    run_night: Callable[[Visit], NightReport],
    *,
    progress: Progress,
    say: Callable[[str], None],
) -> Demo:
    """Run the demo into `folder`, serving `drops`. Raises UsageError if the folder holds something else."""
    folder = fresh(folder)
    if not drops.is_dir():
        drops = folder / "sftp_drops"
        write_sample_week(drops)
    with ExitStack() as stack:
        settings_file = serve(stack, folder, drops, say)
        with settings_file.open("a", encoding="utf-8") as text:
            text.write(SETTINGS)
        settings = load_settings(settings_file)
        init(settings)
        visit = open_visit(settings, Visitor("demo"), now=NIGHT, progress=progress)
        stack.callback(visit.installation.engine.dispose)
        _load(replace(visit, now=LISTED_AT), drops, say)
        is_closing = _issue_to_office(visit, drops, folder / "market-hall", say)
        report = run_night(visit)
        _export(visit, folder / "exports", say)
        office = _show_take_up(visit, folder / "market-hall", folder) if is_closing else None
    return Demo(folder, settings_file, report, office)


def _load(visit: Visit, drops: Path, say: Callable[[str], None]) -> None:
    for path in sorted((drops / "accounts").glob("*.csv")):
        accounts = import_accounts(visit, path)
        say(f"{path.name}: {counted(accounts.added, 'account')}")
    for path in sorted((drops / "cards").glob("*.csv")):
        cards = import_cards(visit, path)
        say(f"{path.name}: {counted(cards.added, 'card')}")


def _export(visit: Visit, folder: Path, say: Callable[[str], None]) -> None:
    folder.mkdir(exist_ok=True)
    for name in EXPORTS:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
            export(visit, name, out)
    say(f"exported {', '.join(EXPORTS)} to {folder}")
    say("")


def _issue_to_office(visit: Visit, drops: Path, post: Path, say: Callable[[str], None]) -> bool:
    """Issue the cards of the office's list, if the drops have one, and take the payments of the weeks after.

    `visit` is that of the night; the list was run before the first of these payments.
    """
    if not (drops / LIST).is_file():
        return False
    then = replace(visit, now=LISTED_AT)
    result = issue_in_bulk(then, HandedInList(drops / LIST, COUNCIL, OFFICE), post, processes=1)
    counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in result.counts.items())
    say(f"{Path(LIST).name}: {counts}")
    statement = min((drops / STATEMENTS).glob("*.STA"))
    office = sample_week().councils[0].office
    sent = weeks_after(office, _card_numbers(visit), statement.read_bytes())
    for file in sent:
        morning = replace(visit, now=dt.datetime.combine(file.came_on, dt.time(5), dt.UTC))
        import_file(morning, file.name, file.data)
    reconcile(replace(visit, now=dt.datetime.combine(sent[-1].came_on, dt.time(6), dt.UTC)))
    say(f"{counted(len(sent), 'file')} of the seven weeks since: what the people of {OFFICE} paid")
    return True


def _show_take_up(visit: Visit, post: Path, folder: Path) -> ClosedOffice:
    """Write the curve and the people of the office into `folder`."""
    [report] = report_take_up(visit, office=OFFICE)
    chart, people = folder / "take-up.svg", folder / "people.csv"
    chart.write_text(report.picture(), encoding="utf-8")
    with people.open("w", encoding="utf-8-sig", newline="") as out:
        write_people(out, [report])
    return ClosedOffice(post, chart, people, report)


def _card_numbers(visit: Visit) -> dict[str, str]:
    """The number of each account's card, by reference."""
    query = select(accounts.c.reference, cards.c.card_number).join(cards, cards.c.account_id == accounts.c.id)
    with visit.reading(COUNCIL, may=Permission.SEE_CUSTOMERS) as seen:
        return {row.reference: row.card_number for row in seen.connection.execute(query)}

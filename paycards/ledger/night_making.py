"""Make a council's files of a night: what fits leaves, and what does not waits and is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from paycards.ledger import leaving, nightly_run
from paycards.ledger.codes import without_code
from paycards.ledger.night_files import Misfits, NightFile, misfits, night_files
from paycards.ledger.night_postings import NightPostings
from paycards.ledger.paid_lines import PaidLines
from paycards.money import to_pounds
from paycards.settings.council import Council
from paycards.store.engine import beside
from paycards.store.step import Step
from paycards.store.tables.audit import problems
from paycards.store.tables.outgoing import outgoing_files

if TYPE_CHECKING:
    import pandas as pd

Facts = dict[str, object]  # of a file, as they are written down
Keep = Callable[[NightFile], str]  # puts a file where it is safe; returns its SHA-256 in hexadecimal

SHOWN_ACCOUNTS = 5
NOT_WRITTEN, UNSENDABLE, NO_CODE = "outgoing", "unsendable_posting", "ledger_code"


def _nothing(_: Step) -> None:
    """Leave the database alone."""


@dataclass(frozen=True)
class Making:
    """How a night is made.

    `keep` puts each file where it is safe, before it is written down and while the next one is made.
    `meanwhile` is at work on the step's own connection while the files are composed, which asks it nothing.
    What is `known` of payments is not read again.
    """

    keep: Keep
    meanwhile: Callable[[Step], None] = _nothing
    known: PaidLines | None = None


@dataclass(frozen=True)
class Composed:
    """A night's files, kept and not written down: what does not fit, what leaves, and the facts of each."""

    wrong: list[Misfits]
    places: set[int]  # the indexes of the postings that do not fit
    fitting: NightPostings
    files: list[Facts]


def make_night(step: Step, council: Council, night: dt.date, how: Making) -> int | None:
    """Make the files of a night unless they were made; return the id of the run, None if none is due.

    A night in which no posting can leave stays free for files that are late.
    """
    if nightly_run.was_made(step.connection, step.owner, night):
        return None
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="own connection") as thread:
        waiting, done = _read(step, thread, how)
        composed = _compose(waiting, council, night, how.keep)
    done.result()
    _report_misfits(step, council, composed.wrong)
    if not len(composed.fitting):
        return None
    run_id = nightly_run.begin_run(step.connection, step.owner, night, step.at)
    held, let_go = _hold_back(step, run_id, waiting, composed.places)
    for facts in composed.files:
        step.connection.execute(insert(outgoing_files).values(run_id=run_id, **facts))
    tables = [table.model_dump(mode="json") for table in council.outgoing]
    after: dict[str, object] = {
        "run_id": run_id,
        "files": composed.files,
        "held_back": held,
        "let_go": let_go,
        "outgoing": tables,
    }
    if council.ledger_codes:
        after["ledger_codes"] = dict(council.ledger_codes)
        _report_codes(step, council, composed.fitting)
    step.record("outgoing.written", night.isoformat(), after=after)
    return run_id


def _read(step: Step, thread: Executor, how: Making) -> tuple[NightPostings, Future[None]]:
    """Read what waits, and begin what is done meanwhile: at once where another connection can read."""
    own = step.connection
    which = nightly_run.to_leave(own, step.owner)
    with beside(own) as other:
        done = thread.submit(how.meanwhile, step) if other else None
        reader = other or own
        waiting = with_names(reader, leaving.leaving_postings(reader, which, how.known))
    return waiting, done or thread.submit(how.meanwhile, step)


def _compose(waiting: NightPostings, council: Council, night: dt.date, keep: Keep) -> Composed:
    wrong = misfits(waiting, council)
    places = {place for each in wrong for place in each.places}
    fitting = waiting.without(places)
    made = night_files(fitting, council, night) if len(fitting) else ()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeping") as thread:
        kept = [thread.submit(_kept, file, keep) for file in made]  # while the next one is made
    return Composed(wrong, places, fitting, [each.result() for each in kept])


def _kept(file: NightFile, keep: Keep) -> Facts:
    sha256 = keep(file)
    return {
        "name": file.name,
        "fund": file.fund,
        "sha256": sha256,
        "row_count": file.rows,
        "total_pence": file.total_pence,
    }


def _report_codes(step: Step, council: Council, sent: NightPostings) -> None:
    """Name the accounts that left without a code of the council's own ledger."""
    without = without_code(set(sent.legs()["ledger_account"]), council.ledger_codes)
    if without:
        step.open_problem(NO_CODE, council.code, council=council.code, accounts=", ".join(without))
    else:
        step.close_problem(NO_CODE, council.code, note="every account that left has a code")


def with_names(connection: Connection, postings: pd.DataFrame) -> NightPostings:
    """The postings, in LEAVING_COLUMNS, with the names of the files and accounts that they need."""
    debited, credited = postings["debit_id"].unique(), postings["credit_id"][postings["fund"] == ""].unique()
    debtors = leaving.customers(connection, debited)
    others = {*debited, *credited} - set(debtors)
    return NightPostings(
        postings,
        debtors,
        leaving.file_names(connection, postings["file_id"].unique()),
        leaving.ledger_names(connection, others),
    )


def _hold_back(step: Step, run_id: int, waiting: NightPostings, places: set[int]) -> tuple[int, int]:
    """Hold back what does not fit, and let go what an earlier run held back; return how many of each."""
    before = nightly_run.held_keys(step.connection, step.owner)
    unfit = waiting.postings.loc[sorted(places), list(leaving.KEY)]
    now = {tuple(key) for key in unfit.to_numpy().tolist()}
    nightly_run.hold_back(step.connection, run_id, now - before)
    nightly_run.let_go(step.connection, run_id, before - now)
    return len(now - before), len(before - now)


def _report_misfits(step: Step, council: Council, wrong: list[Misfits]) -> None:
    """Name what waits, table by table, and close what was named before and waits no more."""
    named = set()
    for each in wrong:
        if each.places:
            subject = f"{each.outgoing.fund} {each.outgoing.format}"
            kind, facts = _said(each)
            named.add((kind, subject))
            step.open_problem(kind, subject, council=council.code, **facts)
    for kind, subject in _open_before(step) - named:
        step.close_problem(kind, subject, note="the postings fit, or have left")


def _said(misfit: Misfits) -> tuple[str, dict[str, Any]]:
    fund, form = misfit.outgoing.fund, misfit.outgoing.format
    if misfit.fault:
        return NOT_WRITTEN, {"what": f"the {form} file of {fund} was not written", "reason": misfit.fault}
    count = len(misfit.places)
    return UNSENDABLE, {
        "fund": fund,
        "format": form,
        "postings": f"{count:,} posting{'s' if count > 1 else ''}",
        "wait": "wait" if count > 1 else "waits",
        "pounds": to_pounds(misfit.pence, thousands=True),
        "accounts": _accounts(misfit.accounts),
    }


def _accounts(wrong: dict[str, str]) -> str:
    shown = [f"account {reference!r}: {why}" for reference, why in list(wrong.items())[:SHOWN_ACCOUNTS]]
    more = len(wrong) - len(shown)
    return "; ".join([*shown, f"and {more:,} more accounts"] if more else shown)


def _open_before(step: Step) -> set[tuple[str, str]]:
    """The open problems of outgoing tables; those of a whole council or of a folder are not meant."""
    query = select(problems.c.kind, problems.c.subject).where(
        problems.c.council_id == step.council_id,
        problems.c.kind.in_((NOT_WRITTEN, UNSENDABLE)),
        problems.c.closed_at.is_(None),
    )
    return {(kind, subject) for kind, subject in step.connection.execute(query) if _is_of_table(subject)}


def _is_of_table(subject: str) -> bool:
    return subject.endswith((" rent_cash", " income_csv"))

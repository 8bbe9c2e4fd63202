"""Issue cards to the customers of a closing office: read, match, issue, print, prove, release, put together.

What can be done again is done again: a list that is run a second time issues nothing, and its files are
made again, the same bytes from the same data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.cards.card_links import LetterLink
from paycards.cards.link_maker import link_maker
from paycards.closing.bulk_issue import outcomes
from paycards.closing.bulk_issue.beginning import begin_bulk_issue
from paycards.closing.bulk_issue.decided import decided_rows
from paycards.closing.bulk_issue.deciding import decide_rows
from paycards.closing.bulk_issue.finishing import finish_bulk_issue
from paycards.closing.bulk_issue.handed_in import keep_list
from paycards.closing.bulk_issue.issuing import issue_next
from paycards.closing.bulk_issue.manifest import Contents, write_manifest
from paycards.closing.bulk_issue.opening import (
    BulkIssueResult,
    HandedInList,
    OpenedList,
    open_list,
    result_of,
)
from paycards.closing.bulk_issue.ordering import order_cards, orders_of, stage_orders
from paycards.closing.bulk_issue.output_folder import OutputFolder, output_folder
from paycards.closing.bulk_issue.page_index import PageIndex
from paycards.closing.bulk_issue.post_files import post_files
from paycards.closing.bulk_issue.post_order import holdings, in_order_of_post, letters_used
from paycards.closing.bulk_issue.press import Press, open_press
from paycards.closing.bulk_issue.pressroom import Pressroom, cores
from paycards.closing.bulk_issue.printability import Printability
from paycards.closing.bulk_issue.printed_part import AT_ONCE, PartToPrint, PrintedPart
from paycards.closing.bulk_issue.record import BulkIssue, find_bulk_issue, require_same_office
from paycards.closing.bulk_issue.releasing import has_news, release_part
from paycards.closing.bulk_issue.report import write_reports
from paycards.counted import counted
from paycards.parts import in_parts
from paycards.store.engine import unpooled


def issue_in_bulk(
    visit: Visit, handed_in: HandedInList, out: Path, *, processes: int = 0, with_proofs: bool = True
) -> BulkIssueResult:
    """Work through a list: its cards are issued, its files come into `out`.

    `processes` print at once, as many as there are cores unless it says so. `with_proofs` is off only to
    measure what proofs cost: then nothing is released. Raises BadRows for a list that cannot be trusted as
    a whole, NotAllowed when the supplier's numbers do not suffice, UsageError for a folder that holds
    something else; then nothing was issued.
    """
    visit = _without_pool(visit)
    data = handed_in.read()
    opened = open_list(visit, handed_in, data)
    visit.installation.archive.keep(data)
    processes = _processes(opened, processes)
    channels = visit.installation.channels_of(opened.council)
    with (
        output_folder(out, opened.identity) as folder,
        Pressroom(open_press, opened.council, channels, processes, with_proofs=with_proofs) as pressroom,
    ):
        folder.require_room(len(opened.office_list.rows))
        printability = Printability(opened.artwork, Press(opened.artwork))
        issue = _begin(visit, opened, printability)
        _issue_waiting(visit, opened, printability, issue)
        orders = _order(visit, opened, issue, folder)
        pages = _print(visit, opened, issue, folder, pressroom)
        with visit.reading(opened.council.code, may=Permission.MANAGE_CARDS) as seen:
            decided = decided_rows(seen.connection, opened.council, issue)
        write_reports(folder, decided, opened.office_list, pages.first_page, created=issue.started_at)
        counts = Counter(row.outcome for row in decided)
        contents = Contents(counts, opened.office_list.unused, pages, orders)
        write_manifest(folder, opened.council, issue, contents)
        folder.put_in_place()
        with visit.step(opened.council_id, Permission.MANAGE_CARDS) as step:
            finish_bulk_issue(step, issue, counts[outcomes.PROOF_FAILED])
        return result_of(opened, issue, decided, folder.path)


def _without_pool(visit: Visit) -> Visit:
    """No connection waits in memory: it is for those who print."""
    installation = visit.installation
    return replace(visit, installation=replace(installation, engine=unpooled(installation.engine)))


def _processes(opened: OpenedList, asked: int) -> int:
    """As many processes as there can be, or fewer where there are fewer parts to print."""
    parts = -(-len(opened.office_list.rows) // AT_ONCE)
    return max(1, min(asked or cores(), parts))


def _begin(visit: Visit, opened: OpenedList, printability: Printability) -> BulkIssue:
    """Find the bulk issue of this list, or decide its rows and write them down."""
    listed = opened.office_list
    with visit.step(opened.council_id, Permission.MANAGE_CARDS) as step:
        issue = find_bulk_issue(step.connection, opened.council_id, listed.sha256, listed.sheet)
        if issue is not None:
            require_same_office(issue, opened.office)
            return issue
        visit.progress.tell(f"matching {counted(len(listed.rows), 'row')}")
        planned = decide_rows(step.connection, printability, opened.council_id, listed)
        keep_list(step, listed, opened.office)
        return begin_bulk_issue(step, listed, planned, opened.office)


def _issue_waiting(visit: Visit, opened: OpenedList, printability: Printability, issue: BulkIssue) -> None:
    """Issue until no row waits. Raises NotAllowed when the supplier's numbers run out on the way."""
    done, last = 0, 1
    while last:
        with visit.step(opened.council_id, Permission.MANAGE_CARDS) as step:
            last = issue_next(step, printability, issue)
        done += last
        visit.progress.tell(f"issued {counted(done, 'card')}")


def _order(visit: Visit, opened: OpenedList, issue: BulkIssue, folder: OutputFolder) -> dict[str, int]:
    archive = visit.installation.archive
    with visit.step(opened.council_id, Permission.MANAGE_CARDS) as step:
        order_cards(step, opened.council, issue, archive)
    with visit.reading(opened.council.code, may=Permission.MANAGE_CARDS) as seen:
        orders = orders_of(seen.connection, issue)
    return stage_orders(orders, archive, folder)


def _print(
    visit: Visit, opened: OpenedList, issue: BulkIssue, folder: OutputFolder, pressroom: Pressroom
) -> PageIndex:
    """Print letters and cards in the order of the post; there are none where nothing is printed."""
    with visit.reading(opened.council.code, may=Permission.MANAGE_CARDS) as seen:
        rows = in_order_of_post(seen.connection, issue)
        alphabet = letters_used(seen.connection, issue)
    if not rows:
        return PageIndex()
    title = f"{opened.council.name}, {issue.office or issue.list_name}"
    visit.progress.begin("printing letters and cards", len(rows))
    with post_files(folder, title, dict(rows)) as files:
        links: dict[int, dict[int, LetterLink]] = {}
        for part in pressroom.print(_parts(visit, issue, [row_no for row_no, _ in rows], alphabet, links)):
            if pressroom.with_proofs:
                _release(visit, issue, part, links.pop(part.number))
            files.add(part)
            visit.progress.advance(len(part.pages) + len(part.refused))
    return files.pages


def _parts(
    visit: Visit,
    issue: BulkIssue,
    row_nos: Sequence[int],
    alphabet: str,
    links: dict[int, dict[int, LetterLink]],
) -> Iterator[PartToPrint]:
    """The parts in their order; the links that their letters bear are noted in `links`, by part and row."""
    maker = link_maker(visit.settings.web)
    for number, some in enumerate(in_parts(row_nos, AT_ONCE)):
        with visit.reading(may=Permission.MANAGE_CARDS) as seen:
            found, links[number] = holdings(seen.connection, issue, some, maker)
        # Not within: who reads on SQLite keeps others from writing.
        yield PartToPrint(number, found, number == 0, alphabet, visit.now)


def _release(visit: Visit, issue: BulkIssue, part: PrintedPart, links: dict[int, LetterLink]) -> None:
    """Release a part; nothing new, nothing written."""
    borne = [links[row_no] for row_no, _ in part.pages if row_no in links]
    with visit.reading(may=Permission.MANAGE_CARDS) as seen:
        if not has_news(seen.connection, issue, part, borne):
            return
    with visit.step(issue.council_id, Permission.MANAGE_CARDS) as step:
        release_part(step, issue, part, borne)

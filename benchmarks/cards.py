"""A closing office's cards: from its list to both PDFs, beside who does less.

`python -m benchmarks cards --customers 10000`. Each contestant works in a process of its own. Memory is
that of the process and its children together, shared pages divided between them (PSS).
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from paycards.issue.artwork.paper import Holding
from paycards.settings.card_scheme import CardScheme
from paycards.settings.council import Council
from paycards.settings.reading import load_settings

NOW = dt.datetime(2026, 11, 20, 10, tzinfo=dt.UTC)
HOME = Path(__file__).parent.parent
ONE_BY_ONE = 500  # images of python-barcode: so few are enough to know how long each takes
SETTINGS = """
[paycards]
database = "sqlite:///paycards.db"
archive = "archive"
[[councils]]
code = "NVD"
name = "Northvale District Council"
[councils.address]
lines = ["Town Hall", "Northvale", "NV1 1AA"]
phone = "01632 960000"
web = "northvale.example/pay"
[[councils.card_schemes]]
code = "rent"
funds = ["rent"]
numbers = "allocate"
length = 19
prefix = "98269999"
serial_at = 9
serial_digits = 10
ranges = [[1, 999999]]
"""
EXTRACT = (
    "council,fund,reference,status,balance_pence,customer_ref,title,forenames,surname,"
    "address_1,address_2,address_3,town,postcode,email,phone,opened_on,closed_on\n"
)


def write_office(folder: Path, customers: int) -> None:
    """Write settings, the accounts of an office's customers, and its list."""
    from paycards.demo.people import FORENAMES, STREETS, SURNAMES, TITLES

    chance = random.Random(26)  # noqa: S311 - the same people each time
    (folder / "paycards.toml").write_text(SETTINGS, encoding="utf-8")
    accounts, office = [EXTRACT], ["fund,account_reference\n"]
    for number in range(1, customers + 1):
        name = ",".join(chance.choice(words) for words in (TITLES, FORENAMES, SURNAMES))
        street = f"{chance.randint(1, 200)} {chance.choice(STREETS)}"
        postcode = f"NV{chance.randint(1, 20)} {chance.randint(1, 9)}AB"
        accounts.append(f"NVD,rent,R{number:08},open,0,,{name},{street},,,Northvale,{postcode},,,,\n")
        office.append(f"rent,R{number:08}\n")
    (folder / "accounts.csv").write_text("".join(accounts), encoding="utf-8")
    (folder / "office.csv").write_text("".join(office), encoding="utf-8")


def council_of(folder: Path) -> Council:
    """The council of the settings."""
    return load_settings(folder / "paycards.toml").councils[0]


def batch(folder: Path, *, with_proofs: bool) -> Callable[[], int]:
    """Work through the list with paycards: match, issue, draw, prove, release, join."""
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.cli.process import spare_work
    from paycards.closing.bulk_issue.opening import HandedInList
    from paycards.jobs.issue_in_bulk import issue_in_bulk

    spare_work()  # as every process of the program does

    # In a process of its own, as the night imports them: what it leaves in memory is not the batch's.
    before = multiprocessing.get_context("spawn").Process(target=import_customers, args=(folder,))
    before.start()
    before.join()
    visit = open_visit(load_settings(folder / "paycards.toml"), Visitor("bench"), now=NOW)

    def run() -> int:
        handed_in = HandedInList(folder / "office.csv")
        result = issue_in_bulk(visit, handed_in, folder / "out", with_proofs=with_proofs)
        return result.counts["issued"]

    return run


def import_customers(folder: Path) -> None:
    """Import the accounts of the office's customers."""
    from paycards.access.visit import open_visit
    from paycards.access.visitor import Visitor
    from paycards.jobs.import_accounts import import_accounts
    from paycards.jobs.init import init

    settings = load_settings(folder / "paycards.toml")
    init(settings)
    import_accounts(open_visit(settings, Visitor("bench"), now=NOW), folder / "accounts.csv")


def floor(folder: Path) -> Callable[[], int]:
    """Draw the same texts and bars into two PDFs, in one process, and look at nothing."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfgen.canvas import Canvas

    from paycards.issue import card_scheme, code128
    from paycards.issue.artwork.artwork import Artwork
    from paycards.issue.artwork.card import CardPrinter
    from paycards.issue.artwork.letter import LetterPrinter

    artwork = Artwork(council_of(folder))
    scheme: CardScheme = artwork.council.card_schemes[0]
    letter = _texts(lambda canvas: LetterPrinter(artwork, canvas).draw(_one()))
    card = _texts(lambda canvas: CardPrinter(artwork, canvas).draw(_one()))
    rows = (folder / "accounts.csv").read_text(encoding="utf-8").splitlines()[1:]
    font = artwork.regular.of_digits
    registerFont(font)

    def draw(name: str, pages: Sequence[Sequence[tuple[float, float, str]]], module: float) -> int:
        canvas = Canvas(str(folder / name), pageCompression=1)
        numbers = card_scheme.build_all(scheme, range(1, len(rows) + 1))
        for number, row in zip(numbers, rows, strict=True):
            runs = [(bar, len(list(run)) * module) for bar, run in groupby(code128.modules(number))]
            for page in pages:
                canvas.setFont(font.fontName, 11)
                for x, y, text in page:
                    canvas.drawString(x, y, row[20:60] if text == "NAME" else text)
                bars, at = canvas.beginPath(), 100.0
                for bar, width in runs:
                    if bar == "1":
                        bars.rect(at, 100, width, 50)
                    at += width
                canvas.drawPath(bars, stroke=0, fill=1)
                canvas.drawString(100, 88, number)
                canvas.showPage()
        canvas.save()
        return len(rows)

    def run() -> int:
        draw("letters.pdf", letter, 0.96)
        return draw("cards.pdf", card, 0.96)

    return run


def _one() -> Holding:
    from paycards.issue.artwork.paper import Holding

    return Holding(
        number="9826999900000000011",
        fund="rent",
        reference="R00000001",
        holder="Mrs A Jones",
        address=("1 Mill Lane", "Northvale", "NV1 1AA"),
        date=NOW.date(),
    )


def _texts(draw: Callable[[Any], object]) -> list[list[tuple[float, float, str]]]:
    """Where each text stands on the pages of a drawing."""
    from pypdfium2 import PdfDocument

    from paycards.issue.pdf.canvas import Canvas

    canvas = Canvas()
    draw(canvas)
    pages = []
    with PdfDocument(canvas.pdf()) as pdf:
        for page in pdf:
            text = page.get_textpage()
            places = [text.get_rect(number) for number in range(text.count_rects())]
            pages.append(
                [
                    (left, low, text.get_text_bounded(left, low, right, high).strip())
                    for left, low, right, high in places
                ]
            )
    return pages


def image_writer(folder: Path) -> Callable[[], int]:
    """Write one PNG a card with python-barcode, as its documents show."""
    from barcode.codex import Code128
    from barcode.writer import ImageWriter

    from paycards.issue import card_scheme

    scheme = council_of(folder).card_schemes[0]
    numbers = card_scheme.build_all(scheme, range(1, ONE_BY_ONE + 1))

    def run() -> int:
        for number in numbers:
            with (folder / f"{number}.png").open("wb") as file:
                Code128(number, writer=ImageWriter()).write(file)
        return len(numbers)

    return run


CONTESTANTS: dict[str, Callable[[Path], Callable[[], int]]] = {
    "paycards": lambda folder: batch(folder, with_proofs=True),
    "paycards without proofs": lambda folder: batch(folder, with_proofs=False),
    "floor": floor,
    "ImageWriter": image_writer,
}


RIVALS = ("floor", "ImageWriter")
CASES = ((10_000, tuple(CONTESTANTS)), (100_000, ("paycards",)))


def work(name: str, folder: Path) -> None:
    """Prepare, time the run, tell: what each process of a contestant does."""
    run = CONTESTANTS[name](folder)
    peak = Peak()
    started = time.perf_counter()
    cards = run()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "cards": cards, "peak_bytes": peak.end()}))


class Peak:
    """The most memory that this process and its children have together."""

    def __init__(self) -> None:
        self._most = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self._most = max(self._most, sum(map(_pss, _family())))

    def end(self) -> int:
        """Stop watching; return bytes."""
        self._over.set()
        self._thread.join()
        return self._most


def _family() -> list[str]:
    found = ["self"]
    for path in Path("/proc/self/task").glob("*/children"):
        found += path.read_text().split()
    return found


def _pss(process: str) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:  # it has ended
        return 0
    return int(rollup.partition("\nPss:")[2].split()[0]) * 1024


def measure(customers: int, rounds: int, contestants: Sequence[str], console: Console) -> None:
    """Let each contestant work in turn, and print the table, of the fastest round of each."""
    best: dict[str, dict[str, float]] = {}
    for _ in range(rounds):
        for name in contestants:
            with tempfile.TemporaryDirectory(prefix="office-") as folder:
                write_office(Path(folder), customers)
                command = [sys.executable, "-m", "benchmarks.cards", name, folder]
                done = subprocess.run(command, cwd=HOME, stdout=subprocess.PIPE, check=True)
            answer = json.loads(done.stdout.splitlines()[-1])
            if name not in best or answer["seconds"] < best[name]["seconds"]:
                best[name] = answer
    console.print(_table(customers, best))


def _table(customers: int, best: dict[str, dict[str, float]]) -> Table:
    table = Table(
        "cards of an office", "seconds", "cards/s", "peak MB", "x floor", "x as fast as ImageWriter"
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for name, answer in best.items():
        each = answer["seconds"] / answer["cards"]
        of_rival = {rival: best[rival]["seconds"] / best[rival]["cards"] for rival in RIVALS if rival in best}
        slower = f"{each / of_rival['floor']:.2f}" if "floor" in of_rival else ""
        faster = f"{of_rival['ImageWriter'] / each:.1f}" if "ImageWriter" in of_rival else ""
        table.add_row(
            f"{customers:,}, {name}",
            f"{answer['seconds']:.2f}",
            f"{1 / each:,.0f}",
            f"{answer['peak_bytes'] / 1e6:,.0f}",
            slower,
            faster,
        )
    return table


if __name__ == "__main__":
    work(sys.argv[1], Path(sys.argv[2]))

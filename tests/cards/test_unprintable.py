"""What cannot be printed or delivered takes no number; what was interrupted is finished by asking again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.desk_card import DeskCard, Print
from paycards.cards.documents import DocumentWish
from paycards.cards.which import CardOrAccount
from paycards.errors import CannotPrint, NotAllowed, PaycardsError, SettingsError, TryAgain
from paycards.jobs.issue_card import issue_card
from paycards.jobs.print_card import print_card
from paycards.jobs.replace_card import replace_card
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.card_life import card_requests
from paycards.store.tables.card_numbers import card_numbers
from tests.cards.card_desk import ORDERED, RENT, TAX, live_card, states, with_address
from tests.full_disk import little_room
from tests.issue.artwork.printed import texts

NAME = "Mrs A Jones"


def numbers_taken(desk: Visit) -> tuple[int, int]:
    with reading(desk.installation.engine) as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (card_numbers, card_requests)
        ]
    return counts[0], counts[1]


def issue(desk: Visit, reference: str = RENT, holder: str = NAME, **how: object) -> DeskCard:
    printed = Print(holder, **how)  # type: ignore[arg-type]
    return issue_card(desk, CardOrAccount(account=reference), council="NVD", printed=printed)


def with_council(desk: Visit, **changed: object) -> Visit:
    council = desk.settings.councils[0].model_copy(update=changed)
    settings = desk.settings.model_copy(update={"councils": (council, *desk.settings.councils[1:])})
    object.__setattr__(desk.installation, "settings", settings)
    return desk


def printing(desk: Visit, **changed: object) -> Visit:
    return with_council(desk, printing=desk.settings.councils[0].printing.model_copy(update=changed))


@pytest.mark.parametrize(
    "address",
    [
        ",,,,",
        "No fixed abode,,,Northvale,",
        ",,,,NV1 1AA",
        "c/o Town Hall,,,,",
        ",,,Northvale,",
        "VOID,12 Mill St,,Northvale,NV1 2AB",
    ],
)
def test_a_letter_to_nowhere_takes_no_number_unless_it_is_handed_over(
    desk: Visit, tmp_path: Path, address: str
) -> None:
    with_address(desk, tmp_path, f"NVD,rent,{RENT},open", address=address)
    for out in (None, tmp_path / "letters"):
        with pytest.raises(CannotPrint, match=f"rent account {RENT} has no address that post can reach: it "):
            issue(desk, out=out)
    assert numbers_taken(desk) == (0, 0)
    done = issue(desk, by_hand=True, out=tmp_path / "letters")
    [text] = texts(done.files[0].read_bytes())
    assert "Handed over in person" in text
    assert states(desk) == {done.card_number: "active"}
    with pytest.raises(CannotPrint, match="no address"):
        print_card(desk, CardOrAccount(card=done.card_number), DocumentWish("letter"), tmp_path)


@pytest.mark.parametrize(
    ("holder", "sentence"),
    [
        ("Mrs שרה Levi", "written from right"),
        ("W" * 200, "too long|do not fit|does not fit"),
        ("Deceased", "nobody's"),
    ],
)
def test_a_name_that_cannot_be_printed_takes_no_number(desk: Visit, holder: str, sentence: str) -> None:
    number = live_card(desk, TAX)
    before = numbers_taken(desk)
    for by_hand in (False, True):
        with pytest.raises(CannotPrint, match=sentence):
            issue(desk, holder=holder, by_hand=by_hand)
    with pytest.raises(CannotPrint, match=sentence):
        replace_card(desk, CardOrAccount(card=number), Cause("lost"), printed=Print(holder))
    assert numbers_taken(desk) == before
    assert states(desk) == {number: "active"}


def test_settings_that_say_too_little_take_no_number(desk: Visit, tmp_path: Path) -> None:
    number = live_card(desk, TAX)
    before = numbers_taken(desk)
    wrong = [
        lambda: with_council(desk, address=None),
        lambda: printing(desk, template=tmp_path / "gone.toml"),
        lambda: printing(desk, template=template(tmp_path, '[look]\nlogo = "gone.png"\n')),
        lambda: printing(desk, template=template(tmp_path, '[look]\nregular = "none.ttf"\n')),
    ]
    right = desk.settings
    for break_it in wrong:
        broken = break_it()
        with pytest.raises(SettingsError):
            issue(broken)
        with pytest.raises(SettingsError):
            replace_card(broken, CardOrAccount(card=number), Cause("lost"))
        object.__setattr__(desk.installation, "settings", right)
    assert numbers_taken(desk) == before
    assert states(desk) == {number: "active"}


def template(folder: Path, text: str) -> Path:
    path = folder / "template.toml"
    path.write_text(text, encoding="utf-8")
    (folder / "none.ttf").write_text("no font")
    return path


def test_a_folder_that_cannot_be_written_to_takes_no_number(desk: Visit, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    number = live_card(desk, TAX)
    before = numbers_taken(desk)
    with pytest.raises(TryAgain, match="cannot be written to"):
        issue(desk, out=tmp_path / "file" / "one.pdf")
    with pytest.raises(TryAgain):
        printed = Print(out=tmp_path / "file" / "two.pdf")
        replace_card(desk, CardOrAccount(card=number), Cause("name_changed"), printed=printed)
    assert numbers_taken(desk) == before
    assert states(desk) == {number: "active"}


def test_a_full_disk_takes_no_number(desk: Visit, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    with little_room(tmp_path / "full"):
        (tmp_path / "full" / "rest").write_bytes(b"x" * 90_000)
        with pytest.raises(TryAgain):
            issue(desk, out=tmp_path / "full" / "one.pdf")
    assert numbers_taken(desk) == (0, 0)
    assert issue(desk, out=tmp_path / "full" / "one.pdf").card_number.endswith("16")


def test_a_card_that_the_supplier_sends_needs_an_address_only_where_the_order_has_one(
    desk: Visit, tmp_path: Path
) -> None:
    with_address(desk, tmp_path, f"NVD,garage,{ORDERED},open", address="NFA,,,,")
    orders = desk.settings.councils[0].card_orders
    columns = (*orders.columns, ("Address", "address_1"))
    posted = with_council(desk, card_orders=orders.model_copy(update={"columns": columns}))
    for by_hand in (False, True):  # there is no letter that could be handed over
        with pytest.raises(CannotPrint, match=r"no fixed address\. The supplier sends the card there"):
            issue(posted, ORDERED, by_hand=by_hand)
    assert numbers_taken(desk) == (0, 0)
    assert issue(with_council(desk, card_orders=orders), ORDERED).request_no == 1


def test_a_card_that_was_issued_and_never_printed_is_printed_by_saying_it_again(
    desk: Visit, tmp_path: Path
) -> None:
    first = issue(desk)
    with pytest.raises(NotAllowed, match=r"not printed yet: print that card, cancel it"):
        issue(desk)
    with pytest.raises(NotAllowed, match="not printed yet"):
        issue(desk, holder="Mr B Jones", out=tmp_path / "letters")
    done = issue(desk, out=tmp_path / "letters")
    assert (done.card_number, done.status) == (first.card_number, "active")
    with pytest.raises(NotAllowed, match="already has a live card"):
        issue(desk, out=tmp_path / "letters")
    done.files[0].unlink()
    again = issue(desk, out=tmp_path / "letters")
    assert again.card_number == first.card_number
    assert numbers_taken(desk) == (1, 1)
    assert verify(desk).differences == ()


@pytest.mark.parametrize("reference", [RENT, TAX])  # another number, and the same again
def test_a_replacement_that_was_never_printed_is_printed_by_saying_it_again(
    desk: Visit, tmp_path: Path, reference: str
) -> None:
    old = live_card(desk, reference)
    first = replace_card(desk, CardOrAccount(card=old), Cause("lost"))
    printed = Print(out=tmp_path / "letters")
    done = replace_card(desk, CardOrAccount(card=old), Cause("lost"), printed=printed)
    assert (done.card_number, done.status) == (first.card_number, "active")
    assert states(desk)[first.card_number] == "active"
    with pytest.raises(NotAllowed) if reference == RENT else pytest.MonkeyPatch.context():
        replace_card(desk, CardOrAccount(card=old), Cause("lost"), printed=printed)


def clerk(desk: Visit, out: Path) -> subprocess.Popen[str]:
    home = desk.settings.paycards.archive.parent
    call = ["-m", "paycards", "--config", str(home / "paycards.toml"), "cards", "issue", "--council", "NVD"]
    call += ["--fund", "rent", "--account", RENT, "--holder", NAME, "--out", str(out)]
    return subprocess.Popen(
        [sys.executable, *call], env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(
    "seed", [1, pytest.param(2, marks=pytest.mark.soak), pytest.param(3, marks=pytest.mark.soak)]
)
def test_an_issue_that_is_killed_at_any_moment_is_finished_by_saying_it_again(
    desk: Visit, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    out = tmp_path / "letters" / "one.pdf"
    began = time.monotonic()
    clerk(desk, tmp_path / "other.pdf").communicate()
    seconds = time.monotonic() - began
    change_back(desk)
    for _ in range(5):
        process = clerk(desk, out)
        time.sleep(chance.uniform(0.3, 1) * seconds)
        process.kill()
        process.communicate()
    last = clerk(desk, out)
    _, errors = last.communicate()
    assert last.returncode == 0 or "already has a live card" in errors
    assert out.read_bytes().startswith(b"%PDF")
    live = [number for number, status in states(desk).items() if status in ("active", "requested")]
    assert len(live) == 1
    assert states(desk)[live[0]] == "active"
    assert [path.name for path in out.parent.iterdir()] == ["one.pdf"]
    assert verify(desk).differences == ()


def change_back(desk: Visit) -> None:
    """Cancel what the rehearsal issued."""
    from paycards.jobs.change_card import change_card

    [number] = states(desk)
    change_card(desk, CardOrAccount(card=number), "cancel", council="NVD")


def test_errors_of_this_kind_never_name_the_customer(desk: Visit, tmp_path: Path) -> None:
    with_address(desk, tmp_path, f"NVD,rent,{RENT},open", address="NFA,,,Northvale,")
    with pytest.raises(PaycardsError) as refused:
        issue(desk)
    assert "Jones" not in str(refused.value)
    assert "--" not in str(refused.value)

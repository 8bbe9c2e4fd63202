from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.cards import document_files
from paycards.cards.document_files import DocumentFiles
from paycards.cards.documents import DocumentWish, Output
from paycards.cards.which import CardOrAccount
from paycards.cards.written_document import WrittenDocument
from paycards.errors import CannotPrint, NotAllowed, ProofFailed, TryAgain, UsageError
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.paper import Holding
from paycards.issue.barcode.alone import area_alone
from paycards.issue.barcode.bars import fit
from paycards.issue.barcode.place import Place
from paycards.issue.pdf.canvas import Canvas
from paycards.issue.proof.of_pdf import prove_pdf
from paycards.jobs.change_card import change_card
from paycards.jobs.import_accounts import import_accounts
from paycards.jobs.print_card import print_card
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.audit import problems
from paycards.store.tables.card_life import card_proofs
from tests.cards.card_desk import ORDERED, RENT, TAX, issue, live_card, states, with_address
from tests.issue.artwork.printed import texts
from tests.jobs.hand_in import ACCOUNTS

Runs = Iterable[tuple[Any, str]]  # font and text


@pytest.fixture
def card(desk: Visit, tmp_path: Path) -> str:
    """A card that was asked for, of a customer with an address."""
    row = f"NVD,rent,{RENT},open,0,,Mrs,Anne,Jones,12 Harbour View,,,Northvale,NV2 4QT,,,,\n"
    (tmp_path / "extract.csv").write_text(ACCOUNTS + row, encoding="utf-8")
    import_accounts(desk, tmp_path / "extract.csv")
    [issued] = issue(desk, RENT, language="cy")
    return issued.card_number


def write(desk: Visit, card: str, output: Output, out: Path | None, **wish: Any) -> WrittenDocument:
    return print_card(desk, CardOrAccount(card=card), DocumentWish(output, **wish), out, council="NVD")


def proofs(desk: Visit) -> list[str]:
    with reading(desk.installation.engine) as connection:
        query = select(card_proofs.c.output).order_by(card_proofs.c.card_number, card_proofs.c.number)
        return list(connection.execute(query).scalars())


def open_problems(desk: Visit) -> list[tuple[str, str, str]]:
    columns = problems.c.kind, problems.c.subject, problems.c.message
    with reading(desk.installation.engine) as connection:
        found = connection.execute(
            select(*columns).where(problems.c.closed_at.is_(None), problems.c.kind == "card_proof_failed")
        )
        return [tuple(row) for row in found]


def test_a_letter_is_proved_and_the_card_active_when_it_is_there(
    desk: Visit, card: str, tmp_path: Path
) -> None:
    out = tmp_path / "letters" / "one.pdf"
    done = write(desk, card, "letter", out)
    assert (done.files, done.activated, done.card_number) == ([out], True, card)
    assert states(desk)[card] == "active"
    assert proofs(desk) == ["letter"]
    [text] = texts(out.read_bytes())
    assert "Annwyl Mrs Jones" in text
    assert "12 Harbour View" in text
    assert [path.name for path in out.parent.iterdir()] == ["one.pdf"]
    assert out.stat().st_mode & 0o077 == 0
    assert verify(desk).agrees


def test_a_letter_can_be_written_again_and_otherwise(desk: Visit, card: str, tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    write(desk, card, "letter", out)
    before = out.read_bytes()
    again = write(desk, card, "letter", out)
    assert not again.activated
    assert out.read_bytes() == before
    write(desk, card, "letter", out, language="en", large_print=True)
    assert len(texts(out.read_bytes())) == 2
    assert "Dear Mrs Jones" in texts(out.read_bytes())[0]
    write(desk, card, "letter", out, language="both")
    assert [text.count("Mrs A Jones") for text in texts(out.read_bytes())] == [2, 2]
    assert proofs(desk) == ["letter"] * 5


def test_a_contract_that_names_a_layout_has_the_places_of_its_channel(desk: Visit) -> None:
    contract = desk.settings.councils[0].contracts[0].model_copy(update={"channel": "payzone-1"})
    council = desk.settings.councils[0].model_copy(update={"contracts": (contract,)})
    assert desk.installation.channels_of(council) == {"payzone"}


def test_a_card_is_a_pdf_or_two_pictures_of_the_same(desk: Visit, card: str, tmp_path: Path) -> None:
    done = write(desk, card, "card", tmp_path)
    assert [path.name for path in done.files] == [f"NVD-rent-ending-{card[-4:]}-card.pdf"]
    done = write(desk, card, "card", tmp_path / "card.png")
    assert [path.name for path in done.files] == ["card-front.png", "card-back.png"]
    for path in done.files:
        with Image.open(io.BytesIO(path.read_bytes())) as image:
            assert image.size == (1011, 638)
            assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)
    assert proofs(desk) == ["card", "card"]


def test_a_phone_image_is_released_as_an_image(desk: Visit, card: str, tmp_path: Path) -> None:
    done = write(desk, card, "image", tmp_path / "phone.png")
    assert done.activated
    with Image.open(done.files[0]) as image:
        assert image.size == (1080, 1920)
    assert proofs(desk) == ["image"]


def test_bars_that_do_not_read_release_nothing_and_are_a_problem(
    desk: Visit, card: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = document_files.draw_document

    def without_its_page(artwork: Artwork, holding: Holding, output: Output, path: Path) -> DocumentFiles:
        drawn = right(artwork, holding, output, path)
        barcode = fit(card, 600, 80)
        places = [Place(9, barcode, area_alone(barcode))]
        return DocumentFiles(drawn.files, lambda at: prove_pdf(drawn.files[path], places, at=at))

    monkeypatch.setattr(document_files, "draw_document", without_its_page)
    with pytest.raises(ProofFailed):
        write(desk, card, "letter", tmp_path / "one.pdf")
    assert list(tmp_path.glob("*one*")) == []
    assert states(desk)[card] == "requested"
    assert proofs(desk) == []
    [(kind, subject, message)] = open_problems(desk)
    assert kind == "card_proof_failed"
    assert card not in subject + message
    monkeypatch.undo()
    write(desk, card, "letter", tmp_path / "one.pdf")
    assert open_problems(desk) == []


def test_what_cannot_be_drawn_leaves_nothing(desk: Visit, card: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="23 digits"):
        write(desk, card, "letter", tmp_path / "bill.pdf", amount_pence=100)
    with pytest.raises(UsageError, match=r"ends in \.png, not phone\.jpg"):
        write(desk, card, "image", tmp_path / "phone.jpg")
    with_address(desk, tmp_path, f"NVD,council_tax,{TAX},open", address=",,,,")
    [tenant] = issue(desk, TAX)
    with pytest.raises(CannotPrint, match="no address"):
        write(desk, tenant.card_number, "letter", tmp_path / "letter.pdf")
    assert set(states(desk).values()) == {"requested"}
    assert list(tmp_path.glob("*.p??")) == []


def test_a_path_without_an_ending_is_a_folder(desk: Visit, card: str, tmp_path: Path) -> None:
    write(desk, card, "letter", tmp_path / "letters")
    [written] = (tmp_path / "letters").iterdir()
    assert written.name.endswith("-letter.pdf")


def test_a_card_that_must_not_leave_leaves_no_file(desk: Visit, card: str, tmp_path: Path) -> None:
    write(desk, card, "letter", tmp_path / "one.pdf")
    change_card(desk, CardOrAccount(card=card), "lose", council="NVD")
    with pytest.raises(NotAllowed, match="is lost: nothing is printed for it"):
        write(desk, card, "letter", tmp_path / "two.pdf")
    assert sorted(path.name for path in tmp_path.glob("*.pdf*")) == ["one.pdf"]


def test_a_folder_that_cannot_be_written_to_releases_nothing(desk: Visit, card: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(TryAgain):
        write(desk, card, "letter", tmp_path / "taken" / "one.pdf")
    assert states(desk)[card] == "requested"


def test_a_fund_without_a_look_is_named(desk: Visit, tmp_path: Path) -> None:
    number = live_card(desk)
    assert number
    with pytest.raises(UsageError):
        print_card(desk, CardOrAccount(fund="garage", account=ORDERED), DocumentWish("card"), tmp_path)


@pytest.mark.parametrize("output", ["image", "card"])
def test_a_picture_with_another_number_beneath_is_not_released(
    desk: Visit, card: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: Output
) -> None:
    beneath = fit(card, 300, 80).written
    another = beneath[:-1] + str(9 - int(beneath[-1]))
    right = Canvas.write

    def write_another(canvas: Canvas, x: float, y: float, runs: Runs, *how: Any) -> None:
        right(canvas, x, y, [(font, text.replace(beneath, another)) for font, text in runs], *how)

    monkeypatch.setattr(Canvas, "write", write_another)
    with pytest.raises(ProofFailed, match="the text beneath is not the number"):
        write(desk, card, output, tmp_path / "one.png")
    assert proofs(desk) == []
    assert states(desk)[card] == "requested"

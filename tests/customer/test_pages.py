"""The customers' pages through HTTP: who is let in, what is shown, and what is not."""

from __future__ import annotations

import re
from html import unescape

import pytest

from paycards.customer.wording import wording
from paycards.decisions.splitting import Part
from paycards.jobs.allocate_item import allocate_item
from paycards.jobs.list_suspense import list_suspense
from paycards.jobs.move_payment import move_payment
from paycards.jobs.reconcile import reconcile
from paycards.jobs.split_item import split_item
from tests.cards.card_desk import OTHER, RENT
from tests.channels.supplier_files import long_row
from tests.customer.house import House, later, pay
from tests.jobs.hand_in import bring_file

NEVER = ("Jones", "Harbour", RENT, "NV2", "rent", "balance", "R1000")


@pytest.fixture(autouse=True)
def now(house: House) -> None:
    later(house, hours=0)


def said(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_opening_a_link_shows_the_question_only_whatever_the_token(house: House) -> None:
    customer = house.browser()
    right, wrong = customer.get(f"/en/c/{house.token}"), customer.get("/en/c/" + "0" * 28)
    assert (right.status_code, wrong.status_code) == (200, 200)
    assert right.text.replace(house.token, "TOKEN") == wrong.text.replace("0" * 28, "TOKEN")
    assert "Your postcode" in right.text
    assert house.card[-4:] not in right.text
    assert right.headers["Referrer-Policy"] == "no-referrer"
    assert right.headers["Cache-Control"] == "no-store"


def test_the_right_postcode_opens_the_card_however_it_is_written(house: House) -> None:
    for fact in ("NV2 4QT", "nv24qt", " nv2-4qt "):
        answer = house.browser().enter(fact=fact)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/en/card")
    written = "-".join(house.token[at : at + 4] for at in range(0, 28, 4)).upper()
    assert house.browser().enter(written).status_code == 303


def test_a_wrong_token_and_a_wrong_fact_have_the_same_answer(house: House) -> None:
    customer = house.browser("192.0.2.9")
    answers = [customer.enter(fact="NV1 1AA"), customer.enter("0" * 28), customer.enter("0" * 28, "NV1 1AA")]
    assert {answer.status_code for answer in answers} == {422}
    texts = [answer.text.replace(house.token, "0" * 28).replace("NV2 4QT", "NV1 1AA") for answer in answers]
    assert len(set(texts)) == 1
    assert "Error: See your payment card" in texts[0]
    assert 'href="#fact"' in texts[0]
    assert house.browser().enter().status_code == 303  # and the tries count from the beginning


def test_the_card_shows_number_state_payments_places_and_nothing_of_the_person(house: House) -> None:
    pay(house, 1, (house.card, 2000, "16/11/2026"), (house.card, 1550, "18/11/2026"))
    customer = house.browser()
    customer.enter()
    page = customer.get("/en/card")
    text = said(page.text)
    assert page.status_code == 200
    assert " ".join(re.findall("....|...$", house.card)) in text
    assert "In use, as at 20 November 2026 at 9:00am" in text
    assert "£15.50 Paid on 18 November 2026 Where Post Office What happened On your account since 20" in text
    assert text.index("£15.50") < text.index("£20.00")
    assert "PayPoint shops" in text
    assert [word for word in NEVER if word.casefold() in text.casefold().replace("current", "")] == []
    assert "<title>Your payment card – Northvale District Council – paycards</title>" in page.text
    welsh = customer.get("/cy/card")
    assert 'lang="cy"' in welsh.text
    assert "Ar eich cyfrif ers 20 Tachwedd 2026" in said(welsh.text)
    assert 'href="/en/card"' in welsh.text


def test_what_came_and_is_not_placed_is_on_its_way(house: House) -> None:
    from paycards.jobs.reconcile import reconcile
    from tests.channels.supplier_files import long_row
    from tests.jobs.hand_in import bring_file

    row = long_row(777, card=house.card, reference="", date="19/11/2026")
    bring_file(house.visit, "NVDC0009.PO", row, total=777)
    customer = house.browser()
    customer.enter()
    assert "£7.77 Paid on 19 November 2026 Where Post Office What happened On its way" in said(
        customer.get("/en/card").text
    )
    reconcile(house.visit)
    assert "£7.77 Paid on 19 November 2026 Where Post Office What happened On your account since" in said(
        customer.get("/en/card").text
    )


def test_what_was_paid_with_another_card_of_the_account_is_not_shown(house: House) -> None:
    other, token = house.letter()
    pay(house, 20, (other, 4321, "17/11/2026"))
    mine, theirs = house.browser(), house.browser()
    mine.enter()
    theirs.enter(token)
    assert "£43.21" not in mine.get("/en/card").text
    assert "£43.21" in theirs.get("/en/card").text
    assert "£20.00" not in theirs.get("/en/card").text


def test_without_a_session_there_is_no_card_and_no_picture(house: House) -> None:
    stranger = house.browser()
    for address in ("/en/card", "/cy/card", "/en/payment"):
        answer = stranger.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/{address[1:3]}/?over=1")
    assert stranger.get("/bars/4-704.png").status_code == 404
    assert "page was closed" in stranger.get("/en/?over=1").text
    assert "Caewyd eich tudalen" in stranger.get("/cy/?over=1").text


def test_a_session_ends_after_half_an_hour_by_its_button_and_with_its_card(house: House) -> None:
    customer = house.browser()
    customer.enter()
    later(house, minutes=29)
    assert customer.get("/en/card").status_code == 200
    later(house, minutes=31)
    assert customer.get("/en/card").status_code == 303
    later(house, minutes=0)
    customer.enter()
    gone = customer.post("/en/finish")
    assert (gone.headers["Location"], gone.headers["Clear-Site-Data"]) == ("/en/finished", '"cache"')
    assert customer.get("/en/card").status_code == 303


def test_a_lost_card_closes_the_page_at_once(house: House) -> None:
    from paycards.cards.which import CardOrAccount
    from paycards.jobs.change_card import change_card

    card, token = house.letter(OTHER)
    customer = house.browser()
    assert customer.enter(token).status_code == 303
    change_card(house.visit, CardOrAccount(card=card), "lose", council="NVD")
    assert customer.get("/en/card").status_code == 303
    assert house.browser("192.0.2.7").enter(token).status_code == 422
    change_card(house.visit, CardOrAccount(card=card), "reinstate", council="NVD")
    assert house.browser("192.0.2.7").enter(token).status_code == 422


def test_a_missed_payment_is_found_by_its_receipt_or_expected_by_a_day(house: House) -> None:
    pay(house, 30, (house.card, 3300, "13/11/2026"))
    customer = house.browser()
    customer.enter()
    asked = {"paid__day": "13", "paid__month": "Nov", "paid__year": "2026", "amount": "33.00"}
    answer = customer.post("/en/payment", **asked)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/payment")
    text = said(customer.get("/en/payment").text)
    assert "£33.00 paid on 13 November 2026 We have it. It is on your account since 20" in text
    customer.post("/cy/payment", **{**asked, "paid__month": "Tachwedd", "amount": "33.01"})
    welsh = said(customer.get("/cy/payment").text)
    assert "Nid yw gennym eto" in welsh
    assert "Ffoniwch Northvale District Council ar 01632 960 100." in welsh
    assert "NVDC" not in text
    assert [word for word in NEVER if word in text] == []


def test_a_payment_that_people_moved_is_answered_by_what_the_card_s_own_account_has(house: House) -> None:
    rows = [long_row(pence, card=house.card, reference=OTHER) for pence in (4100, 4200, 4300)]
    bring_file(house.visit, "NVDC0031.PO", *rows, total=12600)
    reconcile(house.visit)
    items = [each.id for each in list_suspense(house.visit) if each.file == "NVDC0031.PO"]
    allocate_item(house.visit, items[0], fund="rent", reference=OTHER, note="so")
    move_payment(house.visit, "NVDC0031.PO:1", ("rent", RENT), note="so", even_if_closed=False)
    parts = [Part(4000, fund="rent", reference=RENT), Part(200, fund="rent", reference=OTHER)]
    split_item(house.visit, items[1], parts, note="so")
    allocate_item(house.visit, items[2], fund="rent", reference=RENT, note="so")
    move_payment(house.visit, "NVDC0031.PO:3", ("rent", OTHER), note="so", even_if_closed=False)
    customer = house.browser()
    customer.enter()
    answers = []
    for amount in ("41.00", "42.00", "43.00"):
        asked = {"paid__day": "14", "paid__month": "11", "paid__year": "2026", "amount": amount}
        customer.post("/en/payment", **asked)
        answers.append(said(customer.get("/en/payment").text))
    assert "We have it. It is on your account since" in answers[0]
    assert "A part of it is on your account. Call us" in answers[1]
    assert "or is not on your account. Call us" in answers[2]


def test_of_many_payments_on_their_way_the_newest_are_shown(house: House) -> None:
    card, token = house.letter()
    days = [f"{day:02}/11/2026" for day in range(5, 14)]
    rows = [long_row(100, card=card, reference=OTHER, date=day) for day in days]
    bring_file(house.visit, "NVDC0032.PO", *rows, total=900)
    reconcile(house.visit)
    customer = house.browser()
    customer.enter(token)
    page = said(customer.get("/en/card").text)
    shown = [day for day in range(5, 14) if f" {day} November 2026" in page]
    assert shown == list(range(8, 14))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"wrong_paid", "wrong_amount"}),
        ({"paid__day": "31", "paid__month": "2", "paid__year": "2026", "amount": "1"}, {"wrong_paid"}),
        ({"paid__day": "1", "paid__month": "1", "paid__year": "2027", "amount": "1"}, {"future_paid"}),
        ({"paid__day": "1", "paid__month": "1", "paid__year": "2026", "amount": "-1.00"}, {"wrong_amount"}),
        ({"paid__day": "1", "paid__month": "1", "paid__year": "2026", "amount": "x" * 900}, {"wrong_amount"}),
    ],
)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_wrong_question_is_answered_in_place_in_the_language(
    house: House, fields: dict[str, str], wrong: set[str], language: str
) -> None:
    customer = house.browser()
    customer.enter()
    answer = customer.post(f"/{language}/payment", **fields)
    words = wording("cy" if language == "cy" else "en")["payment"]
    assert answer.status_code == 422
    assert {name for name in words if "_" in name and words[name] in unescape(answer.text)} >= wrong
    assert unescape(answer.text).startswith("<!DOCTYPE html>")


def test_lost_says_whom_to_call_with_and_without_a_session(house: House) -> None:
    customer = house.browser()
    page = customer.get("/en/lost").text
    assert "the number on any letter" in page  # there are two councils
    assert "Back to your card" not in page
    customer.enter()
    page = customer.get("/en/lost").text
    assert "Call Northvale District Council on 01632 960 100" in page
    assert 'href="/en/card"' in page
    assert "Back to your card" in page
    assert "Ffoniwch Northvale District Council ar 01632 960 100" in customer.get("/cy/lost").text
    assert "on 01632 960 100. We can tell you" in customer.get("/en/accessibility").text


def test_a_form_of_another_site_or_without_its_token_is_refused(house: House) -> None:
    customer = house.browser()
    customer.get(f"/en/c/{house.token}")
    answer = customer.client.post(f"/en/c/{house.token}", data={"fact": "NV2 4QT"})
    assert answer.status_code == 403
    assert customer.client.get("/en/card").status_code == 303


def test_what_is_not_there_is_a_page_that_says_no_more(house: House) -> None:
    customer = house.browser()
    for address, status in (
        ("/en/nothing", 404),
        ("/fr/card", 404),
        ("/en/c/a/b", 404),
        ("/bars/7.css", 404),
    ):
        answer = customer.get(address)
        assert answer.status_code == status
        assert "cannot be shown" in answer.text
    assert customer.client.put("/en/card").status_code == 405
    assert "Ni ellir dangos" in customer.get("/cy/nothing").text
    assert customer.get("/bars/176.css").status_code == 200
    assert customer.get("/").status_code == 200


def test_both_languages_have_the_same_words() -> None:
    def keys(words: object, at: str = "") -> set[str]:
        if not isinstance(words, dict):
            places = sorted(re.findall(r"\{\w+\}", words)) if isinstance(words, str) else []
            return {f"{at}{places}"}
        return {key for name, value in words.items() for key in keys(value, f"{at}.{name}")}

    assert keys(wording("en").words) == keys(wording("cy").words)


def test_too_many_tries_from_one_place_are_stopped_for_an_hour_whatever_the_link(house: House) -> None:
    finder = house.browser("192.0.2.66")
    statuses = [finder.enter(f"{number:028}").status_code for number in range(21)]
    assert statuses == [422] * 20 + [429]
    assert finder.enter().status_code == 429
    assert house.browser("192.0.2.67").enter().status_code == 303
    later(house, minutes=61)
    assert finder.enter().status_code == 303


def test_no_get_changes_anything(house: House) -> None:
    from sqlalchemy import text

    customer = house.browser()
    customer.enter()
    with house.visit.installation.engine.connect() as connection:

        def rows() -> list[object]:
            tables = ("card_links", "customer_sessions", "customer_tries", "audit_trail")
            return [connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables]  # noqa: S608

        before = rows()
        for address in ("/en/card", "/en/payment", "/en/lost", f"/en/c/{house.token}", "/bars/4-704.png") * 2:
            assert customer.get(address).status_code == 200
        assert rows() == before


def test_the_desk_makes_a_letter_with_a_new_link_and_the_old_one_opens_nothing(house: House) -> None:
    from paycards.staff.roles import Role
    from tests.web.signed import staff_of

    card, token = house.letter(OTHER)
    desk = staff_of(house.visit.installation).signed_in(Role.HOUSING_OFFICER)
    with house.visit.installation.engine.connect() as connection:
        from sqlalchemy import text

        query = text("SELECT id FROM card_ids WHERE card_number = :number")
        card_id = connection.execute(query, {"number": card}).scalar_one()
    page = desk.get(f"/c/NVD/cards/{card_id}").text
    assert "The link on the letter opens the customer" in page
    assert "Make a letter with a new link" in page
    answer = desk.post(f"/c/NVD/cards/{card_id}/print", new_link="yes")
    assert answer.status_code == 303
    assert "The letter has a new link" in desk.get(answer.headers["Location"]).text
    assert house.browser("192.0.2.8").enter(token).status_code == 422
    assert desk.get(f"/c/NVD/cards/{card_id}/print").data.startswith(b"%PDF")

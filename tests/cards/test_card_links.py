"""Links to customers' pages: which one a letter bears, and when it ends."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import exc, select, text, update

from paycards.access.visit import Visit
from paycards.cards.cause import Cause
from paycards.cards.desk_card import Print
from paycards.cards.documents import DocumentWish
from paycards.cards.link_maker import link_maker
from paycards.cards.which import CardOrAccount
from paycards.errors import NotAllowed, SettingsError, Stale
from paycards.issue.card_link import compact, hashed
from paycards.jobs.change_card import change_card
from paycards.jobs.issue_card import issue_card
from paycards.jobs.print_card import print_card
from paycards.jobs.replace_card import replace_card
from paycards.jobs.verify import verify
from paycards.settings.web import Web
from paycards.store.engine import reading, writing
from paycards.store.tables.customers import card_links
from tests.cards.card_desk import OTHER, RENT, TAX, with_address
from tests.issue.artwork.printed import texts

AT_LINE_ENDS = {2: "-", 0xFFFE: "-"}  # what PDFium makes of a hyphen there
SHORT = re.compile(r"pay\.northvale\.example/(en|cy)/c/([0-9a-z-]{34})")


@pytest.fixture
def linked(desk: Visit, tmp_path: Path) -> Visit:
    """The desk of an installation whose customers have pages."""
    web = Web(customer_address="https://pay.northvale.example", customer_link_key=tmp_path / "keys" / "links")
    settings = desk.settings.model_copy(update={"web": web})
    installation = dataclasses.replace(desk.installation, settings=settings)
    return dataclasses.replace(desk, installation=installation)


def issued(visit: Visit, out: Path, reference: str = RENT, fund: str = "rent", **how: Any) -> str:
    printed = Print("Mrs A Jones", out=out, **how)
    which = CardOrAccount(fund=fund, account=reference)
    return issue_card(visit, which, council="NVD", printed=printed).card_number


def letter(visit: Visit, card: str, out: Path, **wish: Any) -> list[tuple[str, str]]:
    """Languages and tokens of the links on a letter that is printed again."""
    print_card(visit, CardOrAccount(card=card), DocumentWish("letter", **wish), out, council="NVD")
    return printed_links(out)


def printed_links(path: Path) -> list[tuple[str, str]]:
    pages = " ".join("".join(each.translate(AT_LINE_ENDS).split()) for each in texts(path.read_bytes()))
    return [(language, compact(token)) for language, token in SHORT.findall(pages)]


def links(visit: Visit) -> list[tuple[int, str, int, str]]:
    columns = card_links.c.number, card_links.c.token_hash, card_links.c.tries, card_links.c.ended
    with reading(visit.installation.engine) as connection:
        query = select(*columns).order_by(card_links.c.card_number, card_links.c.number)
        return [tuple(row) for row in connection.execute(query)]


def tried(visit: Visit, times: int) -> None:
    for _ in range(times):
        with writing(visit.installation.engine) as connection:
            connection.execute(update(card_links).values(tries=card_links.c.tries + 1))


def test_a_letter_bears_a_link_of_which_only_the_hash_is_kept(linked: Visit, tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    card = issued(linked, out)
    [(language, token)] = printed_links(out)
    assert (language, len(token)) == ("en", 28)
    assert links(linked) == [(1, hashed(token), 0, "")]
    assert letter(linked, card, out, language="cy") == [("cy", token)]
    assert letter(linked, card, out, language="both") == [("en", token), ("cy", token)]
    assert letter(linked, card, out, large_print=True) == [("en", token)]
    assert len(links(linked)) == 1
    assert verify(linked).agrees


def test_a_letter_that_is_printed_again_is_the_same_and_a_new_link_ends_the_old(
    linked: Visit, tmp_path: Path
) -> None:
    out = tmp_path / "one.pdf"
    card = issued(linked, out)
    first = out.read_bytes()
    letter(linked, card, out)
    assert out.read_bytes() == first
    [(_, token)] = letter(linked, card, out, new_link=True)
    assert [(number, ended) for number, _, _, ended in links(linked)] == [(1, "letter"), (2, "")]
    assert links(linked)[1][1] == hashed(token)
    assert verify(linked).agrees


def test_after_five_wrong_tries_the_next_letter_has_a_new_link(linked: Visit, tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    card = issued(linked, out)
    [(_, old)] = printed_links(out)
    tried(linked, 4)
    assert letter(linked, card, out) == [("en", old)]
    tried(linked, 1)
    [(_, new)] = letter(linked, card, out)
    assert new != old
    assert [(number, tries) for number, _, tries, _ in links(linked)] == [(1, 5), (2, 0)]


@pytest.mark.parametrize("state", ["lose", "report stolen", "report damaged", "cancel", "expire"])
def test_a_link_ends_with_its_card_and_does_not_come_back(linked: Visit, tmp_path: Path, state: str) -> None:
    out = tmp_path / "one.pdf"
    card = issued(linked, out)
    change_card(linked, CardOrAccount(card=card), state, council="NVD")
    assert [ended for *_, ended in links(linked)] == ["card"]
    if state == "lose":
        change_card(linked, CardOrAccount(card=card), "reinstate", council="NVD")
        assert [ended for *_, ended in links(linked)] == ["card"]
        letter(linked, card, out)
        assert [ended for *_, ended in links(linked)] == ["card", ""]


def test_a_replaced_card_has_no_link_and_the_new_one_has_its_own(linked: Visit, tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    for reference, fund in ((RENT, "rent"), (TAX, "council_tax")):  # a new number; the same number again
        card = issued(linked, out, reference, fund)
        [(_, old)] = printed_links(out)
        replace_card(linked, CardOrAccount(card=card), Cause("lost"), council="NVD", printed=Print(out=out))
        [(_, new)] = printed_links(out)
        by_hash = {token: ended for _, token, _, ended in links(linked)}
        assert new == old or by_hash[hashed(old)] == "card"
        assert by_hash[hashed(new)] == ""


def test_no_page_no_link_and_no_postcode_no_link(desk: Visit, linked: Visit, tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    card = issued(desk, out)
    assert printed_links(out) == []
    with pytest.raises(NotAllowed, match="no link"):
        letter(desk, card, out, new_link=True)
    with_address(linked, tmp_path, f"NVD,rent,{OTHER},open", address="12 Harbour View,,,Northvale,")
    issued(linked, out, OTHER, by_hand=True)
    assert printed_links(out) == []
    assert links(linked) == []


def test_another_key_gives_a_new_link_and_leaves_none_that_nobody_can_print(
    linked: Visit, tmp_path: Path
) -> None:
    out = tmp_path / "one.pdf"
    card = issued(linked, out)
    key = tmp_path / "keys" / "links"
    assert key.stat().st_mode & 0o077 == 0
    key.unlink()
    [(_, token)] = letter(linked, card, out)
    assert [row[:2] for row in links(linked)][1:] == [(2, hashed(token))]
    for wrong in ("short", "ab", "é" * 64, "ab " * 32):
        key.write_text(wrong)
        with pytest.raises(SettingsError, match=r"links, must be 32 bytes in hexadecimal\.$"):
            link_maker(linked.settings.web)


def test_two_clerks_who_print_at_once_make_one_link(
    linked: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paycards.jobs import print_card as job

    out = tmp_path / "one.pdf"
    card = issued(linked, out)
    right = job._prove

    def meanwhile(*args: Any) -> Any:
        monkeypatch.setattr(job, "_prove", right)
        letter(linked, card, tmp_path / "two.pdf", new_link=True)
        return right(*args)

    monkeypatch.setattr(job, "_prove", meanwhile)
    with pytest.raises(Stale):
        letter(linked, card, out, new_link=True)
    assert [number for number, *_ in links(linked)] == [1, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM card_links",
        "UPDATE card_links SET token_hash = '{hash}'",
        "UPDATE card_links SET number = 7",
        "UPDATE card_links SET tries = 3",
        "UPDATE card_links SET ended = ''",
        "INSERT INTO card_links SELECT council_id, card_number, 3, '{hash}', made_at, made_by, 0, ''"
        " FROM card_links",
        "INSERT INTO card_links SELECT council_id, card_number, 2, '{hash}', made_at, made_by, 1, ''"
        " FROM card_links",
    ],
)
def test_the_database_keeps_links_as_they_are(linked: Visit, tmp_path: Path, statement: str) -> None:
    card = issued(linked, tmp_path / "one.pdf")
    change_card(linked, CardOrAccount(card=card), "lose", council="NVD")
    before = links(linked)
    with pytest.raises(exc.DBAPIError), linked.installation.engine.begin() as connection:
        connection.execute(text(statement.format(hash="f" * 64)))
    assert links(linked) == before

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.errors import SettingsError
from paycards.issue.artwork.artwork import Artwork
from paycards.issue.artwork.template import DEFAULT, load_template
from paycards.settings.council import Council
from tests.issue.artwork.printed import ADDRESS, HOLDING, artwork_of


def own(folder: Path, text: str) -> Path:
    path = folder / "cards.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_that_comes_with_paycards_is_good_in_both_languages() -> None:
    template = load_template()
    assert set(template.words) == {"en", "cy"}
    for words in template.words.values():
        assert len(words.sections) == 5


def test_what_a_council_leaves_out_stays_as_it_is(tmp_path: Path) -> None:
    path = own(tmp_path, '[funds.rent]\ncolour = "#7a0000"\n[words.cy.card]\nname = "Cerdyn rhent"\n')
    template, default = load_template(path), load_template()
    assert template.funds["rent"].colour == "#7a0000"
    assert template.funds["rent"].en == "Rent"
    assert template.words["cy"].card.name == "Cerdyn rhent"
    assert template.words["cy"].slip == default.words["cy"].slip
    assert template.words["en"] == default.words["en"]


def test_a_whole_copy_is_the_same_template(tmp_path: Path) -> None:
    copy = load_template(own(tmp_path, DEFAULT.read_text(encoding="utf-8")))
    assert copy.model_dump(exclude={"folder"}) == load_template().model_dump(exclude={"folder"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[look", "cannot be read"),
        ("[look]\ncolor = '#000000'", "look.color is no key of this table"),
        ("[look]\ntext = 'black'", "look.text"),
        ("[look]\ntext = '#999999'", "(text on white) is hard to read: its contrast is 2.8 to 1"),
        ("[look]\nlogo = 'nowhere.png'", "look.logo: there is no file"),
        ("[funds.rent]\ncolour = '#ffdd00'", "#ffffff on #ffdd00 (text on colour) is hard to read"),
        ("[funds.parking]\ncolour = '#000000'", "funds.parking.en is missing"),
        (
            "[words.en.card]\nhow_to = 'Call {telephone}'",
            "{telephone} cannot stand here; what can: {council}",
        ),
        ("[words.en.card]\nhow_to = 'Call {phone'", "a brace has no partner"),
        ("[words.en.card]\nhow_to = 'Call {phone:d}'", "{phone:d} cannot stand here; what can: {council}"),
        ("[words.en.card]\nhow_to = 'Call {phone!r:>99999999999}'", "{phone!r:>99999999999} cannot stand"),
        ("[words.en.card]\nhow_to = '  '", "words.en.card.how_to needs 1 or more characters"),
        ("[funds.rent]\nyour_en = ' '", "funds.rent.your_en needs 1 or more characters"),
        ("[[places]]\nen = 'Shops'\nlimit_pence = '500'", "places.1.limit_pence"),
        ("[[places]]\nen = 'Shops'\nlimit_pence = true", "places.1.limit_pence"),
        ("[words.fr.card]\nname = 'Carte'", "words.fr"),
        ("places = []", "places"),
    ],
)
def test_a_wrong_template_is_refused_with_key_and_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_template(own(tmp_path, text))
    assert "cards.toml" in str(refused.value)
    assert sentence in str(refused.value)


def test_a_missing_template_says_where_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"There is no card template .* correct `template` in"):
        load_template(tmp_path / "nowhere.toml")


def test_places_and_limits_are_put_into_the_words(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        """places = [{ en = "Post Offices", cy = "Swyddfeydd Post", limit_pence = 99999 },
        { en = "PayPoint shops", cy = "siopau PayPoint", limit_pence = 20000 }]""",
    )
    artwork = artwork_of(template=path)
    said = artwork.say(artwork.words("en").card.where, HOLDING)
    assert said == (
        "Pay at Post Offices and PayPoint shops. You can pay up to £999.99 at Post Offices"
        " and up to £200.00 at PayPoint shops each time."
    )


def test_a_place_that_the_settings_do_not_fill_is_named(tmp_path: Path) -> None:
    artwork = artwork_of(template=own(tmp_path, '[words.en.card]\nhelp = "Open {hours}"\n'))
    with pytest.raises(SettingsError, match=r"uses \{hours\}, and the settings do not say"):
        artwork.say(artwork.words("en").card.help, HOLDING)


def test_a_fund_that_the_template_does_not_know_is_named() -> None:
    with pytest.raises(SettingsError, match=r"has no table \[funds\.parking\]"):
        artwork_of().fund("parking")


def test_a_council_without_an_address_is_told_so() -> None:
    with pytest.raises(SettingsError, match=r"\[councils\.address\]"):
        Artwork(Council(code="NVD", name="Northvale"))
    assert Artwork(Council(code="NVD", name="Northvale", address=ADDRESS)).name("cy") == "Northvale"


def test_a_colour_that_is_too_light_for_white_paper_is_not_used_for_headings(tmp_path: Path) -> None:
    path = own(tmp_path, '[funds.rent]\ncolour = "#ffdd00"\ntext = "#000000"\n')
    assert artwork_of(template=path).heading_colour("rent") == "#0b0c0c"
    assert artwork_of().heading_colour("rent") == "#1d4f7c"

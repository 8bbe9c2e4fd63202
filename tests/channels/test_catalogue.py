from __future__ import annotations

from pathlib import Path

import pytest

from paycards.channels.catalogue import BUILT_IN, Layouts, load_layouts, usable_layouts
from paycards.channels.explaining import explain
from paycards.channels.reading import read_file
from paycards.errors import FileRefused, SettingsError
from tests.channels import supplier_files as write

LAYOUTS = Path(load_layouts.__code__.co_filename).parent / "layouts"


def own_layout(folder: Path, name: str, source: str, *changes: tuple[str, str]) -> Path:
    text = (LAYOUTS / f"{source}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_layout_file_is_in_the_list_and_says_how_sure_we_are() -> None:
    assert sorted(path.stem for path in LAYOUTS.glob("*.toml")) == sorted(BUILT_IN)
    assert {layout.status for layout in load_layouts().values()} == {"REAL", "HOUSE PROFILE"}


def test_a_missing_folder_of_own_layouts_is_fine(tmp_path: Path) -> None:
    assert list(load_layouts(tmp_path / "none")) == list(BUILT_IN)


def test_an_own_layout_of_the_same_name_takes_the_place_of_ours(tmp_path: Path) -> None:
    change = ('choices = ["P", "R"]', 'choices = ["P", "R", "X"]')
    own = load_layouts(own_layout(tmp_path, "paypoint-1", "paypoint-1", change))
    assert len(own) == len(BUILT_IN)
    assert own["paypoint-1"] != load_layouts()["paypoint-1"]


def test_an_own_layout_of_a_new_name_reads_files_without_any_python(tmp_path: Path) -> None:
    own = load_layouts(
        own_layout(
            tmp_path, "payzone-2", "payzone-1", ("payzone_", "pz_"), ('"CASH", "DEBIT"', '"C", "D"'),
            ('CASH = "cash", DEBIT = "debit"', 'C = "cash", D = "debit"'),
        )
    )  # fmt: skip
    data = write.payzone([write.sale("A1").replace("CASH", "C")], "20.00")
    decoded = read_file("pz_NVD4471_001530.csv", data, own.for_channel("payzone-2"))
    assert decoded.frame is not None
    assert decoded.frame["tender"].tolist() == ["cash"]


@pytest.mark.parametrize(
    ("form", "text", "read"), [("HHMM", "0915", "09:15:00"), ("HHMMSS", "235958", "23:59:58")]
)
def test_a_time_of_digits_is_read_in_a_csv_file_as_in_any_other(
    tmp_path: Path, form: str, text: str, read: str
) -> None:
    changes = (
        ('"outlet_postcode", format = "text"', f'"outlet_postcode", format = "{form}"'),
        ('{ fields = ["paid_at"], part = "time" }', '{ fields = ["outlet_postcode"] }'),
    )
    own = load_layouts(own_layout(tmp_path, "payzone-1", "payzone-1", *changes))
    data = write.payzone([write.sale("A1").replace("NV1 2AB", text)], "20.00")
    decoded = read_file(write.PAYZONE_NAME, data, own.for_channel("payzone"))
    assert decoded.frame is not None
    assert decoded.frame["paid_at"].tolist() == [read]


def test_two_layouts_that_fit_one_file_are_never_guessed_between(tmp_path: Path) -> None:
    own = load_layouts(own_layout(tmp_path, "allpay-ours", "allpay-long"))
    data = write.allpay([write.long_row()], 1250)
    with pytest.raises(FileRefused, match="allpay-long and allpay-ours both fit"):
        read_file("NVDC0001.PO", data, own.for_channel("allpay"))
    assert read_file("NVDC0001.PO", data, own.for_channel("allpay-ours")).rows == 1


def test_an_unknown_channel_is_answered_with_those_that_exist(layouts: Layouts) -> None:
    with pytest.raises(SettingsError, match=r"no channel or layout giro.*allpay, post_office.*payzone-1"):
        layouts.for_channel("giro")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'format = "HHMMSS"',
            'format = "HHMMSSS"',
            r"header\.fields\.created_at\.format: unknown; use one of",
        ),
        (
            "at = 36, length = 8",
            "at = 37, length = 8",
            r"header\.settlement_date: starts at 37, position 36 is next",
        ),
        ("width = 100", "width = 101", r"header: the fields end at 100, the width is 101"),
        ('fields = ["terminal"]', 'fields = ["till"]', r"columns\.outlet: the row has no field till"),
        (
            'paid_at = { fields = ["time"] }',
            'paid_at = { fields = ["time"], part = "time" }',
            r"columns\.paid_at: `part` is for one field of format `timestamp`",
        ),
        ("outlet = {", "shop = {", r"columns\.shop: no such column; use network"),
        ('line_end = "CRLF"', 'line_ending = "CRLF"', r"line_ending is no key of this table; did you mean"),
        ("(?P<sequence>", "(", r"file_name: the group `sequence` is missing"),
        (r"\.DAT", r"(\.DAT", r"file_name: not a regular expression"),
        ('value = "D"', 'choices = ["D"]', r"row\.fields\.record_type: `value` belongs to format `constant`"),
        ('channel = "paypoint"', "", r"channel is missing"),
        ('name = "terminal"', 'name = "site"', r"row: field site appears more than once"),
        ('amount_pence = { fields = ["amount"] }', "", r"columns\.amount_pence: must come from one field"),
        ('channel = "paypoint"', 'channel = "paypoint', r"cannot be read"),
    ],
)
def test_a_wrong_layout_is_answered_with_file_key_and_fault(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    with pytest.raises(SettingsError, match=sentence) as wrong:
        load_layouts(own_layout(tmp_path, "mine", "paypoint-1", (old, new)))
    assert "mine.toml" in str(wrong.value)


@pytest.mark.parametrize(("channel", "name", "data"), write.good_files(), ids=lambda part: str(part)[:28])
def test_explain_shows_every_field_of_a_record(
    layouts: Layouts, channel: str, name: str, data: bytes
) -> None:
    found = explain(name, data, layouts.for_channel(channel))
    assert found
    assert not [each for each in found if each.fault]
    for record in {each.record for each in found}:
        places = [each for each in found if each.record == record]
        assert [each.first for each in places] == sorted(each.first for each in places)


def test_explain_says_what_was_expected_of_a_field_that_cannot_be_read(layouts: Layouts) -> None:
    data = write.allpay([write.long_row().replace("12.50", "1x.50")], 1250)
    amount = next(each for each in explain("NVDC0001.PO", data, layouts.for_channel("allpay")) if each.fault)
    assert (amount.field, amount.first, amount.last, amount.text, amount.column) == (
        "amount", 36, 44, "    1x.50", "amount_pence",
    )  # fmt: skip


def test_explain_reaches_header_trailer_and_footers(layouts: Layouts) -> None:
    paypoint = layouts.for_channel("paypoint")
    data = write.paypoint([write.shop(1)], 2000)
    assert {each.part for each in explain(write.PAYPOINT_NAME, data, paypoint, 1)} == {"header"}
    trailer = explain(write.PAYPOINT_NAME, data, paypoint, 3)
    assert [(each.field, each.read_as, each.column) for each in trailer if each.field == "net"] == [
        ("net", "2000", "net_size_pence")
    ]
    (total,) = explain(
        "NVDC0001.PO", write.allpay([write.long_row()], 1250), layouts.for_channel("allpay"), 2
    )
    assert (total.field, total.read_as, total.last, total.column) == ("total_amount", "1250", 51, "net_pence")
    with pytest.raises(FileRefused, match="no such record"):
        explain(write.PAYPOINT_NAME, data, paypoint, 9)


def test_a_spoiled_layout_stops_its_own_channel_alone(tmp_path: Path) -> None:
    spoiled = own_layout(tmp_path, "payzone-1", "payzone-1", ('channel = "payzone"', "channel = ["))
    (spoiled / "kiosk-1.toml").mkdir()
    (spoiled / "kiosk-2.toml").write_bytes(b"")
    (spoiled / ".kiosk-3.toml").write_bytes(b"left by an editor")
    usable = usable_layouts(spoiled)
    assert list(usable.broken) == ["kiosk-1", "kiosk-2", "payzone-1"]
    for name in ("payzone", "payzone-1", "kiosk-1"):
        with pytest.raises(SettingsError, match=r"The layout .* (cannot be read|is wrong)"):
            usable.for_channel(name)
        assert usable.usable_for(name) == ()
    assert usable.for_channel("allpay") == load_layouts().for_channel("allpay")


def test_a_folder_of_layouts_that_cannot_be_looked_into_is_never_taken_for_an_empty_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "layouts").write_bytes(b"")
    with pytest.raises(SettingsError, match="layouts cannot be looked into: Not a directory"):
        usable_layouts(tmp_path / "layouts")

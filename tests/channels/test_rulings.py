"""Each row of the table of rulings on files ("it has", "it is"), for every layout that it concerns."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycards.channels.catalogue import Layouts, load_layouts
from paycards.channels.decoded import Decoded
from paycards.channels.reading import read_file
from paycards.errors import FileRefused
from tests.channels import supplier_files as write

GOOD = write.good_files()
WITH_LINES = [each for each in GOOD if not each[1].endswith(".TXN")]
FIXED = [each for each in GOOD if not each[1].endswith(".csv")]
CRF_WITHOUT_DATE = write.joined(
    ["CARD CROSS REFERENCE FILE", "", write.CARD + " " * 6 + "R1".ljust(21) + "N", "", ""]
)
LAYOUTS = load_layouts()


def named(files: list[tuple[str, str, bytes]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("channel", "name", "data"), files, ids=[name for _, name, _ in files])


def read(channel: str, name: str, data: bytes, came_on: dt.date | None = None) -> Decoded:
    return read_file(name, data, LAYOUTS.for_channel(channel), came_on=came_on)


def is_refused(channel: str, name: str, data: bytes, came_on: dt.date | None = None) -> bool:
    try:
        read(channel, name, data, came_on)
    except FileRefused:
        return True
    return False


# line ends


@named([*WITH_LINES, ("allpay", "NVDC0006.CRF", CRF_WITHOUT_DATE)])
def test_a_file_any_of_whose_line_ends_differs_is_refused(channel: str, name: str, data: bytes) -> None:
    lf = data.replace(b"\r\n", b"\n")
    count = lf.count(b"\n")
    lines = lf.split(b"\n")
    for place in range(count):
        one_lf = b"".join(
            line + (b"\n" if at == place else b"\r\n" if at < count else b"") for at, line in enumerate(lines)
        )
        one_crlf = b"".join(
            line + (b"\r\n" if at == place else b"\n" if at < count else b"") for at, line in enumerate(lines)
        )
        assert is_refused(channel, name, one_lf), place
        assert is_refused(channel, name, one_crlf), place


@given(st.integers(1, 60), st.sets(st.integers(0, 61), min_size=1), st.sampled_from(["payzone", "paypoint"]))
def test_mixed_line_ends_are_always_refused_however_many_rows_share_one(
    rows: int, crlf: set[int], channel: str
) -> None:
    data = (
        write.payzone([write.sale(f"A{row:02}") for row in range(rows)], f"{20 * rows}.00", end=b"\n")
        if channel == "payzone"
        else write.paypoint([write.shop(row + 1) for row in range(rows)], 2000 * rows).replace(b"\r\n", b"\n")
    )
    lines = data.split(b"\n")[:-1]
    mixed = b"".join(line + (b"\r\n" if at in crlf else b"\n") for at, line in enumerate(lines))
    name = write.PAYZONE_NAME if channel == "payzone" else write.PAYPOINT_NAME
    kinds = {at in crlf for at in range(len(lines))}
    assert is_refused(channel, name, mixed) == (len(kinds) == 2)


def test_the_sentence_for_mixed_line_ends_says_so() -> None:
    data = write.payzone([write.sale("A1"), write.sale("A2")], "40.00").replace(b"\r\n", b"\n", 1)
    with pytest.raises(FileRefused, match="the line ends are mixed, some CRLF and some LF"):
        read("payzone", write.PAYZONE_NAME, data)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("inside", ["\n ", "\r\n"])
def test_a_line_end_inside_a_quoted_field_is_refused_though_all_rows_are_of_one_length(
    end: bytes, inside: str
) -> None:
    row = write.sale("A1", outlet='"Mill  Row"')
    odd = row.replace("  ", inside)
    assert not is_refused("payzone", write.PAYZONE_NAME, write.payzone([row, row, row], "60.00", end=end))
    assert is_refused("payzone", write.PAYZONE_NAME, write.payzone([row, odd, row], "60.00", end=end))


@named(WITH_LINES)
def test_an_empty_line_elsewhere_is_refused(channel: str, name: str, data: bytes) -> None:
    if name.endswith(".STA"):
        return  # its blocks are parted by empty lines
    lines = data.split(b"\r\n")[:-1]
    for place in range(len(lines)):
        spoilt = b"\r\n".join([*lines[:place], b"", *lines[place:]]) + b"\r\n"
        before_footers = b"" in lines and place > 0 and b"" in (lines[place - 1], lines[place])
        if not before_footers:
            assert is_refused(channel, name, spoilt), place


@named(GOOD)
@pytest.mark.parametrize("end", [b"\0", b"x", b"\x1a\x1a", b"\x1a\r\n", b" "])
def test_anything_else_after_the_end_is_refused(channel: str, name: str, data: bytes, end: bytes) -> None:
    assert is_refused(channel, name, data + end)


@named(FIXED)
def test_a_byte_order_mark_is_refused_in_fixed_width_files(channel: str, name: str, data: bytes) -> None:
    assert is_refused(channel, name, b"\xef\xbb\xbf" + data)


@named(FIXED)
@pytest.mark.parametrize("odd", [b"\t", b"\0", b"\x7f", b"\x80", b"\xa3"])
def test_a_character_that_is_not_printable_ascii_is_refused_anywhere(
    channel: str, name: str, data: bytes, odd: bytes
) -> None:
    for place in range(0, len(data), 7):
        if data[place : place + 1] not in (b"\r", b"\n"):
            assert is_refused(channel, name, data[:place] + odd + data[place + 1 :]), place


# real files of allpay


def test_a_cross_reference_without_a_creation_date_is_whole() -> None:
    for data in (CRF_WITHOUT_DATE, CRF_WITHOUT_DATE[:-2], CRF_WITHOUT_DATE + b"\x1a"):
        decoded = read("allpay", "NVDC0006.CRF", data)
        assert (decoded.rows, decoded.created_on) == (1, "")
    assert read("allpay", "NVDC0006.CRF", b"CARD CROSS REFERENCE FILE\r\n\r\n\r\n\r\n").rows == 0


def test_a_cross_reference_that_nothing_ends_is_refused_and_told_what_is_missing() -> None:
    with pytest.raises(
        FileRefused, match="neither an empty line nor 'File creation date : ' follows the rows"
    ):
        read("allpay", "NVDC0006.CRF", CRF_WITHOUT_DATE[:-4])
    assert is_refused("allpay", "NVDC0006.CRF", CRF_WITHOUT_DATE[:-7])
    assert is_refused("allpay", "NVDC0006.CRF", b"CARD CROSS REFERENCE FILE\r\n")


def test_a_cross_reference_may_name_a_shorter_card_number() -> None:
    short = CRF_WITHOUT_DATE.replace(write.CARD.encode(), b"982699990000002 ".ljust(19))
    frame = read("allpay", "NVDC0006.CRF", short).frame
    assert frame is not None
    assert frame["card_number"].tolist() == ["982699990000002"]


@pytest.mark.parametrize("label", ["Cash Adj (-)  (.CSH)", "Cash Adj (-) (.CSH)", "Cash   Adj (-)   (.CSH)"])
def test_a_statement_may_have_a_cash_adjustment_however_its_words_are_spaced(label: str) -> None:
    data = write.joined(write.statement({"Post Office (.PO)": 7500, label: -1250}))
    statement = read("allpay", "NVDC0004.STA", data).statement
    assert statement is not None
    assert (statement.lines, statement.credits_pence) == ({"PO": 7500, "CSH": -1250}, 6250)


@pytest.mark.parametrize("words", [b"Opening Balance", b"Less  Debits", b"Closing Balance", b"Total Credits"])
def test_a_statement_without_a_line_is_told_which(words: bytes) -> None:
    lines = write.joined(write.statement({"Post Office (.PO)": 7500})).split(b"\r\n")
    data = b"\r\n".join(line for line in lines if not line.startswith(words))
    with pytest.raises(FileRefused, match=f"the line '{words.decode()}' is missing"):
        read("allpay", "NVDC0004.STA", data)


# the day


def counter_on(entered: str, accounting: str) -> str:
    return write.counter().replace("20261114", entered).replace("20261115", accounting)


def shop_on(day: dt.date) -> bytes:
    return write.paypoint([write.shop(1).replace("20261114", f"{day:%Y%m%d}")], 2000)


def sale_at(instant: str, kind: str = "SALE") -> bytes:
    row = write.sale("A1", kind=kind, original="A0" if kind == "VOID" else "")
    net = "-20.00" if kind == "VOID" else "20.00"
    return write.payzone([row.replace("2026-11-14T08:15:30+00:00", instant)], net)


def on(day: dt.date) -> list[tuple[str, str, bytes]]:
    """One payment of `day` in files whose day is 15 November 2026."""
    date = f"{day:%d/%m/%Y}"
    post_office = [counter_on(f"{day:%Y%m%d}", "20261115"), counter_on("20261101", "20260105")]
    return [
        ("allpay", "NVDC0001.PO", write.allpay([write.long_row(date=date)], 1250)),
        ("allpay", "NVDC0001.PO", write.allpay([write.short_row(date=date)], 1250)),
        ("allpay", "NVDC0001.CQE", write.allpay([write.long_row(-1250, letter="Q", date=date)], -1250)),
        ("allpay", "NVDC0001.DD", write.allpay(
            [write.long_row(-500, letter="D", date=date) + "1 (REFER TO PAYER)"], -500)),
        ("post_office", "A319001.TXN", write.post_office(post_office, 4000)),
        ("paypoint", write.PAYPOINT_NAME, shop_on(day)),
        ("payzone", write.PAYZONE_NAME, sale_at(f"{day}T12:00:00+00:00")),
        ("payzone", write.PAYZONE_NAME, sale_at(f"{day}T12:00:00+00:00", "VOID")),
    ]  # fmt: skip


FILE_DAY = dt.date(2026, 11, 15)


@pytest.mark.parametrize(
    ("apart", "refused"), [(-367, True), (-366, False), (0, False), (31, False), (32, True), (70_000, True)]
)
def test_a_payment_is_dated_near_the_day_that_its_file_names(apart: int, refused: bool) -> None:
    for channel, name, data in on(FILE_DAY + dt.timedelta(days=apart)):
        for came_on in (None, dt.date(2031, 1, 1)):  # when it came does not matter then
            assert is_refused(channel, name, data, came_on) == refused, name


@pytest.mark.parametrize(("day", "refused"), [(dt.date(1999, 12, 31), True), (dt.date(2000, 1, 1), False)])
def test_no_payment_is_from_before_2000(day: dt.date, refused: bool) -> None:
    near = write.allpay([write.long_row(date=f"{day:%d/%m/%Y}")], 1250, made="02/01/2000")
    assert is_refused("allpay", "NVDC0001.PO", near) == refused
    without = write.allpay([write.long_row(date=f"{day:%d/%m/%Y}")], 1250, made="")
    assert is_refused("allpay", "NVDC0001.PO", without, FILE_DAY) == refused
    assert is_refused("allpay", "NVDC0001.PO", without) == refused


@pytest.mark.parametrize(
    ("day", "refused"), [("16/12/2026", False), ("17/12/2026", True), ("14/11/2001", False)]
)
def test_a_file_that_names_no_day_is_held_to_the_day_on_which_it_came(day: str, refused: bool) -> None:
    data = write.allpay([write.long_row(), write.long_row(date=day)], 2500, made="")
    assert is_refused("allpay", "NVDC0001.PO", data, FILE_DAY) == refused


def test_the_sentence_names_row_field_value_and_day() -> None:
    data = write.allpay([write.long_row(), write.long_row(date="17/12/2026")], 2500)
    expected = (
        "row 2, field payment_date: a payment dated more than 31 days after 15 November 2026, "
        "the day that the file names, found '17/12/2026'"
    )
    with pytest.raises(FileRefused) as refused:
        read("allpay", "NVDC0001.PO", data)
    assert str(refused.value) == expected


@pytest.mark.parametrize("made", ["31/12/9999", "01/01/0001"])
def test_a_file_of_the_first_or_last_day_there_is_is_refused_like_any_other(made: str) -> None:
    with pytest.raises(FileRefused, match="a year from 1990 to 2099"):
        read("allpay", "NVDC0001.PO", write.allpay([write.long_row()], 1250, made=made))


@pytest.mark.parametrize(
    ("instant", "day", "time"),
    [
        ("2026-11-14T08:15:30+00:00", "2026-11-14", "08:15:30"),
        ("2026-03-31T23:30:00Z", "2026-04-01", "00:30:00"),
        ("2026-04-01T00:30:00.123456789+01:00", "2026-04-01", "00:30:00"),
        ("2026-10-25T00:59:59Z", "2026-10-25", "01:59:59"),
        ("2026-10-25T01:00:00Z", "2026-10-25", "01:00:00"),
        ("2026-03-29T00:59:59Z", "2026-03-29", "00:59:59"),
        ("2026-03-29T01:00:00Z", "2026-03-29", "02:00:00"),
        ("2026-07-01T04:29:00+0530", "2026-06-30", "23:59:00"),
        ("2026-06-30T19:00:00-04:00", "2026-07-01", "00:00:00"),
    ],
)
def test_an_instant_is_the_date_and_time_in_london(instant: str, day: str, time: str) -> None:
    for kind in ("SALE", "VOID"):
        frame = read("payzone", write.PAYZONE_NAME, sale_at(instant, kind)).frame
        assert frame is not None
        assert (frame["paid_on"].tolist(), frame["paid_at"].tolist()) == ([day], [time])


def test_the_day_that_a_file_was_made_is_a_day_in_london_too() -> None:
    data = sale_at("2026-07-31T12:00:00+01:00").replace(b"2026-11-15T02:15:00+00:00", b"2026-06-30T23:15:00Z")
    assert read("payzone", write.PAYZONE_NAME, data).created_on == "2026-07-01"


@pytest.mark.parametrize("instant", ["9999-12-31T23:30:00-05:00", "0001-01-01T00:00:00+01:00"])
def test_an_instant_beyond_the_calendar_is_refused(instant: str) -> None:
    assert is_refused("payzone", write.PAYZONE_NAME, sale_at(instant))


instants = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 10)).map(  # noqa: DTZ001 - the offset is drawn apart
    lambda when: when.replace(microsecond=0)
)
offsets = st.sampled_from(["Z", "+00:00", "+01:00", "+05:30", "-0930", "+14:00"])


@given(st.lists(st.tuples(instants, offsets), min_size=1, max_size=30))
def test_many_instants_are_always_read_as_one_is(written: list[tuple[dt.datetime, str]]) -> None:
    from zoneinfo import ZoneInfo

    texts = [f"{when.isoformat()}{offset}" for when, offset in written]
    rows = [
        write.sale(f"A{place}").replace("2026-11-14T08:15:30+00:00", text) for place, text in enumerate(texts)
    ]
    frame = read("payzone", write.PAYZONE_NAME, write.payzone(rows, f"{20 * len(rows)}.00")).frame
    local = [dt.datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/London")) for text in texts]
    assert frame is not None
    assert frame["paid_on"].astype(str).tolist() == [f"{when:%Y-%m-%d}" for when in local]
    assert frame["paid_at"].tolist() == [f"{when:%H:%M:%S}" for when in local]


# lengths

PLACES = {  # place in a Payzone row: field, the longest it may be
    1: ("transaction_id", 64),
    2: ("terminal", 32),
    3: ("outlet_name", 100),
    4: ("outlet_postcode", 10),
    10: ("original_transaction_id", 64),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("letter", ["A", "é", "😀"])
def test_a_field_that_is_too_long_is_refused_with_its_row_its_name_and_its_limit(
    place: int, letter: str
) -> None:
    field, longest = PLACES[place]
    for count in (longest, longest + 1, 4000, 3_000_000):
        parts = write.sale("A1", kind="VOID" if place == 10 else "SALE").split(",")
        parts[place] = letter * count
        net = "0.00" if place == 10 else "40.00"
        data = write.payzone([write.sale("A0"), ",".join(parts)], net)
        if count == longest:
            assert read("payzone", write.PAYZONE_NAME, data).rows == 2
            continue
        with pytest.raises(FileRefused) as refused:
            read("payzone", write.PAYZONE_NAME, data)
        sentence = str(refused.value)
        assert sentence.startswith(f"row 3, field {field}: too long, found '{letter * min(count, 50)}")
        assert f"({count:,} characters)" in sentence or count < 120
        assert sentence.endswith(f"expected at most {longest} characters")
        assert len(sentence) < 300


def test_fields_of_header_and_trailer_have_limits_too() -> None:
    good = write.payzone([write.sale("A1")], "20.00")
    for old, new, place in [
        (b",001530,", b"," + b"0" * 5000 + b"1530,", "row 1, field sequence: too long"),
        (b"TRL,1,", b"TRL," + b"0" * 5000 + b"1,", "row 3, field count: too long"),
    ]:
        with pytest.raises(FileRefused, match=place):
            read("payzone", write.PAYZONE_NAME, good.replace(old, new))


@pytest.mark.parametrize("channel", ["allpay", "post_office", "paypoint", "payzone"])
def test_a_name_that_is_too_long_is_refused(channel: str) -> None:
    with pytest.raises(FileRefused, match=r"field file name: too long.*expected at most 255 characters"):
        read(channel, "payzone_" + "N" * 4000 + "_001530.csv", b"")


def test_a_sequence_number_of_many_digits_is_no_name() -> None:
    name = f"payzone_NVD4471_{'1' * 30}.csv"
    assert is_refused("payzone", name, write.payzone([], "0.00"))


def test_a_refusal_of_a_huge_field_is_short_and_escaped() -> None:
    for odd in ("\u202e", "\u2066", "\x9b"):
        data = write.payzone([write.sale(odd + "A" * 5_000_000)], "20.00")
        with pytest.raises(FileRefused) as refused:
            read("payzone", write.PAYZONE_NAME, data)
        assert str(refused.value).isprintable()
        assert len(str(refused.value)) < 400


def test_a_file_of_nothing_but_line_ends_is_refused_at_once() -> None:
    for channel, name, data in GOOD:
        assert is_refused(channel, name, b"\r\n" * 500_000), name
        assert is_refused(channel, name, data[:20] + b"\n" * 1_000_000 + b"x"), name


def test_an_own_layout_may_take_the_client_from_a_field_of_a_csv_header(tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = LAYOUTS["payzone-1"].text.replace("(?P<client>[A-Za-z0-9-]{1,32})_", "")
    text = text.replace('must_equal = "name.client"', 'feeds = "client_code"')
    (tmp_path / "payzone-1.toml").write_text(text, encoding="utf-8")
    own: Layouts = load_layouts(tmp_path)
    data = b"\xef\xbb\xbf" + write.payzone([write.sale("A1")], "20.00")
    assert read_file("payzone_001530.csv", data, own.for_channel("payzone")).client_code == "NVD4471"

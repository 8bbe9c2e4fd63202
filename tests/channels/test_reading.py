from __future__ import annotations

import pandas as pd
import pytest

from paycards.channels.catalogue import Layouts
from paycards.channels.columns import CARD_COLUMNS, PAYMENT_COLUMNS, PROMISE_COLUMNS
from paycards.channels.decoded import Decoded
from paycards.channels.layout import SHAPES
from paycards.channels.reading import read_file
from paycards.errors import FileRefused
from tests.channels import supplier_files as write

GOOD = write.good_files()
ROW = write.long_row()


def rows_of(decoded: Decoded, *columns: str) -> list[tuple[object, ...]]:
    assert decoded.frame is not None
    return [tuple(row) for row in decoded.frame[list(columns)].astype(object).to_numpy().tolist()]


def read_po(layouts: Layouts, data: bytes, name: str = "NVDC0001.PO", prefix: str = "") -> Decoded:
    return read_file(name, data, layouts.for_channel("allpay"), reference_prefix=prefix)


@pytest.mark.parametrize(("channel", "name", "data"), GOOD, ids=[name for _, name, _ in GOOD])
def test_a_frame_has_exactly_the_standard_columns_and_no_missing_value(
    layouts: Layouts, channel: str, name: str, data: bytes
) -> None:
    decoded = read_file(name, data, layouts.for_channel(channel))
    if decoded.frame is None:
        assert decoded.kind == "statement"
        return
    shape = SHAPES[decoded.kind]
    assert {column: str(dtype) for column, dtype in decoded.frame.dtypes.items()} == shape
    assert list(decoded.frame.columns) == list(shape)
    assert not decoded.frame.isna().any().any()
    assert len(decoded.frame) == decoded.rows


@pytest.mark.parametrize(("channel", "name", "data"), GOOD, ids=[name for _, name, _ in GOOD])
def test_the_line_ends_and_the_end_that_the_rulings_allow_change_nothing(
    layouts: Layouts, channel: str, name: str, data: bytes
) -> None:
    exact = read_file(name, data, layouts.for_channel(channel))
    bare = data.removesuffix(b"\r\n")
    variants = [bare, data + b"\x1a", bare + b"\x1a", data + b"\r\n\r\n", data + b"\r\n\x1a"]
    variants += [data.replace(b"\r\n", b"\n"), data.replace(b"\r\n", b"\n") + b"\n\x1a"]
    for variant in variants:
        assert_same(read_file(name, variant, layouts.for_channel(channel)), exact)


def assert_same(one: Decoded, other: Decoded) -> None:
    if one.frame is not None and other.frame is not None:
        pd.testing.assert_frame_equal(one.frame, other.frame)
    assert (one.rows, one.total_pence, one.statement) == (other.rows, other.total_pence, other.statement)


def test_long_rows_give_the_whole_card_number_and_a_trimmed_reference(layouts: Layouts) -> None:
    rows = [
        write.long_row(reference=" 77/1-2 a", letter="A", date="01/03/2027"),
        write.long_row(-7, date="29/02/2028"),
    ]
    decoded = read_po(layouts, write.allpay(rows, 1243, made="01/03/2028"))
    assert (decoded.layout, decoded.kind, decoded.rows, decoded.total_pence) == (
        "allpay-long",
        "payments",
        2,
        1243,
    )
    assert (decoded.client_code, decoded.sequence, decoded.series, decoded.limit) == ("NVDC", 1, "", 9999)
    assert decoded.created_on == "2028-03-01"
    assert rows_of(
        decoded, "row", "network", "kind", "card_number", "client_reference", "amount_pence", "paid_on"
    ) == [
        (1, "post_office", "payment", write.CARD, "77/1-2 a", 1250, "2027-03-01"),
        (2, "post_office", "payment", write.CARD, "R123456789", -7, "2028-02-29"),
    ]


def test_short_rows_give_the_six_digits_with_their_zeros(layouts: Layouts) -> None:
    decoded = read_po(layouts, write.allpay([write.short_row(letter="T")], 1250, made=""), "NVDC001.PP")
    assert (decoded.layout, decoded.limit, decoded.created_on) == ("allpay-short", 999, "")
    assert rows_of(decoded, "network", "card_number") == [("paypoint", "000001")]


def test_the_extension_decides_the_network(layouts: Layouts) -> None:
    letters = {
        "PO": "P",
        "PP": "T",
        "PZ": "Z",
        "TDC": "N",
        "TCC": "N",
        "TC": "N",
        "EPY": "E",
        "DD": "D",
        "CSH": "C",
    }
    networks = {}
    for extension, letter in letters.items():
        decoded = read_po(
            layouts, write.allpay([write.long_row(letter=letter)], 1250), f"NVDC0001.{extension}"
        )
        networks[extension] = rows_of(decoded, "network")[0][0]
    assert networks == {
        "PO": "post_office", "PP": "paypoint", "PZ": "payzone", "TDC": "telephone", "TCC": "telephone",
        "TC": "terminal", "EPY": "e_pay", "DD": "direct_debit", "CSH": "adjustment",
    }  # fmt: skip


def test_rows_that_repeat_each_other_are_all_kept(layouts: Layouts) -> None:
    assert read_po(layouts, write.allpay([ROW] * 3, 3750)).rows == 3


def test_a_file_without_rows_and_with_zero_totals_is_accepted(layouts: Layouts) -> None:
    decoded = read_po(layouts, write.allpay([], 0))
    assert (decoded.rows, decoded.total_pence) == (0, 0)
    for channel, name, data in [
        ("post_office", "A319001.TXN", write.post_office([], 0)),
        ("post_office", "A319001.CTL", write.control([])),
        ("paypoint", write.PAYPOINT_NAME, write.paypoint([], 0)),
        ("payzone", write.PAYZONE_NAME, write.payzone([], "0.00")),
        ("allpay", "NVDC0005.CRF", write.cross_reference([])),
    ]:
        assert read_file(name, data, layouts.for_channel(channel)).rows == 0


def test_one_or_more_empty_lines_may_stand_before_the_footers(layouts: Layouts) -> None:
    for empty in (1, 2, 5):
        data = write.joined([ROW, *[""] * empty, *write.footers(1250, 1)])
        assert read_po(layouts, data).total_pence == 1250


def test_terminal_totals_take_the_place_of_the_total(layouts: Layouts) -> None:
    totals = ["Total Payments Made Terminal   101: 12.00", "Total Payments Made Terminal   102: 0.50"]
    data = write.joined([write.long_row(letter="N"), "", "", *totals, *write.footers(0, 1)[1:]])
    assert read_po(layouts, data, "NVDC0001.TC").total_pence == 1250


def test_direct_debit_rejects_of_both_lengths_count_in_the_footers(layouts: Layouts) -> None:
    _, name, data = GOOD[2]
    decoded = read_po(layouts, data, name)
    assert rows_of(decoded, "row", "amount_pence") == [(1, -500), (2, 2000), (3, -700)]


def test_a_prefix_of_the_contract_comes_off_the_references_that_have_it(layouts: Layouts) -> None:
    rows = [write.long_row(reference="LL 77123"), write.long_row(reference="77123")]
    decoded = read_po(layouts, write.allpay(rows, 2500), prefix="LL")
    assert rows_of(decoded, "client_reference") == [("77123",), ("77123",)]


def test_a_cross_reference_names_new_and_replaced_cards(layouts: Layouts) -> None:
    decoded = read_po(layouts, GOOD[5][2], "NVDC0005.CRF")
    assert decoded.frame is not None
    assert list(decoded.frame.columns) == list(CARD_COLUMNS)
    assert rows_of(decoded, *CARD_COLUMNS) == [
        (2, write.CARD, "R123456789", "new"), (3, write.CARD, "R1/2", "replacement"),
    ]  # fmt: skip
    assert (decoded.kind, decoded.rows, decoded.total_pence) == ("cards", 2, 0)


def test_a_statement_adds_up(layouts: Layouts) -> None:
    decoded = read_po(layouts, GOOD[4][2], "NVDC0004.STA")
    statement = decoded.statement
    assert statement is not None
    assert (statement.opening_on, statement.opening_pence) == ("2026-11-13", 10000)
    assert (statement.credits_pence, statement.debits_pence) == (7000, 4000)
    assert (statement.closing_on, statement.closing_pence) == ("2026-11-14", 13000)
    assert statement.lines == {"PO": 7500, "CQE": -500}
    assert (decoded.rows, decoded.total_pence, decoded.frame) == (0, 0, None)


def test_a_statement_without_credits_has_no_line_for_them(layouts: Layouts) -> None:
    data = write.joined(write.statement({})).replace(b"<", b"").replace(b">", b"")
    moved = data.replace(b"26        100.00", b"26          100.00").replace(
        b"26         60.00", b"26           60.00"
    )
    statement = read_po(layouts, moved, "NVDC0004.STA").statement
    assert statement is not None
    assert (statement.credits_pence, statement.lines) == (0, {})


def test_an_error_report_is_kept_whatever_is_in_it(layouts: Layouts) -> None:
    decoded = read_po(layouts, b"\xff\0 anything", "NVDC0009.ERR")
    assert (decoded.kind, decoded.rows, decoded.total_pence, decoded.sequence) == ("report", 0, 0, 9)


def test_post_office_reversals_are_negative_and_name_their_original(layouts: Layouts) -> None:
    _, name, data = GOOD[6]
    decoded = read_file(name, data, layouts.for_channel("post_office"))
    assert rows_of(decoded, "row", "kind", "amount_pence", "receipt", "receipt_on", "original_receipt") == [
        (2, "payment", 2000, "0124508-40071-0001", "2026-11-15", ""),
        (3, "reversed", 500, "0124508-40071-0002", "2026-11-15", ""),
        (4, "reversal", -500, "0124508-40071-0003", "2026-11-15", "0124508-40071-0002"),
    ]
    assert (decoded.total_pence, decoded.sequence, decoded.series, decoded.client_code) == (
        2000, 319001, "TXN", "0429170",
    )  # fmt: skip


def test_post_office_capture_depends_on_record_type_and_central_entry_has_no_time(layouts: Layouts) -> None:
    records = [
        write.counter(capture="0"),
        write.counter(capture="0", record="32", time="0000"),
        write.counter(capture="1"),
        write.counter(capture="2", time="0000"),
    ]
    decoded = read_file("A319001.TXN", write.post_office(records, 8000), layouts.for_channel("post_office"))
    assert rows_of(decoded, "capture", "paid_at") == [
        ("swiped", "09:30:00"), ("scanned", "00:00:00"), ("keyed", "09:30:00"), ("central", ""),
    ]  # fmt: skip


def test_zeros_or_spaces_for_the_partner_name_none(layouts: Layouts) -> None:
    records = [
        write.counter(partner="0" * 9),
        write.counter(kind="2", partner="0" * 9),
        write.counter(kind="2"),
    ]
    decoded = read_file("A319001.TXN", write.post_office(records, 6000), layouts.for_channel("post_office"))
    assert rows_of(decoded, "original_receipt") == [("",)] * 3
    assert decoded.total_pence == -2000


def test_a_control_file_promises_files(layouts: Layouts) -> None:
    decoded = read_file("A319001.CTL", GOOD[7][2], layouts.for_channel("post_office"))
    assert rows_of(decoded, *PROMISE_COLUMNS) == [(2, "A319001.TXN", 3, 3000)]
    assert (decoded.kind, decoded.created_on, decoded.rows, decoded.total_pence) == (
        "control",
        "2026-11-15",
        1,
        0,
    )


def test_paypoint_rows_carry_terminal_and_transaction_as_receipt(layouts: Layouts) -> None:
    decoded = read_file(write.PAYPOINT_NAME, GOOD[8][2], layouts.for_channel("paypoint"))
    assert rows_of(decoded, "row", "amount_pence", "receipt", "original_receipt", "capture", "paid_at")[
        1:
    ] == [
        (3, 300, "T0012345-0000000002", "", "scanned", "18:45:03"),
        (4, -300, "T0012345-0000000003", "T0012345-0000000002", "scanned", "18:45:03"),
    ]
    assert (decoded.total_pence, decoded.limit, decoded.created_on) == (2000, 999999, "2026-11-15")


def test_a_paypoint_net_may_be_negative(layouts: Layouts) -> None:
    data = write.paypoint([write.shop(1, 300, "R")], 0, 1, 300)
    assert read_file(write.PAYPOINT_NAME, data, layouts.for_channel("paypoint")).total_pence == -300


def test_payzone_reads_quoting_and_voids(layouts: Layouts) -> None:
    decoded = read_file(write.PAYZONE_NAME, GOOD[9][2], layouts.for_channel("payzone"))
    assert rows_of(decoded, "row", "kind", "amount_pence", "receipt", "receipt_on", "original_receipt") == [
        (2, "payment", 2000, "A1", "", ""),
        (3, "payment", 705, "A2", "", ""),
        (4, "reversal", -705, "A3", "", "A2"),
    ]
    assert rows_of(decoded, "paid_on", "paid_at", "tender", "outlet")[0] == (
        "2026-11-14",
        "08:15:30",
        "cash",
        "Z77",
    )


def test_payzone_may_begin_with_a_byte_order_mark(layouts: Layouts) -> None:
    data = b"\xef\xbb\xbf" + GOOD[9][2]
    assert read_file(write.PAYZONE_NAME, data, layouts.for_channel("payzone")).rows == 3


def test_words_that_mean_missing_elsewhere_are_text_here(layouts: Layouts) -> None:
    data = write.payzone([write.sale("NA", outlet="null"), write.sale("NULL", outlet="")], "40.00")
    decoded = read_file(write.PAYZONE_NAME, data, layouts.for_channel("payzone"))
    assert rows_of(decoded, "receipt") == [("NA",), ("NULL",)]


def test_a_layout_can_be_chosen_by_its_own_name(layouts: Layouts) -> None:
    only_long = layouts.for_channel("allpay-long")
    assert read_file("NVDC0001.PO", write.allpay([ROW], 1250), only_long).rows == 1
    with pytest.raises(FileRefused, match="found '43 characters', expected 55"):
        read_file("NVDC0001.PO", write.allpay([write.short_row()], 1250), only_long)


def test_the_columns_of_a_frame_are_those_of_the_contract_with_the_store() -> None:
    assert SHAPES == {"payments": PAYMENT_COLUMNS, "cards": CARD_COLUMNS, "control": PROMISE_COLUMNS}


@pytest.mark.soak
def test_a_million_rows_decode_in_seconds(layouts: Layouts) -> None:
    count = 1_000_000
    rows = [write.long_row(100, card=f"98269999{number:011}") for number in range(count)]
    decoded = read_po(layouts, write.allpay(rows, 100 * count))
    assert (decoded.rows, decoded.total_pence) == (count, 100 * count)

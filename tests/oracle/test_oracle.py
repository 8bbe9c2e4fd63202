"""The oracle on hand-written cases: one for each ruling of the design."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from . import writers
from .oracle import Oracle, Rows
from .writers import Paid

CARD, OTHER_CARD, STRANGE_CARD = "9826999900000000017", "9826999900000000025", "9826999900000000033"
PATTERNS = [["rent", r"R\d{9}"], ["council_tax", r"77\d{7}"]]
SETTINGS: dict[str, Any] = {
    "councils": [
        {
            "code": "NVD",
            "contracts": [
                {
                    "code": "NVD-ALLPAY",
                    "channel": "allpay",
                    "client_code": "NVDC",
                    "fund_patterns": PATTERNS,
                },
                {"code": "NVD-POL", "channel": "post_office", "client_code": "NVD0001"},
                {"code": "NVD-PP", "channel": "paypoint", "client_code": "900001"},
                {"code": "NVD-PZ", "channel": "payzone", "client_code": "nvd"},
            ],
        },
        {
            "code": "SBM",
            "contracts": [{"code": "SBM-ALLPAY", "channel": "allpay", "client_code": "SBMC"}],
        },
    ]
}
ACCOUNTS = """council,fund,reference,status,balance_pence
NVD,rent,R000000001,open,5000
NVD,council_tax,770000001,former,100
NVD,rent,770000002,open,0
NVD,rent,SAME,open,0
NVD,council_tax,SAME,open,0
NVD,rent,770000003,open,0
NVD,council_tax,770000003,open,0
NVD,rent,AB/1,open,0
NVD,rent,AB-1,open,0
NVD,rent,R000000009,closed,0
SBM,rent,SB1,open,0
"""
CARDS = f"""council,fund,account_reference,card_number,status,issued_on
NVD,rent,R000000001,{CARD},lost,2026-01-05
NVD,rent,R000000009,{OTHER_CARD},active,2026-01-05
"""


@pytest.fixture
def oracle() -> Oracle:
    oracle = Oracle(SETTINGS)
    oracle.import_accounts(ACCOUNTS)
    oracle.import_cards(CARDS)
    return oracle


def long_rows(*rows: tuple[str, str, int]) -> bytes:
    payments = [Paid(card, pence, "2026-03-02", reference) for card, reference, pence in rows]
    lines = [writers.allpay_row(paid, "P", is_short=False) for paid in payments]
    return writers.allpay_payments(lines, sum(paid.amount_pence for paid in payments), "2026-03-03")


def paypoint(oracle: Oracle, sequence: int, *payments: Paid) -> None:
    data = writers.paypoint("900001", sequence, "2026-03-10", payments)
    oracle.deliver("NVD-PP", f"PP900001_20260310_{sequence:06}.DAT", data)


def post_office(oracle: Oracle, sequence: int, *payments: Paid) -> None:
    name = f"P069{sequence:03}.TXN"
    oracle.deliver("NVD-POL", name, writers.post_office_payments(name, "NVD0001", payments))


def payzone(oracle: Oracle, sequence: str, *payments: Paid) -> None:
    data = writers.payzone("nvd", sequence, "2026-03-10", payments)
    oracle.deliver("NVD-PZ", f"payzone_nvd_{sequence}.csv", data)


def states(rows: Rows) -> list[str]:
    return [row["state"] for row in rows]


def outcomes(oracle: Oracle) -> list[str]:
    """What became of each line: its state and its reason or rule."""
    oracle.reconcile()
    return [f"{row['state']} {row['reason'] or row['rule']}".strip() for row in oracle.export_lines()]


def decided(oracle: Oracle, card: str, reference: str) -> str:
    oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", long_rows((card, reference, 1250)))
    return outcomes(oracle)[0]


@pytest.mark.parametrize(
    ("card", "reference", "outcome"),
    [
        (CARD, "", "posted card"),
        (CARD, "NOBODY", "posted card"),
        (CARD, "r000000001", "posted card"),
        (CARD, "R0000 00001", "posted card"),
        (CARD, "770000001", "suspense conflict"),
        (CARD, "77/0000001", "suspense conflict"),
        (CARD, "SAME", "suspense conflict"),
        (OTHER_CARD, "", "suspense account_closed"),
        (OTHER_CARD, "770000001", "suspense conflict"),
        (STRANGE_CARD, "R000000001", "posted reference"),
        (STRANGE_CARD, " r000000001", "posted reference"),
        (STRANGE_CARD, "770000001", "posted reference"),
        (STRANGE_CARD, "770000002", "suspense conflict"),
        (STRANGE_CARD, "SAME", "suspense ambiguous"),
        (STRANGE_CARD, "770000003", "posted reference"),
        (STRANGE_CARD, "AB/1", "posted reference"),
        (STRANGE_CARD, "A B1", "suspense unknown_card"),
        (STRANGE_CARD, "R/000-000 001", "posted normalised_reference"),
        (STRANGE_CARD, "77-0000002", "suspense conflict"),
        (STRANGE_CARD, "R000000009", "suspense account_closed"),
        (STRANGE_CARD, "SB1", "suspense unknown_card"),
        (STRANGE_CARD, "", "suspense unknown_card"),
        (STRANGE_CARD, "- /", "suspense unknown_card"),
    ],
)
def test_a_line_is_placed_by_the_first_rule_that_is_sure(
    oracle: Oracle, card: str, reference: str, outcome: str
) -> None:
    assert decided(oracle, card, reference) == outcome


def test_a_short_card_number_is_never_a_rule(oracle: Oracle) -> None:
    row = writers.allpay_row(Paid(CARD, 100, "2026-03-02"), "P", is_short=True)
    oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", writers.allpay_payments([row], 100))
    assert outcomes(oracle) == ["suspense unknown_reference"]
    assert oracle.export_lines()[0]["card_number"] == CARD[11:17]


def test_open_suspense_is_tried_again_when_an_account_has_arrived(oracle: Oracle) -> None:
    assert decided(oracle, STRANGE_CARD, "R000000777") == "suspense unknown_card"
    oracle.import_accounts("council,fund,reference,status,balance_pence\nNVD,rent,R000000777,open,0\n")
    assert outcomes(oracle) == ["posted reference"]
    assert oracle.export_suspense() == []


def test_balances_list_every_account_with_what_it_received(oracle: Oracle) -> None:
    decided(oracle, CARD, "")
    first, *others = oracle.export_balances()
    assert (first["opening_pence"], first["received_pence"], first["balance_pence"]) == (
        "5000",
        "1250",
        "3750",
    )
    assert len(others) == 10
    assert {row["received_pence"] for row in others} == {"0"}


def test_a_council_does_not_match_another_councils_cards(oracle: Oracle) -> None:
    oracle.deliver("SBM-ALLPAY", "SBMC0001.PO", long_rows((CARD, "R000000001", 100)))
    assert outcomes(oracle) == ["suspense unknown_card"]


# files


def test_the_same_file_again_leaves_no_record(oracle: Oracle) -> None:
    for _ in range(2):
        oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", long_rows((CARD, "", 100)))
    assert states(oracle.export_files()) == ["accepted"]


def test_a_taken_number_is_a_repeat_with_the_same_bytes_and_held_with_others(oracle: Oracle) -> None:
    for name, pence in (("NVDC0001.PO", 100), ("NVDC001.PO", 100), ("NVDC0001.PO", 200)):
        oracle.deliver("NVD-ALLPAY", name, long_rows((CARD, "", pence)))
    assert states(oracle.export_files()) == ["accepted", "repeat", "held"]
    assert len(oracle.export_lines()) == 1


def test_known_payments_under_a_new_number_are_held(oracle: Oracle) -> None:
    for name in ("NVDC0001.PO", "NVDC0002.PO"):
        oracle.deliver("NVD-ALLPAY", name, long_rows((CARD, "", 100)))
    assert states(oracle.export_files()) == ["accepted", "held"]


def test_a_file_without_payments_under_a_new_number_is_a_repeat(oracle: Oracle) -> None:
    for name in ("NVDC0001.PO", "NVDC0002.PO"):
        oracle.deliver("NVD-ALLPAY", name, long_rows())
    statement = writers.statement(1000, {"Post Office (.PO)": 500}, 200, "2026-03-02")
    for name in ("NVDC0003.STA", "NVDC0004.STA"):
        oracle.deliver("NVD-ALLPAY", name, statement)
    assert states(oracle.export_files()) == ["accepted", "repeat", "accepted", "repeat"]


def test_a_good_file_takes_the_number_of_a_refused_one(oracle: Oracle) -> None:
    good = long_rows((CARD, "", 100))
    for data in (good[:-70], good):
        oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", data)
    assert states(oracle.export_files()) == ["quarantined", "accepted"]


def test_a_gap_is_known_until_the_missing_number_comes(oracle: Oracle) -> None:
    missing = []
    for number in (1, 3, 2):
        oracle.deliver("NVD-ALLPAY", f"NVDC{number:04}.PO", long_rows((CARD, "", number)))
        missing.append(oracle.missing_numbers("NVD-ALLPAY"))
    assert missing == [set(), {2}, set()]


def test_a_running_number_starts_again_after_all_nines(oracle: Oracle) -> None:
    for number, pence in ((1, 10), (5000, 20), (9999, 30), (1, 40), (9999, 50)):
        oracle.deliver("NVD-ALLPAY", f"NVDC{number:04}.PO", long_rows((CARD, "", pence)))
    assert states(oracle.export_files()) == ["accepted"] * 4 + ["held"]


def test_a_file_in_anothers_drop_is_quarantined_and_by_hand_it_finds_its_contract(oracle: Oracle) -> None:
    data = long_rows((CARD, "", 100))
    oracle.deliver("SBM-ALLPAY", "NVDC0001.PO", data)
    oracle.deliver(None, "NVDC0001.PO", data)
    oracle.deliver(None, "XXXC0001.PO", data)
    found = [(row["contract"], row["state"]) for row in oracle.export_files()]
    assert found == [("SBM-ALLPAY", "quarantined"), ("NVD-ALLPAY", "accepted"), ("", "quarantined")]


GOOD = long_rows((STRANGE_CARD, "R000000001", 1250), (CARD, "", -1250))
ROW_END = GOOD.index(b"\r\n")


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace(b"\r\n", b"\n"),
        GOOD.removesuffix(b"\r\n"),
        GOOD + b"\x1a",
        GOOD + b"\r\n\r\n",
        GOOD.replace(b"\r\n\r\n\r\n", b"\r\n\r\n"),
        GOOD.replace(b"R000000001", b"  r/~00001"),
    ],
)
def test_harmless_differences_are_read_as_if_exact(oracle: Oracle, data: bytes) -> None:
    oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", data)
    assert states(oracle.export_files()) == ["accepted"]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace(b"\r\n", b"\n", 1),
        GOOD[:ROW_END] + b"\r\n" + GOOD[ROW_END:],
        GOOD + b"\0",
        GOOD + b"more",
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"   12.50P", b"   00.00P"),
        GOOD.replace(b"   12.50P", b"00012.50P"),
        GOOD.replace(b"R000000001", b"R00000\xe9001"),
        GOOD.replace(b"9826999900000000033", b" 982699990000000003"),
        GOOD.replace(b"P02/03/2026", b"T02/03/2026", 1),
        GOOD.replace(b"P02/03/2026", b"P31/02/2026", 1),
        GOOD.replace(b"System:    ", b"System:   ", 1),
        GOOD.replace(b"      2\r\n", b"      3\r\n"),
        long_rows((CARD, "", 100), (CARD, "", 100)).replace(b"2.00", b"1.00"),
    ],
)
def test_a_broken_file_is_quarantined_whole(oracle: Oracle, data: bytes) -> None:
    oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", data)
    [file] = oracle.export_files()
    assert (file["state"], file["rows"], file["total_pence"]) == ("quarantined", "0", "0")


def test_terminal_totals_stand_in_for_the_total_of_a_terminal_file(oracle: Oracle) -> None:
    row = writers.allpay_row(Paid(CARD, 300, "2026-03-02"), "N", is_short=False)
    data = writers.allpay_payments([row], 300, terminals=(100, 200))
    oracle.deliver("NVD-ALLPAY", "NVDC0001.TC", data)
    oracle.deliver("NVD-ALLPAY", "NVDC0002.TDC", data)
    assert states(oracle.export_files()) == ["accepted", "quarantined"]
    assert oracle.export_lines()[0]["network"] == "terminal"


@pytest.mark.parametrize(("width", "state"), [(73, "accepted"), (80, "accepted"), (74, "quarantined")])
def test_a_reject_row_has_73_or_80_characters(oracle: Oracle, width: int, state: str) -> None:
    reason = "1 (" + "x" * (width - 59) + ")"
    row = writers.allpay_row(Paid(CARD, -300, "2026-03-02"), "D", is_short=False, reject=reason)
    oracle.deliver("NVD-ALLPAY", "NVDC0001.DD", writers.allpay_payments([row], -300))
    assert states(oracle.export_files()) == [state]


def test_a_statement_with_wrong_sums_or_an_unknown_line_is_quarantined(oracle: Oracle) -> None:
    good = writers.statement(1000, {"Post Office (.PO)": 500, "E-Pay (.EPY)": 7}, 200, "2026-03-02")
    broken = (
        good.replace(b"5.07", b"5.17"),
        good.replace(b"13.07", b"13.08"),
        good.replace(b"E-Pay", b"E-Pow"),
    )
    for number, data in enumerate((good, *broken), start=1):
        oracle.deliver("NVD-ALLPAY", f"NVDC000{number}.STA", data)
    assert states(oracle.export_files()) == ["accepted"] + ["quarantined"] * 3


def test_a_cross_reference_teaches_sure_cards_and_moves_none(oracle: Oracle) -> None:
    cards = [(STRANGE_CARD, "770000001", "N"), (CARD, "770000001", "R"), ("9826999900000000041", "SAME", "N")]
    oracle.deliver("NVD-ALLPAY", "NVDC0001.CRF", writers.cross_reference(cards, "2026-03-02"))
    rows = [(number, "", 100) for number, _, _ in cards]
    oracle.deliver("NVD-ALLPAY", "NVDC0002.PO", long_rows(*rows))
    assert outcomes(oracle) == ["posted card", "posted card", "suspense unknown_card"]
    assert [row["account_reference"] for row in oracle.export_lines()] == ["770000001", "R000000001", ""]
    assert [(row["rows"], row["total_pence"]) for row in oracle.export_files()] == [("3", "0"), ("3", "300")]


def test_a_cross_reference_is_read_again_when_an_account_has_arrived(oracle: Oracle) -> None:
    data = writers.cross_reference([(STRANGE_CARD, "R000000777", "N")], "2026-03-02")
    oracle.deliver("NVD-ALLPAY", "NVDC0001.CRF", data)
    oracle.deliver("NVD-ALLPAY", "NVDC0002.PO", long_rows((STRANGE_CARD, "", 100)))
    assert outcomes(oracle) == ["suspense unknown_card"]
    oracle.import_accounts("council,fund,reference,status,balance_pence\nNVD,rent,R000000777,open,0\n")
    assert outcomes(oracle) == ["posted card"]


def test_a_control_file_counts_its_promises_and_is_not_a_payment(oracle: Oracle) -> None:
    data = writers.control("P069001.CTL", "NVD0001", [("P069001.TXN", 2, 500)], "2026-03-10")
    oracle.deliver(None, "P069001.CTL", data)
    [file] = oracle.export_files()
    assert (file["state"], file["rows"], file["total_pence"]) == ("accepted", "1", "0")


def test_post_office_records_have_no_line_ends_but_one_may_follow_the_trailer(oracle: Oracle) -> None:
    name = "P069001.TXN"
    data = writers.post_office_payments(name, "NVD0001", [Paid(CARD, 100, "2026-03-02")])
    delimited = b"".join(data[start : start + 107] + b"\r\n" for start in range(0, len(data), 107))
    oracle.deliver("NVD-POL", name, delimited)
    oracle.deliver("NVD-POL", name, data + b"\r\n")
    assert states(oracle.export_files()) == ["quarantined", "accepted"]


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (b'"Caf\xc3\xa9 ""Royal"", Mill Row"', b"Caf\xc3\xa9", "accepted"),
        (b"HDR", b"\xef\xbb\xbfHDR", "accepted"),
        (b"Mill Row", b"Mill\r\nRow", "quarantined"),
        (b",NV1 2AB,", b',NV1 "2AB",', "quarantined"),
        (b"SALE,", b"SALE,T0", "quarantined"),
        (b"PAYZONE,nvd,7", b"PAYZONE,nvd,8", "quarantined"),
    ],
)
def test_payzone_quoting_is_read_strictly(oracle: Oracle, old: bytes, new: bytes, state: str) -> None:
    data = writers.payzone("nvd", "7", "2026-03-10", [Paid(CARD, 1999, "2026-03-09", number="T1")])
    assert old in data
    oracle.deliver("NVD-PZ", "payzone_nvd_7.csv", data.replace(old, new))
    assert states(oracle.export_files()) == [state]


def test_a_header_that_disagrees_with_its_name_is_quarantined(oracle: Oracle) -> None:
    data = writers.paypoint("900001", 1, "2026-03-10", [Paid(CARD, 100, "2026-03-09")])
    oracle.deliver("NVD-PP", "PP900001_20260310_000002.DAT", data)
    oracle.deliver("NVD-PP", "PP900001_20260311_000001.DAT", data)
    assert states(oracle.export_files()) == ["quarantined", "quarantined"]


# duplicates and reversals


def test_a_natural_key_that_came_before_is_a_duplicate_but_allpay_rows_never_are(oracle: Oracle) -> None:
    paid = Paid(CARD, 100, "2026-03-02", number="8")
    paypoint(oracle, 1, paid, paid)
    paypoint(oracle, 2, paid, Paid(CARD, 100, "2026-03-03", number="8"))
    oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", long_rows((CARD, "", 100), (CARD, "", 100)))
    expected = ["posted card", "duplicate", "duplicate", "posted card", "posted card", "posted card"]
    assert outcomes(oracle) == expected


def test_another_payment_with_a_known_number_waits_and_what_equals_either_is_a_duplicate(
    oracle: Oracle,
) -> None:
    first, other = (
        Paid(CARD, 100, "2026-03-02", number="8"),
        Paid(STRANGE_CARD, 250, "2026-03-04", number="8"),
    )
    payzone(oracle, "1", first, other)
    assert outcomes(oracle) == ["posted card", "suspense receipt_reused"]
    payzone(oracle, "2", other, first, replace(first, time="101500"), replace(first, paid_on="2026-03-03"))
    again = ["duplicate", "duplicate", "suspense receipt_reused", "suspense receipt_reused"]
    assert outcomes(oracle)[2:] == again
    oracle.import_cards(
        f"council,fund,account_reference,card_number,status,issued_on\n"
        f"NVD,rent,R000000001,{STRANGE_CARD},active,2026-01-05\n"
    )
    assert outcomes(oracle)[1] == "suspense receipt_reused"


def test_a_reversal_takes_back_the_payment_that_had_the_number_first(oracle: Oracle) -> None:
    first, other = Paid(CARD, 100, "2026-03-02"), Paid(STRANGE_CARD, 100, "2026-03-02")
    paypoint(oracle, 1, first, other, reversal(100, "2026-03-03"))
    assert outcomes(oracle) == ["posted card", "suspense receipt_reused", "posted reversal"]


def test_a_reversal_with_the_card_of_the_other_payment_is_a_mismatch(oracle: Oracle) -> None:
    first, other = Paid(CARD, 100, "2026-03-02"), Paid(STRANGE_CARD, 100, "2026-03-02")
    paypoint(oracle, 1, first, other, replace(reversal(100, "2026-03-03"), card=STRANGE_CARD))
    assert outcomes(oracle)[2] == "suspense reversal_mismatch"


def reversal(pence: int, day: str, original: str = "1", number: str = "5") -> Paid:
    return Paid(CARD, pence, day, number=number, original=original, kind="reversal")


def test_a_reversal_of_a_posted_payment_is_posted_the_other_way(oracle: Oracle) -> None:
    paypoint(oracle, 1, Paid(CARD, 100, "2026-03-02"))
    oracle.reconcile()
    paypoint(oracle, 2, reversal(100, "2026-03-09"))
    assert outcomes(oracle) == ["posted card", "posted reversal"]
    assert oracle.export_balances()[0]["received_pence"] == "0"


def test_a_reversal_of_a_payment_in_suspense_offsets_both(oracle: Oracle) -> None:
    paypoint(oracle, 1, reversal(100, "2026-03-02"), Paid(STRANGE_CARD, 100, "2026-03-02"))
    assert outcomes(oracle) == ["offset reversal", "offset reversal"]


def test_a_reversal_eight_days_later_or_naming_nothing_has_no_original(oracle: Oracle) -> None:
    nameless = reversal(100, "2026-03-02", original="", number="6")
    paypoint(oracle, 1, Paid(CARD, 100, "2026-03-02"), reversal(100, "2026-03-10"), nameless)
    assert outcomes(oracle) == ["posted card", "suspense no_original", "suspense no_original"]


def test_a_reversal_waits_for_an_original_that_comes_later(oracle: Oracle) -> None:
    payzone(oracle, "1", reversal(100, "2026-03-02", original="1"))
    assert outcomes(oracle) == ["suspense no_original"]
    payzone(oracle, "2", Paid(CARD, 100, "2026-03-01"))
    assert outcomes(oracle) == ["posted reversal", "posted card"]


def test_a_reversal_takes_the_latest_payment_of_that_number(oracle: Oracle) -> None:
    payments = Paid(CARD, 100, "2026-03-01"), Paid(CARD, 200, "2026-03-03"), Paid(CARD, 300, "2026-03-05")
    paypoint(oracle, 1, *payments, reversal(200, "2026-03-04"))
    assert outcomes(oracle)[-1] == "posted reversal"


def test_a_reversal_that_does_not_fit_is_a_mismatch(oracle: Oracle) -> None:
    paypoint(
        oracle,
        1,
        Paid(CARD, 100, "2026-03-02"),
        reversal(99, "2026-03-02", number="5"),
        reversal(100, "2026-03-02", number="6"),
        reversal(100, "2026-03-02", number="7"),
        reversal(100, "2026-03-02", number="8", original="6"),
    )
    mismatch = "suspense reversal_mismatch"
    assert outcomes(oracle) == ["posted card", mismatch, "posted reversal", mismatch, mismatch]


def reversed_by(number: str) -> Paid:
    return Paid(CARD, 100, "2026-03-02", kind="reversed", number="1", original=number)


def test_a_reversed_row_waits_for_its_reversal_and_both_are_offset(oracle: Oracle) -> None:
    post_office(oracle, 1, reversed_by("5"))
    assert outcomes(oracle) == ["suspense reversal_expected"]
    post_office(oracle, 2, reversal(100, "2026-03-03"))
    assert outcomes(oracle) == ["offset reversal", "offset reversal"]


def test_a_reversed_row_that_comes_with_its_reversal_is_posted_with_it(oracle: Oracle) -> None:
    post_office(oracle, 1, reversal(100, "2026-03-03"), reversed_by("5"))
    assert outcomes(oracle) == ["posted reversal", "posted card"]


def test_an_allpay_negative_is_matched_by_the_rules_and_posted(oracle: Oracle) -> None:
    oracle.deliver("NVD-ALLPAY", "NVDC0001.PO", long_rows((CARD, "", -100)))
    assert outcomes(oracle) == ["posted card"]
    assert oracle.export_balances()[0]["balance_pence"] == "5100"

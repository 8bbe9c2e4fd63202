"""camt.053: what is money, what is a label, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from paycards.bank.statement import Detail
from paycards.demo.banks.camt053 import camt053
from paycards.errors import FileRefused
from tests.bank.made import (
    ACCOUNT,
    NAMESPACE,
    OTHER,
    amount,
    balance,
    booked,
    camt,
    document,
    entries,
    ntry,
    only,
    read,
    stmt,
)  # fmt: skip

PARTS = "<NtryDtls>{}</NtryDtls>"
PART = "<TxDtls>{}</TxDtls>"
WHOLE = balance("OPBD", 0), balance("CLBD", 100)


def details(*pence: int) -> str:
    return PARTS.format("".join(PART.format(amount(each)) for each in pence))


@pytest.mark.parametrize("version", range(2, 14))
def test_every_version_from_02_to_13_is_read(version: int) -> None:
    file = read(camt053([booked(2500, -100)], version))
    assert file.format == f"camt.053.001.{version:02}"
    assert [entry.amount_pence for entry in file.entries] == [2500, -100]


@pytest.mark.parametrize("version", [2, 8])
def test_an_entry_of_several_payments_is_one_line_with_its_own_amount(version: int) -> None:
    line = booked(10000).lines[0]
    parted = booked(10000).__class__(
        ACCOUNT,
        1,
        line.booked_on,
        line.booked_on,
        0,
        [line.__class__(line.booked_on, 10000, "B", parts=(3000, 7000))],
    )
    (entry,) = entries(camt053([parted], version))
    assert entry.amount_pence == 10000
    assert entry.details == (Detail(3000, "PART1"), Detail(7000, "PART2"))


def test_details_that_differ_by_the_charges_leave_the_difference_as_charges() -> None:
    charges = f"<Chrgs><Rcrd>{amount(-2600)}</Rcrd></Chrgs>"
    (entry,) = entries(camt(200000, 47400, ntry(-152600, charges + details(-150000))))
    assert (entry.amount_pence, entry.charges_pence) == (-152600, -2600)


def test_charges_of_version_02_stand_directly_below_the_entry() -> None:
    charges = '<Chrgs><Amt Ccy="GBP">26.00</Amt></Chrgs>'
    (entry,) = entries(camt(0, 147400, ntry(147400, charges + details(150000))))
    assert entry.charges_pence == -2600


def test_details_that_no_charge_explains_refuse_the_file_with_both_figures() -> None:
    with pytest.raises(FileRefused, match=r"row 1, .*NtryDtls: .* found '15\.00', expected 15\.26"):
        read(camt(0, 1526, ntry(1526, details(1500))))


def test_charges_in_another_currency_explain_nothing() -> None:
    charges = '<Chrgs><Rcrd><Amt Ccy="EUR">0.26</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd></Chrgs>'
    with pytest.raises(FileRefused, match=r"no charge explains it"):
        read(camt(0, 1526, ntry(1526, charges + details(1500))))


def test_charges_that_are_included_say_nothing_about_direction() -> None:
    charges = f"<Chrgs><Rcrd>{amount(-26)}<ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>"
    (entry,) = entries(camt(0, 1474, ntry(1474, charges + details(1500))))
    assert (entry.amount_pence, entry.charges_pence) == (1474, -26)


def test_a_total_of_charges_alone_explains_a_difference() -> None:
    charges = '<Chrgs><TtlChrgsAndTaxAmt Ccy="GBP">26.00</TtlChrgsAndTaxAmt></Chrgs>'
    (entry,) = entries(camt(0, 147400, ntry(147400, charges + details(150000))))
    assert entry.charges_pence == -2600


@pytest.mark.parametrize(("mark", "pence"), [("true", -2600), ("false", 0)])
def test_of_a_credit_without_details_the_charges_are_what_is_marked_as_included(
    mark: str, pence: int
) -> None:
    charges = f"<Chrgs><Rcrd>{amount(-2600)}<ChrgInclInd>{mark}</ChrgInclInd></Rcrd></Chrgs>"
    (entry,) = entries(camt(0, 97400, ntry(97400, charges)))
    assert (entry.amount_pence, entry.charges_pence) == (97400, pence)


@pytest.mark.parametrize("inside", ["", "<NtryDtls></NtryDtls>", "<NtryDtls><TxDtls></TxDtls></NtryDtls>"])
def test_an_entry_without_details_is_a_full_line(inside: str) -> None:
    assert [entry.amount_pence for entry in entries(camt(0, 100, ntry(100, inside)))] == [100]


def test_only_the_amount_of_the_entry_itself_moves_the_balance() -> None:
    others = "".join(
        f'<{name}><Amt Ccy="EUR">4.00</Amt></{name}>' for name in ("InstdAmt", "TxAmt", "CntrValAmt")
    )
    inside = f"<AmtDtls>{others}</AmtDtls>" + PARTS.format(PART.format(f"<AmtDtls>{others}</AmtDtls>"))
    (entry,) = entries(camt(0, 100, ntry(100, inside)))
    assert (entry.amount_pence, entry.details[0].amount_pence) == (100, None)


def test_several_statements_and_accounts_keep_their_own_lines() -> None:
    file = read(camt053([booked(100), booked(200, 300, account=OTHER)]))
    found = [(each.account.account_number, each.booked_pence) for each in file.statements]
    assert found == [("00004471", 100), ("00004472", 500)]
    assert [entry.place for entry in file.entries] == [1, 2, 3]


def test_documents_joined_in_one_file_are_refused_with_that_reason() -> None:
    with pytest.raises(FileRefused, match=r"several XML documents are joined"):
        read(camt053([booked(100)]) * 2)


def page(number: int, last: str) -> str:
    return f"<StmtPgntn><PgNb>{number}</PgNb><LastPgInd>{last}</LastPgInd></StmtPgntn>"


FIRST = stmt(balance("OPBD", 0), balance("ITBD", 100), ntry(100), before=page(1, "false"))
MIDDLE = stmt(balance("ITBD", 100), balance("ITBD", 150), ntry(50), before=page(2, "false"))
LAST = stmt(balance("ITBD", 150), balance("CLBD", 140), ntry(-10), before=page(3, "true"))


def test_pages_are_joined_by_their_interim_balances_whatever_their_order() -> None:
    for pages in ((FIRST, MIDDLE, LAST), (LAST, FIRST, MIDDLE)):
        statement = only(document(*pages))
        assert (statement.opening and statement.opening.pence, statement.booked_pence) == (0, 140)
        assert (statement.closing and statement.closing.kind, statement.missing_pages) == ("CLBD", "")


def test_interim_balances_of_a_page_stand_in_any_order() -> None:
    turned = stmt(balance("ITBD", 150), balance("ITBD", 100), ntry(50), before=page(2, "false"))
    assert only(document(FIRST, turned, LAST)).missing_pages == ""


@pytest.mark.parametrize(
    ("pages", "missing"),
    [
        ((FIRST,), "2"),
        ((LAST,), "2 of 3"),
        ((MIDDLE,), "1"),
        ((FIRST, LAST), "2 of 3"),
        ((FIRST, MIDDLE), "3"),
    ],
)
def test_a_set_of_pages_that_is_not_whole_says_which_is_missing(pages: tuple[str, ...], missing: str) -> None:
    assert only(document(*pages)).missing_pages == f"page {missing} is missing"


def test_pages_that_do_not_meet_are_refused_with_both_figures() -> None:
    apart = MIDDLE.replace("1.00", "1.01").replace("1.50", "1.51")
    with pytest.raises(FileRefused, match=r"page 1: .* found '1\.01', expected 1\.00"):
        read(document(FIRST, apart, LAST.replace("1.50", "1.51").replace("1.40", "1.41")))


def test_a_page_that_stands_twice_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"appears twice"):
        read(document(FIRST, FIRST, MIDDLE, LAST))


def test_pages_of_the_message_do_not_part_a_statement_that_is_whole() -> None:
    header = "<MsgPgntn><PgNb>2</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>"
    assert only(document(stmt(*WHOLE, ntry(100)), header=header)).missing_pages == ""


def test_balances_stand_in_any_order_and_only_opening_and_closing_are_used() -> None:
    others = [balance(kind, 99999) for kind in ("CLAV", "FWAV", "ITAV", "XPCD", "INFO", "OPAV")]
    statement = only(document(stmt(others[0], WHOLE[1], *others[1:], WHOLE[0], ntry(100))))
    assert [each.kind for each in statement.balances] == ["CLAV", "FWAV", "ITAV", "XPCD", "INFO", "OPAV"]
    assert (statement.opening and statement.opening.kind) == "OPBD"


def test_the_closing_of_the_day_before_is_an_opening() -> None:
    statement = only(document(stmt(balance("PRCD", 0), WHOLE[1], ntry(100))))
    assert (statement.opening and statement.opening.kind) == "PRCD"


@pytest.mark.parametrize(("given", "missing"), [(WHOLE[0], "closing"), (WHOLE[1], "opening")])
def test_one_balance_without_the_other_is_refused(given: str, missing: str) -> None:
    with pytest.raises(FileRefused, match=f"there is no {missing} balance"):
        read(document(stmt(given, balance("CLAV", 100), ntry(100))))


def test_a_statement_without_balances_is_unproved() -> None:
    assert only(document(stmt(ntry(100)))).unproved == "it gives no opening and no closing balance"


def test_an_overdrawn_balance_is_signed_once_by_its_mark() -> None:
    statement = only(camt(-5000, -4900, ntry(100)))
    assert (statement.opening and statement.opening.pence) == -5000


@pytest.mark.parametrize(
    "text", ["-1.00", "+1.00", "1.001", "4E-13", "27,", "27.", " ", "1 000.00", "\uff11.00"]
)
def test_an_amount_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match=r"row 1, field .*Amt"):
        read(camt(0, 100, ntry(100).replace(">1.00<", f">{text}<")))


@pytest.mark.parametrize(("text", "pence"), [("0", 0), ("1.10000", 110), ("7", 700), ("1.5", 150)])
def test_plain_digits_with_at_most_two_decimals_are_an_amount(text: str, pence: int) -> None:
    entry = ntry(100).replace(">1.00<", f">{text}<")
    assert [each.amount_pence for each in entries(camt(0, pence, entry))] == [pence]


def test_a_statement_without_entries_is_accepted() -> None:
    assert only(camt(700, 700)).booked == 0


@pytest.mark.parametrize("status", ["PDNG", "<Cd>PDNG</Cd>", "INFO", "<Cd>INFO</Cd>", "<Cd>FUTR</Cd>"])
def test_only_booked_entries_are_money_and_others_are_shown(status: str) -> None:
    statement = only(camt(0, 100, ntry(100), ntry(9900, status=status)))
    assert (statement.booked, statement.booked_pence, len(statement.entries)) == (1, 100, 2)


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"row 1, .*Sts/Cd.* 'BOKD', expected BOOK or PDNG or INFO or FUTR"):
        read(camt(0, 100, ntry(100, status="<Cd>BOKD</Cd>")))


def test_a_reversal_is_a_label_and_the_direction_is_final() -> None:
    (entry,) = entries(camt(500, 400, ntry(-100, "<RvslInd>true</RvslInd>")))
    assert (entry.amount_pence, entry.reversal) == (-100, True)


def test_where_only_the_inverted_reading_adds_up_the_refusal_says_so() -> None:
    with pytest.raises(
        FileRefused, match=r"they would if the entries marked as reversals moved the other way"
    ):
        read(camt(500, 600, ntry(-100, "<RvslInd>true</RvslInd>")))


def test_the_bank_s_reference_is_evidence_and_equal_entries_are_all_kept() -> None:
    same = ntry(100, "<AcctSvcrRef>NOTPROVIDED</AcctSvcrRef>")
    found = entries(camt(0, 200, same, same))
    assert [(entry.place, entry.references[0].text) for entry in found] == [
        (1, "NOTPROVIDED"),
        (2, "NOTPROVIDED"),
    ]


def test_bytes_are_read_as_the_file_declares_them() -> None:
    text = camt(0, 100, ntry(100, "<AddtlNtryInf>Caffè</AddtlNtryInf>"))
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?>' + text
    assert entries(declared.encode("latin-1"))[0].text == "Caffè"
    with pytest.raises(FileRefused, match=r"not well-formed"):
        read(text.encode("latin-1"))


def test_prefixed_names_are_the_same_names() -> None:
    text = camt(0, 100, ntry(100)).replace("</", "</c:").replace("<", "<c:").replace("<c:/c:", "</c:")
    assert only(text.replace("xmlns=", "xmlns:c=")).booked == 1


@pytest.mark.parametrize(
    "namespace",
    ["urn:iso:std:iso:20022:tech:xsd:camt.053.001.01", "urn:iso:std:iso:20022:tech:xsd:camt.053.001.14",
     "iso:20023:tech:xsd:camt.053.001.08", "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"],
)  # fmt: skip
def test_another_version_is_refused_by_name(namespace: str) -> None:
    with pytest.raises(FileRefused, match=namespace.rsplit(":", maxsplit=1)[-1].replace(".", r"\.")):
        read(document(stmt(*WHOLE, ntry(100)), namespace=namespace))


def test_no_namespace_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"no namespace"):
        read(camt(0, 100, ntry(100)).replace(f' xmlns="{NAMESPACE}"', ""))


@pytest.mark.parametrize(
    "kind", ["<!DOCTYPE Document>", "<!doctype Document>", '<!DOCTYPE d SYSTEM "file:///etc/hostname">',
             '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>']
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_any_document_type_is_refused_in_a_sentence(kind: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + kind + camt(0, 100, ntry(100))
    with pytest.raises(FileRefused, match=r"DOCTYPE"):
        read(text.encode(encoding))


def test_an_entity_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"not well-formed"):
        read(camt(0, 100, ntry(100, "<AddtlNtryInf>&bomb;</AddtlNtryInf>")))


def test_a_file_that_nests_too_deep_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"not well-formed"):
        read(camt(0, 100, ntry(100, "<a>" * 5000 + "</a>" * 5000)))


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paycards.bank.reading.MOST_BYTES", 100)
    with pytest.raises(FileRefused, match=r"too large"):
        read(camt(0, 100, ntry(100)))


@pytest.mark.parametrize("day", ["2026-11-09", "2026-11-09Z", "2026-11-09+14:00"])
def test_a_calendar_date_is_taken_as_it_is_written(day: str) -> None:
    assert entries(camt(0, 100, ntry(100, day=day)))[0].booked_on == dt.date(2026, 11, 9)


def test_a_time_of_day_behind_the_date_shifts_nothing() -> None:
    timed = ntry(100).replace("<Dt>2026-11-09</Dt>", "<DtTm>2026-11-09T23:59:59-11:00</DtTm>")
    assert entries(camt(0, 100, timed))[0].booked_on == dt.date(2026, 11, 9)


def test_an_impossible_value_date_is_kept_and_an_impossible_booking_date_refuses() -> None:
    odd = ntry(100).replace("<ValDt><Dt>2026-11-09", "<ValDt><Dt>2026-02-30")
    assert entries(camt(0, 100, odd))[0].value_on == "2026-02-30"
    with pytest.raises(FileRefused, match=r"BookgDt"):
        read(camt(0, 100, ntry(100).replace("<BookgDt><Dt>2026-11-09", "<BookgDt><Dt>2026-02-30")))


def test_without_a_booking_date_the_value_date_is_the_day() -> None:
    text = ntry(100).replace("<BookgDt><Dt>2026-11-09</Dt></BookgDt>", "")
    assert entries(camt(0, 100, text))[0].booked_on == dt.date(2026, 11, 9)


def test_another_currency_of_entry_balance_or_account_is_refused() -> None:
    good = camt(0, 100, ntry(100))
    for place in range(good.count('Ccy="GBP"')):
        parts = good.split('Ccy="GBP"')
        spoilt = 'Ccy="GBP"'.join(parts[: place + 1]) + 'Ccy="EUR"' + 'Ccy="GBP"'.join(parts[place + 1 :])
        with pytest.raises(FileRefused, match=r"another currency than pounds"):
            read(spoilt)
    with pytest.raises(FileRefused, match=r"another currency than pounds"):
        read(good.replace("</Id></Acct>", "</Id><Ccy>USD</Ccy></Acct>"))


@pytest.mark.parametrize(("message", "body"), [("052", "BkToCstmrAcctRpt"), ("054", "BkToCstmrDbtCdtNtfctn")])
def test_another_message_is_refused_with_its_name_and_what_to_ask_for(message: str, body: str) -> None:
    text = camt(0, 100, ntry(100)).replace("camt.053", f"camt.{message}").replace("BkToCstmrStmt", body)
    with pytest.raises(FileRefused, match=rf"camt\.{message}.*ask the bank for camt\.053"):
        read(text)


def test_a_message_without_statements_is_refused() -> None:
    with pytest.raises(FileRefused, match=r"no statement is found"):
        read(document())


def test_the_text_of_an_entry_is_all_that_the_bank_says_with_spaces_folded() -> None:
    inside = (
        "<NtryRef>7</NtryRef><NtryDtls><TxDtls><Refs><EndToEndId>E2E</EndToEndId></Refs><RltdPties><Dbtr><Pty>"
        "<Nm>ALLPAY  LTD</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>NVDC\n0113</Ustrd></RmtInf></TxDtls>"
        "</NtryDtls><AddtlNtryInf>BGC</AddtlNtryInf>"
    )
    assert entries(camt(0, 100, ntry(100, inside)))[0].text == "7 E2E ALLPAY LTD NVDC 0113 BGC"


def test_an_account_by_number_and_sort_code_is_the_same_account() -> None:
    other = "<Id><Othr><Id>00004471</Id></Othr></Id><Svcr><FinInstnId><ClrSysMmbId><MmbId>000471</MmbId>"
    text = camt(0, 100, ntry(100)).replace(
        f"<Id><IBAN>{ACCOUNT.iban}</IBAN></Id>", other + "</ClrSysMmbId></FinInstnId></Svcr>"
    )
    assert (only(text).account.sort_code, only(text).account.account_number) == ("000471", "00004471")


@pytest.mark.parametrize("prolog", ["", '<?xml version="1.0" encoding="UTF-8"?>'])
@pytest.mark.parametrize("between", ["", "\n"])
def test_documents_that_are_joined_in_one_file_are_refused_with_that_reason(
    prolog: str, between: str
) -> None:
    one = prolog + camt(0, 100, ntry(100))
    with pytest.raises(FileRefused, match="several XML documents are joined in one file: separate them"):
        read(one + between + one)

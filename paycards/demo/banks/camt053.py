"""Writes camt.053 in each version from 001.02 to 001.13.

Source: ISO 20022, BankToCustomerStatement. What differs between versions here: an entry's status is text up
to 07 and a choice from 08; the bank is BIC in 02 and BICFI since; a detail has an amount of its own from 03.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from paycards.demo.banks.booked import Booked, Line, pounds


def camt053(statements: Sequence[Booked], version: int = 8) -> bytes:
    """One message with these statements."""
    created = f"{statements[-1].last}T06:30:00"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}">',
        "<BkToCstmrStmt>",
        f"<GrpHdr><MsgId>PC{statements[-1].last:%Y%m%d}</MsgId><CreDtTm>{created}</CreDtTm></GrpHdr>",
        *(line for statement in statements for line in _statement(statement, version, created)),
        "</BkToCstmrStmt>",
        "</Document>",
    ]
    return "\n".join(lines).encode() + b"\n"


def _statement(booked: Booked, version: int, created: str) -> Iterator[str]:
    bic = "BIC" if version == 2 else "BICFI"
    yield f"<Stmt><Id>{booked.account.number}-{booked.number}</Id>"
    yield f"<ElctrncSeqNb>{booked.number}</ElctrncSeqNb><CreDtTm>{created}</CreDtTm>"
    yield f"<FrToDt><FrDtTm>{booked.first}T00:00:00</FrDtTm><ToDtTm>{booked.last}T23:59:59</ToDtTm></FrToDt>"
    yield f"<Acct><Id><IBAN>{booked.account.iban}</IBAN></Id><Ccy>GBP</Ccy>"
    yield f"<Svcr><FinInstnId><{bic}>{booked.account.bank}GB2L</{bic}></FinInstnId></Svcr></Acct>"
    yield _balance("OPBD", booked.opening_pence, str(booked.first))
    yield _balance("CLBD", booked.closing_pence, str(booked.last))
    for line in booked.lines:
        yield from _entry(line, version)
    yield "</Stmt>"


def _balance(kind: str, pence: int, day: str) -> str:
    return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{_money(pence)}<Dt><Dt>{day}</Dt></Dt></Bal>"


def _money(pence: int) -> str:
    side = "DBIT" if pence < 0 else "CRDT"
    return f'<Amt Ccy="GBP">{pounds(pence)}</Amt><CdtDbtInd>{side}</CdtDbtInd>'


def _entry(line: Line, version: int) -> Iterator[str]:
    reversal = "<RvslInd>true</RvslInd>" if line.reversal else ""
    status = f"<Cd>{line.status}</Cd>" if version >= 8 else line.status
    yield f"<Ntry>{_money(line.pence)}{reversal}<Sts>{status}</Sts>"
    value = line.value_on or line.booked_on
    yield f"<BookgDt><Dt>{line.booked_on}</Dt></BookgDt><ValDt><Dt>{value}</Dt></ValDt>"
    yield "<BkTxCd><Prtry><Cd>BGC</Cd></Prtry></BkTxCd>"
    if line.parts:
        parts = (_part(pence, number, version) for number, pence in enumerate(line.parts, start=1))
        yield f"<NtryDtls>{''.join(parts)}</NtryDtls>"
    yield f"<AddtlNtryInf>{escape(line.text)}</AddtlNtryInf></Ntry>"


def _part(pence: int, number: int, version: int) -> str:
    amount = f'<Amt Ccy="GBP">{pounds(pence)}</Amt>'
    details = f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>" if version == 2 else _money(pence)
    return f"<TxDtls><Refs><EndToEndId>PART{number}</EndToEndId></Refs>{details}</TxDtls>"

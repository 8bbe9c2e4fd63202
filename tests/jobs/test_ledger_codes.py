"""The journal of the night: the bank's postings are in it, and it speaks the council's own codes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from paycards.errors import SettingsError
from paycards.jobs.verify import verify
from paycards.jobs.write_outgoing import write_outgoing
from paycards.settings.reading import load_settings
from tests.jobs.bank_files import SETTINGS, begin, bring, day, open_problems
from tests.jobs.test_import_bank_files import ALLPAY, PAYZONE
from tests.settings.test_settings import written

CODES = """
[councils.ledger_codes]
bank = "1000"
"clearing:NVD-ALLPAY" = "9101"
"""


def test_bank_postings_leave_with_codes_and_an_account_without_one_is_named(tmp_path: Path) -> None:
    first, second = SETTINGS.split('\n[[councils]]\ncode = "HMB"')
    visit = begin(tmp_path, text=f'{first}{CODES}\n[[councils]]\ncode = "HMB"{second}')
    bring(visit, "tue.xml", day(1, 0, (500, ALLPAY), (70, PAYZONE)))
    write_outgoing(visit)
    assert journal_of(visit.settings.paycards.exports / "NVD/2026-11-16") == [
        "date,channel,ledger_account,debit,credit,ledger_code",
        "2026-11-10,,bank:NVD:MAIN,5.70,,1000",
        "2026-11-10,,clearing:NVD-ALLPAY,,5.00,9101",
        "2026-11-10,,clearing:NVD-PAYZONE,,0.70,",
    ]
    assert open_problems(visit, "ledger_code") == [
        "NVD: the journal has no code of the council's own ledger for clearing:NVD-PAYZONE."
    ]
    bring(visit, "wed.xml", day(2, 570, (30, ALLPAY)))
    write_outgoing(replace(visit, now=visit.now + dt.timedelta(days=1)))
    assert not open_problems(visit, "ledger_code")
    verified = verify(visit)
    assert verified.agrees, verified.differences
    visit.installation.engine.dispose()


def journal_of(folder: Path) -> list[str]:
    [path] = folder.glob("Journal*.csv")
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('clearings = "1"', "ledger_codes.clearings"),
        ('bank = ""', "ledger_codes.bank needs 1 or more characters"),
        ("bank = 1000", "ledger_codes.bank must be text in quotes"),
    ],
)
def test_what_is_wrong_with_a_code_is_named(tmp_path: Path, line: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(written(tmp_path, f"[councils.ledger_codes]\n{line}"))
    assert sentence in str(refused.value)

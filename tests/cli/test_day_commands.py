"""`paycards day`, where several councils close the same day."""

from __future__ import annotations

from tests.channels.supplier_files import allpay
from tests.cli.desk import Desk
from tests.jobs.hand_in import unknown

HAMBLE = """
[[councils]]
code = "HMB"
name = "Hamble"
[[councils.contracts]]
code = "HMB-ALLPAY"
channel = "allpay"
client_code = "HMBC"
"""


def test_a_day_that_one_council_has_closed_before_is_never_said_to_stay_open(desk: Desk) -> None:
    desk.config.write_text(desk.config.read_text(encoding="utf-8") + HAMBLE, encoding="utf-8")
    desk("init")
    for name in ("NVDC0001.PO", "HMBC0001.PO"):
        desk("import", desk.file(name, allpay([unknown(500)], 500)))
    desk("reconcile", code=3)
    morning = ("--now", "2026-11-21T04:00:00+00:00")
    desk(*morning, "nightly")
    assert desk(*morning, "day", "close", "2026-11-20", "--council", "NVD").stdout == (
        "NVD: 20 November 2026 is closed.\n"
    )
    both = desk(*morning, "day", "close", "2026-11-20", code=3).stdout
    assert both == "HMB: 20 November 2026 is closed.\nNVD: 20 November 2026 is closed already.\n"
    again = desk.read(*morning, "day", "close", "2026-11-20", code=3)
    assert [each["state"] for each in again] == ["closed", "closed"]
    before = desk(*morning, "day", "close", "2026-11-19", code=3).stdout
    assert "NVD: 19 November 2026 lies before the first file: there is nothing to close.\n" in before


def test_the_proof_of_a_day_says_who_signed_for_what_does_not_agree(desk: Desk) -> None:
    settings = desk.config.read_text(encoding="utf-8")
    desk.config.write_text(
        settings.replace("[paycards]\n", "[paycards]\nallow_as = true\n"), encoding="utf-8"
    )
    for number in (1, 3):
        desk("import", desk.file(f"NVDC000{number}.PO", allpay([unknown(number)], number)))
    desk("reconcile", code=3)
    morning = ("--now", "2026-11-21T04:00:00+00:00")
    desk(*morning, "nightly", code=3)
    about = ("2026-11-20", "--contract", "NVD-ALLPAY", "--check", "complete", "--until", "2026-11-27")
    desk(*morning, "--as", "Amira", "day", "sign", *about, "--note", "asked allpay")
    desk(*morning, "--as", "Ben", "decisions", "approve", "1")
    page = desk(*morning, "proof", "--date", "2026-11-20").stdout
    signed = "Signed for by Amira and Ben (decision 1): complete of NVD-ALLPAY, 1 apart, to be cleared by"
    assert f"{signed} 27 November 2026: asked allpay\n" in page

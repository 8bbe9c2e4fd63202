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

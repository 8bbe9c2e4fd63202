"""The card schemes of the sample councils, as they stand in their settings.

Northvale takes numbers from ranges that allpay gave it: rent has the service code 26, council tax 27,
and both the inner digit of one large issuer. The cards that it has already are older, and of neither scheme.
Harrowmere orders its cards, and all that it has are of its scheme.
"""

from __future__ import annotations

from paycards.demo.cards import SAMPLE_BLOCK

ALLOCATED = f"""
[[councils.card_schemes]]
code = "{{fund}}"
funds = ["{{fund}}"]
numbers = "allocate"
length = 19
prefix = "{SAMPLE_BLOCK}"
service_code = "{{service}}"
service_code_at = 9
serial_at = 11
serial_digits = 7
ranges = [[1, 50000]]
[[councils.card_schemes.check_digits]]
at = 18
weights = [0, 0, 0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 5, 4, 3, 2]
modulus = 11
remainders = {{{{ 10 = "0", 11 = "1" }}}}
"""
ORDERED = f"""
[[councils.card_schemes]]
code = "any"
funds = ["rent", "council_tax"]
numbers = "order"
length = 19
prefix = "{SAMPLE_BLOCK}"
serial_at = 9
serial_digits = 10
replacement = "keep_number"
"""
CARD_SCHEMES = {
    "NVD": ALLOCATED.format(fund="rent", service=26) + ALLOCATED.format(fund="council_tax", service=27),
    "HMB": ORDERED,
}

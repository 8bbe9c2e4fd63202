r"""What people write where an address belongs, when there is none: notes, and what they mean.

In plain form (`postal_address.plain`): small letters, without accents and marks. English and Welsh.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

NOWHERE = "there is no fixed address"
UNKNOWN = "the address is not known"
DEAD = "the customer has died"
GONE = "the customer has gone away"
VACANT = "nobody lives there"
RETURNED = "post came back, or is not to be sent there"
NOTHING = "there is no address"
NO_NAME = "the name is not known"

# Found anywhere in a part of an address: no street or house is called so.
_PHRASES = (
    (NOWHERE, r"(?:no|without|not of) (?:fixed|permanent|settled|current|stable) (?:abode|address|home)"),
    (NOWHERE, r"no (?:fixed|permanent) (?:residence|accommodation)|no abode|no fixed|nfa"),
    (NOWHERE, r"sleeping rough|rough sleep\w*|sofa surf\w*|street homeless|dd?igartref|zz99 ?\w*"),
    (NOWHERE, r"homeless (?:applicant|application|client|case|customer|household|since|from|at present)"),
    (NOWHERE, r"(?:living|lives|sleeping|sleeps) in (?:a |an |his |her |their |the )?(?:car|van|tent)"),
    (NOWHERE, r"(?:dim|heb) (?:cartref|gartref|cyfeiriad|gyfeiriad|preswylfa|breswylfa|le sefydlog)"),
    (
        UNKNOWN,
        r"(?:add(?:r|ress)?|postcode|whereabouts|abode) (?:is |currently )?(?:unkn?own|not known|withh?eld)",
    ),
    (UNKNOWN, r"(?:address|postcode) (?:is )?not (?:yet )?(?:known|given|held|supplied|provided)"),
    (
        UNKNOWN,
        r"(?:address|details) (?:are )?(?:to be (?:confirmed|advised|given|notified)|to follow|tbc|tba)",
    ),
    (UNKNOWN, r"(?:awaiting|await|tbc)(?: \w+)? address|not yet known|address awaited"),
    (UNKNOWN, r"unknown at present|cyfeiriad (?:yn )?anhysbys|cyfeiriad i ddilyn|ddim yn hysbys"),
    (UNKNOWN, r"(?:not|never) (?:be )?disclosed?|cyfeiriad (?:wedi ?i gadwn ol|cyfrinachol)"),
    (UNKNOWN, r"(?:unknown|unconfirmed|confidential|secret) (?:address|whereabouts)|not known (?:at|here)"),
    (
        UNKNOWN,
        r"no (?:known |forwarding |postal |correspondence |contact |valid |current )*add(?:r|ress)?",
    ),
    (DEAD, r"deceased|decd|passed away|date of death|ymadawedig|wedi marw"),
    (
        GONE,
        r"gone ?away|moved (?:away|out|on|house|abroad|to|without)|left (?:no \w+|the \w+|address|country)",
    ),
    (GONE, r"no longer (?:at|lives?|living|resident|resides?|here|in)|not (?:at )?this address"),
    (GONE, r"(?:previous|former|old|last known) address|wedi (?:symud|gadael)"),
    (VACANT, r"void (?:property|dwelling|unit|since|from)|(?:property|unit) void"),
    (RETURNED, r"(?:return|returned|rtn|rtnd) (?:to sender|mail|post|letter|by|unopened|undelivered)"),
    (RETURNED, r"(?:mail|post|letters?) (?:was |were |is )?(?:returned|refused|undelivered)"),
    (RETURNED, r"undelivered|undeliverable|addressee|wedi dychwelyd"),
    (RETURNED, r"(?:do not|dont|not to be) (?:send|sent|post|posted|mail|mailed|write|use|used|contact)"),
    (RETURNED, r"(?:wrong|bad|incorrect|invalid|incomplete|insufficient|no such) address"),
    (RETURNED, r"(?:hold|stop) (?:post|mail|correspondence)|no (?:mail|correspondence)"),
    (
        NOTHING,
        r"(?:see|refer to|per) (?:the |our |file |account |system )*(?:notes?|file|system|memo|diary)",
    ),
    (NOTHING, r"gweler (?:y |yr )?(?:nodiadau|nodyn|ffeil|uchod)|(?:test|dummy|same) address"),
)

# The whole of a part, but for the day on which it was written.
_WHOLE = (
    (NOWHERE, "homeless, homeless person, none fixed, roofless"),
    (UNKNOWN, "unknown, not known, nk, anhysbys, untraced, no trace, confidential, withheld, restricted"),
    (UNKNOWN, "to follow, awaited, awaiting, dont know, not sure, refer to officer, unkown, witheld"),
    (UNKNOWN, "protected, sensitive, secret, undisclosed, cyfrinachol, i ddilyn, iw gadarnhau"),
    (UNKNOWN, "to be allocated, to be notified, iw gadarnhau, heb ei roi"),
    (DEAD, "dead, died, late, rip, estate"),
    (GONE, "gone, ga, moved, left, absconded, evicted, decanted, abroad, overseas, vacated, abandoned"),
    (GONE, "terminated, tenancy ended, ended, deported"),
    (VACANT, "void, vacant, vacant property, empty, empty property, unoccupied, demolished, to let, gwag"),
    (VACANT, "no tenant, eiddo gwag, annedd wag, ty gwag"),
    (RETURNED, "rts, rtn, dnp, dnm, returned, no post, dychwelwyd"),
    (NOTHING, "none, nil, null, na, not applicable, not given, not provided, not supplied, not stated"),
    (NOTHING, "not available, not recorded, to be confirmed, to be advised, tbc, tba, tbd, pending, missing"),
    (
        NOTHING,
        "blank, test, as above, see above, same, same as above, as before, as previous, ditto, on file",
    ),
    (
        NOTHING,
        "ditto above, dummy, asdf, asdfgh, qwerty, abc, abcd, nan, ref, value, name, dim, amh, amherthnasol",
    ),
    (NOTHING, "ddim ar gael, see account, no data, no details, deleted, do not use"),
)


def phrases_in(part: str) -> Iterator[str]:
    """Say what the phrases in a part of an address or name mean, the most telling first."""
    if _any_phrase().search(part):  # nearly every part has none
        yield from (note for note, pattern in _PHRASES if re.search(rf"\b(?:{pattern})\b", part))


@cache
def _any_phrase() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(pattern for _, pattern in _PHRASES)})\b")


def _each(table: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    for note, words in table:
        for each in words.split(", "):
            yield each, note


NOTES = dict(_each(_WHOLE))

# Words of a name that is nobody's any more.
IN_NAMES = dict(_each(((DEAD, "deceased, decd, ymadawedig"), (NO_NAME, "unknown, anhysbys"))))

# Before a name, and none alone.
TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "lady", "and", "the"])

# Where the council itself is, or another authority: nobody lives there.
OFFICES = frozenset(
    [
        "town hall",
        "city hall",
        "county hall",
        "shire hall",
        "guildhall",
        "council house",
        "civic centre",
        "civic offices",
        "council office",
        "council offices",
        "municipal offices",
        "municipal buildings",
        "area office",
        "cash office",
        "neighbourhood office",
        "customer services",
        "customer service centre",
        "one stop shop",
        "local authority",
        "council",
        "borough council",
        "district council",
        "city council",
        "county council",
        "social services",
        "housing office",
        "housing offices",
        "housing department",
        "housing services",
        "housing team",
        "housing options",
        "housing options team",
        "homeless unit",
        "homeless persons unit",
        "homelessness team",
        "council tax office",
        "housing dept",
        "homelessness service",
        "homelessness unit",
        "swyddfar cyngor",
        "swyddfeydd dinesig",
        "neuadd y dref",
        "neuadd y sir",
        "neuadd y ddinas",
        "canolfan ddinesig",
        "cyngor",
        "swyddfeydd y cyngor",
        "swyddfa dai",
    ]
)

LOCALITIES = frozenset(
    [
        "uk",
        "gb",
        "united kingdom",
        "great britain",
        "england",
        "wales",
        "cymru",
        "scotland",
        "northern ireland",
    ]
)

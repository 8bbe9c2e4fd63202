"""Parts of an address that do not say where: which room, what kind of place, who, or nothing at all.

"Flat 3", "Temporary accommodation" and "The Executors of" are good beside a street, and no address alone.
In plain form (`postal_address.plain`). English and Welsh.

>>> [says_where(part) for part in ("flat 3", "hostel", "the executors of mr a jones", "tel 01632 960123")]
[False, False, False, False]
>>> [says_where(part) for part in ("12", "flat 3 rose house", "hostel cottage", "4 the estate")]
[True, True, True, True]
>>> names_nobody("the executors of"), names_nobody("the executors of mr a jones")
(True, False)
"""

from __future__ import annotations

import re
from functools import cache

ROOM = re.compile(
    r"flat|flt|apartment|apt|maisonette|bedsit|studio|room|rm|unit|plot|block|floor|basement|attic|annexe?|bay"
    r"|caravan|chalet|pitch|berth|mooring|garage|fflat|ystafell|uned|llawr|llain|bloc|carafan|islawr"
)
WHICH_ROOM = re.compile(
    r"ground|first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|top|upper|lower|middle|front|rear|back|left"
    r"|right|garden|gf|ff|no|number|rhif|cyntaf|ail|trydydd|uchaf|isaf"
)
LABEL = re.compile(r"\d{1,4}[a-z]?|[a-z]\d{0,3}")
NO_HOUSE_NUMBER = re.compile(r"[\d ]{6,}")

# Each the whole of a part. Who lives there, whoever that is, and has post there.
_RESIDENT = (
    r"(?:the )?(?:(?:new|current|present) )?(?:occupiers?|occupants?|tenants?|residents?|householders?"
    r"|owners?|landlords?|landlady|council ?tax ?payer)",
    r"(?:y )?(?:preswylydd|deiliad|perchennog)",
)
# No name, or who acts for somebody who is not named.
_NOBODY = (
    r"no name|a n other",
    r"(?:the )?(?:executors?|executrix|exors?|administrators?|trustees?"
    r"|(?:(?:legal|personal) )?(?:representatives?|reps?))(?: (?:of|for)(?: the)?(?: late| estate of)?)?",
    r"(?:the )?estate(?: of(?: the)?(?: late)?)?|the late|(?:yr )?ysgutor(?:ion)?|ystad(?: y diweddar)?",
)
_SOMEBODY = (
    r"(?:mr|mrs|ms|miss|mx)(?: \D*)?",
    r"(?:the )?(?:executors?|executrix|exors?|administrators?|representatives?|reps?|estate) of\b\D*",
    r"(?:the late|(?:yr )?ysgutor(?:ion)?|ystad y diweddar)\b\D*",
    r"(?:staying |living |lives )?(?:with|at) (?:a |his |her |their |the )?"
    r"(?:friend|family|parent|relative|mother|mum|father|dad|brother|sister|son|daughter|partner)s?",
)
_KINDS_OF_PLACE = (
    r"(?:(?:in|at|living in|staying in) )?(?:the |a )?(?:temp|temporary|emergency|interim)"
    r"(?: (?:accomm?odation|accom|address|addr|housing|placement|hostel))?",
    r"(?:(?:in|at|living in|staying at|staying in)(?: the| a)? )?"
    r"(?:(?:the |a )?(?:homeless|homelessness|womens|mens|night|direct access|bail|probation) )?"
    r"(?:hostel|refuge|shelter|hospital|prison|custody|hotel|guest ?house|squat|boat|narrow ?boat|house ?boat"
    r"|tent|car|van|hmp|(?:care|nursing|residential|mobile) home|bed and breakfast|b and b)",
    r"the (?:hostel|hospital|prison)|(?:on )?remand|bfpo|p ?o box|street|road|house",
    r"(?:y )?(?:lloches|gwesty|ysbyty|carchar)|gwely a brecwast|cartref gofal",
    r"(?:hostel |llety |cyfeiriad )?dros dro|llety",
)
_NO_PLACE = (
    r"[a-z]|private|personal|various|address(?: line)?(?: \d)?|line \d|cyfeiriad",
    r"(?:tel|telephone|phone|mobile|mob|fax|e ?mail|web|ffon|ebost|uprn|ref|reference|acc|account|id)"
    r"(?: (?:no|number|address))?(?: [\d ]+)?",
)


def says_where(part: str) -> bool:
    """Whether a part of an address says where, or may: what is not known here does."""
    if part[0].isdigit():  # as most are, with the number of a house
        return not (NO_HOUSE_NUMBER.fullmatch(part) or _is_room(part))
    return not (_no_where().fullmatch(part) or _is_room(part))


def names_nobody(part: str) -> bool:
    """Whether it says for whom somebody acts, and not who; The Occupier is somebody at an address."""
    return bool(_any(_NOBODY).fullmatch(part))


def _no_where() -> re.Pattern[str]:
    return _any(_RESIDENT + _NOBODY + _SOMEBODY + _KINDS_OF_PLACE + _NO_PLACE)


@cache
def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _is_room(part: str) -> bool:
    """Whether it is only a part of a house: with more than one number, one may be that of the house."""
    words = part.split()
    labels = [word for word in words if not ROOM.fullmatch(word) and not WHICH_ROOM.fullmatch(word)]
    return any(map(ROOM.fullmatch, words)) and len(labels) < 2 and all(map(LABEL.fullmatch, labels))

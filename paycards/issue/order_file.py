r"""Order file: the rows that ask a supplier to make cards, in the columns that a council's settings name.

Headings, then a row for each card; UTF-8 without a byte order mark; lines end in CRLF. A field that holds
the separator or a quote is quoted as RFC 4180 says, none holds a line end. A text that a spreadsheet would
take for a formula gets an apostrophe before it.

>>> layout = CardOrders(columns=(("Ref", "account_reference"), ("CardHolder", "holder")))
>>> order_file(layout, [{"account_reference": "R100000017", "holder": "Mrs A Jones"}]).decode()
'Ref,CardHolder\r\nR100000017,Mrs A Jones\r\n'
>>> order_file(layout, [{"account_reference": "R100000017", "holder": '=HYPERLINK("x"), Ltd'}]).decode()
'Ref,CardHolder\r\nR100000017,"\'=HYPERLINK(""x""), Ltd"\r\n'
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping

from paycards.settings.card_orders import CardOrders

UNPRINTABLE = ("Cc", "Zl", "Zp")  # line ends and other control characters
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and their full-width forms


def order_file(layout: CardOrders, rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return the bytes of the file. Each row has every field that the layout names."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=layout.separator, lineterminator="\r\n")
    writer.writerow([heading for heading, _ in layout.columns])
    writer.writerows([inert(row[field]) for _, field in layout.columns] for row in rows)
    return out.getvalue().encode()


def inert(text: str) -> str:
    r"""Return a text on one line that no spreadsheet takes for a formula.

    >>> inert("-2+3"), inert(" =1"), inert("A\tB\r\nC"), inert("R100000017")
    ("'-2+3", "'=1", 'A B C', 'R100000017')
    """
    shown = ("" if unicodedata.category(each) in UNPRINTABLE else each for each in text)
    line = " ".join("".join(each or " " for each in shown).split())
    return f"'{line}" if line.startswith(FORMULA) else line

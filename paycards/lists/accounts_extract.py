"""The accounts extract: the nightly list from a housing or revenues system, read and checked.

One row an account, in the columns of COLUMNS. A reference is printable ASCII, as in every
supplier's file. A positive balance is owed to the council.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from paycards.lists.checks import (
    Cell,
    Check,
    Fault,
    date_or_none,
    find_faults,
    find_repeats,
    is_date_or_empty,
    one_of,
    pence_checks,
    reference_checks,
    row_numbers,
    text_checks,
)
from paycards.lists.extract import Extract
from paycards.lists.number_checks import find_wrong_references
from paycards.lists.reading import read_list
from paycards.lists.unsendable_accounts import find_unsendable
from paycards.reconcile.payments.references import match_form, normalised_forms
from paycards.settings.installation import Settings
from paycards.store.folding import found_by

if TYPE_CHECKING:
    import pandas as pd

ADDRESS = ("address_1", "address_2", "address_3")
LONGEST = {
    "customer_ref": 50,
    "title": 50,
    "forenames": 100,
    "surname": 100,
    **dict.fromkeys((*ADDRESS, "town"), 100),
    "postcode": 20,
    "email": 254,
    "phone": 50,
}
COLUMNS = (
    *("council", "fund", "reference", "status", "balance_pence"),
    *LONGEST,
    *("opened_on", "closed_on"),
)
MOST_DIGITS = 12
KEY = ["council", "fund", "match_reference"]

CHECKS = (
    *reference_checks("reference"),
    Check("status", one_of(("open", "former", "closed")), "open, former or closed"),
    *pence_checks("-?[0-9]+", "whole pence: digits, with - before a credit", MOST_DIGITS, "balance_pence"),
    Check("opened_on", is_date_or_empty, "a date as YYYY-MM-DD, or empty"),
    Check("closed_on", is_date_or_empty, "a date as YYYY-MM-DD, or empty"),
    *(
        check
        for column, most in LONGEST.items()
        for check in text_checks(column, most, has_line_ends=column in ADDRESS)
    ),
)


def read_extract(settings: Settings, name: str, data: bytes) -> Extract:
    """Read an extract. Raises BadRows for one that cannot be trusted at all."""
    read = read_list(name, data, COLUMNS)
    rows, faults = read.rows, read.faults
    rows["match_reference"] = [match_form(reference) for reference in rows["reference"].tolist()]
    faults += _wrong_funds(settings, rows, read.told)
    faults += find_faults(rows, CHECKS, read.told)
    faults += _wrong_references(settings, rows[~rows.index.isin(row_numbers(faults))])
    faults += find_repeats(
        rows[rows["match_reference"] != ""], KEY, "this council, fund and reference", read.told
    )
    good = rows[~rows.index.isin(row_numbers(faults))]
    return Extract(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        accounts=_converted(good),
        keys=rows[KEY],
        faults=faults,
        shapes={
            council.code: [shape.model_dump(mode="json") for shape in council.references]
            for council in settings.councils
        },
        notes=read.notes,
        unsendable=[
            account
            for council in settings.councils
            for account in find_unsendable(council, good[good["council"] == council.code])
        ],
    )


def _wrong_funds(settings: Settings, rows: pd.DataFrame, told: Collection[Cell]) -> Iterator[Fault]:
    """Find the rows of councils that there are not, and of funds that their council does not have."""
    codes = [council.code for council in settings.councils]
    known = Check("council", one_of(codes), f"{' or '.join(codes)}, as in the settings")
    yield from find_faults(rows, [known], told)
    for council in settings.councils:
        check = Check("fund", one_of(council.funds), f"{' or '.join(council.funds)}, as in the settings")
        yield from find_faults(rows[rows["council"] == council.code], [check], told)


def _wrong_references(settings: Settings, rows: pd.DataFrame) -> Iterator[Fault]:
    for council in settings.councils:
        yield from find_wrong_references(council, rows[rows["council"] == council.code])


def _converted(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        row_no=rows.index,
        normalised_reference=normalised_forms(rows["match_reference"].tolist()),
        balance_pence=rows["balance_pence"].astype("int64"),
        opened_on=date_or_none(rows["opened_on"]),
        closed_on=date_or_none(rows["closed_on"]),
        found_by=found_by(rows),
    )

"""What may leave with a night as the frames that its files are made from. No database, no files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paycards.ledger.outgoing.columns import LEG_COLUMNS, POSTING_COLUMNS
from paycards.ledger.outgoing.fields import joined, text

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True)
class NightPostings:
    """Postings in LEAVING_COLUMNS, each with an index of its own, and the names that they need."""

    postings: pd.DataFrame
    debtors: Mapping[int, tuple[str, str]]  # fund and reference of the customers that are debited, by id
    files: Mapping[int, str]  # names of the suppliers' files
    ledger: Mapping[int, str]  # names of the ledger accounts that are no customer's

    def __len__(self) -> int:
        return len(self.postings)

    def without(self, places: Collection[int]) -> NightPostings:
        """All but the postings with these indexes."""
        return replace(self, postings=self.postings.drop(index=list(places))) if places else self

    def of_fund(self, fund: str) -> pd.DataFrame:
        """What they move on the accounts of a fund, in POSTING_COLUMNS, under the postings' own indexes.

        What an account is credited with is positive; a debit to it is negative.
        """
        import pandas as pd

        credited = self.postings[self.postings["fund"] == fund]
        debtors = {each: reference for each, (of, reference) in self.debtors.items() if of == fund}
        debited = self.postings[self.postings["debit_id"].isin(list(debtors))] if debtors else None
        if debited is None or debited.empty:
            return self._as_sent(credited)
        debited = debited.assign(
            amount_pence=-debited["amount_pence"],
            reference=debited["debit_id"].map(debtors).astype("str"),
        )
        return self._as_sent(pd.concat([credited, debited]).sort_index(kind="stable"))

    def _as_sent(self, moved: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        columns: dict[str, object] = {
            "entry": _strings(_entry(moved)),
            "entry_date": moved["booked_on"].array,
            "paid_on": moved["paid_on"].array,
            "account_reference": moved["reference"].array,
            "network": moved["network"].array,
            "amount_pence": moved["amount_pence"].array,
            "receipt": moved["receipt"].array,
            "source": _strings(joined(self._file_of(moved), ":", _digits(moved["row_no"]))),
        }
        return pd.DataFrame(columns, index=moved.index)[list(POSTING_COLUMNS)]

    def _file_of(self, moved: pd.DataFrame) -> pa.Array:
        return text(moved["file_id"].astype("category").cat.rename_categories(dict(self.files)))

    def legs(self) -> pd.DataFrame:
        """What they move on each ledger account, in LEG_COLUMNS: one row a day, network and account.

        The customers of a fund are one control account, customer:<fund>; what nets to nothing is left out.
        """
        import pandas as pd

        credit = self.postings["fund"].astype("str").radd("customer:")
        sides = [
            self._side(credit.where(self.postings["fund"] != "", self._ledger("credit_id")), -1),
            self._side(self._ledger("debit_id"), 1),
        ]
        net = pd.concat(sides).groupby(["entry_date", "channel", "ledger_account"], as_index=False)
        summed: pd.DataFrame = net["amount_pence"].sum()
        summed = summed[summed["amount_pence"] != 0].astype(LEG_COLUMNS)
        return summed[list(LEG_COLUMNS)].reset_index(drop=True)

    def _ledger(self, side: str) -> pd.Series:
        """The name of each posting's ledger account on one side; empty for a customer that is credited."""
        control = {each: f"customer:{fund}" for each, (fund, _) in self.debtors.items()}
        return self.postings[side].map({**self.ledger, **control}).fillna("")

    def _side(self, account: pd.Series, sign: int) -> pd.DataFrame:
        """Sum one side, so that a large night is small before both are put together."""
        moved = self.postings[["booked_on", "network", "amount_pence"]].assign(ledger_account=account)
        group = moved.groupby(["booked_on", "network", "ledger_account"], observed=True, as_index=False)
        net = group["amount_pence"].sum().assign(amount_pence=lambda each: sign * each["amount_pence"])
        net = net.astype({"booked_on": "str", "network": "str", "ledger_account": "str"})
        return net.rename(columns={"booked_on": "entry_date", "network": "channel"})


def _entry(moved: pd.DataFrame) -> pa.Array:
    """The number of each posting's journal entry, as `ledger.legs.entry` makes it."""
    numbers = [_digits(moved[name]) for name in ("file_id", "row_no", "step")]
    entry = joined(*numbers, separator="-")
    if (moved["part"] == 1).all():
        return entry
    import pyarrow.compute as pc

    first = (moved["part"] == 1).to_numpy()
    return pc.if_else(first, entry, joined(entry, ".", _digits(moved["part"])))


def _digits(numbers: pd.Series) -> pa.Array:
    import pyarrow as pa

    return pa.array(numbers.to_numpy()).cast(pa.large_string())


def _strings(array: pa.Array) -> pd.Series:
    import pandas as pd

    return pd.Series(array, dtype="str").array

"""What may leave with a night as the frames that its files are made from. No database, no files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from paycards.joined_text import joined
from paycards.ledger.outgoing.columns import LEG_COLUMNS, POSTING_COLUMNS
from paycards.ledger.outgoing.fields import each_of
from paycards.ledger.outgoing.methods import TRANSFER

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
    _by_fund: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.postings)

    def without(self, places: Collection[int]) -> NightPostings:
        """All but the postings with these indexes."""
        if not places:
            return self
        return replace(self, postings=self.postings.drop(index=list(places)), _by_fund={})

    def of_fund(self, fund: str) -> pd.DataFrame:
        """What they move on the accounts of a fund, in POSTING_COLUMNS, under the postings' own indexes.

        What an account is credited with is positive; a debit to it is negative.
        """
        if fund not in self._by_fund:
            self._by_fund[fund] = self._as_sent(self._moved(fund))
        return self._by_fund[fund]

    def _moved(self, fund: str) -> pd.DataFrame:
        import pandas as pd

        credited = self.postings[self.postings["fund"] == fund]
        debtors = {each: reference for each, (of, reference) in self.debtors.items() if of == fund}
        debited = self.postings[self.postings["debit_id"].isin(list(debtors))] if debtors else None
        if debited is None or debited.empty:
            return credited
        debited = debited.assign(
            amount_pence=-debited["amount_pence"],
            reference=debited["debit_id"].map(debtors).astype("str"),
        )
        return pd.concat([credited, debited]).sort_index(kind="stable")

    def _as_sent(self, moved: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        row = _digits(moved["row_no"])
        columns: dict[str, object] = {
            "entry": _strings(_entry(moved, row)),
            "entry_date": moved["booked_on"].array,
            "paid_on": moved["paid_on"].array,
            "account_reference": moved["reference"].array,
            "network": moved["network"].astype("category").cat.rename_categories({"": TRANSFER}).array,
            "amount_pence": moved["amount_pence"].array,
            "receipt": moved["receipt"].array,
            "source": _strings(self._source(moved, row)),
        }
        return pd.DataFrame(columns, index=moved.index)[list(POSTING_COLUMNS)]

    def _source(self, moved: pd.DataFrame, row: pa.Array) -> pa.Array:
        """FILE:ROW; empty for a posting that no file brought. Two files may have the same name."""
        import pyarrow.compute as pc

        file = each_of(moved["file_id"], lambda each: f"{self.files[each]}:" if each in self.files else "")
        return joined(file, pc.if_else(pc.equal(file, ""), "", row))

    def legs(self) -> pd.DataFrame:
        """What they move on each ledger account, in LEG_COLUMNS: one row a day, network and account.

        The customers of a fund are one control account, customer:<fund>; what nets to nothing is left out.
        What stems from no payment line has an empty channel.
        """
        import pandas as pd

        is_customer = self.postings["fund"] != ""
        credited = self.postings.assign(ledger_id=self.postings["credit_id"].mask(is_customer, 0))
        debited = self.postings.assign(ledger_id=self.postings["debit_id"], fund="")
        sides = pd.concat([self._side(credited, -1), self._side(debited, 1)])
        net = sides.groupby(["entry_date", "channel", "ledger_account"], as_index=False).sum()
        return net[net["amount_pence"] != 0].astype(LEG_COLUMNS).reset_index(drop=True)

    def _side(self, moved: pd.DataFrame, sign: int) -> pd.DataFrame:
        """Sum one side; its accounts are named afterwards, when a large night has become a few rows."""
        import pandas as pd

        group = moved.groupby(["booked_on", "network", "fund", "ledger_id"], observed=True, as_index=False)
        net: pd.DataFrame = group[["amount_pence"]].sum()
        named = [self._account(fund, each) for fund, each in zip(net["fund"], net["ledger_id"], strict=True)]
        columns = {
            "entry_date": net["booked_on"].astype("str"),
            "channel": net["network"].astype("str"),
            "ledger_account": named,
            "amount_pence": sign * net["amount_pence"],
        }
        return pd.DataFrame(columns)

    def _account(self, fund: str, ledger_id: int) -> str:
        customer_of = fund or self.debtors.get(ledger_id, ("", ""))[0]
        return f"customer:{customer_of}" if customer_of else self.ledger[ledger_id]


def _entry(moved: pd.DataFrame, row: pa.Array) -> pa.Array:
    """The number of each posting's journal entry, as `ledger.legs.entry` makes it."""
    file, step = each_of(moved["file_id"], "{}-".format), each_of(moved["step"], "-{}".format)
    return joined(file, row, step, each_of(moved["part"], lambda part: "" if part == 1 else f"-{part}"))


def _digits(numbers: pd.Series) -> pa.Array:
    import pyarrow as pa

    return pa.array(numbers.to_numpy()).cast(pa.large_string())


def _strings(array: pa.Array) -> Any:
    import pandas as pd

    return pd.Series(array, dtype="str").array

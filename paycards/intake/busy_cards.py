"""Cards that one file says were paid many times in a day: seen while the file is read, told as one problem.

It may be a shop that tries again and again, a supplier that sends rows twice, or one who pays for others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paycards.access.contracts import ContractRow
from paycards.channels.columns import PAYMENT, REVERSAL
from paycards.issue.card_number import named
from paycards.money import to_pounds
from paycards.reconcile.payments.references import SHORTEST_CARD_NUMBER
from paycards.store.problems import Subject, was_dealt_with
from paycards.store.step import Step

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

KIND = "busy_card"
ASKED = ("card_number", "paid_on", "kind", "amount_pence", "receipt", "original_receipt")  # columns of a line
MANY = 5  # payments with one card, dated the same day, in one file
FEW_ROWS = 2_000  # that are counted quicker without a sieve
ENDING, BITS, MIX = 8, 20, 0x9E3779B97F4A7C15  # of the sieve: bytes, size, and an odd number that mixes them


@dataclass(frozen=True)
class BusyCards:
    """How many cards were paid at least MANY times on a day, and the busiest of them; the day is ISO 8601."""

    cards: int
    card_number: str
    paid_on: str
    payments: int
    pence: int


def busy_cards(lines: pd.DataFrame) -> BusyCards | None:
    """Find them among the lines of one file; reversals and what they take back do not count."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    lines = lines[list(ASKED)]
    if len(lines) > FEW_ROWS:
        likely = _likely(_strings(lines))
        lines = lines if likely.all() else lines[likely]
    if len(lines) < MANY:
        return None
    cards = _strings(lines).dictionary_encode()
    whole = pc.greater_equal(pc.utf8_length(cards.dictionary), pa.scalar(SHORTEST_CARD_NUMBER))
    often = (np.bincount(cards.indices.to_numpy()) >= MANY) & whole.to_numpy(zero_copy_only=False)
    return _busiest(lines, cards, often) if often.any() else None


def _strings(lines: pd.DataFrame) -> pa.LargeStringArray:
    import pyarrow as pa

    found = pa.array(lines["card_number"], type=pa.large_string())
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _likely(numbers: pa.LargeStringArray) -> NDArray[np.bool_]:
    """Leave out, at a tenth of what an exact count takes, nearly all rows whose number is not there often.

    Rows fall into buckets by their last eight bytes; only numbers of one length do, as those of a file have.
    """
    import numpy as np
    import pyarrow.compute as pc

    lengths = pc.min_max(pc.binary_length(numbers)).as_py()
    width = lengths["min"]
    if width != lengths["max"] or (width or 0) < ENDING or numbers.offset:
        return np.ones(len(numbers), dtype=np.bool_)
    endings = np.ndarray(len(numbers), np.uint64, numbers.buffers()[2], width - ENDING, (width,))
    buckets = ((endings * MIX) >> np.uint64(64 - BITS)).view(np.int64)
    return (np.bincount(buckets, minlength=1 << BITS) >= MANY)[buckets]


def _busiest(lines: pd.DataFrame, cards: pa.DictionaryArray, often: NDArray[np.bool_]) -> BusyCards | None:
    """Count the payments of each card and day, of the cards that stand in enough rows."""
    import numpy as np
    import pandas as pd

    days = lines["paid_on"].cat
    codes = cards.indices.to_numpy()
    theirs = often[codes] & (lines["kind"] == PAYMENT).to_numpy()
    theirs[theirs] = ~lines["receipt"][theirs].isin(_taken_back(lines)).to_numpy()
    of_card_and_day = codes.astype(np.int64) * len(days.categories) + days.codes.to_numpy()
    places, pairs = pd.factorize(of_card_and_day[theirs])
    payments = np.bincount(places, minlength=1)
    if not (payments >= MANY).any():
        return None
    most = int(pairs[payments == payments.max()].min())
    card, day = divmod(most, len(days.categories))
    return BusyCards(
        cards=len(pd.unique(pairs[payments >= MANY] // len(days.categories))),
        card_number=cards.dictionary[card].as_py(),
        paid_on=str(days.categories[day]),
        payments=int(payments.max()),
        pence=int(lines["amount_pence"].to_numpy()[theirs & (of_card_and_day == most)].sum()),
    )


def _taken_back(lines: pd.DataFrame) -> pd.Series[str]:
    """The receipts that reversals of the same file name."""
    named = lines["original_receipt"][(lines["kind"] == REVERSAL).to_numpy()]
    return named[named != ""]


def report_busy_cards(step: Step, contract: ContractRow, file: str, found: BusyCards | None) -> None:
    """Open one problem for a file that has such cards."""
    if found is None or was_dealt_with(step.connection, Subject(KIND, file, contract.id)):
        return
    step.open_problem(
        KIND,
        file,
        contract_id=contract.id,
        contract=contract.terms.code,
        file=file,
        cards="one card" if found.cards == 1 else f"{found.cards:,} cards",
        many=MANY,
        card=named(found.card_number),
        payments=found.payments,
        day=found.paid_on,
        pounds=to_pounds(found.pence, thousands=True),
    )

"""What accounts are found by: many texts are folded together, and each as it is by itself."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from paycards.store.folding import PARTS, fold, found_by, without_leading_zeros

PLAIN = st.text(st.sampled_from(" '`-./,09aZ~"), max_size=8)
MARKS = "\N{RIGHT SINGLE QUOTATION MARK}\N{COMBINING ACUTE ACCENT}"
ANY = st.text(st.sampled_from(" '-0aZéß" + MARKS), max_size=8)
REFERENCES = st.text(st.sampled_from("R/-00012"), max_size=8)


def _rows(words: st.SearchStrategy[str]) -> st.SearchStrategy[list[dict[str, str]]]:
    parts = dict.fromkeys(PARTS, words) | {"reference": REFERENCES}
    return st.lists(st.fixed_dictionaries(parts), max_size=6)


@given(_rows(PLAIN) | _rows(ANY), st.integers(0, 3))
def test_every_row_is_folded_as_its_parts_are_one_by_one(rows: list[dict[str, str]], first: int) -> None:
    frame = pd.DataFrame(rows, columns=list(PARTS), dtype="str")[first:]
    each = [[*(row[name] for name in PARTS), without_leading_zeros(row["reference"])] for row in rows[first:]]
    assert found_by(frame) == [" ".join(map(fold, parts)) for parts in each]

"""Whatever happens to a good file on its way: it is refused, or nothing that counts has changed."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paycards.channels.catalogue import Layouts, load_layouts
from paycards.channels.decoded import Decoded
from paycards.channels.reading import read_file
from paycards.errors import FileRefused
from tests.channels import supplier_files as write

EXAMPLES = settings().max_examples
GOOD = write.good_files()
WITHOUT_TOTALS = ("cards", "statement")  # a line of a cross reference, or a figure of a statement, may go
ODD = b' 0159-+_.,"/\r\n\x1a\x00\x80ANPR'


@cache
def layouts() -> Layouts:
    return load_layouts()


def read(channel: str, name: str, data: bytes) -> Decoded | None:
    try:
        return read_file(name, data, layouts().for_channel(channel))
    except FileRefused:
        return None


def sizes(decoded: Decoded) -> tuple[object, ...]:
    """What no accepted change may touch; without signs: one code alone tells a Post Office reversal."""
    frame = decoded.frame
    if decoded.kind == "payments" and frame is not None:
        assert int(frame["amount_pence"].sum()) == decoded.total_pence
        return decoded.rows, int(frame["amount_pence"].abs().sum())
    statement = decoded.statement
    if statement is not None:
        credit = sum(statement.lines.values())
        assert credit == statement.credits_pence
        assert statement.opening_pence + credit - statement.debits_pence == statement.closing_pence
    return decoded.rows, decoded.kind


@st.composite
def changed(draw: st.DrawFn) -> tuple[int, bytes]:
    which = draw(st.integers(0, len(GOOD) - 1))
    data = GOOD[which][2]
    place = draw(st.integers(0, len(data) - 1))
    odd = bytes([draw(st.sampled_from(ODD))])
    other = draw(st.integers(0, len(data) - 1))
    kinds = (
        data[:place],
        data[place:],
        data[:place] + data[place + 1 :],
        data[:place] + odd + data[place:],
        data[:place] + odd + data[place + 1 :],
        data[:place] + data[other:],
        _swapped(data, place, other),
    )
    return which, draw(st.sampled_from(kinds))


def _swapped(data: bytes, one: int, other: int) -> bytes:
    cells = bytearray(data)
    cells[one], cells[other] = cells[other], cells[one]
    return bytes(cells)


@settings(max_examples=5 * EXAMPLES, suppress_health_check=list(HealthCheck))
@given(changed())
def test_a_changed_byte_is_refused_or_harmless(change: tuple[int, bytes]) -> None:
    which, data = change
    channel, name, original = GOOD[which]
    decoded, good = read(channel, name, data), read(channel, name, original)
    assert good is not None
    if decoded is not None:
        found = sizes(decoded)
        if decoded.kind not in WITHOUT_TOTALS:
            assert found == sizes(good)


@settings(max_examples=3 * EXAMPLES)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_a_record_lost_doubled_or_moved_is_refused_or_harmless(
    which: int, one: int, other: int, doubled: bool
) -> None:
    channel, name, data = GOOD[which]
    records = (
        [data[at : at + 107] for at in range(0, len(data), 107)]
        if name.endswith("TXN")
        else data.splitlines(True)
    )
    record = records.pop(one % len(records))
    for place in [other, *([other] if doubled else [])]:
        records.insert(place % (len(records) + 1), record)
    decoded, good = read(channel, name, b"".join(records)), read(channel, name, data)
    assert good is not None
    if decoded is not None and decoded.kind != "cards":  # a cross reference has no totals to hold it to
        assert sizes(decoded) == sizes(good)


@settings(max_examples=2 * EXAMPLES)
@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=400))
def test_bytes_that_were_never_a_file_are_refused(which: int, data: bytes) -> None:
    channel, name, _ = GOOD[which]
    assert read(channel, name, data) is None


amounts = st.lists(st.integers(-99999_99, 999999_99).filter(bool), max_size=40)


@given(amounts)
def test_what_a_writer_wrote_is_read_back_to_the_penny(pence: list[int]) -> None:
    decoded = read(
        "allpay", "NVDC0001.PO", write.allpay([write.long_row(each) for each in pence], sum(pence))
    )
    assert decoded is not None
    assert decoded.frame is not None
    assert decoded.frame["amount_pence"].tolist() == pence


@given(st.lists(st.tuples(st.integers(1, 999_999_999), st.sampled_from("PR")), max_size=40))
def test_paypoint_payments_and_reversals_are_read_back_to_the_penny(rows: list[tuple[int, str]]) -> None:
    lines = [write.shop(number, pence, kind) for number, (pence, kind) in enumerate(rows, start=1)]
    back = [pence for pence, kind in rows if kind == "R"]
    paid = sum(pence for pence, kind in rows if kind == "P")
    decoded = read("paypoint", write.PAYPOINT_NAME, write.paypoint(lines, paid, len(back), sum(back)))
    assert decoded is not None
    assert decoded.total_pence == paid - sum(back)

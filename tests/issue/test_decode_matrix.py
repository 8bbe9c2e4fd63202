"""Two independent readers read what we draw; `make matrix` prints all of it, and where reading ends."""

from __future__ import annotations

import pytest

from tests.issue.decode_matrix import BEYOND, ON_PHONE, PRINT_QUALITY, Sample, outputs, read

COLUMNS = ["letter 203", "letter 300", "letter 600", "card 203", "card 300", "card 600", "phone 400"]


@pytest.fixture(scope="module")
def few() -> dict[str, list[Sample]]:
    return outputs(6)


def unread(samples: list[Sample], column: str) -> dict[str, str]:
    """What is not read in all samples by both readers."""
    spoils = {**PRINT_QUALITY, **(ON_PHONE if column.startswith("phone") else {})}
    found = {name: read(samples, spoil) for name, spoil in spoils.items()}
    return {name: str(each) for name, each in found.items() if not each.is_all}


@pytest.mark.parametrize("column", COLUMNS)
def test_at_print_quality_both_readers_read_every_barcode(few: dict[str, list[Sample]], column: str) -> None:
    assert unread(few[column], column) == {}


def test_a_barcode_that_does_not_read_would_be_found(few: dict[str, list[Sample]]) -> None:
    assert not read(few["card 300"], BEYOND["blur 0.75 module"]).is_all


@pytest.mark.soak
def test_at_print_quality_both_readers_read_each_of_a_hundred() -> None:
    drawn = outputs(100)
    assert list(drawn) == COLUMNS
    assert {column: unread(samples, column) for column, samples in drawn.items()} == {
        column: {} for column in COLUMNS
    }


@pytest.mark.soak
def test_however_spoilt_no_reader_ever_reads_another_card() -> None:
    for column, samples in outputs(40).items():
        for name, spoil in BEYOND.items():
            assert read(samples, spoil).wrong == 0, (column, name)

"""Turn checked rows into the standard frame of `columns.py`, by the [columns] of a layout."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from paycards.channels.columns import REVERSAL, as_frame
from paycards.channels.fields import CLOCKS, TEXTS, Field, Source
from paycards.channels.layout import SHAPES, Extension, Layout

if TYPE_CHECKING:
    from paycards.channels.cells import Codes, Mask, Pence
    from paycards.channels.rows import Rows

TEXT = pd.StringDtype(na_value=np.nan)  # `str`, which need not be looked up by its name for each column
TEXT_FORMATS = (*TEXTS, "timestamp", *CLOCKS)


def build_frame(
    layout: Layout, rows: Rows, first_row: int, extension: Extension | None, reference_prefix: str
) -> pd.DataFrame:
    """The frame of a file's rows, every field checked. Raises FileRefused."""
    assert layout.row is not None  # noqa: S101 -- only layouts with rows come here
    builder = _Builder(layout, rows, extension)
    builder.check_fields(layout.row.fields)
    shape = SHAPES[layout.content]
    columns: dict[str, object] = {"row": np.arange(first_row, first_row + rows.count, dtype=np.int64)}
    for name, dtype in shape.items():
        if name not in ("row", "amount_pence"):
            columns[name] = builder.column(name, dtype)
    if reference_prefix and "client_reference" in columns:
        columns["client_reference"] = _text(_without(columns["client_reference"], reference_prefix))
    if "amount_pence" in shape:
        columns["amount_pence"] = builder.signed_amounts(columns["kind"])
    return as_frame(columns, shape)


class _Builder:
    """Makes one column at a time; constant text columns share their memory."""

    def __init__(self, layout: Layout, rows: Rows, extension: Extension | None) -> None:
        self._layout = layout
        self._rows = rows
        self._extension = extension
        self._letters = extension.letters if extension else ()
        self._empty: Any = None

    def check_fields(self, fields: tuple[Field, ...]) -> None:
        """Every field by its format, fed or not."""
        for field in fields:
            self._rows.check(field, self._letters)
            if field.must_equal == "row_number":
                wrong = self._rows.number(field) != np.arange(1, self._rows.count + 1)
                self._rows.refuse(wrong, field, "the row numbers do not follow one another")

    def column(self, name: str, dtype: str) -> object:
        """The column of this name as numbers, a categorical or Arrow-backed text."""
        source = self._layout.columns.get(name, Source(constant=""))
        if dtype == "int64":
            return self._rows.number(self._field(source.fields[0]))
        return self._category(source) if dtype == "category" else _text(self._text_of(source))

    def signed_amounts(self, kind: object) -> Pence:
        """Whole pence, never zero; reversals are negative."""
        field = self._field(self._layout.columns["amount_pence"].fields[0])
        amounts = self._rows.number(field)
        self._rows.refuse(amounts == 0, field, "an amount of zero")
        if self._extension and self._extension.amounts == "negative":
            self._rows.refuse(amounts > 0, field, "an amount that must be negative is positive")
        reversal = np.asarray(pd.Series(kind) == REVERSAL)
        self._rows.refuse(reversal & (amounts < 0), field, "a reversal is negative already")
        return np.where(reversal, -amounts, amounts)

    def _field(self, name: str) -> Field:
        assert self._layout.row is not None  # noqa: S101 -- see build_frame
        return self._layout.row.field(name)

    def _category(self, source: Source) -> pd.Categorical[str]:
        if not source.fields:
            network = self._extension.network if self._extension else ""
            text = network if source.from_extension else source.constant or ""
            return pd.Categorical.from_codes(np.zeros(self._rows.count, np.int8), _index([text]))
        places, names = self._coded(source)
        if source.when:
            places, names = np.where(self._holds(source.when), places, len(names)), [*names, ""]
        place_of = {name: place for place, name in enumerate(dict.fromkeys(names))}
        small = np.min_scalar_type(-max(len(place_of), 1))
        same = np.array([place_of[name] for name in names], dtype=small)
        return pd.Categorical.from_codes(same[places], _index(list(place_of)))

    def _coded(self, source: Source) -> tuple[Codes, list[str]]:
        """The place of each row's value, and the values; several fields are joined with "-"."""
        if source.part and source.values is None:
            return self._rows.parts(self._field(source.fields[0]), source.part)
        places, texts, values = self._rows.codes(self._field(source.fields[0]), self._letters)
        for name in source.fields[1:]:
            more, more_texts, _ = self._rows.codes(self._field(name), self._letters)
            places = places * len(more_texts) + more
            texts = [f"{left}-{right}" for left in texts for right in more_texts]
            values = list(texts)
        if source.values is None:
            return places, [str(value) for value in values]
        return places, self._named(source, places, texts, source.values)

    def _named(self, source: Source, places: Codes, texts: list[str], names: Mapping[str, str]) -> list[str]:
        for place, text in enumerate(texts):
            if text not in names:
                field = self._field(source.fields[0])
                expected = " or ".join(map(repr, names))
                self._rows.refuse(places == place, field, f"{text!r} has no meaning", expected)
        return [names.get(text, "") for text in texts]

    def _text_of(self, source: Source) -> Any:
        if not source.fields:
            return self._blank() if not source.constant else pa.array([source.constant] * self._rows.count)
        text = self._joined(source)
        if source.when:
            text = pc.if_else(pa.array(self._holds(source.when)), text, self._blank())
        if source.named_by:
            text = pc.if_else(pa.array(self._named_rows(source)), text, self._blank())
        return text

    def _joined(self, source: Source) -> Any:
        parts = [self._field_text(self._field(name), source) for name in source.fields]
        if len(parts) == 1:
            return parts[0]
        return pc.binary_join_element_wise(*parts, pa.scalar("-", pa.large_string()))

    def _field_text(self, field: Field, source: Source) -> Any:
        if field.format in TEXT_FORMATS:
            return self._rows.text(field, source.part)
        places, _, values = self._rows.codes(field, self._letters)
        names = pa.array([str(value) for value in values], pa.large_string())
        return names.take(pa.array(places))

    def _named_rows(self, source: Source) -> Mask:
        """Where a reversal names its original. Raises FileRefused where it may not, or does so in part."""
        fields = [self._field(name) for name in source.named_by]
        texts = [self._rows.text(field) for field in fields]
        blank = [np.asarray(pc.equal(text, ""), dtype=np.bool_) for text in texts]
        named: Mask = ~np.logical_and.reduce(
            [none | _zeros(text, field) for none, text, field in zip(blank, texts, fields, strict=True)]
        )
        if source.forbidden_when:
            forbidden = named & self._holds(source.forbidden_when)
            self._rows.refuse(forbidden, fields[0], "a payment that names an original")
        for none, field in zip(blank, fields, strict=True):
            self._rows.refuse(named & none, field, "the original is named only in part")
        return named

    def _holds(self, wanted: Mapping[str, tuple[str, ...]]) -> Mask:
        """Where every field has one of the texts wanted of it."""
        holds = np.ones(self._rows.count, dtype=np.bool_)
        for name, texts in wanted.items():
            places, found, _ = self._rows.codes(self._field(name), self._letters)
            holds &= np.array([text in texts for text in found], dtype=np.bool_)[places]
        return holds

    def _blank(self) -> Any:
        if self._empty is None:
            offsets = np.zeros(self._rows.count + 1, np.int64)
            self._empty = pa.LargeStringArray.from_buffers(
                self._rows.count, pa.py_buffer(offsets), pa.py_buffer(b"")
            )
        return self._empty


def _zeros(text: Any, field: Field) -> Mask:
    """Where a text is nothing but zeros that stand for blank."""
    if not field.zeros_are_blank:
        return np.zeros(len(text), dtype=np.bool_)
    return np.asarray(pc.match_substring_regex(text, "^0+$"), dtype=np.bool_)


def _index(texts: Any) -> pd.Index[str]:
    index: pd.Index[str] = pd.Index(texts, dtype=TEXT)
    return index


def _text(array: Any) -> object:
    return pd.array(array.cast(pa.large_string()), dtype=TEXT)


def _without(column: Any, prefix: str) -> Any:
    """Take a fixed prefix off each reference that has it."""
    text = pa.array(column, pa.large_string())
    rest = pc.utf8_trim(pc.utf8_slice_codeunits(text, len(prefix)), characters=" ")
    return pc.if_else(pc.starts_with(text, prefix), rest, text)

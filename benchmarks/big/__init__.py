"""Nights of any size, for measuring: whole columns become bytes at once, no row is touched alone."""

from __future__ import annotations

from benchmarks.big.night import BigFile, BigNight, big_night

__all__ = ["BigFile", "BigNight", "big_night"]

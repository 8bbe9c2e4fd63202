"""Temporary files of the tests in memory, where there is room: thousands of small databases wait for no disk.

What is proven by killing a process needs no disk that outlives the machine's power.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - each user of it makes a folder of its own there
ROOM_BYTES = 4 * 2**30


def use_memory() -> None:
    """Let TMPDIR, unless it is set, name the memory: for this process and those that it starts."""
    if "TMPDIR" not in os.environ and _has_room():
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # which may be known already


def _has_room() -> bool:
    """Containers have little of it, from which no program may be run."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return False
    of = os.statvfs(MEMORY)
    return of.f_bavail * of.f_frsize >= ROOM_BYTES and not of.f_flag & os.ST_NOEXEC

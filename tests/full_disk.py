"""Disks that are full, for tests."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def little_room(folder: Path) -> Iterator[None]:
    """A disk with 100 kB: a real one where we may mount it, else a limit that the system sets."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=100k,mode=700", "tmpfs", str(folder)]
    if os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0:
        try:
            yield
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    with limit_on_files():
        yield


@contextmanager
def limit_on_files() -> Iterator[None]:
    """No file of this process grows beyond 100 kB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

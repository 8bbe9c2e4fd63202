"""Invented worlds to try paycards on: a week of two councils, and nights of any size.

Nothing here is read by the nightly path, and no decoder is used to write a file.
"""

from __future__ import annotations

from paycards.demo.settings import SftpServer, write_settings
from paycards.demo.world import World, path_of, sample_week, write_sample_week

__all__ = ["SftpServer", "World", "path_of", "sample_week", "write_sample_week", "write_settings"]

"""Commands that are imported when somebody calls them, or asks for the help of their group.

There are a hundred commands in fifty files, and a clerk waits for one of them.
"""

from __future__ import annotations

from collections import UserDict
from importlib import import_module
from typing import Any


class CommandsByName(UserDict[str, Any]):
    """The commands of a group by their names: each is written down as where it is, such as `files.files`."""

    def __getitem__(self, name: str) -> Any:
        """Import the command. Raises KeyError for a name that there is not."""
        module, _, command = self.data[name].rpartition(".")
        return getattr(import_module(f"paycards.cli.{module}"), command)

"""The command line that these tests share."""

from tests.cli.desk import desk

__all__ = ["desk"]

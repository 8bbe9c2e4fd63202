"""The built-in layouts, read once."""

from __future__ import annotations

import pytest

from paycards.channels.catalogue import Layouts, load_layouts


@pytest.fixture(scope="session")
def layouts() -> Layouts:
    return load_layouts()

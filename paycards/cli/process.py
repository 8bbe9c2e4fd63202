"""What a process of the program is spared."""

from __future__ import annotations

import atexit
import gc
import os

# The libraries of a desk command bring up to 140,000 objects that stay: to look through them once takes 27 ms
# of its 350, and to do so again when it ends as much.
OBJECTS_BETWEEN_COLLECTIONS = 200_000


def spare_work() -> None:
    """Spare the process what it would do for nothing. Call it before the libraries are imported.

    Pydantic looks for plugins in every package that there is. Arrow's own allocator gives back and fetches
    again the pages of every large column: half a second in the kernel, of a night of a million payments.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "true"
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

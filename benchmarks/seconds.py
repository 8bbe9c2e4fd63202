"""Seconds of the processors, for machines that others use too."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from paycards.access.permission import Permission

if TYPE_CHECKING:
    from paycards.access.visit import Visit


def seconds_of(visit: Visit) -> float:
    """What this process and the server's, which works for its one connection, have computed so far."""
    seconds = time.process_time()
    if visit.installation.engine.dialect.name == "postgresql":
        with visit.reading(may=Permission.SEE_MONEY) as seen:
            process = seen.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds

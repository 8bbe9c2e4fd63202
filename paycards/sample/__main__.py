"""Writes the sample week anew: `python -m paycards.sample sftp_drops`."""

from __future__ import annotations

import sys
from pathlib import Path

from paycards.sample import write_sample_week

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m paycards.sample FOLDER")
    write_sample_week(Path(sys.argv[1]))

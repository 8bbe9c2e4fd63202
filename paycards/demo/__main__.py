"""Writes the sample week again: `python -m paycards.demo sftp_drops`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from paycards.demo.world import write_sample_week

if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m paycards.demo", description="Write the sample week again.")
    parser.add_argument("folder", type=Path, help="where it goes, for example sftp_drops")
    write_sample_week(parser.parse_args().folder)

"""Each folder of `bad_files` holds one file that breaks one rule, and the sentence it is refused with.

`pytest --rewrite-golden` writes the sentences anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.channels.catalogue import Layouts
from paycards.channels.reading import read_file
from paycards.errors import FileRefused

FOLDERS = sorted(path for path in (Path(__file__).parent / "bad_files").iterdir() if path.is_dir())
CHANNELS = {
    "post-office": "post_office",
    "control": "post_office",
    "paypoint": "paypoint",
    "payzone": "payzone",
}


def channel_of(folder: Path) -> str:
    return next((name for start, name in CHANNELS.items() if folder.name.startswith(start)), "allpay")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_file_that_breaks_a_rule_is_refused_with_its_sentence(
    folder: Path, layouts: Layouts, request: pytest.FixtureRequest
) -> None:
    golden = folder / "refused.txt"
    (file,) = (path for path in folder.iterdir() if path != golden)
    with pytest.raises(FileRefused) as refused:
        read_file(file.name, file.read_bytes(), layouts.for_channel(channel_of(folder)))
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(f"{refused.value}\n", encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == f"{refused.value}\n"


def test_there_are_bad_files_for_every_channel() -> None:
    assert {channel_of(folder) for folder in FOLDERS} == {"allpay", *CHANNELS.values()}

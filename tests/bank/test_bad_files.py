"""Each folder of `bad_files` holds one bank file that is refused, and the sentence it is refused with.

`pytest --rewrite-golden` writes the sentences anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from paycards.errors import FileRefused
from tests.bank.made import read

FOLDERS = sorted(path for path in (Path(__file__).parent / "bad_files").iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_bank_file_that_breaks_a_rule_is_refused_with_its_sentence(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    golden = folder / "refused.txt"
    (file,) = (path for path in folder.iterdir() if path != golden)
    with pytest.raises(FileRefused) as refused:
        read(file.read_bytes())
    if request.config.getoption("--rewrite-golden"):
        golden.write_text(f"{refused.value}\n", encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == f"{refused.value}\n"


def test_there_are_bad_files_of_every_format() -> None:
    assert {folder.name.split("-")[0] for folder in FOLDERS} == {"bai2", "camt", "csv", "mt940", "other"}

"""The figures of the code, counted on a small tree that is known, and held against the documents."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.figures import figures

ROOT = Path(__file__).parents[2]
TREE = {
    "house/__init__.py": '"""A house."""\n\nfrom house.roof import keep_dry\n',
    "house/roof.py": (
        "from house import walls\n\n\ndef keep_dry(*tiles, **slates):\n    return walls.stand(tiles)\n"
    ),
    "house/walls/__init__.py": '"""Walls."""\n',
    "house/walls/stone.py": (
        "from . import brick\n\n\nclass Stone:\n    def lay(self, a, b, c, d, e, f, *, g):\n"
        '        """Lay it.\n\n        With mortar.\n        """\n        return a\n'
    ),
    "house/walls/brick.py": "import house.walls.stone\n\nCOUNT = 1\n",
    "house/migrations/one.py": "def upgrade():\n" + "    pass\n" * 90,
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_files_and_functions_are_counted_without_migrations_and_one_line_packages(tree: Path) -> None:
    rows = dict(figures(tree, "house").rows())
    assert rows["modules / lines"] == "4 / 21"
    assert rows["file median / p90"] == "4 / 10"
    assert rows["function median / p90 / max"] == "2 / 2 / 2"  # a docstring is no part of its length


def test_a_function_with_seven_arguments_has_more_than_six_and_self_is_none(tree: Path) -> None:
    assert dict(figures(tree, "house").rows())["functions with more than 6 arguments"] == "1"


def test_the_longest_chain_follows_imports_and_a_circle_is_one_step_and_named(tree: Path) -> None:
    found = figures(tree, "house")
    assert found.chain == ["house", "house.roof", "house.walls"]
    assert found.circles == [["house.walls.brick", "house.walls.stone"]]


def test_the_figures_in_the_documents_are_those_of_the_code_or_nearly() -> None:
    told = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    chain = re.search(r"\| longest chain of imports \| 28 \| (\d+) \|", told)
    counted = figures(ROOT, "paycards")
    assert chain and len(counted.chain) <= int(chain[1])
    assert counted.circles == []


def test_it_runs_as_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "tools/figures.py"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("paycards\n  modules / lines")

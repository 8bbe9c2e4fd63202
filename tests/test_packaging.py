"""What is installed elsewhere: the wheel, and the versions that the lock names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_docs import fences

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED_FOR = {
    "runtime.txt": PROJECT["project"]["dependencies"],
    "dev.txt": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"],
    "bench.txt": PROJECT["dependency-groups"]["bench"],
}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wheel that was built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_holds_every_file_of_the_package(unpacked: Path) -> None:
    assert files_of(unpacked / "paycards") == files_of(ROOT / "paycards")


@pytest.fixture(scope="module")
def demo(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Where the wheel ran the demo with nothing else there, and what it printed."""
    folder = tmp_path_factory.mktemp("nothing")
    code = "import paycards.cli; print(paycards.__file__, flush=True); paycards.cli.main(['demo'])"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "var" / "demo", done.stdout.splitlines()


def test_the_wheel_runs_the_demo_where_there_is_nothing_else(
    unpacked: Path, demo: tuple[Path, list[str]]
) -> None:
    folder, printed = demo
    assert printed[0] == str(unpacked / "paycards" / "__init__.py")
    assert (folder / "exports" / "balances.csv").stat().st_size > 1000


def test_the_readme_shows_what_the_demo_prints(demo: tuple[Path, list[str]]) -> None:
    """Of the sample week that the demo writes; `test_sample_week` holds the one of the repository to it."""
    folder, printed = demo
    shown = "\n".join(fences((ROOT / "README.md").read_text(encoding="utf-8"), "text")).splitlines()
    assert [line for line in shown if line not in printed] == []
    sign_in = json.loads((folder / "sign-in.json").read_text(encoding="utf-8"))
    assert len({(person["role"], *person["councils"]) for person in sign_in["people"]}) == 15
    assert [set(customer) for customer in sign_in["customers"]] == [
        {"link", "second_fact", "card_number"}
    ] * 3
    assert all(person["totp_secret"] in "\n".join(printed) for person in sign_in["people"])


@pytest.mark.parametrize("name", ASKED_FOR)
def test_the_lock_holds_what_the_project_asks_for(name: str) -> None:
    locked = [Requirement(line) for line in pins(name)]
    for asked in map(Requirement, ASKED_FOR[name]):
        versions = {
            one.specifier for one in locked if canonicalize_name(one.name) == canonicalize_name(asked.name)
        }
        assert versions, f"{asked} is not in the lock: make lock"
        for pin in versions:
            assert asked.specifier.contains(str(pin).removeprefix("==")), f"{asked} is not {pin}: make lock"


@pytest.mark.parametrize("name", ASKED_FOR)
def test_the_lock_names_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="ascii")
    assert "://" not in text
    for entry in text.replace("\\\n", "").splitlines():
        assert "==" in entry
        assert " --hash=sha256:" in entry


def files_of(folder: Path) -> set[Path]:
    return {
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def pins(name: str) -> list[str]:
    """The lines of a lock that name a version, without their hashes."""
    lines = (ROOT / "requirements" / name).read_text(encoding="ascii").splitlines()
    return [line.removesuffix("\\").strip() for line in lines if not line.startswith(" ")]

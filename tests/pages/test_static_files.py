from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

from paycards.pages.static_files import FOLDER, manifest

ROOT = Path(__file__).parent.parent.parent


def test_a_name_changes_with_what_it_holds_and_the_compressed_file_is_the_same() -> None:
    folder = Path(str(FOLDER))
    for name in manifest().values():
        content = (folder / name).read_bytes()
        assert name.rsplit(".", 1)[0].endswith(hashlib.sha256(content).hexdigest()[:12])
        assert gzip.decompress((folder / f"{name}.gz").read_bytes()) == content
    kept = {f"{name}{ending}" for name in manifest().values() for ending in ("", ".gz", ".br")}
    assert {path.name for path in folder.iterdir()} == kept | {"manifest.json"}


def test_neither_the_crown_nor_its_font_is_there() -> None:
    css = (Path(str(FOLDER)) / manifest()["paycards.css"]).read_text(encoding="utf-8")
    assert "GDS Transport" not in css
    assert "@font-face" not in css
    assert "govuk-crest" not in css


def test_the_lock_names_the_versions_that_are_asked_for() -> None:
    asked = json.loads((ROOT / "assets/package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = json.loads((ROOT / "assets/package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all("integrity" in package for name, package in locked.items() if name)

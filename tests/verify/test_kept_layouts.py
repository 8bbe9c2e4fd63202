"""An original is read by the layout that read it when it came, whatever became of the layout since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from paycards.access.visit import Visit
from paycards.channels.catalogue import BUILT_IN
from paycards.jobs.verify import verify
from paycards.store.engine import reading
from paycards.store.tables.audit import audit_trail
from tests.verify.test_rebuilding import (
    Lived,
    lived_on_sqlite,
    of_kind,
    week,
)
from tests.visits import with_settings

__all__ = ["Lived", "lived_on_sqlite", "week"]


def with_own_layouts(visit: Visit, folder: Path, change: tuple[str, str]) -> Visit:
    """The same installation after somebody changed every layout in place."""
    folder.mkdir()
    for name in BUILT_IN:
        text = visit.installation.layouts[name].text.replace(*change)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    home = visit.settings.paycards.model_copy(update={"layouts": folder})
    return with_settings(visit, visit.settings.model_copy(update={"paycards": home}))


@pytest.mark.parametrize("change", [('"P"', '"Q"'), ("file_name = '", "file_name = 'NEW_")])
def test_a_layout_that_was_changed_in_place_changes_no_old_file(
    week: Visit, tmp_path: Path, change: tuple[str, str]
) -> None:
    changed = with_own_layouts(week, tmp_path / "layouts", change)
    assert changed.installation.layouts["paypoint-1"] != week.installation.layouts["paypoint-1"]
    assert verify(changed).counts == {}


def test_the_trail_names_the_layout_by_its_bytes_and_the_archive_has_them(week: Visit) -> None:
    with reading(week.installation.engine) as connection:
        told = connection.execute(
            select(audit_trail.c.action, audit_trail.c.after).where(audit_trail.c.after.contains('"layout"'))
        ).all()
    assert {"file.accepted", "file.released", "cards.learned"} <= {row.action for row in told}
    for after in (json.loads(row.after) for row in told):
        layout = week.installation.layouts[after["layout"]]
        assert after["layout_sha256"] == layout.sha256
        assert week.installation.archive.read(layout.sha256).decode() == layout.text


def test_a_layout_that_the_archive_lost_is_found(week: Visit) -> None:
    layout = week.installation.layouts["allpay-long"]
    week.installation.archive.path(layout.sha256).unlink()
    faults = of_kind(verify(week), "entry")
    assert faults
    assert any(layout.sha256 in fault.originals for fault in faults)

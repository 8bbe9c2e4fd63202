"""Check the settings and all that they name, before the first night does: nothing is changed or made.

Each check stands by itself: what one finds does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paycards.access.progress import Progress
from paycards.counted import counted
from paycards.errors import PaycardsError, SettingsError, why_unread
from paycards.jobs import settings_checks as checks
from paycards.settings.installation import Settings
from paycards.settings.reading import load_settings


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it works, and what is known of it or what to do."""

    what: str
    works: bool
    says: str


@dataclass(frozen=True)
class Check:
    """One kind of thing to look at. `each` gives the things by name, `look` says what works or raises."""

    name: str
    each: Callable[[Settings], list[tuple[str, Any]]]
    look: Callable[[Settings, Any], str]


CHECKS = (
    Check("database", checks.whole, checks.look_at_database),
    Check("archive", checks.whole, checks.look_at_archive),
    Check("exports folder", checks.whole, checks.look_at_exports),
    Check("folder of what is made", checks.whole, checks.look_at_made),
    Check("key of the staff pages", checks.staff_keys, checks.look_at_staff_key),
    Check("key of customers' links", checks.link_keys, checks.look_at_link_key),
    Check("secret of", checks.providers, checks.look_at_secret),
    Check("layouts", checks.whole, checks.look_at_layouts),
    Check("channel of", checks.contracts, checks.look_at_channel),
    Check("mappings", checks.whole, checks.look_at_mappings),
    Check("mapping of", checks.mapped_accounts, checks.look_at_mapping),
    Check("name of", checks.councils, checks.look_at_name),
    Check("outgoing files of", checks.councils, checks.look_at_outgoing),
    Check("card template of", checks.councils, checks.look_at_template),
    Check("keys of", checks.servers, checks.look_at_keys),
    Check("known hosts of", checks.servers, checks.look_at_hosts),
    Check("drop of", checks.drops, checks.look_at_drop),
)


def check_settings(path: Path, progress: Progress) -> list[Finding]:
    """Check a settings file and all that it names. Raises SettingsError where there is no such file."""
    try:
        settings = load_settings(path)
    except SettingsError as error:
        if error.code == "no_settings_file":
            raise
        return [Finding("settings", works=False, says=sentence) for sentence in _sentences(error)]
    councils = counted(len(settings.councils), "council")
    contracts = counted(len(list(settings.contracts())), "contract")
    findings = [Finding("settings", works=True, says=f"{path}: {councils}, {contracts}")]
    for check in CHECKS:
        for name, thing in check.each(settings):
            what = f"{check.name} {name}".rstrip()
            progress.tell(f"checking {what}")
            findings.append(_finding(what, check, settings, thing))
    return findings


def _finding(what: str, check: Check, settings: Settings, thing: object) -> Finding:
    try:
        return Finding(what, works=True, says=check.look(settings, thing))
    except PaycardsError as error:
        return Finding(what, works=False, says=str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return Finding(what, works=False, says=f"{where}{why_unread(error)}.")


def _sentences(error: SettingsError) -> list[str]:
    faults = error.facts.get("faults")
    return [f"{fault}." for fault in faults] if isinstance(faults, list) else [str(error)]

"""Create or upgrade the database, begin the archive, and store the councils, contracts and card schemes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Connection, select

from paycards.access.stored_settings import store_settings
from paycards.bank.mappings import load_mappings
from paycards.channels.catalogue import usable_layouts
from paycards.clock import local_date
from paycards.errors import SettingsError
from paycards.reconcile.bank.settings_watch import digest_of, is_agreed
from paycards.settings.bank_account import CsvMapping
from paycards.settings.council import Council
from paycards.settings.installation import Settings
from paycards.store.card_numbers import report_range
from paycards.store.card_schemes import store_schemes
from paycards.store.councils import council_ids
from paycards.store.engine import open_engine, writing
from paycards.store.migrate import upgrade
from paycards.store.problems import PAYCARDS, reword_open_problems
from paycards.store.step import Step
from paycards.store.tables.audit import audit_trail
from paycards.store.tables.card_life import card_orders
from paycards.store.tables.files import files
from paycards.store.tables.outgoing import outgoing_files
from paycards.transport.archive import Archive


def init(settings: Settings, *, at: dt.datetime | None = None) -> None:
    """Safe to run again at any moment. With `at`, ranges of card numbers that run low are reported.

    Raises SettingsError for what cannot change any more: then nothing is stored. Raises ArchiveMissing when
    the database knows of kept files and the folder of the archive holds none.
    """
    _require_channels(settings)
    mappings = load_mappings(settings.paycards.mappings)
    engine = open_engine(settings.paycards.database)
    try:
        upgrade(engine)
        with writing(engine) as connection:
            store_settings(connection, settings)
            reword_open_problems(connection)
            ids = council_ids(connection)
            for council in sorted(settings.councils, key=lambda council: ids[council.code]):
                store_schemes(connection, ids[council.code], council.card_schemes)
                for scheme in council.card_schemes:
                    if at is not None and scheme.numbers == "allocate":
                        step = Step(connection, ids[council.code], at, local_date(at), PAYCARDS)
                        report_range(step, scheme)
                if at is not None:
                    step = Step(connection, ids[council.code], at, local_date(at), PAYCARDS)
                    _note_bank(step, council, mappings)
            Archive(settings.paycards.archive).begin(expected=_anything_kept(connection))
    finally:
        engine.dispose()


def _note_bank(step: Step, council: Council, known: Mapping[str, CsvMapping]) -> None:
    """Note by which bank accounts and mappings files are taken, where that is not known yet."""
    if council.bank_accounts:
        is_agreed(step, digest_of(council, known))


def _anything_kept(connection: Connection) -> bool:
    """Whether the database knows of any: lists and bank files are known to the trail alone."""
    of_tables = [select(table.c.sha256) for table in (files, outgoing_files, card_orders)]
    of_trail = select(audit_trail.c.number).where(audit_trail.c.after.contains('"sha256":'))
    return any(connection.execute(kept.limit(1)).first() for kept in (*of_tables, of_trail))


def _require_channels(settings: Settings) -> None:
    """Raise SettingsError for a contract whose channel is none."""
    layouts = usable_layouts(settings.paycards.layouts)
    for _, contract in settings.contracts():
        try:
            layouts.for_channel(contract.channel)
        except SettingsError as error:
            raise SettingsError(f"Contract {contract.code}: {error}", code="no_channel") from error

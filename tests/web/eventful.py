"""The staff pages after days in which nearly everything happened, and how to open each address."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import Flask
from sqlalchemy import MetaData, Table, select
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from paycards.access.installation import Installation
from paycards.pages.route import FOR_EVER, Route
from paycards.staff.keys import make_key
from paycards.store.engine import reading
from paycards.store.tables.every import metadata
from tests.jobs.eventful_week import Week, wake
from tests.web.signed import Staff, staff_of

NOW = dt.datetime(2026, 11, 19, 9, 0, tzinfo=dt.UTC)
VALUES = {"code": "NVD", "page": "finance-officer", "month": "2026-10", "office": "market-hall"}
DAY = "2026-11-17"


def eventful(home: Path, database: str) -> Staff:
    """The staff application over the books of the week."""
    Week(home, database).live()
    installation = wake(home, database).installation
    make_key(installation.settings.web.key_file)
    return staff_of(installation, NOW)


def pages(staff: Staff) -> list[Route]:
    """Every page: what answers to GET, but files that every page is drawn with."""
    routes: dict[str, Route] = staff.app.extensions["paycards.routes"]
    return [route for route in routes.values() if "GET" in route.methods and route.caching != FOR_EVER]


def address_of(app: Flask, route: Route, code: str = "NVD") -> str:
    """An address of a route: the first of everything."""
    [rule] = app.url_map.iter_rules(route.endpoint)
    values = {name: _value(rule, name) for name in rule.arguments} | ({"code": code} if route.council else {})
    built = rule.build(values)
    assert built is not None
    return built[1]


def _value(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return 1
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return VALUES.get(name, DAY)


def contents(installation: Installation) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    found: MetaData = metadata
    tables: list[Table] = [table for table in found.sorted_tables if not table.name.startswith("staging")]
    with reading(installation.engine) as connection:
        return {table.name: [tuple(row) for row in connection.execute(select(table))] for table in tables}

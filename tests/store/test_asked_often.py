"""Statements that are found by a number are the statements that they were made of."""

from __future__ import annotations

from sqlalchemy import Engine, bindparam, insert, literal, select
from sqlalchemy.engine import create_engine
from sqlalchemy.event import listens_for

from paycards.store.asked_often import asked_often
from paycards.store.engine import open_engine, reading, writing
from paycards.store.tables.councils import councils

CODE = bindparam("this_code", type_=councils.c.code.type)


def filled(database_url: str) -> Engine:
    engine = open_engine(database_url)
    add = asked_often(
        insert(councils).values(code=CODE, name=literal("a council")).returning(councils.c.code)
    )
    with writing(engine) as connection:
        assert [connection.execute(add, {"this_code": code}).scalar_one() for code in "AB"] == ["A", "B"]
    return engine


def test_each_is_asked_with_the_parameters_of_its_use(database_url: str) -> None:
    engine = filled(database_url)
    named = asked_often(select(councils.c.name).where(councils.c.code == CODE))
    with reading(engine) as connection:
        assert [connection.execute(named, {"this_code": code}).all() for code in "ABC"] == [
            [("a council",)],
            [("a council",)],
            [],
        ]
    engine.dispose()


def test_statements_that_differ_in_a_value_alone_are_not_taken_for_one_another(database_url: str) -> None:
    engine = filled(database_url)
    each = [asked_often(select(councils.c.code).where(councils.c.code == code)) for code in "AB"]
    with reading(engine) as connection:
        assert [connection.execute(one).scalar() for one in each * 2] == ["A", "B", "A", "B"]
    engine.dispose()


def test_lists_of_different_length_are_asked_by_one_statement(database_url: str) -> None:
    engine = filled(database_url)
    among = asked_often(
        select(councils.c.code)
        .where(councils.c.code.in_(bindparam("codes", expanding=True)))
        .order_by("code")
    )
    with reading(engine) as connection:
        found = [
            connection.execute(among, {"codes": list(codes)}).scalars().all() for codes in ("A", "AB", "")
        ]
    assert found == [["A"], ["A", "B"], []]
    engine.dispose()


def test_one_is_compiled_once() -> None:
    engine, compiled = create_engine("sqlite://"), []
    one = asked_often(select(literal(1)))

    @listens_for(engine, "before_cursor_execute")
    def _note(*given: object) -> None:
        compiled.append(given[4].compiled)  # type: ignore[attr-defined]

    with engine.connect() as connection:
        assert [connection.execute(one).scalar() for _ in range(3)] == [1, 1, 1]
    assert len({id(each) for each in compiled}) == 1

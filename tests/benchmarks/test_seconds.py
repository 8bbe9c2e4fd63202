"""What the processes of a server have computed is told whole, whichever of them work and end meanwhile."""

from __future__ import annotations

import time

from sqlalchemy import Connection, create_engine

from benchmarks.seconds import Processors
from tests.postgres import PostgresServer


def work(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT sum(n) FROM generate_series(1, 300000) n").scalar_one()


def test_seconds_of_a_server_only_grow_though_its_processes_end(postgres_server: PostgresServer) -> None:
    engine = create_engine(postgres_server.new_database())
    with engine.connect() as before:
        work(before)
    processors = Processors(engine)
    told, own = [processors.seconds()], time.process_time()
    for _ in range(3):
        with engine.connect() as one, engine.connect() as other:
            work(one)
            work(other)
            other.invalidate()
        told.append(processors.seconds())
        engine.dispose()
        told.append(processors.seconds())
    assert told == sorted(told)
    assert told[-1] - told[0] - (time.process_time() - own) > 0.05  # what the server did

"""The contest: answers compared first, then all contestants measured in turn, round by round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from api.persistence.database import connect
from benchmarks.ground import Ground
from benchmarks.load import Load, Sample
from benchmarks.memory import resident_bytes
from benchmarks.page import PEERS_PAGE, Normal, check
from benchmarks.report import PGBENCH, Outcome
from benchmarks.servers import Started
from benchmarks.statement import Statement, answer, compiled


async def verified(ground: Ground, running: Sequence[Started]) -> Statement:
    """Return the statement for pgbench once all answer the same; ValueError if they do not."""
    database = await connect(ground.app_url, size=2)
    try:
        statement = compiled(database.pool, PEERS_PAGE.body)
    finally:
        await database.close()
    connection = await asyncpg.connect(ground.app_url)
    try:
        bare = await answer(connection, statement)
    finally:
        await connection.close()
    pages: dict[str, Normal] = {
        each.server.name: each.server.dialect.normal(each.answer) for each in running
    }
    check({**pages, PGBENCH: PEERS_PAGE.normal(bare)})
    return statement


@dataclass(slots=True)
class Contest:
    """Everybody who takes part, and what was measured of them so far."""

    ground: Ground
    running: Sequence[Started]
    statement: Statement
    load: Load
    folder: Path
    samples: dict[str, list[Sample]] = field(default_factory=dict[str, list[Sample]])
    memory: dict[str, int | None] = field(default_factory=dict[str, int | None])

    def round(self, progress: Callable[[str], None]) -> None:
        """Measure each contestant once."""
        for each in self.running:
            name = each.server.name
            progress(name)
            self.samples.setdefault(name, []).append(self.load.of_server(each, self.folder))
            self.memory[name] = resident_bytes(each.pid)
        progress(PGBENCH)
        bare = self.load.of_statement(self.ground, self.statement, self.folder)
        self.samples.setdefault(PGBENCH, []).append(bare)

    def outcomes(self) -> dict[str, Outcome]:
        sizes = {each.server.name: each.answer_bytes for each in self.running}
        return {
            name: Outcome(samples, sizes.get(name), self.memory.get(name))
            for name, samples in self.samples.items()
        }

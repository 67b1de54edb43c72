"""The resolver-bug build: the application with every filter by organisation left out.

Filters in SQL are dropped where SQLAlchemy makes text of them, in whatever module they stand:
a comparison of a column ``organisation_id`` with a value says ``true``, and so does that of an
organisation's own id where it is there to hold something to the actor or the viewer. Checks in
Python are dropped by an organisation that says it is every other. What is left is the database.
"""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# SQLAlchemy leaves the types of what it compiles open.

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, override
from unittest.mock import patch
from uuid import UUID

from asyncpg.connection import LoggedQuery
from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    ColumnClause,
    ColumnElement,
    Table,
    event,
)
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import CollectionAggregate

from api.app import running
from api.domain.access import Actor
from api.persistence.database import Database, connect
from api.persistence.reading import plan
from api.persistence.reading.ask import Ask
from api.persistence.work import Change, Work

COMPARED = re.compile(r"\borganisation_id = (any ?\(+)?\$\d", re.IGNORECASE)
"""What no statement of the build may hold, from wherever it comes."""
OUTCOME = re.compile(r"update confidential.idempotency_keys set outcome .*\n.* and hash = \$\d+")
"""What may: it stands in a text, and finds a key by all that makes it up."""


class Own(UUID):
    """The actor's organisation, which can be told from a value that a caller gave."""


class Everybodys(Own):
    """The actor's organisation, which says of every other that it is the same."""

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, UUID)

    __hash__ = UUID.__hash__


@dataclass(slots=True)
class Forgetting:
    """What was left out, and what was sent instead; ``identity`` says whether there as well."""

    identity: bool = True
    dropped: list[str] = field(default_factory=list[str])
    sent: list[str] = field(default_factory=list[str])
    own_binds: list[object] = field(default_factory=list[object])

    def is_filter(self, binary: BinaryExpression[Any], *, updating: bool) -> bool:
        """Return whether a comparison holds rows to an organisation."""
        column, other = binary.left, binary.right
        if binary.operator is not operators.eq or not isinstance(column, ColumnClause):
            return False
        table = getattr(next(iter(column.base_columns)), "table", None)
        if not isinstance(table, Table):
            return False
        if not self.identity and table.schema == "identity":
            return False
        if column.name == "organisation_id":
            return isinstance(other, BindParameter | CollectionAggregate)
        if (column.name, table.name) != ("id", "organisations"):
            return False
        # By its id an organisation is also looked up, which holds nothing to anybody.
        acted = isinstance(other, BindParameter) and (
            other.key == "owner" or isinstance(other.value, Own)
        )
        return (updating and acted) or any(other is each for each in self.own_binds)

    def compiler(self) -> type[Any]:
        """Return SQLAlchemy's compiler without the filters."""
        forgetting = self
        parent: type[Any] = asyncpg.dialect.statement_compiler

        class Forgetful(parent):
            def visit_binary(self, binary: BinaryExpression[Any], **more: object) -> str:
                if not forgetting.is_filter(binary, updating=self.isupdate):
                    return super().visit_binary(binary, **more)
                forgetting.dropped.append(f"{next(iter(binary.left.base_columns))}")
                return "true"

        return Forgetful

    async def connect(self, app_url: str, **options: Any) -> Database:  # noqa: ANN401 - those of the real one
        """Open connections that write without the filters."""
        database = await connect(app_url, **options)
        engine = database.engine.sync_engine
        engine.dialect.statement_compiler = self.compiler()

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            self.sent.append(statement)

        def note_past_it(record: LoggedQuery) -> None:
            self.sent.append(record.query)

        def listen(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy's
            connection.driver_connection.add_query_logger(note_past_it)

        event.listen(engine, "before_cursor_execute", note)
        event.listen(engine, "connect", listen)
        return database

    @contextmanager
    def starting(self) -> Generator[None]:
        """Have an application that starts meanwhile write without the filters."""
        with patch.object(running, "connect", self.connect):
            yield

    @contextmanager
    def forgetting(self, own: type[Own] = Everybodys) -> Generator[None]:
        """Have that application read without the filters, and its checks in Python say yes."""
        dialect = asyncpg.dialect()
        dialect.statement_compiler = self.compiler()
        make, asked = plan._plan, Ask.organisation  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001 - the one place

        def compiled(*arguments: Any) -> plan.Plan:  # noqa: ANN401 - as above
            made = make(*arguments)
            self.sent.append(made.sql)
            return made

        def organisation(ask: Ask) -> ColumnElement[Any] | None:
            bind = asked.__get__(ask)
            self.own_binds.append(bind)
            return bind

        with (
            patch.object(plan, "_DIALECT", dialect),
            patch.object(plan, "_plan", compiled),
            patch.object(Ask, "organisation", property(organisation)),
            patch.object(Work, "actor", property(lambda work: _marked(work, own))),
            patch.object(Work, "go_on", _unmarked(Work.go_on)),
            patch.object(Work, "record", _record),
        ):
            yield

    def check(self) -> None:
        """Hold the build to having left out some filters, and none but what it says it keeps."""
        assert self.dropped
        kept = [each for each in self.sent if COMPARED.search(OUTCOME.sub("", each))]
        assert [each for each in kept if self.identity or "identity." not in each] == []


def _marked(work: Work, own: type[Own]) -> Actor:
    assert work.entered is not None
    return Actor(own(int=work.entered.organisation_id.int), work.entered.subject)


def _unmarked(go_on: Any) -> Any:  # noqa: ANN401 - a method of whatever it is patched into
    """Enter the organisation itself: its mark is for comparing."""

    async def plain(work: Work, actor: Actor | None) -> None:
        if actor is not None:
            actor = Actor(UUID(int=actor.organisation_id.int), actor.subject)
        await go_on(work, actor)

    return plain


def _record(work: Work, change: Change) -> None:
    assert work.entered is not None
    work.changes.append((work.entered, change))

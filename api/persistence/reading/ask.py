"""What a field may ask of the statement it becomes part of: binds, the viewer, the instant."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from graphql.execution.values import VariableValues
from sqlalchemy import BindParameter, Boolean, ColumnElement, bindparam
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine, Uuid

from api.domain.access import Viewer
from api.domain.errors import InvalidInput, Refusal
from api.domain.scopes import Scope
from api.persistence.reading.given import Given
from api.persistence.reading.statistics import Statistics

type Path = tuple[str | int, ...]

MOST_BINDS = 600
"""A statement with more takes seconds to make, in which the process answers nobody else."""


class ArgumentRefused(Exception):
    """An argument that no statement may be run with: where it stands, and why."""

    def __init__(self, refusal: Refusal, path: Path, argument: tuple[str, ...]) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.path = path
        self.argument = argument


@dataclass(frozen=True, slots=True)
class Request:
    """What differs between two requests that share a plan; ``id`` is what the ledger notes.

    ``row_id`` names the row where one object of a mutation's payload is read.
    """

    variables: VariableValues
    viewer: Viewer
    now: datetime
    id: str
    row_id: UUID | None = None


type ReadBind = Callable[[Request], Any]


@dataclass(slots=True)
class Binds:
    """The binds of one statement, each with its reader; and the choices that shaped it."""

    request: Request
    statistics: Statistics
    readers: dict[str, ReadBind] = field(default_factory=dict[str, ReadBind])
    choosers: list[ReadBind] = field(default_factory=list[ReadBind])
    cache: dict[object, BindParameter[Any]] = field(
        default_factory=dict[object, BindParameter[Any]]
    )

    def add(self, read: ReadBind, of_type: TypeEngine[Any], *, key: object = None) -> Any:
        """Return a bind whose value is read from each request; ``key`` shares one bind.

        Raises ArgumentRefused where that is one too many for a statement.
        """
        if key is not None and key in self.cache:
            return self.cache[key]
        if len(self.readers) >= MOST_BINDS:
            refusal = InvalidInput("These filters are too many for one request: ask in parts.")
            raise ArgumentRefused(refusal, (), ())
        name = f"p{len(self.readers)}"
        self.readers[name] = read
        made = bindparam(name, value=read(self.request), type_=of_type)
        if key is not None:
            self.cache[key] = made
        return made

    def choose(self, read: ReadBind) -> Any:
        """Return a value that the statement's text depends on: another one is another plan."""
        self.choosers.append(read)
        return read(self.request)


@dataclass(frozen=True, slots=True)
class Ask:
    """The surroundings of one field while it is compiled.

    ``instant`` reads the reference instant of the list that the field stands in. ``outer``
    are the surroundings of the field whose arguments a worked-out part goes by. ``field`` is
    its name in the schema, which ``path`` has as the response names it.
    """

    binds: Binds
    arguments: dict[str, Given]
    path: Path
    instant: ReadBind
    outer: "Ask | None" = None
    field: str = ""

    def given(self, name: str) -> Given:
        return self.arguments[name]

    def within(self, arguments: dict[str, Given], path: Path) -> "Ask":
        return replace(self, arguments=arguments, path=path)

    def bind(self, given: Given, parse: Callable[[Any], Any], of_type: TypeEngine[Any]) -> Any:
        """Bind what an argument says, parsed; a refusal names the field and the argument."""
        return self.binds.add(self.reading(given, parse), of_type)

    def choose(self, given: Given, parse: Callable[[Any], Any]) -> Any:
        return self.binds.choose(self.reading(given, parse))

    def reading(self, given: Given, parse: Callable[[Any], Any]) -> ReadBind:
        path = self.path

        def read(request: Request) -> Any:
            try:
                return parse(given.read(request.variables))
            except Refusal as refusal:
                raise ArgumentRefused(refusal, path, (*given.path, *refusal.path)) from None

        return read

    @property
    def now(self) -> ColumnElement[datetime]:
        """The reference instant, one bind however often it is asked for."""
        return self.binds.add(self.instant, TIMESTAMP(timezone=True), key=("now", self.instant))

    def holds(self, scope: Scope) -> ColumnElement[bool]:
        """Whether the viewer holds a scope, as a bind: a plan is not made for one viewer."""
        return self.binds.add(
            lambda request: scope in request.viewer.scopes, Boolean(), key=("holds", scope)
        )

    @property
    def facilitator(self) -> ColumnElement[UUID | None]:
        """The viewer who changes only what they facilitate, null for everybody else.

        Their rights say so, which only a confidential statement knows before it runs.
        """
        return self.binds.add(lambda request: request.viewer.facilitator, Uuid(), key="facilitator")

    @property
    def drafts_of(self) -> ColumnElement[Any] | None:
        """The organisation of which the viewer may see what is not published, or None."""
        return self.organisation if self.binds.request.viewer.sees_drafts else None

    @property
    def organisation(self) -> ColumnElement[Any] | None:
        """The viewer's organisation, or None for nobody in particular."""
        if self.binds.request.viewer.organisation_id is None:
            return None
        return self.binds.add(
            lambda request: request.viewer.organisation_id, Uuid(), key="organisation"
        )

"""Plans: an operation compiled for one shape of its variables, and the shapes themselves."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# graphql-core leaves the parameters of its generic types open.

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    type_from_ast,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails
from graphql.execution.values import VariableValues
from sqlalchemy import Select, Text, Uuid, cast, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.exc import CompileError

from api.persistence.reading.ask import Binds, ReadBind, Request
from api.persistence.reading.compile import Compiler, root_ask
from api.persistence.reading.secrets import SecretPath
from api.persistence.reading.statistics import Statistics
from api.persistence.reading.views import View
from api.persistence.rights import guarded

type Shape = Callable[[Any], object]

_DIALECT = asyncpg.dialect()


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement with the readers of its binds, in the order in which it numbers them.

    ``guarded`` is the same statement with a token's rights looked up in it. ``names`` are the
    response names of its columns, ``secrets`` the places of encrypted leaves in the answer;
    ``confidential`` says whether it reads what only a context opens.
    """

    sql: str
    guarded: str
    readers: tuple[ReadBind, ...]
    names: tuple[str, ...]
    secrets: tuple[SecretPath, ...]
    confidential: bool

    def arguments(self, request: Request) -> list[Any]:
        """Return the bind values of a request; ArgumentRefused if one cannot be used."""
        return [read(request) for read in self.readers]


@dataclass(frozen=True, slots=True)
class Source:
    """What an operation is compiled from."""

    schema: GraphQLSchema
    views: dict[str, View]
    fragments: dict[str, FragmentDetails]
    operation: OperationDefinitionNode
    cursor_key: bytes
    statistics: Statistics

    def compiler(self, request: Request) -> Compiler:
        return Compiler(
            self.schema,
            self.views,
            self.fragments,
            self.operation,
            Binds(request, self.statistics),
            self.cursor_key,
        )


def compile_plan(
    source: Source, root: View, fields: Mapping[str, list[FieldDetails]], request: Request
) -> tuple[Plan, tuple[ReadBind, ...]]:
    """Return the plan of root fields by response name, and what its text was chosen by."""
    compiler = source.compiler(request)
    ask = root_ask(compiler.binds)
    columns = [
        compiler.field(root, None, details, ask, name).label(name)
        for name, details in fields.items()
    ]
    return _plan(select(*columns), compiler, tuple(fields)), tuple(compiler.binds.choosers)


def compile_object(
    source: Source, view: View, details: list[FieldDetails], request: Request
) -> tuple[Plan, tuple[ReadBind, ...]]:
    """Return the plan of one object of a mutation's payload, and what its text was chosen by.

    The row is found by ``row_id`` of each request.
    """
    compiler = source.compiler(request)
    row = compiler.rows(view, None)
    ask = root_ask(compiler.binds, ("object",))
    value = compiler.object(view, row, details, ask)
    same = row.columns.c.id == compiler.binds.add(lambda request: request.row_id, Uuid())
    # The writing connection would parse JSON, so it is given text.
    text = cast(value, Text).label("object")
    chosen = compiler.visible(view, row, select(text), ask, [same])
    return _plan(chosen, compiler, ("object",)), tuple(compiler.binds.choosers)


def _plan(statement: Select[Any], compiler: Compiler, names: tuple[str, ...]) -> Plan:
    compiled = statement.compile(dialect=_DIALECT)
    order = compiled.positiontup or []
    readers = compiler.binds.readers
    hidden = [name for name in order if name not in readers]
    if hidden:
        # A literal that became a bind of SQLAlchemy's own would keep its first value for ever.
        raise CompileError(f"{len(hidden)} hidden binds in a statement of the reader")
    sql = str(compiled)
    return Plan(
        sql,
        guarded(sql, len(order)),
        tuple(readers[name] for name in order),
        names,
        tuple(compiler.secrets),
        confidential=compiler.confidential or bool(compiler.secrets),
    )


def shaper(
    schema: GraphQLSchema, operation: OperationDefinitionNode
) -> Callable[[VariableValues], object]:
    """Return the function that tells apart the variables of an operation that need two plans.

    Enums, booleans and whole numbers count by value, since they choose fields, orders and
    page sizes; everything else counts by being there, as do whole numbers within an input
    object: none of them is a page size. Lists of scalars are bound whole.
    """
    shapes: list[tuple[str, Shape]] = []
    for definition in operation.variable_definitions or ():
        of_type = type_from_ast(schema, definition.type)
        if of_type is not None:
            shapes.append((definition.variable.name.value, _shape(of_type)))

    def shape(variables: VariableValues) -> object:
        coerced = variables.coerced
        return tuple(
            inner(coerced[name]) if name in coerced else "absent" for name, inner in shapes
        )

    return shape


def _shape(of_type: GraphQLInputType | Any) -> Shape:
    if isinstance(of_type, GraphQLNonNull):
        return _shape(of_type.of_type)
    if isinstance(of_type, GraphQLList):
        return _list_shape(of_type)
    if isinstance(of_type, GraphQLInputObjectType):
        return _object_shape(of_type)
    if isinstance(of_type, GraphQLEnumType) or of_type in (GraphQLBoolean, GraphQLInt):
        return lambda value: value
    if of_type is GraphQLID:
        return lambda value: None if value is None else value[:3]
    return lambda value: value is None


def _list_shape(of_type: GraphQLList[Any]) -> Shape:
    item = (
        of_type.of_type.of_type if isinstance(of_type.of_type, GraphQLNonNull) else of_type.of_type
    )
    if isinstance(item, GraphQLInputObjectType):
        inner = _object_shape(item)
        return lambda value: None if value is None else tuple(inner(each) for each in value)
    return lambda value: value is None


def _object_shape(of_type: GraphQLInputObjectType) -> Shape:
    inner = {name: member.type for name, member in of_type.fields.items()}
    known: dict[str, Shape] = {}

    def shape(value: Mapping[str, Any] | None) -> object:
        if value is None:
            return None
        for name in value:
            if name not in known:
                known[name] = _member_shape(inner[name])
        return tuple((name, known[name](value[name])) for name in sorted(value))

    return shape


def _member_shape(of_type: GraphQLInputType) -> Shape:
    if GraphQLInt in (of_type, getattr(of_type, "of_type", None)):
        return lambda value: value is None
    return _shape(of_type)

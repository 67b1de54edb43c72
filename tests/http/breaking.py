"""Bad values for every field of every input, derived from the schema: nobody has to list them.

A *place* is a field of an input, however deep. A *break* is what stands there instead of what
belongs there, and how a server that minds has to answer.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownParameterType=false
# graphql-core leaves the parameters of its generic types open.

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final
from uuid import uuid4

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_input_field,
)

from api.domain.ids import Code, encode
from api.schema.build import graphql_schema

LONG: Final = "x" * 100_000
MISSING: Final = object()
type Step = str | int


class Told(Enum):
    """What a caller is told of a break."""

    BY_THE_SCHEMA = auto()
    BY_THE_PAYLOAD = auto()
    BY_EITHER = auto()


@dataclass(frozen=True, slots=True)
class Place:
    """A field within an input, by the names and positions that lead to it."""

    steps: tuple[Step, ...]
    type: GraphQLInputType
    required: bool

    @property
    def path(self) -> list[str]:
        """How an error of a payload says where it is."""
        return ["input", *map(str, self.steps)]

    @property
    def named(self) -> str:
        return get_named_type(self.type).name

    @property
    def nullable(self) -> bool:
        return get_nullable_type(self.type) is self.type

    @property
    def many(self) -> bool:
        return is_list_type(get_nullable_type(self.type))


@dataclass(frozen=True, slots=True)
class Break:
    """One bad value at one place."""

    what: str
    place: Place
    value: Any
    told: Told

    @property
    def title(self) -> str:
        return f"{'.'.join(map(str, self.place.steps))}: {self.what}"


def input_of(mutation: str) -> GraphQLInputObjectType:
    root = graphql_schema().mutation_type
    assert root is not None
    named = get_named_type(root.fields[mutation].args["input"].type)
    assert isinstance(named, GraphQLInputObjectType)
    return named


def places(holder: GraphQLInputObjectType, above: tuple[Step, ...] = ()) -> Generator[Place]:
    """Every field of an input, with those of the inputs within it; of lists, the first item's."""
    for name, field in holder.fields.items():
        place = Place((*above, name), field.type, is_required_input_field(field))
        yield place
        inner = get_named_type(field.type)
        if isinstance(inner, GraphQLInputObjectType):
            yield from places(inner, (*place.steps, 0) if place.many else place.steps)


def put(
    holder: GraphQLInputObjectType, values: dict[str, Any], steps: tuple[Step, ...], value: object
) -> dict[str, Any]:
    """Return an input with a value at a place; what is needed to get there is made up."""
    name, *rest = steps
    assert isinstance(name, str)
    kept = {} if holder.is_one_of else {**values}
    inner = get_named_type(holder.fields[name].type)
    if not rest:
        kept[name] = value
    elif isinstance(rest[0], int):
        assert isinstance(inner, GraphQLInputObjectType)
        items = [*(values.get(name) or [example(inner)])]
        at = rest[0]
        items[at] = put(inner, items[at], tuple(rest[1:]), value)
        kept[name] = items
    else:
        assert isinstance(inner, GraphQLInputObjectType)
        kept[name] = put(inner, values.get(name) or example(inner), tuple(rest), value)
    return {each: kept[each] for each in kept if kept[each] is not MISSING}


def got(values: Any, steps: tuple[Step, ...]) -> Any:  # noqa: ANN401 - JSON
    """What stands at a place of an input, None if nothing does."""
    for step in steps:
        if isinstance(step, int):
            values = values[step] if values else None
        else:
            values = (values or {}).get(step)
    return values


def in_use(holder: GraphQLInputObjectType, values: Any, steps: tuple[Step, ...]) -> bool:  # noqa: ANN401 - JSON
    """Whether a place can be filled beside all that an input holds already."""
    for number, step in enumerate(steps):
        if isinstance(step, int):
            values = values[step] if values else None
            continue
        if holder.is_one_of and values and step not in values:
            return False
        values = (values or {}).get(step)
        inner = get_named_type(holder.fields[step].type)
        if isinstance(inner, GraphQLInputObjectType) and number + 1 < len(steps):
            holder = inner
    return True


def example(holder: GraphQLInputObjectType) -> dict[str, Any]:
    """The least that fits an input."""
    if holder.is_one_of:
        name, field = next(iter(holder.fields.items()))
        return {name: _example(GraphQLNonNull(get_nullable_type(field.type)))}
    fields = holder.fields.items()
    return {name: _example(field.type) for name, field in fields if is_required_input_field(field)}


def _example(kind: GraphQLInputType) -> Any:  # noqa: ANN401 - JSON
    if is_list_type(get_nullable_type(kind)):
        return []
    inner = get_named_type(kind)
    if isinstance(inner, GraphQLInputObjectType):
        return example(inner)
    if isinstance(inner, GraphQLEnumType):
        return next(iter(inner.values))
    return {"ID": encode(Code.GROUP, uuid4()), "Int": 1, "Float": 1.0, "Boolean": True}.get(
        inner.name, "2026-01-05T19:00:00" if "Date" in inner.name else "en"
    )


_WRONG_JSON: Final[dict[str, tuple[object, ...]]] = {
    "String": (5, True, {"a": "b"}, [["x"]]),
    "ID": (True, 1.5, {"a": "b"}, [["x"]]),
    "Int": ("1", 1.5, 2**31, {"a": 1}, True),
    "Float": ("1", {"a": 1}, True),
    "Boolean": ("true", 1, {}),
    "Date": (5, "not a date", "0000-01-01", "2026-02-30", LONG, {}),
    "LocalDateTime": (5, "not a date", "0000-01-01T00:00:00", "2026-02-30T00:00:00", LONG, {}),
    "DateTime": (5, "not a date", "2026-01-05T19:00:00", LONG, {}),
    "JSON": (),
}
_BAD_WORDS: Final[dict[str, tuple[tuple[str, object], ...]]] = {
    "String": (("too long", LONG),),
    "ID": (
        ("malformed", ""),
        ("malformed", "grp_1"),
        ("malformed", 7),
        ("too long", LONG),
    ),
    "JSON": (("too long", LONG), ("a number", 5), ("a list", [1]), ("deep", {"keys": [[[[]]]]})),
}


def breaks(place: Place) -> Generator[Break]:
    """Every bad value for a place that its type knows of."""
    if place.required:
        yield Break("missing", place, MISSING, Told.BY_THE_SCHEMA)
    if not place.nullable:
        yield Break("null", place, None, Told.BY_THE_SCHEMA)
    inner = get_named_type(place.type)
    if place.many:
        yield Break("a list with null", place, [None], Told.BY_THE_SCHEMA)
    if isinstance(inner, GraphQLEnumType):
        wrong: tuple[object, ...] = ("NO_SUCH_WORD", 5, LONG)
    elif isinstance(inner, GraphQLInputObjectType):
        wrong = (5, "x", {"noSuchField": 1}, [["x"]])
    else:
        wrong = _WRONG_JSON[inner.name]
    for value in wrong:
        kind = "unknown or of another kind"
        yield Break(kind, place, [value] if place.many else value, Told.BY_THE_SCHEMA)
    for what, value in _BAD_WORDS.get(inner.name, ()):
        yield Break(what, place, [value] if place.many else value, Told.BY_EITHER)

"""Random valid documents, written from the schema alone, with the variables that go with them."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from api.schema.build import graphql_schema
from api.schema.scopes import is_public, scopes_of
from tests.persistence.reading.arguments import Arguments
from tests.persistence.reading.literals import Literals
from tests.persistence.reading.values import Json, Values

if TYPE_CHECKING:
    from random import Random

type Path = tuple[str, ...]
type Names = dict[str, tuple[str, "Names"]]
"""Response names taken in one place: the field with its arguments, and the names below it."""

ROOM = 900
"""About how many objects a document may ask for."""

DEEPEST = 6
MOST_ALIASES = 20
LIST_SIZE = 10
SECRET = frozenset(
    {
        *("exactAddress", "exactLink", "exactDialIn", "hiddenAddress"),
        *("publishedBy", "verifiedBy"),
    }
)
CONNECTION = "Connection"


NOT_PUBLIC = frozenset(name for name, each in graphql_schema().type_map.items() if scopes_of(each))
"""Types that need a scope, whose rows no table of the catalogue has."""


def root_fields() -> dict[str, GraphQLField]:
    """Every field at the root of a query, with what it says of whom it is for."""
    root = graphql_schema().query_type
    assert root is not None
    return root.fields


WORKED_OUT = frozenset(
    {
        *("coverage", "facets", "places", "crisisResources", "matchGroups", "whyNot"),
        "changes",
        *("viewer", "scopes", "previewRecurrence"),
        *(name for name, field in root_fields().items() if not is_public(field)),
        "facilitators",
    }
)
"""Fields whose rows no table of the catalogue has, or that need a scope: they have tests of
their own."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cursor argument that is empty at first: its variable, and where its connection answers."""

    variable: str
    path: Path


@dataclass(frozen=True, slots=True)
class Written:
    """A document with its variables, and the slots for cursors that its own answer gives.

    ``others`` are further values that some of the variables may have.
    """

    text: str
    variables: Json
    slots: tuple[Slot, ...]
    others: Json


@dataclass(frozen=True, slots=True)
class Place:
    """Where a selection stands: how deep, with room for how much, under which response names.

    ``names`` is None where only aliases are safe, since types or fragments meet whose fields
    must not collide.
    """

    depth: int
    room: int
    path: Path | None
    names: Names | None

    def under(self, name: str, names: Names, times: int) -> Place:
        path = None if self.path is None else (*self.path, name)
        return Place(self.depth + 1, max(1, self.room // times), path, names)


@dataclass(slots=True)
class Writer:
    """Writes one document.

    ``hits`` says how often a field was compared so far, so that rare ones come up as well.
    """

    schema: GraphQLSchema
    values: Values
    hits: Counter[tuple[str, str]]
    confidential: bool
    literals: Literals = field(init=False)
    arguments: Arguments = field(init=False)
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    slots: list[Slot] = field(default_factory=list[Slot])
    aliases: int = 0

    def __post_init__(self) -> None:
        self.literals = Literals(self.values)
        self.arguments = Arguments(self.values, self.literals)

    @property
    def random(self) -> Random:
        return self.values.random

    def write(self) -> Written:
        root = self.schema.query_type
        assert root is not None
        place = Place(0, ROOM, (), {})
        fields = [self._field(root, place) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        if self.literals.chance(0.1):
            fields.append("__typename")
        if self.literals.chance(0.2):
            fields.append(self._fragment(root, replace(place, room=60)))
        bodies = [f"fragment {n} on {on} {{ {body} }}" for n, (on, body) in self.fragments.items()]
        text = f"query Q{self.literals.head()} {{ {' '.join(fields)} }}"
        written = self.literals
        return Written(
            "\n".join((text, *bodies)), written.variables, tuple(self.slots), written.others
        )

    def _selection(self, on: GraphQLObjectType | GraphQLInterfaceType, place: Place) -> str:
        if isinstance(on, GraphQLInterfaceType):
            return self._abstract(on, place)
        parts = [self._field(on, place) for _ in range(self.random.choice((1, 2, 2, 3, 4)))]
        if self.literals.chance(0.2):
            parts.append("__typename")
        if self.literals.chance(0.1):
            parts.append(f"...{self._directive()} {{ {self._field(on, place)} }}")
        if on.interfaces and self.literals.chance(0.15):
            face = self.random.choice(on.interfaces)
            names = [n for n in face.fields if not face.fields[n].args]
            parts.append(f"... on {face.name}{self._directive()} {{ {self.random.choice(names)} }}")
        if self.literals.chance(0.12):
            parts.append(self._fragment(on, place))
        self.random.shuffle(parts)
        return " ".join(parts)

    def _abstract(self, on: GraphQLInterfaceType, place: Place) -> str:
        """Select from what any type may stand for; fields of single types are aliased."""
        parts = [self.random.choice(("id", "__typename"))]
        every = self.schema.get_implementations(on).objects
        concrete = [each for each in every if each.name not in NOT_PUBLIC]
        for chosen in self.random.sample(concrete, self.random.randrange(1, 4)):
            inner = replace(place, names=None)
            fields = " ".join(self._field(chosen, inner) for _ in range(3))
            parts.append(f"... on {chosen.name}{self._directive()} {{ {fields} }}")
        if self.literals.chance(0.3):
            parts.append("... on Versioned { version }")
        if self.literals.chance(0.3):
            parts.append('... on Term { slug t: label(language: "de") }')
        return " ".join(parts)

    def _fragment(self, on: GraphQLObjectType, place: Place) -> str:
        """Spread a named fragment, a new one or one that is there already."""
        known = [name for name, (type_name, _) in self.fragments.items() if type_name == on.name]
        if known and self.literals.chance(0.6):
            return f"...{self.random.choice(known)}"
        name = f"F{next(self.literals.numbers)}"
        inner = Place(place.depth, min(place.room, 30), None, None)
        body = " ".join(self._field(on, inner) for _ in range(2))
        self.fragments[name] = on.name, body
        return f"...{name}{self._directive()}"

    def _field(self, on: GraphQLObjectType, place: Place) -> str:
        name = self._choose(on, place)
        if name is None:
            return "__typename"
        found = on.fields[name]
        target = get_named_type(found.type)
        size = self._size(found, place)
        cursors = place.path is not None
        arguments, slots = self.arguments.write(found, size, place.room, cursors=cursors)
        response, below = self._response(name, arguments, place)
        text = (name if response == name else f"{response}: {name}") + arguments + self._directive()
        if is_leaf_type(target):
            return text
        inner = place.under(response, below, size)
        self.slots += [Slot(slot, inner.path or ()) for slot in slots]
        assert isinstance(target, GraphQLObjectType | GraphQLInterfaceType)
        body = self._selection(target, inner)
        if slots:
            body += self.random.choice((" pageInfo { startCursor endCursor }", " edges { cursor }"))
        return f"{text} {{ {body} }}"

    def _choose(self, on: GraphQLObjectType, place: Place) -> str | None:
        """Choose a field, rarely seen ones first; only what still has room below it."""
        names = [
            name
            for name, found in on.fields.items()
            if self._fits(found, place)
            and (self.confidential or name not in SECRET)
            and name not in WORKED_OUT
        ]
        if not names:
            return None
        weights = [1 / (1 + self._seen(on.name, name, on.fields[name])) for name in names]
        return self.random.choices(names, weights)[0]

    def _seen(self, on: str, name: str, found: GraphQLField) -> int:
        """Return how often a field was compared, or the rarest one directly below it."""
        below = get_named_type(found.type)
        if not isinstance(below, GraphQLObjectType):
            return self.hits[on, name]
        wanted = (each for each in below.fields if self.confidential or each not in SECRET)
        return min(self.hits[on, name], *(self.hits[below.name, each] for each in wanted))

    def _fits(self, found: GraphQLField, place: Place) -> bool:
        target = get_named_type(found.type)
        if (place.names is None or found.args) and self.aliases >= MOST_ALIASES:
            return False
        if is_leaf_type(target):
            return True
        needs = LIST_SIZE if "[" in str(found.type) and not found.args else 1
        return place.depth < DEEPEST and place.room >= needs

    def _size(self, found: GraphQLField, place: Place) -> int:
        if "first" in found.args:
            return self.random.randrange(1, max(2, min(9, place.room)))
        return LIST_SIZE if "[" in str(found.type) and not found.args else 1

    def _response(self, name: str, arguments: str, place: Place) -> tuple[str, Names]:
        """Return a response name that nothing else has there, with what is taken below it."""
        signature = name + arguments
        if place.names is not None:
            taken = place.names.setdefault(name, (signature, {}))
            spare = self.aliases < MOST_ALIASES and self.literals.chance(0.15)
            if taken[0] == signature and not spare:
                return name, taken[1]
        self.aliases += 1
        return f"a{next(self.literals.numbers)}", {}

    def _directive(self) -> str:
        if not self.literals.chance(0.06):
            return ""
        word, wanted = self.random.choice((("include", True), ("skip", False)))
        wanted = wanted if self.literals.chance(0.6) else not wanted
        text = self.literals.emit(GraphQLNonNull(GraphQLBoolean), wanted)
        if text.startswith("$"):
            self.literals.others[text[1:]] = not wanted
        return f" @{word}(if: {text})"

"""Random valid documents, written from the schema alone, with the variables that go with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import count
from json import dumps
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from tests.persistence.reading.values import Values

if TYPE_CHECKING:
    from random import Random

type Json = dict[str, Any]
type Path = tuple[str, ...]
type Names = dict[str, tuple[str, "Names"]]
"""Response names taken in one place: the field with its arguments, and the names below it."""

ROOM = 900
"""About how many objects a document may ask for."""

DEEPEST = 6
MOST_ALIASES = 20
LIST_SIZE = 10
PAGE = 20
SECRET = frozenset({"exactAddress", "exactLink", "exactDialIn"})
CONNECTION = "Connection"
PAGING = frozenset({"first", "last", "after", "before"})


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
    variables: Json = field(default_factory=dict[str, Any])
    others: Json = field(default_factory=dict[str, Any])
    declared: dict[str, str] = field(default_factory=dict[str, str])
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    slots: list[Slot] = field(default_factory=list[Slot])
    numbers: count[int] = field(default_factory=count)
    aliases: int = 0

    @property
    def random(self) -> Random:
        return self.values.random

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def write(self) -> Written:
        root = self.schema.query_type
        assert root is not None
        place = Place(0, ROOM, (), {})
        fields = [self._field(root, place) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        if self.chance(0.1):
            fields.append("__typename")
        if self.chance(0.2):
            fields.append(self._fragment(root, replace(place, room=60)))
        head = ", ".join(f"${name}: {declared}" for name, declared in self.declared.items())
        bodies = [f"fragment {n} on {on} {{ {body} }}" for n, (on, body) in self.fragments.items()]
        text = f"query Q{f'({head})' if head else ''} {{ {' '.join(fields)} }}"
        return Written("\n".join((text, *bodies)), self.variables, tuple(self.slots), self.others)

    def _selection(self, on: GraphQLObjectType | GraphQLInterfaceType, place: Place) -> str:
        if isinstance(on, GraphQLInterfaceType):
            return self._abstract(on, place)
        parts = [self._field(on, place) for _ in range(self.random.choice((1, 2, 2, 3, 4)))]
        if self.chance(0.2):
            parts.append("__typename")
        if self.chance(0.1):
            parts.append(f"...{self._directive()} {{ {self._field(on, place)} }}")
        if on.interfaces and self.chance(0.15):
            face = self.random.choice(on.interfaces)
            names = [n for n in face.fields if not face.fields[n].args]
            parts.append(f"... on {face.name}{self._directive()} {{ {self.random.choice(names)} }}")
        if self.chance(0.12):
            parts.append(self._fragment(on, place))
        self.random.shuffle(parts)
        return " ".join(parts)

    def _abstract(self, on: GraphQLInterfaceType, place: Place) -> str:
        """Select from what any type may stand for; fields of single types are aliased."""
        parts = [self.random.choice(("id", "__typename"))]
        concrete = list(self.schema.get_implementations(on).objects)
        for chosen in self.random.sample(concrete, self.random.randrange(1, 4)):
            inner = replace(place, names=None)
            fields = " ".join(self._field(chosen, inner) for _ in range(3))
            parts.append(f"... on {chosen.name}{self._directive()} {{ {fields} }}")
        if self.chance(0.3):
            parts.append("... on Versioned { version }")
        if self.chance(0.3):
            parts.append('... on Term { slug t: label(language: "de") }')
        return " ".join(parts)

    def _fragment(self, on: GraphQLObjectType, place: Place) -> str:
        """Spread a named fragment, a new one or one that is there already."""
        known = [name for name, (type_name, _) in self.fragments.items() if type_name == on.name]
        if known and self.chance(0.6):
            return f"...{self.random.choice(known)}"
        name = f"F{next(self.numbers)}"
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
        arguments, slots = self._arguments(found, size, place)
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
            if self._fits(found, place) and (self.confidential or name not in SECRET)
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
            spare = self.aliases < MOST_ALIASES and self.chance(0.15)
            if taken[0] == signature and not spare:
                return name, taken[1]
        self.aliases += 1
        return f"a{next(self.numbers)}", {}

    def _directive(self) -> str:
        if not self.chance(0.06):
            return ""
        word, wanted = self.random.choice((("include", True), ("skip", False)))
        wanted = wanted if self.chance(0.6) else not wanted
        of_type = GraphQLNonNull(self.schema.type_map["Boolean"])
        text = self._emit(of_type, wanted)
        if text.startswith("$"):
            self.others[text[1:]] = not wanted
        return f" @{word}(if: {text})"

    def _arguments(self, found: GraphQLField, size: int, place: Place) -> tuple[str, list[str]]:
        given: Json = {}
        slots: list[str] = []
        type_name = get_named_type(found.type).name.removesuffix(CONNECTION)
        chosen: Json | None = None
        for name, argument in found.args.items():
            kind = get_named_type(argument.type).name
            if name in PAGING:
                continue
            if name == "filter" and self.chance(0.7):
                given[name] = chosen = self.values.filter(kind)
            elif name == "orderBy" and self.chance(0.5):
                given[name] = self.values.order(kind, chosen)
            elif name == "by":
                given[name] = self.values.by(type_name)
            elif name == "when":
                given[name] = self.values.when()
            elif name == "timeZone" and self.chance(0.5):
                given[name] = self.random.choice(("Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia"))
            elif name == "language" and self.chance(0.7):
                given[name] = self.random.choice(("de", "fr", "xx", None))
            elif name == "id":
                given[name] = self.values.id()
            elif name == "ids":
                given[name] = [self.values.id() for _ in range(self.random.randrange(5))]
        texts = {n: self._emit(found.args[n].type, v) for n, v in given.items()}
        if "first" in found.args:
            texts |= self._paging(found, size, place)
            if "after" in found.args and place.path is not None and self.chance(0.5):
                slots = self._cursors(texts)
        for name, argument in found.args.items():
            if name not in texts and name not in PAGING and self.chance(0.1):
                texts |= self._nothing(name, argument.type, argument.default_value)
        listed = ", ".join(f"{n}: {t}" for n, t in texts.items())
        return (f"({listed})" if listed else ""), slots

    def _paging(self, found: GraphQLField, size: int, place: Place) -> dict[str, str]:
        if "last" not in found.args:
            unsaid = place.room >= PAGE and self.chance(0.3)
            return {} if unsaid else {"first": self._emit(found.args["first"].type, size)}
        if place.room >= PAGE * 5 and self.chance(0.1):
            return {"first": self._emit(found.args["first"].type, None)} if self.chance(0.5) else {}
        name = self.random.choice(("first", "first", "last"))
        return {name: self._emit(found.args[name].type, size)}

    def _cursors(self, texts: dict[str, str]) -> list[str]:
        slots: list[str] = []
        for name in self.random.choice((("after",), ("before",), ("after", "before"))):
            variable = f"c{next(self.numbers)}"
            self.declared[variable] = "String"
            texts[name] = f"${variable}"
            slots.append(variable)
        return slots

    def _nothing(self, name: str, of_type: Any, default: object) -> dict[str, str]:
        """Say nothing by a variable without a value, or by null where null is allowed."""
        if isinstance(of_type, GraphQLNonNull) and of_type.of_type.name in {"String", "Int"}:
            of_type = of_type.of_type
            nullable = False
        elif isinstance(of_type, GraphQLNonNull):
            return {}
        else:
            nullable = True
        if nullable and self.chance(0.3):
            return {name: "null"}
        variable = f"v{next(self.numbers)}"
        self.declared[variable] = str(of_type)
        if nullable and self.chance(0.5):
            self.variables[variable] = None
        return {name: f"${variable}"}

    def _emit(self, of_type: Any, value: Any, *, one_of: bool = False) -> str:
        """Write a value as a literal or as a variable, at any level of it."""
        if self.chance(0.2):
            return self._variable(of_type, value, one_of=one_of)
        inner = of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type
        if value is None:
            return "null"
        if isinstance(inner, GraphQLList):
            return f"[{', '.join(self._emit(inner.of_type, each) for each in value)}]"
        if isinstance(inner, GraphQLInputObjectType):
            single = inner.name.endswith("By") or inner.name == "When"
            members = ", ".join(
                f"{name}: {self._emit(inner.fields[name].type, each, one_of=single)}"
                for name, each in value.items()
            )
            return f"{{{members}}}"
        return value if isinstance(inner, GraphQLEnumType) else dumps(value)

    def _variable(self, of_type: Any, value: Any, *, one_of: bool) -> str:
        name = f"v{next(self.numbers)}"
        declared = str(of_type)
        if one_of and not declared.endswith("!"):
            declared += "!"
        elif value is not None and not declared.endswith("!") and self.chance(0.3):
            declared += "!"
        how = self.random.choice(("given", "given", "default", "overridden"))
        if how == "given":
            self.variables[name] = value
        elif how == "default":
            declared += f" = {self._literal(of_type, value)}"
        else:
            declared += f" = {self._literal(of_type, value)}"
            self.variables[name] = value
        self.declared[name] = declared
        if value is not None:
            self._note_another(name, declared, value)
        return f"${name}"

    def _note_another(self, name: str, declared: str, value: Any) -> None:
        """Note a second value of a variable that means something else in the same places."""
        match declared.split(" ")[0].removesuffix("!"):
            case "Int":
                self.others[name] = self.random.randrange(1, 9)
            case "Float":
                self.others[name] = value / 2
            case "ID":
                self.others[name] = self.values.id(value[:3])
            case "[ID!]":
                self.others[name] = [self.values.id() for _ in range(3)]
            case "Direction":
                self.others[name] = "DESC" if value == "ASC" else "ASC"
            case "Unknown":
                self.others[name] = "EXCLUDE" if value == "INCLUDE" else "INCLUDE"
            case _:
                pass

    def _literal(self, of_type: Any, value: Any) -> str:
        inner = of_type.of_type if isinstance(of_type, GraphQLNonNull) else of_type
        if value is None:
            return "null"
        if isinstance(inner, GraphQLList):
            return f"[{', '.join(self._literal(inner.of_type, each) for each in value)}]"
        if isinstance(inner, GraphQLInputObjectType):
            fields = (f"{n}: {self._literal(inner.fields[n].type, v)}" for n, v in value.items())
            return f"{{{', '.join(fields)}}}"
        return value if isinstance(inner, GraphQLEnumType) else dumps(value)

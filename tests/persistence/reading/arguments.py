"""The arguments of fields: what lists, look-ups and labels are asked."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# graphql-core leaves the parameters of its generic types open.

from dataclasses import dataclass

from graphql import GraphQLArgument, GraphQLField, get_named_type

from tests.persistence.reading.catalogue import Value
from tests.persistence.reading.literals import Literals
from tests.persistence.reading.values import Json, Values

PAGE = 20
PAGING = frozenset({"first", "last", "after", "before"})
SHARES = {"filter": 0.7, "orderBy": 0.5, "timeZone": 0.5, "language": 0.7, "since": 0.7}
"""How often an argument is given that need not be."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """Writes the arguments of one field after the other."""

    values: Values
    literals: Literals

    def write(
        self, found: GraphQLField, size: int, room: int, *, cursors: bool
    ) -> tuple[str, list[str]]:
        """Return the arguments of a field, and the variables in them that wait for cursors."""
        texts = self._asked(found)
        slots: list[str] = []
        if "first" in found.args:
            texts |= self._paging(found, size, room)
            if cursors and "after" in found.args and self.literals.chance(0.5):
                slots = self._cursors(texts)
        for name, argument in found.args.items():
            if name not in texts and name not in PAGING and self.literals.chance(0.1):
                nothing = self.literals.nothing(argument.type)
                texts |= {} if nothing is None else {name: nothing}
        listed = ", ".join(f"{n}: {t}" for n, t in texts.items())
        return (f"({listed})" if listed else ""), slots

    def _asked(self, found: GraphQLField) -> dict[str, str]:
        given: Json = {}
        of = get_named_type(found.type).name.removesuffix("Connection")
        for name, argument in found.args.items():
            if name not in PAGING and self.literals.chance(SHARES.get(name, 1)):
                given[name] = self._value(name, argument, of, given.get("filter"))
        return {name: self.literals.emit(found.args[name].type, given[name]) for name in given}

    def _value(self, name: str, argument: GraphQLArgument, of: str, chosen: Json | None) -> Value:
        kind = get_named_type(argument.type).name
        match name:
            case "filter":
                return self.values.filter(kind)
            case "orderBy":
                return self.values.order(kind, chosen)
            case "by":
                return self.values.by(of)
            case "ids":
                return [self.values.id() for _ in range(self.values.random.randrange(5))]
            case "since":
                return self.values.random.randrange(1, 6)
            case _:
                return {"when": self.values.when(), "id": self.values.id()}.get(
                    name, self.values.word(name)
                )

    def _paging(self, found: GraphQLField, size: int, room: int) -> dict[str, str]:
        emit, chance = self.literals.emit, self.literals.chance
        first = found.args["first"].type
        if "last" not in found.args:
            return {} if room >= PAGE and chance(0.3) else {"first": emit(first, size)}
        if room >= PAGE * 5 and chance(0.1):
            return {"first": emit(first, None)} if chance(0.5) else {}
        name = self.values.random.choice(("first", "first", "last"))
        return {name: emit(found.args[name].type, size)}

    def _cursors(self, texts: dict[str, str]) -> list[str]:
        ends = self.values.random.choice((("after",), ("before",), ("after", "before")))
        slots = [self.literals.empty("String") for _ in ends]
        texts |= {end: f"${slot}" for end, slot in zip(ends, slots, strict=True)}
        return slots

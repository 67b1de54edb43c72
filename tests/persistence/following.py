"""Follows the feed of changes as a partner would, and reads the directory as anybody else does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLObjectType

from api.domain.access import ANYBODY, Viewer
from api.persistence.reading.views import Leaf
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.limits import Limits
from api.schema.scopes import scopes_of
from tests.persistence.building import NOW
from tests.persistence.reading.asking import Asker, asking
from tests.world import World

type Json = dict[str, Any]
type Directory = dict[str, Json]
"""Things by their ids."""

# Edges to what may come and go without the thing itself having changed are not of it.
PARTS = {
    "Organisation": "",
    "Network": "organisation { id } topics { slug } concerns { name } notices { language text }",
    "Group": "network { id } topics { slug } translations { name } openPlaces { kind url }"
    " capacity { status asOf by }",
    "Meeting": "group { id } venues { id }"
    " exceptions { kind originalStart newStart notes venues { id } }",
    "Venue": "point { latitude longitude }",
    "CrisisResource": "",
}


def fragment(name: str) -> str:
    """Every plain public field of a type, under names that collide with no other type's."""
    declared = graphql_schema().type_map[name]
    assert isinstance(declared, GraphQLObjectType)
    plain = [
        each
        for each, bound in VIEWS[name].fields.items()
        if isinstance(bound, Leaf) and not scopes_of(declared.fields[each])
    ]
    asked = " ".join(f"{name}_{each}: {each}" for each in plain)
    return f"... on {name} {{ {asked} {PARTS[name]} }}"


NODE = f"id __typename {' '.join(map(fragment, PARTS))}"
CHANGES = f"""query($first: Int, $after: String) {{ changes(first: $first, after: $after) {{
  nodes {{ id type kind at node {{ {NODE} }} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
LISTS = {
    "Organisation": "organisations",
    "Network": "networks",
    "Group": "groups",
    "Meeting": "meetings",
}
LIST = """query($after: String) {{ {field}(first: 30, after: $after) {{
  nodes {{ {selected} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
GENEROUS = Limits(aliases=500, tokens=10_000, nodes=100_000)


@asynccontextmanager
async def following(app_url: str) -> AsyncGenerator[Asker]:
    async with asking(app_url, World({}, {}), GENEROUS) as asker:
        yield asker


@dataclass(slots=True)
class Follower:
    """A copy of the directory, kept by nothing but the feed."""

    asker: Asker
    first: int = 7
    viewer: Viewer = ANYBODY
    cursor: str | None = None
    copy: Directory = field(default_factory=dict[str, Json])
    told: list[Json] = field(default_factory=list[Json])

    async def turn(self) -> bool:
        """Take one page in; return whether there is more."""
        variables = {"first": self.first, "after": self.cursor}
        page = (await self.asker.data(CHANGES, variables, viewer=self.viewer, now=NOW))["changes"]
        for change in page["nodes"]:
            self._take_in(change)
        self.cursor = page["pageInfo"]["endCursor"] or self.cursor
        return page["pageInfo"]["hasNextPage"]

    async def catch_up(self) -> list[Json]:
        """Take in all there is, and return it."""
        already = len(self.told)
        while await self.turn():
            pass
        return self.told[already:]

    def _take_in(self, change: Json) -> None:
        node = change["node"]
        assert (node is None) is (change["kind"] == "DELETED"), change
        if node is None:
            self.copy.pop(change["id"], None)
        else:
            assert node["id"] == change["id"]
            known = self.copy.get(change["id"])
            assert known is None or _version(node) >= _version(known), "back in time"
            self.copy[change["id"]] = node
        self.told.append(change)


async def directory(asker: Asker) -> Directory:
    """What anybody finds by lists, without the feed."""
    found: Directory = {}
    for name, field_name in LISTS.items():
        selected = f"id __typename {fragment(name)}"
        if name == "Meeting":
            venues = f"venues {{ id __typename {fragment('Venue')} }}"
            selected += f" {venues} exceptions {{ {venues} }}"
        query, after, more = LIST.format(field=field_name, selected=selected), None, True
        while more:
            page = (await asker.data(query, {"after": after}, now=NOW))[field_name]
            for node in page["nodes"]:
                for each in _things(node):
                    found[each["id"]] = each
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    selected = f"id __typename {fragment('CrisisResource')}"
    query = f'{{ crisisResources(country: "GB") {{ {selected} }} }}'
    found |= {node["id"]: node for node in (await asker.data(query, now=NOW))["crisisResources"]}
    return found


def _things(node: Json) -> Iterator[Json]:
    """A node, and the venues below it, which no list has."""
    if "venues" not in node:
        yield node
        return
    exceptions: list[Json] = node["exceptions"]
    for each in (node, *exceptions):
        yield from each["venues"]
    yield _brief(node) | {"exceptions": [_brief(each) for each in exceptions]}


def _brief(thing: Json) -> Json:
    return {**thing, "venues": [{"id": venue["id"]} for venue in thing["venues"]]}


def _version(node: Mapping[str, Any]) -> int:
    return node[f"{node['__typename']}_version"]

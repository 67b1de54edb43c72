"""The reader against the naive executor: the same JSON for random documents."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# graphql-core leaves the parameters of its generic types open.

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random, SystemRandom

import orjson
import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    parse,
    print_schema,
)

from api.domain.access import ANYBODY, Viewer
from api.domain.scopes import Scope
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.messages import RequestRefused
from tests.conftest import Database
from tests.persistence.reading.answers import cursors_at, difference, settled
from tests.persistence.reading.asking import Asker
from tests.persistence.reading.catalogue import Catalogue, Value
from tests.persistence.reading.documents import SECRET, WORKED_OUT, Writer, Written
from tests.persistence.reading.meaning import Moment
from tests.persistence.reading.naive import Naive
from tests.persistence.reading.values import Values
from tests.persistence.reading.viewing import minting, viewer_of
from tests.world import NOW, World

BOUNDED = 110
FULL = 2_500
FIXED_SEED = 20270310
LEAST_SEEDS, MOST_SEEDS = 2, 8
ENVELOPES = ("Connection", "Edge", "PageInfo")
READING = ("SELECT ", "WITH ", "with rights as materialized ")
TOO_MUCH = {"MAX_COST_EXCEEDED", "LIMIT_EXCEEDED"}


@dataclass(slots=True)
class Comparison:
    """Compares answers to documents of one seed; ``hits`` are the fields compared so far."""

    asker: Asker
    catalogue: Catalogue
    schema: GraphQLSchema
    viewers: list[Viewer]
    seed: int
    hits: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    refused: int = 0
    continued: int = 0
    varied: int = 0

    async def run(self, documents: int) -> None:
        random = Random(self.seed)
        for number in range(documents):
            viewer = random.choice((ANYBODY, ANYBODY, *self.viewers))
            values = Values(random, self.catalogue)
            writer = Writer(self.schema, values, self.hits, confidential=not viewer.anonymous)
            written = writer.write()
            answer = await self._compare(number, written, written.variables, viewer)
            if answer is None:
                continue
            cursors = {
                slot.variable: random.choice(found)
                for slot in written.slots
                if (found := list(cursors_at(answer, slot)))
            }
            if cursors:
                self.continued += 1
                await self._compare(number, written, written.variables | cursors, viewer)
            if written.others:
                # The same document again, so that what was kept of it meets other values.
                self.varied += 1
                await self._compare(number, written, written.variables | written.others, viewer)

    async def _compare(
        self, number: int, written: Written, variables: dict[str, Value], viewer: Viewer
    ) -> Value:
        self.asker.statements.clear()
        where = f"seed {self.seed}, document {number}\n{written.text}\n{variables}\n{viewer}"
        try:
            given = orjson.loads(
                await self.asker.body(written.text, variables, viewer=viewer, now=NOW)
            )
        except RequestRefused as refusal:
            if refusal.code not in TOO_MUCH:
                raise AssertionError(where) from refusal
            self.refused += 1
            return None
        except Exception as error:
            raise AssertionError(where) from error
        assert "errors" not in given, f"{where}\n{given}"
        naive = Naive(self.schema, self.catalogue, viewer, Moment(NOW))
        wanted = naive.answer(parse(written.text), variables)
        assert wanted.errors is None, f"{where}\n{wanted.errors[0]!r}"
        plain = orjson.loads(orjson.dumps(wanted.data))
        found = difference((), plain, settled(given["data"]))
        assert found is None, f"{where}\n{found}"
        self._one_statement(where, viewer)
        self.hits.update(naive.seen)
        return given["data"]

    def _one_statement(self, where: str, viewer: Viewer) -> None:
        """Nothing but one statement, unless it is one within a confidential transaction.

        What a viewer may do depends on what they facilitate, if they have an organisation.
        """
        sent = self.asker.statements
        reading = [text for text in sent if text.startswith(READING)]
        around = [text for text in sent if text not in reading]
        assert len(reading) <= 1, f"{where}\n{reading}"
        confidential = SECRET if viewer.anonymous else SECRET | {"allowedActions"}
        if not any(name in where for name in confidential):
            assert not around, f"{where}\n{around}"


@pytest.fixture(scope="session")
def plain_schema() -> GraphQLSchema:
    """The schema as its text says it, without resolvers."""
    return build_schema(print_schema(graphql_schema()))


def every_field(schema: GraphQLSchema) -> set[tuple[str, str]]:
    """Return the fields that a table holds, of all types that a document can come to."""
    found: set[tuple[str, str]] = set()
    ways, known = ["Query"], {"Query"}
    while ways:
        name = ways.pop()
        of_type = schema.type_map[name]
        if not isinstance(of_type, GraphQLObjectType):
            continue
        assert name in VIEWS or name.endswith(ENVELOPES)
        wanted = {each: field for each, field in of_type.fields.items() if each not in WORKED_OUT}
        found |= {(name, each) for each in wanted}
        leads = {get_named_type(field.type).name for field in wanted.values()}
        ways += leads - known
        known |= leads
    return found


READ = (
    *(Scope.MEETINGS_READ, Scope.NETWORKS_MANAGE, Scope.GROUPS_READ),
    *(Scope.GROUPS_MANAGE, Scope.MEETINGS_WRITE),
)


@pytest.fixture(scope="session")
async def viewers(world_database: Database, world: World) -> list[Viewer]:
    """Two organisations that read what is theirs alone."""
    async with minting(world_database) as minter:
        return [
            await viewer_of(minter, world.organisation(slug), *READ) for slug in ("river", "hill")
        ]


async def compare(
    asker: Asker,
    catalogue: Catalogue,
    schema: GraphQLSchema,
    viewers: list[Viewer],
    documents: int,
) -> None:
    every, seen, tried = every_field(schema), set[tuple[str, str]](), 0
    # By chance a field that few may see comes up in neither of two runs: then there are more.
    while tried < LEAST_SEEDS or (tried < MOST_SEEDS and len(every - seen) > len(every) / 100):
        seed = SystemRandom().randrange(10**9) if tried else FIXED_SEED
        print(f"seed {seed}")  # noqa: T201 - so that a failure can be had again
        tried += 1
        comparison = Comparison(asker, catalogue, schema, viewers, seed)
        await comparison.run(documents)
        assert comparison.refused < documents / 10
        assert comparison.continued > documents / 10
        assert comparison.varied > documents / 10
        seen |= comparison.hits.keys()
    missed = every - seen
    assert len(missed) <= len(every) / 100, f"never compared: {sorted(missed)}"


async def test_the_reader_and_the_naive_executor_give_the_same_answers(
    asker: Asker, catalogue: Catalogue, plain_schema: GraphQLSchema, viewers: list[Viewer]
) -> None:
    await compare(asker, catalogue, plain_schema, viewers, BOUNDED)


@pytest.mark.full
async def test_the_reader_and_the_naive_executor_agree_on_thousands_of_documents(
    asker: Asker, catalogue: Catalogue, plain_schema: GraphQLSchema, viewers: list[Viewer]
) -> None:
    await compare(asker, catalogue, plain_schema, viewers, FULL)

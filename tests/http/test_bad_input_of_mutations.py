"""Every field of every mutation with everything bad that its type knows of, alone and together.

Nothing here lists mutations or fields: both come from the schema, and an input that is in order
from the matrix of roles, which shows that it is accepted. To see one fail: let ``read_id`` in
``api/schema/changing.py`` not say what it expected, take an ``at`` out of ``Profile.checked``, or
``beside`` out of ``outcome``.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from random import Random, SystemRandom
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLInputObjectType, is_required_input_field

from api.domain.ids import Code, encode
from api.persistence.embedded import Cluster
from tests.house import House
from tests.http.breaking import Place, Step, Told, breaks, got, in_use, input_of, places, put
from tests.http.changes import Fingerprint, everything, send
from tests.http.matrix import Case, Row, World
from tests.http.shared_world import Shared, case_of, shared_world
from tests.http.test_matrix_of_roles import ROWS

# Letters leave by themselves while a test looks on.
_BY_ITSELF = "operations.notices"
_OTHER_KIND = ("INVALID_INPUT", "changes")
"""A correction of another kind of thing than the id is of."""
TOO_LONG = "x" * 30_000
"""Longer than any text may be, and short enough for thirty of them in one request."""
BY_MUTATION = {row.name: row for row in reversed(ROWS)}
EACH = pytest.mark.parametrize("row", BY_MUTATION.values(), ids=list(BY_MUTATION))
SIZES = pytest.mark.parametrize("size", [2, pytest.param(100, marks=pytest.mark.full)])
"""How many of a kind are tried at each place: in all, each break runs in each place."""
NEVER_NAMED = Code.AUDIT_ENTRY
"""What no mutation is about."""
OF_THE_THING = frozenset({("releaseKeptFields", "fields")})
"""What only the thing can tell: which of its fields are kept."""

type Errors = list[tuple[str, tuple[str, ...], str]]
"""Codes, paths and messages of what was refused; without a path if no mutation ran."""


@pytest.fixture(scope="module")
async def shared(cluster: Cluster, template: str) -> AsyncIterator[Shared]:
    async with shared_world(cluster, template) as shared:
        yield shared


@dataclass(slots=True)
class Bench:
    """One mutation with an input that is in order, to break at one place after the other."""

    row: Row
    world: World
    case: Case
    base: dict[str, Any]
    foreign: dict[str, Any]

    @property
    def holder(self) -> GraphQLInputObjectType:
        return input_of(self.row.name)

    def places(self, *named: str) -> list[Place]:
        """The places of some types, or all; of inputs that are one of several, those in use."""
        found = [each for each in places(self.holder) if not named or each.named in named]
        return [each for each in found if in_use(self.holder, self.base, each.steps)]

    async def ask(self, values: dict[str, Any]) -> Errors:
        """Send an input; a fault of ours, or an answer of another form, fails here."""
        answer = await send(self.world.client, self.row.name, values, self.case.asker)
        body = answer.json()
        if "errors" in body:
            assert answer.status_code < 500
            assert body.get("data") is None
            errors = body["errors"]
            return [(each["extensions"]["code"], (), each["message"]) for each in errors]
        errors = body["data"][self.row.name]["errors"]
        return sorted((each["code"], tuple(each["path"]), each["message"]) for each in errors)

    async def broken(self, place: Place, value: object) -> Errors:
        """What is told of an input with a value, or a list of it, at a place."""
        wrong = [value] if place.many else value
        return await self.ask(put(self.holder, self.base, place.steps, wrong))

    async def state(self) -> Fingerprint:
        found = await everything(self.world.admin)
        return {name: found[name] for name in found if name != _BY_ITSELF}

    async def traces(self) -> int:
        """How much was ever written: whatever writes leaves an entry."""
        return await self.world.admin.fetchval("select count(*) from confidential.audit_entries")


async def bench_of(row: Row, shared: Shared) -> Bench:
    world = await shared.world()
    case = await case_of(world, row)
    abroad = replace(case, house=world.theirs)
    foreign = await row.make(world, abroad) if row.foreign else {}
    return Bench(row, world, case, await row.make(world, case), foreign)


@SIZES
@EACH
async def test_whatever_is_wrong_is_refused_by_its_place_and_nothing_is_written(
    row: Row, size: int, shared: Shared
) -> None:
    seed = SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - so that a failure can be had again
    bench, random = await bench_of(row, shared), Random(seed)
    before = await bench.state()
    await no_bad_value_gets_through(bench, size, random)
    await everything_is_told_at_once(bench)
    for place in bench.places("ID"):
        await no_id_but_an_own_one_opens_anything(bench, place, size, random)
    assert await bench.state() == before


async def no_bad_value_gets_through(bench: Bench, size: int, random: Random) -> None:
    for place in places(bench.holder):
        every = list(breaks(place))
        by_schema = [each for each in every if each.told is Told.BY_THE_SCHEMA]
        chosen = random.sample(by_schema, min(size, len(by_schema)))
        for bad in [*chosen, *(each for each in every if each.told is not Told.BY_THE_SCHEMA)]:
            told = await bench.ask(put(bench.holder, bench.base, place.steps, bad.value))
            assert told, f"{bad.title} was accepted"
            if told[0][0] == "BAD_USER_INPUT":
                assert any(str(place.steps[-1]) in each[2] for each in told), (bad.title, told)
            else:
                assert bad.told is not Told.BY_THE_SCHEMA, f"{bad.title} reached the mutation"
                assert any(near(place, path) for _, path, _ in told), (bad.title, told)


async def everything_is_told_at_once(bench: Bench) -> None:
    """What is told of each text that is too long is told of all of them together."""
    texts, spoiled, alone = bench.places("String"), bench.base, set[tuple[str, ...]]()
    for place in texts:
        alone |= {path for _, path, _ in await bench.broken(place, TOO_LONG)}
        wrong = [TOO_LONG] if place.many else TOO_LONG
        spoiled = put(bench.holder, spoiled, place.steps, wrong)
    if texts:
        assert alone <= {path for _, path, _ in await bench.ask(spoiled)}
    for place in (each for each in bench.places("ID") if len(each.steps) == 1):
        await no_bad_id_hides_anything(bench, place, spoiled, alone)
    needed = {name for name, field in bench.holder.fields.items() if is_required_input_field(field)}
    for nothing in ({}, dict.fromkeys(needed)):
        told = " ".join(message for _, _, message in await bench.ask(nothing))
        assert {name for name in needed if f"'{name}'" in told} == needed


async def no_bad_id_hides_anything(
    bench: Bench, place: Place, spoiled: dict[str, Any], alone: set[tuple[str, ...]]
) -> None:
    """What is wrong with texts is told beside an id that leads to nothing, whatever the reason."""

    async def told(named: str) -> Errors:
        wrong = [named] if place.many else named
        return await bench.ask(put(bench.holder, spoiled, place.steps, wrong))

    apart = {path for path in alone if (bench.row.name, path[1]) not in OF_THE_THING}
    malformed = {path for _, path, _ in await told("grp_1")}
    assert apart <= malformed
    assert any(near(place, path) for path in malformed)
    own, foreign = got(bench.base, place.steps), got(bench.foreign, place.steps)
    if not isinstance(own, str):
        return
    absent = await told(encode(Code(own[:3]), uuid4()))
    paths = {path for _, path, _ in absent}
    assert apart <= paths
    assert any(near(place, path) for path in paths)
    if isinstance(foreign, str):
        assert await told(foreign) == absent


async def no_id_but_an_own_one_opens_anything(
    bench: Bench, place: Place, size: int, random: Random
) -> None:
    """Of another type, absent, and another organisation's: the last two are told by nothing."""
    own = got(bench.base, place.steps)
    likely = {Code(own[:3])} if own and not place.many else set(of_house(bench.world.theirs))
    fitting: set[Code] = set()
    chosen = random.sample(list(Code), min(size, len(Code)))
    for code in likely | {NEVER_NAMED, *chosen}:
        ((refused, path, _),) = await bench.broken(place, encode(code, uuid4()))
        assert refused in ("INVALID_ID", "NOT_FOUND") or (refused, path[-1]) == _OTHER_KIND
        assert near(place, path) or refused == "INVALID_INPUT"
        assert code is not NEVER_NAMED or refused == "INVALID_ID"
        fitting |= {code} if refused == "NOT_FOUND" else set()
    if not bench.row.foreign or len(fitting) != 1:
        return
    (code,) = fitting
    absent = encode(code, uuid4())
    named = got(bench.foreign, place.steps)
    foreign = named if isinstance(named, str) else of_house(bench.world.theirs).get(code)
    if foreign is None:
        return
    assert await bench.broken(place, foreign) == await bench.broken(place, absent)
    if place.many or any(isinstance(step, int) for step in place.steps):
        await every_position_is_looked_at(bench, place, code, (foreign, absent))


async def every_position_is_looked_at(
    bench: Bench, place: Place, code: Code, bad: tuple[str, str]
) -> None:
    """One id that is not ours is told by its place, be it 57 of 100 or the last that there may be.

    A list that may not be that long says how long it may be.
    """
    many, at = 100, 57
    told = [await crowded(bench, place, code, each, many, at) for each in bad]
    ((refused, path, message),) = no_conflicts(told[0])
    if refused == "INVALID_INPUT":
        assert path == tuple(place.path)
        many = at = int(message.removeprefix("There are at most ").removesuffix(" of these."))
        told = [await crowded(bench, place, code, each, many, at) for each in bad]
    assert told[0] == told[1]
    ((refused, path, _),) = no_conflicts(told[0])
    assert (refused, path) == ("NOT_FOUND", ("input", *map(str, position(place, at))))


async def crowded(bench: Bench, place: Place, code: Code, bad: str, many: int, at: int) -> Errors:
    """What is told of so many of ours, and at one position an id that is not."""
    if place.many:
        ids = [of_house(bench.world.ours)[code]] * many
        ids[at - 1] = bad
        return await bench.ask(put(bench.holder, bench.base, place.steps, ids))
    above = next(number for number, step in enumerate(place.steps) if isinstance(step, int))
    one = got(bench.base, place.steps[: above + 1])
    rows = put(bench.holder, bench.base, place.steps[:above], [one] * many)
    return await bench.ask(put(bench.holder, rows, position(place, at), bad))


def no_conflicts(told: Errors) -> Errors:
    """What is told apart from rows that conflict since they repeat one change."""
    return [each for each in told if each[0] != "VERSION_CONFLICT"]


def position(place: Place, at: int) -> tuple[Step, ...]:
    """The steps to one of several: counted from one in words, and from zero in a path."""
    if place.many:
        return (*place.steps, at - 1)
    return tuple(at - 1 if isinstance(step, int) else step for step in place.steps)


@SIZES
@EACH
async def test_what_may_be_left_open_may_be_null_or_says_why_not(
    row: Row, size: int, shared: Shared
) -> None:
    bench = await bench_of(row, shared)
    open_places = [each for each in bench.places() if each.nullable]
    for place in SystemRandom().sample(open_places, min(size, len(open_places))):
        before = await bench.traces()
        told = await bench.ask(put(bench.holder, bench.base, place.steps, None))
        assert all(path[1:] for code, path, _ in told if code != "BAD_USER_INPUT"), place
        assert (await bench.traces() == before) is bool(told), place
        if not told:
            bench.base = await row.make(bench.world, bench.case)


def near(place: Place, path: tuple[str, ...]) -> bool:
    """Whether an error is of a place, of something in it, or of what the place is a part of."""
    length = min(len(path), len(place.path))
    return length > 1 and list(path[:length]) == place.path[:length]


def of_house(house: House) -> dict[Code, str]:
    things = {
        Code.ORGANISATION: house.organisation,
        Code.NETWORK: house.network,
        Code.GROUP: house.group,
        Code.VENUE: house.venue,
        Code.MEETING: house.meeting,
    }
    return {code: encode(code, thing) for code, thing in things.items()}

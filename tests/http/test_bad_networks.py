"""Bad input of networks, guidelines, venues and crisis resources: all of it told, nothing written.

To see one fail: return on the first refusal in ``stated``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull

from api.domain.ids import Code, encode
from api.schema.build import graphql_schema
from tests.house import House
from tests.http.changes import codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.operating import MANAGE, NETWORK, NOTICE, at, founded, group_id
from tests.http.test_crisis_resources import RESOURCE, offered
from tests.http.test_venues import HIDDEN, VENUE, hidden
from tests.identity import Asker, Minter

GOOD: dict[str, dict[str, Any]] = {
    "createNetwork": NETWORK,
    "changeNetwork": {"name": "Another"},
    "publishNetwork": {},
    "archiveNetwork": {},
    "setGuidelines": {"text": "Listen."},
    "setGroupGuidelines": {"text": "Listen."},
    "createVenue": HIDDEN,
    "changeVenue": {"area": "Another"},
    "removeVenue": {},
    "createCrisisResource": RESOURCE,
    "changeCrisisResource": {"hours": "At night"},
    "verifyCrisisResource": {},
    "removeCrisisResource": {},
}
LONG = "x" * 256
SCRIPTS = (
    "javascript:alert(1)",
    "data:text/html,x",
    "//host.example",
    "https://",
    "ftp://a.example",
)


@dataclass(frozen=True, slots=True)
class Things:
    """One thing of our own of each kind, by the name of the mutation that is about it."""

    network: str
    group: str
    venue: str
    resource: str

    def of(self, mutation: str) -> str:
        for word, thing in (
            ("GroupGuidelines", self.group),
            ("Guidelines", self.network),
            ("Network", self.network),
            ("Venue", self.venue),
        ):
            if word in mutation:
                return thing
        return self.resource


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE, "meetings:read")


@pytest.fixture
async def things(client: Client, owner: Asker, ours: House) -> Things:
    return await made(client, owner, ours)


async def made(client: Client, asker: Asker, house: House) -> Things:
    return Things(
        network=(await founded(client, asker))["id"],
        group=group_id(house.group),
        venue=(await hidden(client, asker, "id"))["id"],
        resource=(await offered(client, asker, "id"))["id"],
    )


def input_of(mutation: str) -> GraphQLInputObjectType:
    found = graphql_schema().type_map[mutation[0].upper() + mutation[1:] + "Input"]
    assert isinstance(found, GraphQLInputObjectType)
    return found


def good(mutation: str, things: Things) -> dict[str, Any]:
    values = dict(GOOD[mutation])
    return values if mutation.startswith("create") else at(things.of(mutation), **values)


def needed(mutation: str) -> Iterator[str]:
    for name, member in input_of(mutation).fields.items():
        if isinstance(member.type, GraphQLNonNull):
            yield name


async def test_what_is_needed_is_neither_missing_nor_null_nor_of_another_type(
    client: Client, owner: Asker, things: Things, admin: Admin
) -> None:
    before = await everything(admin)
    for mutation in GOOD:
        values = good(mutation, things)
        for name in needed(mutation):
            left = {each: value for each, value in values.items() if each != name}
            for bad in (left, {**values, name: None}, {**values, name: {"x": 1}}):
                answer = await send(client, mutation, bad, owner)
                (error,) = answer.json()["errors"]
                assert error["extensions"]["code"] == "BAD_USER_INPUT", (mutation, name)
                assert "data" not in answer.json()
    assert await everything(admin) == before


async def test_null_clears_no_field_that_a_thing_always_has(
    client: Client, owner: Asker, things: Things, admin: Admin
) -> None:
    before = await everything(admin)
    for mutation, names in (
        ("changeNetwork", ["name"]),
        ("changeVenue", ["kind", "disclosure", "approximate"]),
        ("changeCrisisResource", ["name"]),
    ):
        values = at(things.of(mutation), **dict.fromkeys(names))
        told = payload(await send(client, mutation, values, owner), mutation)["errors"]
        assert sorted(error["path"][1] for error in told) == sorted(names)
        assert {error["code"] for error in told} == {"INVALID_INPUT"}
    assert await everything(admin) == before


async def test_ids_that_are_malformed_of_another_type_absent_or_anothers(
    client: Client, owner: Asker, things: Things, theirs: House, minter: Minter, admin: Admin
) -> None:
    """Absent and foreign ids look alike."""
    stranger = await minter.staff(theirs.organisation, *MANAGE, "meetings:read")
    foreign = await made(client, stranger, theirs)
    other = encode(Code.ORGANISATION, theirs.organisation)
    before = await everything(admin)
    for mutation in GOOD:
        if mutation.startswith("create"):
            continue
        absent = things.of(mutation)[:4] + "0" * 32
        told: list[tuple[str, Any]] = []
        for thing in ("", "x" * 300, other, absent, foreign.of(mutation)):
            values = {**good(mutation, things), "id": thing}
            (error,) = payload(await send(client, mutation, values, owner), mutation)["errors"]
            told.append((error["code"], error["path"]))
        wrong: tuple[str, Any] = ("INVALID_ID", ["input", "id"])
        unknown: tuple[str, Any] = ("NOT_FOUND", ["input", "id"])
        assert told == [wrong, wrong, wrong, unknown, unknown], mutation
    assert await everything(admin) == before


async def test_a_version_that_is_not_the_current_one_changes_nothing(
    client: Client, owner: Asker, things: Things, admin: Admin
) -> None:
    before = await everything(admin)
    for mutation in GOOD:
        if mutation.startswith("create"):
            continue
        for version in (0, -1, 2, 2**31 - 1):
            values = {**good(mutation, things), "expectedVersion": version}
            assert codes(await send(client, mutation, values, owner), mutation) == [
                "VERSION_CONFLICT"
            ]
    assert await everything(admin) == before


BAD: tuple[tuple[str, dict[str, Any], list[str]], ...] = (
    (
        "Network",
        {
            "name": LONG,
            "description": "x" * 10_001,
            "attribution": "\x07",
            "licence": "Nonsense",
            "topics": ["bereavement", "no-such-topic", "bereavement", "net_1"],
            "concerns": [
                {"name": "Fine"},
                {"name": " ", "topic": "no-such-topic"},
                {"name": LONG},
            ],
            "coverage": ["DE", "de", "ß", "ZZ", ""],
            "languages": ["en", "english", "x-y"],
            "notices": [
                {"language": "en", "text": NOTICE},
                {"language": "en", "text": NOTICE},
                {"language": "?", "text": "Short."},
            ],
        },
        [
            "name",
            "description",
            "attribution",
            "licence",
            "topics.1",
            "topics.3",
            "concerns.1.name",
            "concerns.1.topic",
            "concerns.2.name",
            *("coverage.1", "coverage.2", "coverage.3", "coverage.4"),
            *("languages.1", "languages.2"),
            *("notices.2.language", "notices.2.text"),
        ],
    ),
    (
        "Network",
        {"notices": [{"language": "en", "text": NOTICE}] * 3},
        ["notices.1.language", "notices.2.language"],
    ),
    (
        "Network",
        {
            "topics": ["bereavement"] * 101,
            "concerns": [{"name": "x"}] * 201,
            "languages": ["en"] * 101,
            "coverage": ["DE"] * 251,
        },
        ["topics", "concerns", "languages", "coverage"],
    ),
    (
        "Venue",
        {
            **dict.fromkeys(("name", "street", "area", "locality", "region", "postalCode"), LONG),
            "country": "Germany",
            "point": {"latitude": 91, "longitude": 0},
            "url": SCRIPTS[0],
            "phone": "call me",
            "exactAddress": "x" * 1_001,
            "exactLink": SCRIPTS[1],
            "exactDialIn": "",
            "joiningNotes": "x" * 4_001,
            "transport": "\u0007",
            "accessibility": ["wheelchair", "no-such-feature"],
        },
        [
            *("name", "street", "area", "locality", "region", "postalCode", "country"),
            *("point.latitude", "url", "phone", "exactAddress", "exactLink", "exactDialIn"),
            *("joiningNotes", "transport", "accessibility.1"),
        ],
    ),
    ("Venue", {"point": {"latitude": 0, "longitude": -180.5}}, ["point.longitude"]),
    (
        "CrisisResource",
        {
            "name": "",
            "country": "de",
            "phone": "116 123; call",
            "url": SCRIPTS[0],
            "hours": LONG,
            "languages": ["de", "?"],
        },
        ["name", "country", "phone", "url", "hours", "languages.1"],
    ),
)


@pytest.mark.parametrize("verb", ["create", "change"])
@pytest.mark.parametrize(("kind", "values", "at_fault"), BAD)
async def test_everything_that_is_wrong_is_named_at_once(  # noqa: PLR0913, PLR0917 - fixtures
    client: Client,
    owner: Asker,
    things: Things,
    admin: Admin,
    verb: str,
    kind: str,
    values: dict[str, Any],
    at_fault: list[str],
) -> None:
    before = await everything(admin)
    mutation = verb + kind
    whole = {**good(mutation, things), **values}
    told = payload(await send(client, mutation, whole, owner), mutation)["errors"]
    assert sorted(".".join(error["path"]) for error in told) == sorted(
        f"input.{path}" for path in at_fault
    )
    assert {error["code"] for error in told} <= {"INVALID_INPUT", "NOT_FOUND"}
    assert all(str(value) not in error["message"] for error in told for value in (LONG, *SCRIPTS))
    assert await everything(admin) == before


async def test_one_of_a_hundred_is_named_by_its_place(
    client: Client, owner: Asker, things: Things, admin: Admin
) -> None:
    listed = ["bereavement"] * 100
    listed[57] = "no-such-topic"
    before = await everything(admin)
    for mutation in ("createNetwork", "changeNetwork"):
        values = {**good(mutation, things), "topics": listed}
        (error,) = payload(await send(client, mutation, values, owner), mutation)["errors"]
        assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "topics", "57"])
    assert await everything(admin) == before


@pytest.mark.parametrize("address", SCRIPTS)
async def test_no_address_leads_anywhere_but_to_the_web_or_a_telephone(
    client: Client, owner: Asker, things: Things, admin: Admin, address: str
) -> None:
    before = await everything(admin)
    for mutation, name in (
        ("createVenue", "exactLink"),
        ("changeVenue", "exactLink"),
        ("createVenue", "url"),
        ("createCrisisResource", "url"),
        ("createNetwork", "licence"),
    ):
        values = {**good(mutation, things), name: address}
        if name == "url" and mutation == "createVenue":
            values = {**VENUE, name: address}
        told = payload(await send(client, mutation, values, owner), mutation)["errors"]
        assert [error["path"] for error in told] == [["input", name]]
    assert await everything(admin) == before


@pytest.mark.parametrize("mutation", ["setGuidelines", "setGroupGuidelines"])
async def test_guidelines_are_bounded_and_printable(
    client: Client, owner: Asker, things: Things, admin: Admin, mutation: str
) -> None:
    before = await everything(admin)
    for text in ("", "  \n ", "x" * 20_001, "x\n" * 301, "\x07", "a\u202eb"):
        values = at(things.of(mutation), text=text, language="?")
        told = payload(await send(client, mutation, values, owner), mutation)["errors"]
        assert [error["path"] for error in told] == [["input", "text"], ["input", "language"]], text
    assert await everything(admin) == before

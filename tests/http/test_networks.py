"""Networks are created, changed, published and archived by API."""

import asyncio
from typing import Any

import pytest

from api.domain.ids import Code, encode
from api.domain.networks import NETWORK_ACTIONS, NetworkAction
from api.domain.scopes import ROLE_SCOPES, Scope
from api.domain.vocabulary import NetworkStatus, OrganisationKind, OrganisationStatus
from tests.house import House
from tests.http.changes import changed, codes, everything, payload, send
from tests.http.conftest import Admin, Client
from tests.http.operating import MANAGE, NETWORK, NOTICE, SHOWN, at, founded, in_status, seen, uuid
from tests.identity import Asker, Minter

MUTATIONS: dict[NetworkAction, tuple[str, dict[str, str]]] = {
    NetworkAction.EDIT: ("changeNetwork", {"description": "Another"}),
    NetworkAction.SET_GUIDELINES: ("setGuidelines", {"text": "Listen."}),
    NetworkAction.PUBLISH: ("publishNetwork", {}),
    NetworkAction.ARCHIVE: ("archiveNetwork", {}),
}


@pytest.fixture
async def owner(minter: Minter, ours: House) -> Asker:
    return await minter.staff(ours.organisation, *MANAGE)


async def become(admin: Admin, house: House, status: str, kind: str = "NETWORK_OPERATOR") -> None:
    await admin.execute(
        "update catalogue.organisations set status = $2, kind = $3,"
        " published = $2 in ('VERIFIED', 'UNCLAIMED') where id = $1",
        *(house.organisation, status, kind),
    )


async def test_a_new_network_is_a_draft_with_all_that_was_stated(
    client: Client, owner: Asker
) -> None:
    network = await founded(client, owner)

    assert network == {
        **NETWORK,
        "id": network["id"],
        "slug": "harbour-lights",
        "name": "Harbour Lights",
        "topics": [{"slug": "alcohol"}, {"slug": "bereavement"}],
        "concerns": [
            {"name": "Losing a twin", "topic": {"slug": "bereavement"}},
            {"name": "The sea", "topic": None},
        ],
        "licence": "CC-BY-4.0",
        "guidelines": None,
        "status": "DRAFT",
        "version": 1,
        "allowedActions": ["EDIT", "SET_GUIDELINES", "PUBLISH", "ARCHIVE"],
    }
    assert await seen(client, network["id"], "id") is None


async def test_a_name_is_all_that_a_network_needs(client: Client, owner: Asker) -> None:
    found = await changed(
        client, "createNetwork", {"name": "海の灯"}, owner, f"network {{ {SHOWN} }}"
    )
    network = found["network"]
    assert network["slug"] == "network"
    assert (network["description"], network["topics"], network["notices"]) == (None, [], [])
    assert network["allowedActions"] == ["EDIT", "SET_GUIDELINES", "ARCHIVE"]


async def test_two_networks_of_one_name_have_two_addresses(client: Client, owner: Asker) -> None:
    made = await asyncio.gather(*(founded(client, owner) for _ in range(4)))
    slugs = {network["slug"] for network in made}
    assert len(slugs) == 4
    assert "harbour-lights" in slugs


async def test_what_is_left_out_stays_and_null_clears(client: Client, owner: Asker) -> None:
    network = await founded(client, owner)
    values = at(network["id"], description=None, concerns=[{"name": "The night"}], coverage=None)
    found = await changed(client, "changeNetwork", values, owner, f"network {{ {SHOWN} }}")

    assert found["network"] == {
        **network,
        "description": None,
        "concerns": [{"name": "The night", "topic": None}],
        "coverage": [],
        "version": 2,
    }


async def test_a_published_network_is_seen_with_what_is_below_it_until_it_is_archived(
    client: Client, ours: House, minter: Minter
) -> None:
    owner = await minter.staff(ours.organisation, *MANAGE)
    network = encode(Code.NETWORK, ours.network)
    group = encode(Code.GROUP, ours.group)
    await changed(client, "archiveNetwork", at(network), owner)
    assert await seen(client, network, "id") is None
    assert await seen(client, group, "id") is None

    notices = [{"language": "de", "text": NOTICE}]
    refused = await send(client, "changeNetwork", at(network, 2, notices=notices), owner)
    assert codes(refused, "changeNetwork") == ["NOT_POSSIBLE_NOW"]

    made = await in_status(client, owner, "PUBLISHED")
    assert (await seen(client, made["id"], "status"))["status"] == "PUBLISHED"


async def test_an_archived_network_may_be_published_again(client: Client, owner: Asker) -> None:
    network = await in_status(client, owner, "ARCHIVED")
    await changed(client, "publishNetwork", at(network["id"], 2), owner)
    assert (await seen(client, network["id"], "version"))["version"] == 3


@pytest.mark.parametrize(
    "lacking",
    [
        {"notices": []},
        {"notices": NETWORK["notices"][:1]},
        {"languages": []},
    ],
    ids=["no notice", "a notice in one of two languages", "no language"],
)
async def test_nothing_is_published_that_does_not_say_what_peer_support_is_not(
    client: Client, owner: Asker, admin: Admin, lacking: dict[str, Any]
) -> None:
    network = await founded(client, owner, **lacking)
    assert "PUBLISH" not in network["allowedActions"]
    before = await everything(admin)
    refused = await send(client, "publishNetwork", at(network["id"]), owner)

    (error,) = payload(refused, "publishNetwork")["errors"]
    assert error["code"] == "NOT_POSSIBLE_NOW"
    assert "neither therapy nor an emergency service" in error["message"]
    assert await everything(admin) == before


async def test_a_published_network_keeps_saying_what_peer_support_is_not(
    client: Client, owner: Asker, admin: Admin
) -> None:
    network = await in_status(client, owner, "PUBLISHED")
    before = await everything(admin)
    cases: tuple[dict[str, Any], ...] = ({"notices": []}, {"languages": ["de", "en", "fr"]})
    for lacking in cases:
        values = at(network["id"], 2, **lacking)
        (error,) = payload(await send(client, "changeNetwork", values, owner), "changeNetwork")[
            "errors"
        ]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "notices"])
    assert await everything(admin) == before


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("APPLIED", "NETWORK_OPERATOR"),
        ("UNCLAIMED", "NETWORK_OPERATOR"),
        ("VERIFIED", "CLINIC"),
        ("VERIFIED", "PARTNER"),
    ],
)
async def test_only_a_verified_operator_publishes(
    client: Client, owner: Asker, ours: House, admin: Admin, status: str, kind: str
) -> None:
    network = await founded(client, owner)
    await become(admin, ours, status, kind)
    before = await everything(admin)
    refused = await send(client, "publishNetwork", at(network["id"]), owner)
    assert codes(refused, "publishNetwork") == ["NOT_POSSIBLE_NOW"]
    assert await everything(admin) == before


async def test_allowed_actions_are_exactly_what_the_mutations_accept(
    client: Client, ours: House, theirs: House, minter: Minter, admin: Admin
) -> None:
    """Over all statuses, askers, standings of the organisation, with and without notices."""
    owner = await minter.staff(ours.organisation, *MANAGE)
    askers: dict[str, Asker | None] = {
        role.value: await minter.staff(
            ours.organisation,
            *(MANAGE if Scope.NETWORKS_MANAGE in scopes else ()),
            "groups:read",
            role=role,
        )
        for role, scopes in ROLE_SCOPES.items()
    }
    others = {
        "a backend": await minter.backend(ours.organisation, *MANAGE),
        "a stranger": await minter.staff(theirs.organisation, *MANAGE),
        "a person": await minter.own("changes:propose"),
        "nobody": None,
    }
    kinds = set(OrganisationKind) - {OrganisationKind.PARTNER}
    standings = [(OrganisationStatus.VERIFIED, kind) for kind in kinds]
    standings += [(OrganisationStatus.APPLIED, OrganisationKind.NETWORK_OPERATOR)]
    for status in NetworkStatus:
        for complete in (True, False):
            await become(admin, ours, "VERIFIED")
            network = await in_status(client, owner, status.value)
            if not complete:
                await admin.execute(
                    "delete from catalogue.network_notices where network_id = $1",
                    uuid(network["id"]),
                )
            for standing, kind in standings:
                await become(admin, ours, standing, kind)
                usual = (standing, kind) == ("VERIFIED", "NETWORK_OPERATOR")
                for who, asker in ({**askers, **others} if usual else askers).items():
                    shown = await seen(client, network["id"], "allowedActions", asker)
                    # Whoever is not shown a network is told of nothing that they may do to it.
                    allowed: list[str] = shown["allowedActions"] if shown else []
                    assert allowed == await accepts(client, network, asker), (who, status)


async def accepts(client: Client, network: dict[str, Any], asker: Asker | None) -> list[str]:
    """What the mutations accept of a network as it stands: each is tried and taken back.

    A payload that is asked for an impossible list is rolled back, which is what is used here.
    """
    parts, given = list[str](), dict[str, Any]()
    for action, (name, more) in MUTATIONS.items():
        given[action.value] = at(network["id"], network["version"], **more)
        parts.append(
            f"{action}: {name}(input: ${action})"
            " { network { guidelineVersions(first: 101) { id } } errors { code } }"
        )
    kinds = [f"${each}: {_input_of(name)}!" for each, (name, _) in MUTATIONS.items()]
    document = f"mutation({', '.join(kinds)}) {{ {' '.join(parts)} }}"
    answer = await client.ask(document, given, **(asker.headers if asker else {}))
    if answer.status_code in (401, 403):
        return []
    body = answer.json()
    data: dict[str, Any] = body["data"]
    refused = {name: told["errors"] for name, told in data.items() if told and told["errors"]}
    codes_of = [error["code"] for errors in refused.values() for error in errors]
    assert set(codes_of) <= {"NOT_POSSIBLE_NOW", "NOT_FOUND"}
    taken_back = {error["path"][0] for error in body.get("errors", ())}
    assert taken_back == {action.value for action in NETWORK_ACTIONS} - refused.keys()
    return [action.value for action in NETWORK_ACTIONS if action.value in taken_back]


def _input_of(name: str) -> str:
    return name[0].upper() + name[1:] + "Input"


async def test_of_two_who_change_one_version_one_wins_and_the_other_sees_what_is_there(
    client: Client, owner: Asker
) -> None:
    """To see it fail: take ``table.c.version == version`` out of ``write_next``."""
    network = await founded(client, owner)
    current = "errors { ... on VersionConflict { current { ... on Network { name version } } } }"
    asked = [
        send(client, "changeNetwork", at(network["id"], name=f"Name {number}"), owner)
        for number in range(6)
    ]
    answers = [payload(answer, "changeNetwork") for answer in await asyncio.gather(*asked)]
    assert sum(not answer["errors"] for answer in answers) == 1
    assert {error["code"] for answer in answers for error in answer["errors"]} == {
        "VERSION_CONFLICT"
    }
    again = await send(client, "changeNetwork", at(network["id"], name="Late"), owner, current)
    conflict = payload(again, "changeNetwork")["errors"][0]["current"]
    assert conflict["version"] == 2
    assert conflict["name"].startswith("Name ")

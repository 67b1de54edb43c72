"""Crisis resources: all of them, those of the country first, and honest about their age."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from api.domain.access import ANYBODY, Viewer
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.vocabulary import OrganisationStatus
from api.persistence.crisis import CrisisResources
from api.persistence.organisations import Organisations
from tests.conftest import Database
from tests.persistence.building import NOW, build, new_crisis_resource, opened
from tests.persistence.reading.asking import Asker, asking
from tests.persistence.reading.catalogue import Catalogue
from tests.world import NOW as WORLD_NOW
from tests.world import build_world

QUERY = """
query ($country: String!) {
  crisisResources(country: $country) {
    id country name phone url hours languages verifiedOn stale version
  }
}
"""


def expected(catalogue: Catalogue, country: str) -> list[dict[str, Any]]:
    rows = [
        row
        for row in catalogue.tables["crisis_resources"]
        if row["published"] and row["country"] in {country, None}
    ]
    rows.sort(key=lambda row: (row["country"] is None, row["sort_key"], row["id"]))
    return [
        {
            **{name: row[name] for name in ("country", "name", "phone", "url", "hours")},
            "id": encode(Code.CRISIS_RESOURCE, row["id"]),
            "languages": row["languages"],
            "verifiedOn": row["verified_on"] and row["verified_on"].isoformat(),
            "version": row["version"],
            "stale": row["verified_on"] is None
            or (WORLD_NOW.date() - row["verified_on"]).days > 180,
        }
        for row in rows
    ]


@pytest.mark.parametrize("country", ["DE", "US", "JP"])
async def test_those_of_the_country_come_first_then_those_for_everywhere(
    asker: Asker, catalogue: Catalogue, country: str
) -> None:
    answer = await asker.data(QUERY, {"country": country})
    assert answer["crisisResources"] == expected(catalogue, country)
    assert await asker.data(QUERY, {"country": country.lower()}) == answer


async def test_some_are_stale_and_some_are_not(asker: Asker) -> None:
    found = (await asker.data(QUERY, {"country": "DE"}))["crisisResources"]
    assert {each["stale"] for each in found} == {True, False}
    assert {each["country"] for each in found} == {"DE", None}


async def test_a_resource_becomes_stale_the_day_after_it_was_fresh_for_half_a_year(
    asker: Asker,
) -> None:
    by_id = "query ($id: ID!) { node(id: $id) { ... on CrisisResource { stale } } }"
    verified = WORLD_NOW.date() - timedelta(days=180)
    row = asker.world.some("crisis_resources", verified_on=verified, published=True)
    given = {"id": encode(Code.CRISIS_RESOURCE, row["id"])}
    today = await asker.data(by_id, given)
    tomorrow = await asker.data(by_id, given, now=WORLD_NOW + timedelta(days=1))
    assert (today["node"]["stale"], tomorrow["node"]["stale"]) == (False, True)


async def test_crisis_resources_are_one_statement(asker: Asker) -> None:
    asker.statements.clear()
    await asker.data(QUERY, {"country": "DE"})
    assert len(asker.statements) == 1


@pytest.mark.parametrize("country", ["", "XX", "DEU", "UK", "ß", "D", "d\0", "日本", "D" * 10_000])
async def test_a_country_that_iso_3166_does_not_know_is_refused(asker: Asker, country: str) -> None:
    error = await asker.refusal(QUERY, {"country": country})
    assert error["path"] == ["crisisResources"]


async def test_none_is_ever_left_out_however_many_there_are(database: Database) -> None:
    async with opened(database.app_url) as (connections, store):
        house = await build(connections, store)
        many = [new_crisis_resource(house.organisation.id, name=f"Line {n}") for n in range(250)]
        async with store.transaction(house.actor) as work:
            await CrisisResources(work).add_all(many)
    async with asking(database.app_url, build_world()) as asker:
        answer = await asker.data(QUERY, {"country": "GB"})
        assert len(answer["crisisResources"]) == 250


async def test_those_of_a_suspended_organisation_are_hidden_from_all_others(
    database: Database,
) -> None:
    async with opened(database.app_url) as (connections, store):
        house = await build(connections, store)
        resource = new_crisis_resource(house.organisation.id)
        async with store.transaction(house.actor) as work:
            await CrisisResources(work).add_all([resource])
        given = {"id": encode(Code.CRISIS_RESOURCE, resource.id)}
        by_id = "query ($id: ID!) { node(id: $id) { ... on CrisisResource { name } } }"
        async with asking(database.app_url, build_world()) as asker:
            shown = await asker.data(QUERY, {"country": "GB"}, now=NOW)
            assert [each["name"] for each in shown["crisisResources"]] == [resource.name]
            assert await asker.data(by_id, given) == {"node": {"name": resource.name}}
            suspended = replace(house.organisation, status=OrganisationStatus.SUSPENDED)
            async with store.transaction(house.actor) as work:
                await Organisations(work).save(house.organisation, suspended)
            other = await build(connections, store, "other")
            for viewer in (
                ANYBODY,
                Viewer(other.organisation.id, "test", frozenset({Scope.GROUPS_READ})),
            ):
                hidden = await asker.data(QUERY, {"country": "GB"}, viewer=viewer)
                assert hidden == {"crisisResources": []}
                assert await asker.data(by_id, given, viewer=viewer) == {"node": None}

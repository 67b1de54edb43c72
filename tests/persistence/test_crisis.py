from dataclasses import replace

import pytest

from api.domain.errors import NotFound
from api.domain.vocabulary import OrganisationStatus
from api.persistence.contexts import ENTER_ORGANISATION
from api.persistence.crisis import CrisisResources
from api.persistence.organisations import Organisations
from tests.persistence.building import House, build, new_crisis_resource


async def test_crisis_resources_are_written_as_they_are(house: House) -> None:
    resource = new_crisis_resource(house.organisation.id)
    async with house.store.transaction(house.actor) as work:
        (added,) = await CrisisResources(work).add_all([replace(resource, version=7)])
    row = await house.database.pool.fetchrow("select * from catalogue.crisis_resources")

    assert added == replace(resource, version=1)
    assert row is not None
    told = ("id", "organisation_id", "country", "name", "phone", "url", "hours", "verified_on")
    assert [row[name] for name in told] == [getattr(resource, name) for name in told]
    assert (row["languages"], row["version"]) == (["en", "cy"], 1)
    assert (row["sort_key"], row["published"]) == ("night line", True)


async def test_adding_one_leaves_an_audit_row_and_an_outbox_row(house: House) -> None:
    resource = new_crisis_resource(house.organisation.id)
    async with house.store.transaction(house.actor) as work:
        await CrisisResources(work).add_all([resource])
    async with house.database.pool.acquire() as connection, connection.transaction():
        await connection.execute(ENTER_ORGANISATION, str(house.organisation.id))
        audited = await connection.fetchrow(
            "select action, thing, after->>'name' as name from confidential.audit_entries"
            " where thing_id = $1",
            resource.id,
        )
    event = await house.database.pool.fetchrow(
        "select aggregate, aggregate_version from operations.outbox where aggregate_id = $1",
        resource.id,
    )

    assert audited is not None
    assert event is not None
    assert (audited["action"], audited["name"]) == ("created", resource.name)
    assert audited["thing"] == event["aggregate"]
    assert event["aggregate_version"] == 1


async def test_nobody_adds_one_for_another_organisation_and_then_nothing_is_written(
    house: House,
) -> None:
    other = await build(house.database, house.store, "other")
    own, foreign = (new_crisis_resource(each.organisation.id) for each in (house, other))
    with pytest.raises(NotFound):
        async with house.store.transaction(house.actor) as work:
            await CrisisResources(work).add_all([own, foreign])

    assert await house.ask("select count(*) from catalogue.crisis_resources") == 0


async def test_one_shows_only_while_its_organisation_does(house: House) -> None:
    suspended = replace(house.organisation, status=OrganisationStatus.SUSPENDED)
    async with house.store.transaction(house.actor) as work:
        await CrisisResources(work).add_all([new_crisis_resource(house.organisation.id)])
        saved = await Organisations(work).save(house.organisation, suspended)
        later = new_crisis_resource(house.organisation.id, name="Later")
        await CrisisResources(work).add_all([later])
    shown = "select count(*) from catalogue.crisis_resources where published"

    assert await house.ask(shown) == 0
    async with house.store.transaction(house.actor) as work:
        verified = replace(saved, status=OrganisationStatus.VERIFIED)
        await Organisations(work).save(saved, verified)
    assert await house.ask(shown) == 2
    assert await house.ask("select max(version) from catalogue.crisis_resources") == 1

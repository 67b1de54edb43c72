from dataclasses import replace

import pytest

from api.domain.errors import NotFound, VersionConflict
from api.domain.networks import Notice
from api.domain.vocabulary import NetworkStatus
from api.persistence.networks import Networks
from tests.persistence.building import House, build, new_network


async def test_a_network_comes_back_with_its_concerns_and_notices(house: House) -> None:
    async with house.store.transaction(house.actor) as work:
        found = await Networks(work).get(house.network.id)

    assert replace(found, changed_at=house.network.changed_at) == house.network


async def test_a_saved_network_has_the_new_notices_and_the_next_version(house: House) -> None:
    notices = (Notice(language="de", text="Keine Therapie."), *house.network.notices)
    async with house.store.transaction(house.actor) as work:
        saved = await Networks(work).save(house.network, replace(house.network, notices=notices))
    async with house.store.transaction(house.actor) as work:
        found = await Networks(work).get(house.network.id)

    assert (saved.version, found.version) == (2, 2)
    assert found.notices == notices


async def test_an_unpublished_network_hides_its_groups_meetings_and_occurrences(
    house: House,
) -> None:
    draft = replace(house.network, status=NetworkStatus.DRAFT)
    async with house.store.transaction(house.actor) as work:
        await Networks(work).save(house.network, draft)

    for table in ("networks", "groups", "meetings", "occurrences"):
        count = f"select count(*) from catalogue.{table} where published"  # noqa: S608 - names from here
        assert await house.ask(count) == 0
    assert await house.ask("select version from catalogue.groups") == 1


async def test_nobody_reads_or_writes_the_network_of_another_organisation(house: House) -> None:
    other = await build(house.database, house.store, "other")
    with pytest.raises(NotFound):
        async with house.store.transaction(house.actor) as work:
            await Networks(work).get(other.network.id)
    stolen = replace(other.network, organisation_id=house.organisation.id)
    with pytest.raises(VersionConflict):
        async with house.store.transaction(house.actor) as work:
            await Networks(work).save(other.network, stolen)
    with pytest.raises(NotFound):
        async with house.store.transaction(house.actor) as work:
            await Networks(work).add(new_network(other.organisation.id, "stray"))

    assert await house.ask("select max(version) from catalogue.networks") == 1
    assert await house.ask("select count(*) from catalogue.networks") == 2

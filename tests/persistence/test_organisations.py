from dataclasses import replace

import pytest

from api.domain.errors import NotFound, VersionConflict
from api.domain.vocabulary import OrganisationStatus
from api.persistence.organisations import Organisations
from tests.persistence.building import House, build, new_organisation


async def test_an_organisation_comes_back_as_it_was_written(house: House) -> None:
    async with house.store.transaction(house.actor) as work:
        found = await Organisations(work).get(house.organisation.id)

    assert replace(found, changed_at=house.organisation.changed_at) == house.organisation


async def test_an_absent_and_a_foreign_organisation_look_alike(house: House) -> None:
    other = await build(house.database, house.store, "other")
    messages: set[str] = set()
    for absent in (other.organisation.id, other.group.id):
        with pytest.raises(NotFound) as refused:
            async with house.store.transaction(house.actor) as work:
                await Organisations(work).get(absent)
        messages.add(refused.value.message)

    assert len(messages) == 1


async def test_nobody_makes_an_organisation_in_the_name_of_another(house: House) -> None:
    with pytest.raises(NotFound):
        async with house.store.transaction(house.actor) as work:
            await Organisations(work).add(new_organisation("stray"))

    assert await house.ask("select count(*) from catalogue.organisations") == 1


async def test_a_suspended_organisation_takes_everything_out_of_sight_and_brings_it_back(
    house: House,
) -> None:
    suspended = replace(house.organisation, status=OrganisationStatus.SUSPENDED)
    async with house.store.transaction(house.actor) as work:
        saved = await Organisations(work).save(house.organisation, suspended)
    hidden = await shown(house)
    async with house.store.transaction(house.actor) as work:
        await Organisations(work).save(saved, replace(saved, status=OrganisationStatus.VERIFIED))

    assert hidden == 0
    assert await shown(house) > 50


async def test_of_two_who_save_only_the_first_one_wins(house: House) -> None:
    renamed = replace(house.organisation, name="Lights")
    async with house.store.transaction(house.actor) as work:
        await Organisations(work).save(house.organisation, renamed)
    with pytest.raises(VersionConflict):
        async with house.store.transaction(house.actor) as work:
            await Organisations(work).save(house.organisation, replace(renamed, name="Late"))

    assert await house.ask("select name from catalogue.organisations") == "Lights"


async def shown(house: House) -> int:
    counts = [
        await house.ask(f"select count(*) from catalogue.{table} where published")  # noqa: S608 - names from below
        for table in ("organisations", "networks", "groups", "meetings", "occurrences")
    ]
    return sum(counts)

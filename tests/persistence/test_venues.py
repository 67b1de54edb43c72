import asyncio
from dataclasses import replace

import asyncpg
import pytest

from api.domain.errors import InvalidInput, NotFound, NotPossibleNow
from api.domain.ids import Code, encode
from api.domain.places import Point
from api.domain.venues import Venue
from api.persistence import placing
from api.persistence.contexts import ENTER_ORGANISATION
from api.persistence.keys import NotOpened, Sealed
from api.persistence.meetings import Meetings
from api.persistence.venues import Venues
from tests.persistence.building import NOW, House, build, hidden, new_venue

SECRETS = {"address": "2 Quay Street, bell 3", "link": None, "dial_in": None}


async def test_a_venue_comes_back_as_it_was_written_and_lies_in_its_cells(house: House) -> None:
    async with house.store.transaction(house.actor) as work:
        found = await Venues(work).get(house.venue.id)
    cells = await house.database.pool.fetchrow(
        "select cell_fine, cell_middle, cell_wide from catalogue.venues"
    )

    assert replace(found, changed_at=house.venue.changed_at) == house.venue
    assert house.venue.point is not None
    assert cells is not None
    assert tuple(cells) == house.venue.point.cells()


@pytest.mark.parametrize(
    "exact",
    [
        {"street": "2 Quay Street"},
        {"postal_code": "10004"},
        {"url": "https://meet.example.org/1"},
        {"phone": "+1 212 555 0100"},
        {"point": Point(40.7027, -74.0155)},
    ],
    ids=lambda exact: next(iter(exact)),
)
async def test_the_catalogue_refuses_to_hold_where_a_hidden_venue_is(
    house: House, exact: dict[str, object]
) -> None:
    venue = replace(hidden(new_venue(house.organisation.id)), **exact)
    with pytest.raises(InvalidInput):
        async with house.store.transaction(house.actor) as work:
            await Venues(work).add(venue)
    with pytest.raises(InvalidInput):
        async with house.store.transaction(house.actor) as work:
            await Venues(work).save(house.venue, replace(venue, id=house.venue.id))

    assert await house.ask("select count(*) from catalogue.venues") == 1
    assert await house.ask("select version from catalogue.venues") == 1


async def test_a_public_venue_takes_no_secrets(house: House) -> None:
    with pytest.raises(InvalidInput):
        async with house.store.transaction(house.actor) as work:
            await Venues(work).add(new_venue(house.organisation.id), SECRETS)

    assert await house.ask("select count(*) from catalogue.venues") == 1


async def test_the_exact_address_is_sealed_for_its_row_and_only_its_organisation_has_it(
    house: House,
) -> None:
    venue = await with_secrets(house)
    other = await build(house.database, house.store, "other")
    row = await secrets_row(house, house.organisation.id)

    assert row is not None
    assert b"Quay" not in row["address"]
    assert row["link"] is None
    assert await secrets_row(house, other.organisation.id) is None
    sealed = Sealed(text=row["address"], wrapped=row["wrapped"], key_id=row["key_id"])
    keyring, table = house.store.keyring, "confidential.venue_secrets"
    owner = house.organisation.id
    assert keyring.open(sealed, owner, (table, "address", venue.id)) == SECRETS["address"]
    with pytest.raises(NotOpened):
        keyring.open(sealed, owner, (table, "address", house.venue.id))


async def test_the_audit_of_secrets_names_the_fields_and_never_a_value(house: House) -> None:
    venue = await with_secrets(house)
    moved = {"address": "3 Quay Street"}
    async with house.store.transaction(house.actor) as work:
        found = await Venues(work).get(venue.id)
        await Venues(work).save(found, found, moved)
    async with house.database.pool.acquire() as connection, connection.transaction():
        await connection.execute(ENTER_ORGANISATION, str(house.organisation.id))
        entries = await connection.fetch(
            "select fields, before, after from confidential.audit_entries where thing_id = $1",
            venue.id,
        )

    assert ["address"] in [entry["fields"] for entry in entries]
    assert "Quay" not in str([tuple(entry) for entry in entries])


async def test_empty_secrets_remove_those_that_there_were(house: House) -> None:
    venue = await with_secrets(house)
    async with house.store.transaction(house.actor) as work:
        found = await Venues(work).get(venue.id)
        await Venues(work).save(found, found, dict.fromkeys(SECRETS))

    assert await secrets_row(house, house.organisation.id) is None


async def test_nobody_reads_the_venue_of_another_organisation(house: House) -> None:
    other = await build(house.database, house.store, "other")
    with pytest.raises(NotFound):
        async with house.store.transaction(house.actor) as work:
            await Venues(work).get(other.venue.id)


async def test_nothing_comes_to_use_a_venue_while_it_is_removed(house: House) -> None:
    """To see it fail: take ``locked`` out of ``placing.remove``."""
    venue = replace(new_venue(house.organisation.id), street=None)
    async with house.store.transaction(house.actor) as work:
        await Venues(work).add(venue)
    values = {"id": encode(Code.VENUE, venue.id), "expected_version": 1}
    async with house.store.transaction(house.actor) as using:
        meeting = await Meetings(using, NOW).get(house.meeting.id)
        moved = replace(meeting, venue_ids=(*meeting.venue_ids, venue.id))
        await Meetings(using, NOW).save(meeting, moved)

        async def remove() -> None:
            async with house.store.transaction(house.actor) as removing:
                await placing.remove(removing, values)

        waiting = asyncio.create_task(remove())
        await asyncio.sleep(0.3)
        assert not waiting.done()
    with pytest.raises(NotPossibleNow):
        await waiting
    assert await house.ask("select count(*) from catalogue.venues where id = $1", venue.id) == 1


async def with_secrets(house: House) -> Venue:
    venue = hidden(new_venue(house.organisation.id))
    async with house.store.transaction(house.actor) as work:
        return await Venues(work).add(venue, SECRETS)


async def secrets_row(house: House, organisation: object) -> "asyncpg.Record | None":
    async with house.database.pool.acquire() as connection, connection.transaction():
        await connection.execute(ENTER_ORGANISATION, str(organisation))
        return await connection.fetchrow(
            "select address, link, key_id, wrapped from confidential.venue_secrets"
            " join confidential.organisation_keys on id = key_id"
        )

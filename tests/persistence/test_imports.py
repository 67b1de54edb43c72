from datetime import datetime

import pytest
from sqlalchemy import text

from api.domain.errors import VersionConflict
from api.domain.ids import Code
from api.persistence.ids import new_id
from api.persistence.imports import (
    Destination,
    ImportRecord,
    ImportRecords,
    find_destination,
    importing,
    taken_slugs,
)
from api.persistence.organisations import Organisations
from api.persistence.work import Work
from tests.persistence.building import NOW, House, build


async def test_a_destination_is_found_by_its_slugs(house: House) -> None:
    found = await find_destination(house.store, "harbour", "harbour")
    half = await find_destination(house.store, "absent", "harbour")
    absent = await find_destination(house.store, "absent", "absent")

    owner = house.organisation.id
    assert found == Destination(house.network.id, owner, owner)
    assert half == Destination(None, None, owner)
    assert absent == Destination(None, None, None)


async def test_a_record_comes_back_to_its_own_source_only(house: House) -> None:
    record = new_record(house)
    async with importing(house.store, house.actor) as work:
        await ImportRecords(work, house.network.id, "one").write([record])
        await touch(work, house)
    async with importing(house.store, house.actor) as work:
        (held,) = await ImportRecords(work, house.network.id, "one").all()
        other = await ImportRecords(work, house.network.id, "two").all()

    assert (held.thing, held.external_id, held.imported) == (Code.GROUP, "g-1", {"name": "A"})
    assert other == []


async def test_a_record_is_rewritten_as_its_next_version(house: House) -> None:
    async with importing(house.store, house.actor) as work:
        records = ImportRecords(work, house.network.id, "one")
        await records.write([new_record(house)])
        (held,) = await records.all()
        await records.write([new_record(house, record=held, name="B", removed_at=NOW)])
        (again,) = await records.all()
        await touch(work, house)

    assert again.id == held.id
    assert (again.imported, again.removed_at) == ({"name": "B"}, NOW)


async def test_who_imports_the_same_at_the_same_time_is_told_so(house: House) -> None:
    async with importing(house.store, house.actor) as work:
        await ImportRecords(work, house.network.id, "one").write([new_record(house)])
        await touch(work, house)
    with pytest.raises(VersionConflict) as refused:
        async with importing(house.store, house.actor) as work:
            await ImportRecords(work, house.network.id, "one").write([new_record(house)])

    assert refused.value.__cause__ is None


async def test_an_import_may_take_longer_than_a_request(house: House) -> None:
    named = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    async with importing(house.store, house.actor) as work:
        within = [await work.connection.scalar(text(f"show {name}")) for name in named]
    async with house.store.transaction(house.actor) as work:
        afterwards = await work.connection.scalar(text("show statement_timeout"))

    assert (within, afterwards) == (["0"] * 3, "3s")


async def test_slugs_are_taken_with_and_without_a_number_by_anybody(house: House) -> None:
    await build(house.database, house.store, "harbour-2")
    async with house.store.transaction(house.actor) as work:
        found = await taken_slugs(work, Code.GROUP, {"harbour", "tower"})
        numbered = await taken_slugs(work, Code.MEETING, {"harbour-2"})

    assert found == {"harbour", "harbour-2"}
    assert "harbour-2" in numbered


def new_record(
    house: House,
    record: ImportRecord | None = None,
    name: str = "A",
    removed_at: datetime | None = None,
) -> ImportRecord:
    return ImportRecord(
        id=record and record.id,
        thing=Code.GROUP,
        external_id="g-1",
        thing_id=new_id(),
        imported={"name": name},
        removed_at=removed_at,
    )


async def touch(work: Work, house: House) -> None:
    """Record some change, without which a transaction is not committed."""
    found = await Organisations(work).get(house.organisation.id)
    await Organisations(work).save(found, found)

"""What a group is found by, whoever changes what is said of it."""

from dataclasses import replace

import asyncpg
import pytest

from api.domain.groups import Group, Translation
from api.domain.ids import Code
from api.domain.networks import Concern
from api.persistence.groups import Groups
from api.persistence.migrate import migrate
from api.persistence.networks import Networks
from api.persistence.searching import DICTIONARIES, MOST_CHARACTERS, keep_search
from api.persistence.work import Change
from tests.conftest import Database
from tests.persistence.building import House, new_group


async def kept(house: House, group: Group | None = None) -> dict[str, set[str]]:
    """Return the words of each weight, of the house's group unless another is named."""
    rows = await house.database.pool.fetch(
        "select weight, array_agg(lexeme) as words from catalogue.groups,"
        " unnest(search) as word (lexeme, positions, weights), unnest(weights) as weight"
        " where id = $1 group by weight",
        (group or house.group).id,
    )
    return {row["weight"]: set(row["words"]) for row in rows}


async def save(house: House, **changed: object) -> Group:
    async with house.store.transaction(house.actor) as work:
        groups = Groups(work)
        before = await groups.get(house.group.id)
        return await groups.save(before, replace(before, **changed))  # pyright: ignore[reportArgumentType] - fields of a group


async def test_a_new_group_is_found_by_its_name_and_its_network(house: House) -> None:
    found = await kept(house)

    assert found["A"] == {"monday", "anchors", "anchor"}
    assert found["B"] >= {"harbour", "lights", "light", "losing", "lose", "somebody"}
    assert "C" not in found


async def test_each_text_has_its_weight_and_the_stems_of_its_language(house: House) -> None:
    await save(
        house,
        language="de",
        name="Trauernde Eltern",
        summary="Für Angehörige",
        description="Wir gehen spazieren.",
        translations=(
            Translation(language="pt-BR", name="Pais", summary=None, description="Caminhadas"),
        ),
    )
    found = await kept(house)

    assert found["A"] == {"trauernde", "trauernd", "eltern", "pais"}
    assert found["C"] == {"fur", "angehorige", "angehor"}
    assert found["D"] == {"wir", "gehen", "geh", "spazieren", "spazi", "caminhadas", "caminh"}


async def test_topics_are_found_by_their_labels_in_every_language(house: House) -> None:
    await save(house, topics=("bereavement", "no-such-topic"))

    assert (await kept(house))["B"] >= {"bereavement", "trauer", "duelo", "deuil"}


async def test_scripts_without_spaces_are_kept_in_pairs(house: House) -> None:
    await save(house, name="うつ病", summary="กลุ่ม")
    found = await kept(house)

    assert found["A"] == {"うつ", "つ病", "病"}
    assert "กล" in found["C"]


async def test_what_is_no_longer_said_is_no_longer_found(house: House) -> None:
    await save(house, summary="tea and cake", topics=("bereavement",))
    await save(house, summary=None, topics=())
    found = await kept(house)

    assert "C" not in found
    assert "trauer" not in found["B"]


async def test_a_change_of_what_is_not_searched_for_writes_nothing(house: House) -> None:
    before = await house.ask("select search::text from catalogue.groups")
    await save(house, cost_note="tea money")

    assert await house.ask("select search::text from catalogue.groups") == before


async def test_a_renamed_network_is_found_by_its_new_name_and_concerns(house: House) -> None:
    other = new_group(house.network, "other")
    renamed = replace(
        house.network, name="Lighthouse", concerns=(Concern(name="Deuil", topic=None),)
    )
    async with house.store.transaction(house.actor) as work:
        await Groups(work).add(other)
    async with house.store.transaction(house.actor) as work:
        await Networks(work).save(house.network, renamed)

    for group in (house.group, other):
        assert (await kept(house, group))["B"] == {"lighthouse", "lighthous", "deuil"}
    assert await house.ask("select max(version) from catalogue.groups") == 1


async def test_new_labels_reach_the_groups_of_their_topics(
    house: House, database: Database
) -> None:
    await save(house, topics=("bereavement",))
    await as_owner(database, "update catalogue.term_labels set text = 'Old' where text = 'Trauer'")
    async with house.store.transaction(house.actor) as work:
        await keep_search(work, [house.group.id])
        work.record(Change(Code.GROUP, house.group.id, 1, "changed"))
    before = await kept(house)
    await migrate(database.owner_url)
    after = await kept(house)

    assert ("old" in before["B"], "trauer" in before["B"]) == (True, False)
    assert ("old" in after["B"], "trauer" in after["B"]) == (False, True)


async def test_migrating_writes_only_groups_that_were_never_written(
    house: House, database: Database
) -> None:
    other = new_group(house.network, "other")
    async with house.store.transaction(house.actor) as work:
        await Groups(work).add(other)
    await as_owner(database, "update catalogue.groups set search = 'by:1A hand:2B'")
    await as_owner(database, "update catalogue.groups set search = '' where slug = 'other'")
    await migrate(database.owner_url)

    assert await kept(house) == {"A": {"by"}, "B": {"hand"}}
    assert "monday" in (await kept(house, other))["A"]


async def test_a_text_without_end_is_kept_as_far_as_there_is_room(house: House) -> None:
    # Every pair of characters is another word, and each takes six bytes.
    endless = "".join(chr(0x4E00 + number % 20_000) for number in range(3 * MOST_CHARACTERS))
    await save(house, summary=endless, description="too late")
    found = await kept(house)

    assert len(found["C"]) > 10_000
    assert "D" not in found


@pytest.mark.parametrize("name", ["'", "\\", "' & !(a:*B | \\'b) <-> c", "a:1A", "…"])
async def test_no_name_can_be_mistaken_for_an_operator(house: House, name: str) -> None:
    await save(house, name=name)

    assert (await kept(house)).get("A", set()) <= {"a", "b", "c", "1a"}


async def test_every_server_has_the_stemmers(house: House) -> None:
    for dictionary in set(DICTIONARIES.values()):
        assert await house.ask("select ts_lexize($1::text::regdictionary, 'mother')", dictionary)


async def as_owner(database: Database, statement: str) -> None:
    owner = await asyncpg.connect(database.owner_url)
    try:
        await owner.execute(statement)
    finally:
        await owner.close()

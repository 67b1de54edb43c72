"""Plans are kept for as long as there is room for them."""

from dataclasses import replace

from api.persistence.reading.reader import Kept
from tests.persistence.reading.asking import Asker, Json

ROOM = 60_000
NEAREST = "query Room($f: GroupFilter) { groups(filter: $f) { nodes { id } } }"


def nearest(number: int) -> Json:
    return {"f": {"near": {"latitude": 40.7, "longitude": -74.0, "nearest": number}}}


async def test_plans_are_forgotten_before_they_fill_the_memory(asker: Asker) -> None:
    kept = Kept(most=ROOM)
    reader = replace(asker.executor.reader, kept=kept)
    small = Asker(replace(asker.executor, reader=reader), asker.world)

    for number in range(1, 21):
        answer = await small.data(NEAREST, nearest(number))
        assert len(answer["groups"]["nodes"]) <= number
        readables = {id(each): each for each in kept.readables}.values()
        held = [plan for each in readables for plan in each.plans.values()]
        assert 0 < sum(len(plan.sql) for plan in held) == kept.characters <= ROOM


async def test_a_plan_that_is_kept_serves_again(asker: Asker) -> None:
    kept = Kept(most=ROOM)
    reader = replace(asker.executor.reader, kept=kept)
    small = Asker(replace(asker.executor, reader=reader), asker.world)
    question = NEAREST.replace("Room", "Again")

    for _ in range(3):
        await small.data(question, nearest(2))
    assert len(kept.readables) == 1

"""How what was published comes to its end: its network is archived, its organisation suspended."""

from typing import Literal

from api.domain.access import Actor
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.work import Work
from tests.house import House

type End = Literal["network archived", "organisation suspended"]
ENDS: tuple[End, ...] = ("network archived", "organisation suspended")


async def end(store: Store, house: House, how: End) -> None:
    """End a house as its own mutation does; its groups keep the status that they had."""

    async def archive(work: Work) -> None:
        network = await Networks(work).get(house.network)
        after = network.archive(expected_version=network.version)
        await Networks(work).save(network, after)

    async def suspend(work: Work) -> None:
        organisation = await Organisations(work).get(house.organisation)
        await Organisations(work).save(organisation, organisation.suspend())

    act = archive if how == "network archived" else suspend
    await store.run(Actor(house.organisation, "test"), act)

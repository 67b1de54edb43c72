"""Nothing is public below what is hidden, whoever of two strangers commits last."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from api.domain.vocabulary import GroupStatus, NetworkStatus, OrganisationStatus
from api.persistence.crisis import CrisisResources
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.organisations import Organisations
from api.persistence.work import Work
from tests.persistence.building import (
    NOW,
    House,
    new_crisis_resource,
    new_group,
    new_meeting,
    new_network,
)

type Act = Callable[[House, Work], Awaitable[object]]


def suspend(house: House, work: Work) -> Awaitable[object]:
    hidden = replace(house.organisation, status=OrganisationStatus.SUSPENDED)
    return Organisations(work).save(house.organisation, hidden)


def withdraw(house: House, work: Work) -> Awaitable[object]:
    hidden = replace(house.network, status=NetworkStatus.DRAFT)
    return Networks(work).save(house.network, hidden)


def archive(house: House, work: Work) -> Awaitable[object]:
    hidden = replace(house.group, status=GroupStatus.ARCHIVED)
    return Groups(work).save(house.group, hidden)


def network(house: House, work: Work) -> Awaitable[object]:
    return Networks(work).add(new_network(house.organisation.id, "new"))


def resource(house: House, work: Work) -> Awaitable[object]:
    return CrisisResources(work).add_all([new_crisis_resource(house.organisation.id)])


def group(house: House, work: Work) -> Awaitable[object]:
    return Groups(work).add(new_group(house.network, "new"))


def meeting(house: House, work: Work) -> Awaitable[object]:
    return Meetings(work, NOW).add(new_meeting(house.group, "new"))


@pytest.mark.parametrize("hiding_is_first", [True, False], ids=["hidden-first", "added-first"])
@pytest.mark.parametrize(
    ("hide", "add", "table"),
    [
        (suspend, network, "networks"),
        (suspend, resource, "crisis_resources"),
        (withdraw, group, "groups"),
        (archive, meeting, "meetings"),
    ],
)
async def test_what_is_added_while_what_is_above_it_is_hidden_does_not_show(
    house: House, hide: Act, add: Act, table: str, *, hiding_is_first: bool
) -> None:
    first, second = (hide, add) if hiding_is_first else (add, hide)
    async with house.store.transaction(house.actor) as work:
        await first(house, work)
        other = asyncio.create_task(house.store.run(house.actor, lambda own: second(house, own)))
        await asyncio.sleep(0.2)
    await other
    assert await house.ask(f"select bool_or(published) from catalogue.{table}") is False  # noqa: S608 - a name from above

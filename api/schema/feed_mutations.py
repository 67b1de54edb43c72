"""How a network registers an address that is pulled, changes it and takes it back."""

from typing import Any

import strawberry
from strawberry import UNSET

from api.domain.errors import InvalidInput
from api.domain.feeds import Feed as Registered
from api.domain.feeds import checked_hour, host_of
from api.domain.ids import Code
from api.domain.versions import expect
from api.domain.violations import Checks
from api.persistence.feeds import Feeds
from api.persistence.ids import new_confidential_id
from api.persistence.import_tasks import set_task
from api.persistence.networks import Networks
from api.schema.changing import outcome, read_id
from api.schema.entities import entity
from api.schema.execution.context import MutationInfo
from api.schema.feed_inputs import (
    ChangeFeedInput,
    ChangeFeedPayload,
    RegisterFeedInput,
    RegisterFeedPayload,
    RemoveFeedInput,
    RemoveFeedPayload,
)
from api.schema.feed_settings import NEUTRAL, changed_settings, settings_of
from api.schema.feeds import MANAGE


@strawberry.type
class FeedMutations:
    @strawberry.mutation(
        description="Register an address that is pulled into a network once a day. What it brings "
        "is written without being asked about, unless it would archive too much.",
        directives=[MANAGE],
    )
    async def register_feed(
        self, info: MutationInfo, input: RegisterFeedInput
    ) -> RegisterFeedPayload | None:
        feed, errors = await outcome(info, _register(info, input))
        return RegisterFeedPayload(feed=feed, errors=errors)

    @strawberry.mutation(description="Change a feed.", directives=[MANAGE])
    async def change_feed(
        self, info: MutationInfo, input: ChangeFeedInput
    ) -> ChangeFeedPayload | None:
        async def stated(checks: Checks) -> None:
            changed_settings(NEUTRAL, input, checks)
            _check_address(input, checks)

        current = ("Feed", input.id)
        feed, errors = await outcome(info, _change(info, input), current, stated)
        return ChangeFeedPayload(feed=feed, errors=errors)

    @strawberry.mutation(
        description="Take a feed back. What it brought stays as it is.", directives=[MANAGE]
    )
    async def remove_feed(
        self, info: MutationInfo, input: RemoveFeedInput
    ) -> RemoveFeedPayload | None:
        gone, errors = await outcome(info, _remove(info, input), ("Feed", input.id))
        return RemoveFeedPayload(id=gone, errors=errors)


async def _register(info: MutationInfo, input: RegisterFeedInput) -> Any:  # noqa: ANN401 - it stands for the type
    work, now, checks, host = info.context.work, info.context.request.now, Checks(), ""
    with checks.at("networkId"):
        network = await Networks(work).get(read_id(input.network_id, Code.NETWORK, "networkId"))
    with checks.at():
        host = host_of(input.url)
    with checks.at():
        checked_hour(input.hour)
    settings = settings_of(input, checks)
    checks.settle()
    feed = Registered(
        id=new_confidential_id(),
        organisation_id=network.organisation_id,
        network_id=network.id,
        source=settings.source,
        format=input.format,
        settings=settings,
        host=host,
        url=input.url,
        hour=input.hour,
        last_run_at=None,
        last_problem=None,
        last_import_id=None,
        version=1,
        changed_at=now,
    )
    await Feeds(work).add(feed)
    return entity("Feed", feed.id)


async def _change(info: MutationInfo, input: ChangeFeedInput) -> Any:  # noqa: ANN401 - as above
    work, now, checks = info.context.work, info.context.request.now, Checks()
    feeds, feed_id = Feeds(work), read_id(input.id, Code.FEED)
    feed = await feeds.get(feed_id)
    settings = changed_settings(feed.settings, input, checks)
    given = _check_address(input, checks)
    checks.settle()
    after = feed.change(expected_version=input.expected_version, settings=settings, **given)
    saved = await feeds.save(feed, after)
    await set_task(work, Code.FEED, feed_id, saved.due_after(now))
    return entity("Feed", feed_id)


def _check_address(input: ChangeFeedInput, checks: Checks) -> dict[str, Any]:
    """Return address and hour where they are said, and note what is wrong with them."""
    given = {
        name: value for name in ("url", "hour") if (value := getattr(input, name)) is not UNSET
    }
    for name, value in given.items():
        with checks.at(name):
            if value is None:
                raise InvalidInput("This can be left out, but not be null.")
    with checks.at():
        if isinstance(input.url, str):
            host_of(input.url)
    with checks.at():
        if isinstance(input.hour, int):
            checked_hour(input.hour)
    return given


async def _remove(info: MutationInfo, input: RemoveFeedInput) -> strawberry.ID:
    work, feed_id = info.context.work, read_id(input.id, Code.FEED)
    feed = await Feeds(work).get(feed_id)
    expect(feed.version, input.expected_version)
    await Feeds(work).remove(feed)
    return input.id

"""Fields that stay as somebody changed them here although a feed says something else."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any
from uuid import UUID

import orjson
import strawberry

from api.domain.errors import InvalidId, InvalidInput, NotFound
from api.domain.ids import Code, decode
from api.feeds.importing.keeping import kept_fields, release_kept_fields
from api.feeds.importing.merging import shown_name
from api.persistence.reading.ask import ArgumentRefused
from api.schema.access import PUBLIC
from api.schema.changing import outcome
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.imports import MANAGE
from api.schema.node import Node

_TYPES: Mapping[str, str] = {Code.GROUP: "Group", Code.MEETING: "Meeting", Code.VENUE: "Venue"}


@strawberry.type(
    description="A field that stays as somebody changed it here, against a feed.",
    directives=[MANAGE],
)
class KeptField:
    field: str = strawberry.field(description="Its name.")
    source: str = strawberry.field(description="The feed that says something else.")
    here: str | None = strawberry.field(description="What stands here; JSON unless it is a text.")
    said: str | None = strawberry.field(
        description="What the feed last said; JSON unless it is a text. Where a venue is that is "
        "not public is not kept in the open, nor told here."
    )


@strawberry.input(description="Lets a feed have fields again that somebody changed here.")
class ReleaseKeptFieldsInput:
    id: strawberry.ID = strawberry.field(description="The group, meeting or venue.")
    fields: list[str] = strawberry.field(
        description="Which ones, as `keptFields` names them. The `disclosure` of a venue is never "
        "released (NOT_POSSIBLE_NOW): whoever opens a venue changes the venue."
    )
    expected_version: int = strawberry.field(description="The version that you looked at.")


@strawberry.type(description="The thing, or why nothing was released.", directives=[PUBLIC])
class ReleaseKeptFieldsPayload:
    node: Node | None = strawberry.field(
        description="The group, meeting or venue. It is as it was until the next import."
    )
    errors: list[UserError] = strawberry.field(description="Why nothing was changed.")


@strawberry.type
class KeptFieldQueries:
    @strawberry.field(
        description="What of a group, meeting or venue of yours is kept against the feeds that "
        "bring it; null if there is no such thing.",
        directives=[MANAGE],
    )
    async def kept_fields(
        self,
        info: MutationInfo,
        id: Annotated[strawberry.ID, strawberry.argument(description="The thing.")],
    ) -> list[KeptField] | None:
        try:
            kind, thing_id = decode(id)
        except InvalidInput as refusal:
            raise ArgumentRefused(refusal, ("keptFields",), ("id",)) from None
        try:
            _, found = await kept_fields(
                info.context.work, kind, thing_id, info.context.request.now
            )
        except NotFound:
            return None
        return [
            KeptField(
                field=shown_name(each.name),
                source=each.source,
                here=_told(each.here),
                said=_told(each.said),
            )
            for each in found
        ]


@strawberry.type
class KeptFieldMutations:
    @strawberry.mutation(
        description="Let the next import of its feed take over fields of a group, meeting or venue "
        "that are kept as somebody changed them here. Until then nothing changes.",
        directives=[MANAGE],
    )
    async def release_kept_fields(
        self, info: MutationInfo, input: ReleaseKeptFieldsInput
    ) -> ReleaseKeptFieldsPayload | None:
        # Whoever conflicts with something has named one of these.
        current = (_TYPES.get(_code(input.id), "Node"), input.id)
        node, errors = await outcome(info, _release(info, input), current)
        return ReleaseKeptFieldsPayload(node=node, errors=errors)


async def _release(info: MutationInfo, input: ReleaseKeptFieldsInput) -> Any:  # noqa: ANN401 - it stands for the type
    kind, thing_id = _thing_of(input.id)
    if not input.fields:
        raise InvalidInput("Name at least one field.", path=("input", "fields"))
    await release_kept_fields(
        info.context.work,
        kind,
        thing_id,
        input.fields,
        expected_version=input.expected_version,
        now=info.context.request.now,
    )
    return entity(_TYPES[kind], thing_id)


def _thing_of(text: str) -> tuple[Code, UUID]:
    """Return what a feed may have brought; InvalidId for an id of anything else."""
    with suppress(InvalidId):
        kind, thing_id = decode(text)
        if kind in _TYPES:
            return kind, thing_id
    told = "An id of a group, meeting or venue is expected here."
    raise InvalidId(told, path=("input", "id"))


def _code(text: str) -> str:
    return text.partition("_")[0]


def _told(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()

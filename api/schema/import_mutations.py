"""What is decided about an import that waits."""

from typing import Any

import strawberry

from api.domain.ids import Code
from api.persistence.import_reviews import Imports
from api.persistence.import_tasks import set_task
from api.schema.access import PUBLIC
from api.schema.changing import outcome, read_id
from api.schema.entities import entity
from api.schema.errors import UserError
from api.schema.execution.context import MutationInfo
from api.schema.imports import MANAGE, Import

_VERSION, _WHY_NOT = "The version that you looked at.", "Why nothing was changed."


@strawberry.input(description="Has an import written.")
class ApplyImportInput:
    id: strawberry.ID = strawberry.field(description="The import.")
    expected_version: int = strawberry.field(description=_VERSION)
    allow_removals: bool = strawberry.field(
        description="Whether more than a fifth of what the source had may be archived.",
        default=False,
    )


@strawberry.input(description="Gives an import up.")
class DropImportInput:
    id: strawberry.ID = strawberry.field(description="The import.")
    expected_version: int = strawberry.field(description=_VERSION)


@strawberry.type(description="The import, or why it is not written.", directives=[PUBLIC])
class ApplyImportPayload:
    import_: Import | None = strawberry.field(
        name="import", description="The import, which is being written now."
    )
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type(description="The import, or why it was not given up.", directives=[PUBLIC])
class DropImportPayload:
    import_: Import | None = strawberry.field(name="import", description="The import, given up.")
    errors: list[UserError] = strawberry.field(description=_WHY_NOT)


@strawberry.type
class ImportMutations:
    @strawberry.mutation(
        description="Have an import written as it was shown, in one transaction. It is worked out "
        "again before; if it would do something else by then, nothing is written, and it is READY "
        "again and shows that.",
        directives=[MANAGE],
    )
    async def apply_import(
        self, info: MutationInfo, input: ApplyImportInput
    ) -> ApplyImportPayload | None:
        applied, errors = await outcome(info, _apply(info, input), ("Import", input.id))
        return ApplyImportPayload(import_=applied, errors=errors)

    @strawberry.mutation(
        description="Give an import up before it is written. What was sent is deleted.",
        directives=[MANAGE],
    )
    async def drop_import(
        self, info: MutationInfo, input: DropImportInput
    ) -> DropImportPayload | None:
        dropped, errors = await outcome(info, _drop(info, input), ("Import", input.id))
        return DropImportPayload(import_=dropped, errors=errors)


async def _apply(info: MutationInfo, input: ApplyImportInput) -> Any:  # noqa: ANN401 - it stands for the type
    work, import_id = info.context.work, read_id(input.id, Code.IMPORT)
    imports = Imports(work)
    found = await imports.get(import_id)
    applying = found.apply(
        expected_version=input.expected_version,
        by=work.actor.subject,
        allow_removals=input.allow_removals,
    )
    await imports.save(found, applying)
    await set_task(work, Code.IMPORT, import_id, info.context.request.now)
    return entity("Import", import_id)


async def _drop(info: MutationInfo, input: DropImportInput) -> Any:  # noqa: ANN401 - as above
    import_id, at = read_id(input.id, Code.IMPORT), info.context.request.now
    imports = Imports(info.context.work)
    found = await imports.get(import_id)
    await imports.save(found, found.drop(expected_version=input.expected_version, at=at))
    return entity("Import", import_id)

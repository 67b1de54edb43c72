"""Making and changing many groups in one transaction."""

from collections.abc import Mapping

import strawberry

from api.domain.errors import InvalidInput, Refusal
from api.domain.groups import Group
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.stating import Rule
from api.domain.violations import Violations
from api.persistence import drafting
from api.schema.access import needs
from api.schema.changing import current_of, outcome
from api.schema.errors import user_error
from api.schema.execution.context import MutationInfo
from api.schema.group_bulk import (
    MOST_ROWS,
    ApplyGroupChangesInput,
    ApplyGroupChangesPayload,
    ErrorPolicy,
    GroupRow,
    GroupRowResult,
)
from api.schema.said import said

type RowOutcome = Group | tuple[Refusal, ...]


@strawberry.type
class GroupBulkMutations:
    @strawberry.mutation(
        description="Make and change many groups, all of them or those that are in order.",
        directives=[needs(Scope.GROUPS_MANAGE)],
    )
    async def apply_group_changes(
        self, info: MutationInfo, input: ApplyGroupChangesInput
    ) -> ApplyGroupChangesPayload | None:
        done, errors = await outcome(info, _apply(info, input))
        rows = zip(done or (), input.rows, strict=False)
        results = None if done is None else [_result(each, row) for each, row in rows]
        return ApplyGroupChangesPayload(results=results, errors=errors)


async def _apply(info: MutationInfo, input: ApplyGroupChangesInput) -> list[RowOutcome]:
    if not 1 <= len(input.rows) <= MOST_ROWS:
        raise InvalidInput(f"1 to {MOST_ROWS} rows at once.", path=("input", "rows"))
    # Every refusal comes before the first write of its row, so that a refused row wrote nothing.
    rules = await drafting.rules_of(info.context.work)
    done = [await _row(info, number, row, rules) for number, row in enumerate(input.rows)]
    refusals = [refusal for each in done if isinstance(each, tuple) for refusal in each]
    everything = input.error_policy is ErrorPolicy.REJECT_EVERYTHING
    if refusals and (everything or not any(isinstance(each, Group) for each in done)):
        raise Violations(tuple(refusals))
    return done


async def _row(
    info: MutationInfo, number: int, row: GroupRow, rules: Mapping[str, Rule]
) -> RowOutcome:
    work, at = info.context.work, info.context.request.now
    kind = "create" if row.create else "change"
    try:
        if row.create:
            return await drafting.draft(work, said(row.create), rules, at=at)
        if row.change:
            return await drafting.change(work, said(row.change), rules, at=at)
        raise InvalidInput("A row makes a group or changes one.", path=("input", kind))
    except Refusal as refusal:
        refusals: tuple[Refusal, ...] = (refusal,)
    except Violations as several:
        refusals = several.refusals
    for refusal in refusals:
        refusal.path = ("input", "rows", str(number), kind, *refusal.path[1:])
    return refusals


def _result(done: RowOutcome, row: GroupRow) -> GroupRowResult:
    if isinstance(done, Group):
        written = strawberry.ID(encode(Code.GROUP, done.id))
        return GroupRowResult(id=written, version=done.version, errors=[])
    named = ("Group", row.change.id) if row.change else None
    errors = [user_error(each, current_of(each, named)) for each in done]
    return GroupRowResult(id=None, version=None, errors=errors)

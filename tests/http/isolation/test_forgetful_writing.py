"""Every mutation, by an application that has forgotten every filter by organisation.

What holds it is row-level security alone. To see one fail: in the migration that closes the
doors, let a policy of ``peers_org`` say ``true``, or take ``set_config('role', …)`` out of
``ENTER`` in ``api/persistence/rights.py``.
"""

from uuid import UUID

import httpx
import pytest
from graphql import GraphQLObjectType, is_leaf_type

from api.domain.ids import encode
from api.domain.scopes import Scope
from api.domain.standing import StaffRole
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.scopes import scopes_of
from tests.http import matrix_of_clients, matrix_of_facilitators, matrix_of_staff
from tests.http.changes import codes, everything
from tests.http.conftest import Admin
from tests.http.isolation.conftest import Bug
from tests.http.isolation.forgetful import Own
from tests.http.matrix import EVERYBODY, MACHINE, OPERATING, OUTSIDE, Case, Row, World
from tests.identity import Asker

ROWS = (*matrix_of_staff.ROWS, *matrix_of_clients.ROWS, *matrix_of_facilitators.ROWS)
READING = frozenset(each for each in Scope if each.value.endswith(":read"))
ABROAD = [row for row in ROWS if row.foreign and row.name != "leaveOrganisation"]
BY_ITS_NAME = {"leaveOrganisation", "acceptInvitation"}
"""What one does for oneself, found by a secret or by one's own roles."""


async def asker_of(matrix: World, row: Row, kind: str) -> Asker:
    """Somebody of a kind who may also read all that their payloads lead to."""
    scopes = {row.scope.value, *(each.value for each in READING & EVERYBODY[kind])}
    own = matrix.ours.organisation
    if kind in OUTSIDE:
        return await matrix.minter.own(*scopes, operator=kind == OPERATING)
    if kind == MACHINE:
        return await matrix.minter.backend(own, *scopes)
    return await matrix.staff_of(kind, *scopes)


async def ask(matrix: World, bug: Bug, row: Row, case: Case, values: object) -> httpx.Response:
    """Send a mutation, asking for all that its payload and its errors may lead to."""
    name = f"{row.name[0].upper()}{row.name[1:]}"
    payload = graphql_schema().type_map[f"{name}Payload"]
    assert isinstance(payload, GraphQLObjectType)
    shown: list[str] = []
    for field, its in payload.fields.items():
        of_type = graphql_schema().type_map[str(its.type).strip("[]!")]
        if is_leaf_type(of_type):
            shown.append(field)
        elif field != "errors" and scopes_of(of_type) <= EVERYBODY[case.kind]:
            shown.append(f"{field} {{ id }}")
    query = (
        f"mutation($input: {name}Input!) {{ {row.name}(input: $input) {{ {' '.join(shown)}"
        " errors { code message ... on VersionConflict { current { id __typename } } } } }"
    )
    assert case.asker is not None
    return await bug.client.ask(query, {"input": values}, **case.asker.headers)


async def confidential_ids(admin: Admin, organisation: UUID) -> set[str]:
    """The ids of everything confidential that an organisation has."""
    return {
        encode(view.code, row["id"])
        for view in VIEWS.values()
        if view.confidential and view.code is not None and view.table is not None
        for row in await admin.fetch(
            f"select id from {view.table.fullname} where organisation_id = $1",  # noqa: S608 - a name of ours
            organisation,
        )
    }


async def all_of(admin: Admin, organisation: UUID) -> dict[str, list[str]]:
    """Every row of an organisation, in whichever table it is."""
    owned = await admin.fetch(
        "select table_schema || '.' || table_name as name, column_name as owner"
        " from information_schema.columns where table_schema in ('catalogue', 'confidential',"
        " 'identity', 'operations') and (column_name = 'organisation_id'"
        " or (table_name, column_name) = ('organisations', 'id'))"
    )
    assert len(owned) > 20
    return {
        name: [
            row["row"]
            for row in await admin.fetch(
                f"select t::text as row from {name} t where {owner} = $1 order by 1",  # noqa: S608 - names of ours
                organisation,
            )
        ]
        for name, owner in owned
    }


@pytest.mark.parametrize("row", ABROAD, ids=[row.title for row in ABROAD])
async def test_a_build_without_filters_changes_nothing_of_another_organisation_and_tells_nothing(
    row: Row, matrix: World, bug: Bug
) -> None:
    theirs = matrix.theirs.organisation
    for kind in EVERYBODY:
        if kind in OUTSIDE or not row.may(kind):
            continue
        case = Case(kind, await asker_of(matrix, row, kind), matrix.theirs)
        values = await row.make(matrix, case)
        before = await everything(matrix.admin)
        with bug.build.forgetting():
            answer = await ask(matrix, bug, row, case, values)
        assert await everything(matrix.admin) == before
        assert '"code"' in answer.text
        told = {
            each for each in await confidential_ids(matrix.admin, theirs) if each in answer.text
        }
        assert told == set()
    bug.build.check()


@pytest.mark.parametrize("row", ROWS, ids=[row.title for row in ROWS])
async def test_a_build_without_filters_changes_at_home_what_is_meant_and_nothing_of_others(
    row: Row, matrix: World, bug: Bug
) -> None:
    """The identity zone keeps its filters here: no database rule stands behind those.

    It has no organisation's context, since whoever signs in has none yet; what guards it is that
    one function alone is given its role.
    """
    able = [kind for kind in EVERYBODY if row.may(kind) and not row.forbids(kind)]
    kind = StaffRole.OWNER.value if StaffRole.OWNER.value in able else able[0]
    case = Case(kind, await asker_of(matrix, row, kind), matrix.ours)
    await matrix.owner(matrix.theirs)
    await matrix.colleague(matrix.theirs, StaffRole.AUDITOR)
    values = await row.make(matrix, case)
    before = await all_of(matrix.admin, matrix.theirs.organisation)
    bug.build.identity = False
    with bug.build.forgetting(Own):
        answer = await ask(matrix, bug, row, case, values)
    assert codes(answer, row.name) == []
    assert await all_of(matrix.admin, matrix.theirs.organisation) == before
    if row.name not in BY_ITS_NAME:
        bug.build.check()

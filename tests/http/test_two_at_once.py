"""Of two who change the same version of a thing at once, one does, and the other is shown it.

Every mutation with ``expectedVersion`` is tried, as the schema has them. Two requests meet on
connections of their own. To see one fail: take ``table.c.version == version`` out of ``write_next``
in ``api/persistence/rows.py``, or ``expect`` out of what a thing decides.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from graphql import is_required_input_field

from api.domain.scopes import ROLE_SCOPES
from api.domain.standing import StaffRole
from api.persistence.embedded import Cluster
from tests.http.breaking import input_of
from tests.http.changes import payload, send
from tests.http.matrix import Case, Row, World
from tests.http.shared_world import Shared, case_of, shared_world
from tests.http.test_matrix_of_roles import ROWS
from tests.identity import Asker

SHOWN = "errors { ... on VersionConflict { current { __typename id } } }"
AFTERWARDS = {
    **dict.fromkeys(("removeCrisisResource", "removeFeed", "removeVenue"), ("NOT_FOUND", "id")),
    # It changes nothing of the thing, which keeps its version.
    "releaseKeptFields": ("INVALID_INPUT", "fields"),
}
"""What the other may be told instead of a conflict, where it comes behind and not beside."""


def versioned(row: Row) -> bool:
    field = input_of(row.name).fields.get("expectedVersion")
    return field is not None and is_required_input_field(field)


UPDATES = {row.name: row for row in reversed(ROWS) if versioned(row)}


@pytest.fixture(scope="module")
async def shared(cluster: Cluster, template: str) -> AsyncIterator[Shared]:
    async with shared_world(cluster, template) as shared:
        yield shared


@pytest.mark.parametrize("row", UPDATES.values(), ids=list(UPDATES))
async def test_of_two_at_once_one_wins_and_the_other_is_shown_what_is_there_now(
    row: Row, shared: Shared
) -> None:
    world = await shared.world()
    case = await case_of(world, row)
    values = await row.make(world, case)
    asker = case.asker if case.kind not in StaffRole else await reading(world, row, case)
    both = (send(world.client, row.name, values, asker, SHOWN) for _ in range(2))
    told = [payload(answer, row.name)["errors"] for answer in await asyncio.gather(*both)]
    won, lost = sorted(told, key=len)
    assert won == []
    (error,) = lost
    if (error["code"], error["path"][1]) == AFTERWARDS.get(row.name):
        return
    assert (error["code"], error["path"]) == ("VERSION_CONFLICT", ["input", "expectedVersion"])
    assert row.name in AFTERWARDS or error["current"]["id"] == values["id"]


async def reading(world: World, row: Row, case: Case) -> Asker:
    """Somebody of the same role who may also see what they change."""
    role = StaffRole(case.kind)
    reads = [each.value for each in ROLE_SCOPES[role] if each.value.endswith(":read")]
    return await world.minter.staff(world.ours.organisation, row.scope.value, *reads, role=role)


def test_whatever_changes_a_thing_that_is_there_asks_for_its_version() -> None:
    unversioned = {row.name for row in ROWS if "id" in input_of(row.name).fields} - set(UPDATES)
    # What is proposed, claimed or left changes nothing of what the id names; a link is only sent.
    assert unversioned == {
        "claimOrganisation", "leaveOrganisation", "proposeChange", "sendUpkeepLink",
        "setUpkeepAddress",
    }  # fmt: skip

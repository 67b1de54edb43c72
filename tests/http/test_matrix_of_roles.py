"""Every mutation by everybody who may ask, in their own organisation and in another.

Who may is ``ROLE_SCOPES`` and, finer, what a row says of owners. A refusal changes nothing
anywhere: every table is compared. To see one fail: give a role one scope more.
"""

import pytest

from api.schema.build import graphql_schema
from api.schema.scopes import scopes_of
from tests.house import House
from tests.http import (
    matrix_of_clients,
    matrix_of_facilitators,
    matrix_of_groups,
    matrix_of_imports,
    matrix_of_meetings,
    matrix_of_networks,
    matrix_of_requests,
    matrix_of_staff,
)
from tests.http.conftest import Admin, Client
from tests.http.matrix import EVERYBODY, OUTSIDE, Case, Row, World, judge
from tests.identity import Minter

ROWS = (
    *matrix_of_clients.ROWS,
    *matrix_of_facilitators.ROWS,
    *matrix_of_groups.ROWS,
    *matrix_of_imports.ROWS,
    *matrix_of_meetings.ROWS,
    *matrix_of_networks.ROWS,
    *matrix_of_requests.ROWS,
    *matrix_of_staff.ROWS,
)


@pytest.mark.parametrize("row", ROWS, ids=[row.title for row in ROWS])
async def test_only_who_may_changes_only_what_is_theirs(
    row: Row, client: Client, ours: House, theirs: House, minter: Minter, admin: Admin
) -> None:
    world = World(client, minter, admin, ours, theirs)
    for kind in EVERYBODY:
        # What may not be done at home is not tried elsewhere.
        abroad = row.foreign and kind not in OUTSIDE and row.may(kind)
        for house in (ours, theirs) if abroad else (ours,):
            case = Case(kind, await world.asker(kind, row.scope), house)
            await judge(world, row, case)


def test_the_matrix_has_every_mutation_with_the_scope_that_it_declares() -> None:
    mutation = graphql_schema().mutation_type
    assert mutation is not None
    declared = {name: scopes_of(field) for name, field in mutation.fields.items()}
    assert {row.name: frozenset({row.scope}) for row in ROWS} == declared


def test_somebody_may_do_each_and_somebody_may_not() -> None:
    for row in ROWS:
        able = {kind for kind in EVERYBODY if row.may(kind) and not row.forbids(kind)}
        assert able
        assert able != set(EVERYBODY)

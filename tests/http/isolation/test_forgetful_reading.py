"""Everything confidential by every path that leads to it, by an application without filters.

The paths are ``node``, ``nodes``, each list at the root, what is nested in what is public, and
queries with resolvers; payloads and errors stand in ``test_forgetful_writing``.
"""

from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from api.domain.access import Actor
from api.domain.ids import Code, encode
from api.domain.organisations import Verification
from api.domain.scopes import Scope
from api.domain.standing import StaffRole, VerificationDecision
from api.persistence.reading.views import Secret, View
from api.persistence.store import Store
from api.persistence.verifications import Verifications
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.scopes import scopes_of
from tests.house import ADDRESS, NOW, House
from tests.http import (
    matrix_of_clients,
    matrix_of_imports,
    matrix_of_requests,
    matrix_of_staff,
)
from tests.http.isolation.conftest import Bug
from tests.http.isolation.test_forgetful_writing import confidential_ids
from tests.http.matrix import Case, World
from tests.identity import Asker

LISTS = {
    "staff": "Staff",
    "invitations": "Invitation",
    "verifications": "Verification",
    "clients": "Client",
    "clientApprovals": "ClientApproval",
    "partnerships": "Partnership",
    "auditEntries": "AuditEntry",
    "changeRequests": "ChangeRequest",
    "upkeepAddresses": "UpkeepAddress",
    "imports": "Import",
    "feeds": "Feed",
}
RESOLVED = {"clientSecrets", "import", "keptFields", "workList", "myChangeRequests"}
"""Tried in the tests of anothers' clients, and of what is asked by an id or worked out."""
OPERATORS = {"organisationsToReview", "organisationReview"}
"""For whoever judges all organisations."""
READING = [each.value for each in Scope if each.value.endswith(":read")] + [
    *(Scope.GROUPS_MANAGE.value, Scope.NETWORKS_MANAGE.value, Scope.CHANGES_PROPOSE.value)
]
NESTED = """{
  groups { nodes { id contact { address hiddenAddress } facilitators { id staff { id } }
    meetings { nodes { venues { id exactAddress exactLink exactDialIn } } } } }
  clientApprovals { nodes { id clientOrganisation { id networks { nodes { id } } } } }
  partnerships { nodes { id partner { id networks { nodes { id } } } } }
  changeRequests { nodes { id differences { field was now proposed } } }
  feeds { nodes { id lastImport { id } } }
  staff { nodes { id facilitates { id } } }
  imports { nodes {
    id changes(first: 9) { nodes { externalId name } } problems(first: 9) { nodes { message } } } }
}"""
WORKED_OUT = """query($import: ID!, $group: ID!) {
  import(id: $import) { id changes(first: 9) { nodes { name } } }
  keptFields(id: $group) { field said }
  workList(first: 50) { group { id } changeRequest { id } import { id } feed { id } }
  myChangeRequests { id } }"""
EVIDENCE = "Canary evidence"


def shown_of(view: View) -> str:
    """Every leaf of a type, sealed ones too."""
    of_type = graphql_schema().type_map[view.name]
    assert isinstance(of_type, GraphQLObjectType)
    fields = of_type.fields.items()
    return " ".join(name for name, field in fields if is_leaf_type(get_named_type(field.type)))


CONFIDENTIAL = [view for view in VIEWS.values() if view.confidential]
BY_ID = [view for view in CONFIDENTIAL if view.code is not None]
PARTS = {"ProposedDifference", "ImportChange", "ImportRowProblem"}
"""Read within what they are parts of, see ``NESTED``."""


async def fill(world: World, store: Store, case: Case) -> None:
    """Give a house something of everything that is confidential."""
    await world.owner(case.house)
    await matrix_of_staff.invited(world, case, StaffRole.AUDITOR)
    await matrix_of_clients.approved(world, case)
    await matrix_of_clients.secret(world, case)
    await matrix_of_clients.proposed(world, case)
    own = case.house.organisation
    decided = Verification(
        id=uuid4(),
        organisation_id=own,
        decision=VerificationDecision.VERIFIED,
        evidence=EVIDENCE,
        by="test",
        at=NOW,
        version=1,
        changed_at=NOW,
    )
    await store.run(Actor(own, "test"), lambda work: Verifications(work).add(decided))
    await matrix_of_requests.requested(world, case)
    await matrix_of_requests.addressed(world, case)
    await world.facilitate(case.house, await world.colleague(case.house, StaffRole.FACILITATOR))
    await matrix_of_imports.registered(world, case)
    await matrix_of_imports.renamed(world, case)
    await fill_import(world, case)


async def fill_import(world: World, case: Case) -> None:
    """An import of the house with a line of what it would do and one of what is wrong."""
    held = await matrix_of_imports.waiting(world, case.house)
    told = canary(case.house)
    await world.admin.execute(
        "insert into confidential.import_changes (organisation_id, id, import_id, thing,"
        " external_id, name, outcome) values ($1, $2, $3, 'GROUP', $4, $4, 'CREATED')",
        *(case.house.organisation, uuid4(), held, told),
    )
    await world.admin.execute(
        "insert into confidential.import_problems (organisation_id, id, import_id, severity, code,"
        " message) values ($1, $2, $3, 'REFUSED', 'code', $4)",
        *(case.house.organisation, uuid4(), held, told),
    )
    await world.admin.execute(
        "update confidential.imports set rows_refused = 1 where id = $1", held
    )
    await world.admin.execute(
        "update confidential.feeds set last_problem = 'UNREACHABLE' where organisation_id = $1",
        case.house.organisation,
    )


def canary(house: House) -> str:
    return f"canary of {house.organisation.hex}"


@pytest.fixture
async def asker(matrix: World, store: Store) -> Asker:
    """An owner of our house who may read everything, where both houses have everything."""
    for house in (matrix.ours, matrix.theirs):
        await fill(matrix, store, Case(StaffRole.OWNER.value, None, house))
    return await matrix.minter.staff(matrix.ours.organisation, *READING)


async def forgetful(bug: Bug, asker: Asker, query: str, **variables: object) -> tuple[str, Any]:
    """Ask the build without filters; return the answer as text and its data."""
    with bug.build.forgetting():
        answer = await bug.client.ask(query, variables, **asker.headers)
    found = answer.json()
    assert "errors" not in found, found
    return answer.text, found["data"]


@pytest.mark.parametrize("view", BY_ID, ids=[view.name for view in BY_ID])
async def test_no_id_of_another_organisation_opens_anything(
    view: View, matrix: World, bug: Bug, asker: Asker
) -> None:
    assert view.code is not None
    code = f"{view.code}_"
    theirs, ours = [
        sorted(
            each
            for each in await confidential_ids(matrix.admin, house.organisation)
            if each.startswith(code)
        )
        for house in (matrix.theirs, matrix.ours)
    ]
    assert theirs
    fields = f"{{ __typename ... on {view.name} {{ {shown_of(view)} }} }}"
    for each in theirs:
        _, found = await forgetful(bug, asker, f'{{ node(id: "{each}") {fields} }}')
        assert found == {"node": None}
    both = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {fields} }}"
    _, found = await forgetful(bug, asker, both, ids=[*theirs, *ours])
    shown = [node and node["id"] for node in found["nodes"]]
    assert shown[: len(theirs)] == [None] * len(theirs)
    assert any(shown)
    bug.build.check()


async def test_no_list_and_nothing_nested_holds_what_is_anothers(
    matrix: World, bug: Bug, asker: Asker
) -> None:
    theirs = await confidential_ids(matrix.admin, matrix.theirs.organisation)
    ours = await confidential_ids(matrix.admin, matrix.ours.organisation)
    approved = await matrix.admin.fetchval(
        "select client_id from confidential.client_approvals where organisation_id = $1",
        matrix.ours.organisation,
    )
    # What we approved of theirs says so in a row of ours.
    theirs.remove(encode(Code.CLIENT, approved))
    for name, listed in LISTS.items():
        view = VIEWS[listed]
        text, found = await forgetful(
            bug, asker, f"{{ {name}(first: 100) {{ totalCount nodes {{ {shown_of(view)} }} }} }}"
        )
        assert {each for each in theirs if each in text} == set()
        assert {node["id"] for node in found[name]["nodes"]} <= ours
        assert found[name]["totalCount"] == len(found[name]["nodes"]) > 0
    text, found = await forgetful(bug, asker, NESTED)
    assert {each for each in theirs if each in text} == set()
    assert text.count(ADDRESS) == 1
    assert canary(matrix.theirs) not in text
    assert text.count(canary(matrix.ours)) == 3
    bug.build.check()
    told = await matrix.admin.fetch("select distinct organisation_id from confidential.disclosures")
    assert [row["organisation_id"] for row in told] == [matrix.ours.organisation]


async def test_the_secrets_of_anothers_client_are_not_listed(
    matrix: World, bug: Bug, asker: Asker
) -> None:
    query = "query($client: ID!) { clientSecrets(client: $client) { id } }"
    for house, some in ((matrix.ours, True), (matrix.theirs, False)):
        client = await matrix.admin.fetchval(
            "select client_id from identity.client_secrets where organisation_id = $1 limit 1",
            house.organisation,
        )
        _, found = await forgetful(bug, asker, query, client=encode(Code.CLIENT, client))
        assert bool(found["clientSecrets"]) is some
    bug.build.check()


async def test_what_is_asked_by_an_id_or_worked_out_holds_nothing_of_anothers(
    matrix: World, bug: Bug, asker: Asker
) -> None:
    theirs = await confidential_ids(matrix.admin, matrix.theirs.organisation)
    for house, some in ((matrix.ours, True), (matrix.theirs, False)):
        held = await matrix.admin.fetchval(
            "select id from confidential.imports where organisation_id = $1", house.organisation
        )
        asked = {"import": encode(Code.IMPORT, held), "group": encode(Code.GROUP, house.group)}
        text, found = await forgetful(bug, asker, WORKED_OUT, **asked)
        assert (found["import"] is not None) is some
        assert bool(found["keptFields"]) is some
        assert {each for each in theirs if each in text} == set()
        assert canary(matrix.theirs) not in text
        assert {"import", "feed"} <= {
            name for item in found["workList"] for name, each in item.items() if each
        }
    bug.build.check()


async def test_drafts_of_the_catalogue_rest_on_one_predicate_and_nothing_else_does(
    matrix: World, bug: Bug, asker: Asker
) -> None:
    """What the database does not guard: see docs/decisions/0030.

    Without the predicate a draft of another organisation is read, by whoever has a token that
    sees drafts and by nobody else. Its sealed fields are not, and nothing of it is changed.
    """
    group, venue = matrix.theirs.group, matrix.theirs.venue
    for table in ("groups", "meetings", "occurrences"):
        column = "id" if table == "groups" else "group_id"
        await matrix.admin.execute(
            f"update catalogue.{table} set published = false where {column} = $1",  # noqa: S608 - names of ours
            group,
        )
    query = (
        f'{{ node(id: "{encode(Code.GROUP, group)}") {{ ... on Group {{ name }} }}'
        f' hidden: node(id: "{encode(Code.VENUE, venue)}") {{ ... on Venue {{ area }} }} }}'
    )
    sound = await matrix.client.ask(query, None, **asker.headers)
    assert sound.json()["data"] == {"node": None, "hidden": None}
    with bug.build.forgetting():
        nobody = await bug.client.ask(query)
    assert nobody.json()["data"] == {"node": None, "hidden": None}
    sealed = query.replace("area", "area exactAddress")
    _, found = await forgetful(bug, asker, sealed)
    assert found["node"] == {"name": "theirs group"}
    assert found["hidden"] == {"area": "Old town", "exactAddress": None}
    bug.build.check()


def test_every_query_that_needs_a_scope_is_tried_and_every_sealed_field() -> None:
    query = graphql_schema().query_type
    assert query is not None
    guarded = {name for name, field in query.fields.items() if scopes_of(field)}
    assert guarded == {*LISTS} | RESOLVED | OPERATORS
    sealed = {
        f"{view.name}.{name}"
        for view in VIEWS.values()
        for name, field in view.fields.items()
        if isinstance(field, Secret)
    }
    by_node = {f"{view.name}.{name}" for view in CONFIDENTIAL for name in shown_of(view).split()}
    nested = {f"Venue.exact{each}" for each in ("Address", "Link", "DialIn")}
    nested.add("Contact.hiddenAddress")
    assert sealed <= by_node | nested
    assert {view.name for view in CONFIDENTIAL} == {view.name for view in BY_ID} | PARTS

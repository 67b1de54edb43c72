"""Schemathesis over the schema: whatever fits it is answered, and never by a fault of ours."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportArgumentType=false
# Schemathesis and Hypothesis leave these types open.

import asyncio
from typing import Any

import hypothesis.strategies as st
import pytest
import schemathesis
from graphql.language import StringValueNode
from hypothesis import HealthCheck, Phase, given, seed, settings

from api.schema.build import build
from tests.house import House
from tests.http.conftest import Client, member

SCOPES = ("groups:manage", "meetings:read", "groups:read", "meetings:write")
INTERNAL = "INTERNAL_SERVER_ERROR"


def text(*values: str) -> st.SearchStrategy[StringValueNode]:
    return st.sampled_from(values).map(lambda value: StringValueNode(value=value))


schemathesis.graphql.scalar(
    "DateTime", text("2026-11-22T12:00:00Z", "2026-12-24T00:00:00+01:00", "1890-01-01T00:00:00Z")
)
schemathesis.graphql.scalar("LocalDateTime", text("2026-11-22T12:00:00"))
schemathesis.graphql.scalar("Date", text("2026-11-22"))
SCHEMA = schemathesis.graphql.from_file(build().as_str())


@pytest.fixture(scope="module")
def operations() -> list[Any]:
    """Every operation of the schema; Schemathesis leaves their types open."""
    found: Any = SCHEMA.get_all_operations()
    return [each.ok() for each in found]


@pytest.mark.parametrize("size", [8, pytest.param(200, marks=pytest.mark.full)])
async def test_every_operation_is_answered_without_a_fault_of_ours(
    client: Client, ours: House, operations: list[Any], size: int
) -> None:
    """So many cases of each operation; at full size more than 20,000 in all."""
    loop = asyncio.get_running_loop()
    asked = 0

    def ask(body: dict[str, Any]) -> None:
        nonlocal asked
        asked += 1
        headers = member(ours, *SCOPES)
        sent = client.ask(body["query"], body.get("variables"), **headers)
        answer = asyncio.run_coroutine_threadsafe(sent, loop).result(30)
        assert answer.status_code < 500, body["query"]
        for error in answer.json().get("errors", ()):
            assert error["extensions"]["code"] != INTERNAL, body["query"]
            assert "Traceback" not in error["message"]

    def run(operation: Any) -> None:  # noqa: ANN401 - as Schemathesis has it
        @seed(20261122)
        @settings(
            max_examples=size,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        )
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:  # noqa: ANN401 - as Schemathesis has it
            body: Any = case.body
            ask(body if isinstance(body, dict) else {"query": body})

        check()

    for operation in operations:
        await asyncio.to_thread(run, operation)
    assert asked >= size * len(operations) // 2
    assert len(operations) >= 12

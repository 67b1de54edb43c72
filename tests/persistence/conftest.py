"""The house that tests of writing live in."""

from collections.abc import AsyncGenerator

import pytest

from tests.conftest import Database
from tests.persistence.building import House, build, opened


@pytest.fixture
async def house(database: Database) -> AsyncGenerator[House]:
    """One of everything, in a database of the test's own."""
    async with opened(database.app_url) as (connections, store):
        yield await build(connections, store)

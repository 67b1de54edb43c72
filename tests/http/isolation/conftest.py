"""Two applications over one database: a sound one to prepare a case by, and one that forgets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from api.app import create_app
from tests.conftest import Database
from tests.house import House
from tests.http.conftest import Admin, Client, settings_over
from tests.http.isolation.forgetful import Forgetting
from tests.http.matrix import World
from tests.identity import Minter
from tests.serving import http_to, serving


@dataclass(frozen=True, slots=True)
class Bug:
    """The build without filters: how it is asked, and what it left out."""

    client: Client
    build: Forgetting


@pytest.fixture
def matrix(client: Client, minter: Minter, admin: Admin, ours: House, theirs: House) -> World:
    """Two organisations, prepared by the sound application."""
    return World(client, minter, admin, ours, theirs)


@pytest.fixture
async def bug(client: Client, database: Database) -> AsyncIterator[Bug]:
    # The sound one has started by now, and so keeps its filters.
    build = Forgetting()
    app = create_app(settings_over(database.app_url))
    with build.starting():
        async with serving(app) as address, http_to(address) as http:
            yield Bug(Client(http, client.minter), build)

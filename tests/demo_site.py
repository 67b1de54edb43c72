"""The demo as `peers serve` makes it, in this process: some of its world, its people, a port."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from api.app import create_app
from api.app.reaching import Access
from api.app.running import opened
from api.cli.demo_people import SignIns, add_demo_people, read_sign_ins
from api.feeds.demo.loading import load_holding
from api.feeds.demo.people import APPROVER, CLINIC, PARTNER, organisation_id
from api.feeds.demo.world import build_world
from api.settings import Settings
from tests.conftest import Database
from tests.serving import serving_on

KEK = b"k" * 32
PEOPLED = {organisation_id(key) for key in (APPROVER, CLINIC, PARTNER)}
"""The organisations that somebody signs in for; the rest of the world is not needed here."""


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A running demo: its address, whose name passkeys can have, and who signs in.

    ``admin_url`` is for looking behind it, and for what no visitor may do.
    """

    origin: str
    admin_url: str
    folder: Path
    sign_ins: SignIns


@asynccontextmanager
async def demo_site(database: Database, folder: Path) -> AsyncGenerator[DemoSite]:
    """Serve the demo over an empty database, its credentials in a folder."""

    def settings_for(port: int) -> Settings:
        return Settings(
            database_url=database.app_url,  # pyright: ignore[reportArgumentType] - pydantic makes it a secret
            kek=base64.b64encode(KEK).decode(),  # pyright: ignore[reportArgumentType]
            port=port,
            introspection=True,
            explorer=True,
        )

    access = Access(database.app_url, None, None, KEK, KEK)
    async with opened(access, settings_for(0)) as runtime:
        now = datetime.now(UTC)
        for holding in build_world(now):
            if holding.organisation.id in PEOPLED:
                await load_holding(runtime.store, holding, now)
        await add_demo_people(runtime, folder)
    sign_ins = read_sign_ins(folder)
    assert sign_ins is not None

    def make(port: int) -> Starlette:
        return create_app(settings_for(port))

    async with serving_on(make) as port:
        yield DemoSite(f"http://localhost:{port}", database.admin_url, folder, sign_ins)

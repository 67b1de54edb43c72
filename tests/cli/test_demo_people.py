"""The demo's sign-ins: made once, kept to their owner, and good for what the start prints."""

import io
import json
import re
import shlex
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from rich.console import Console

from api.app import Runtime
from api.app.reaching import Access
from api.app.running import opened
from api.auth.signing_in.people import create_person
from api.cli.demo_people import (
    CLINIC_KEY,
    SIGN_INS,
    add_demo_people,
    read_sign_ins,
    show_sign_ins,
)
from api.feeds.demo.loading import load_holding
from api.feeds.demo.people import FACILITATED
from api.feeds.demo.world import build_world
from api.persistence.identity.people import find_person
from api.persistence.identity.staff import positions_of
from api.persistence.secrets import create_secrets, read_secrets
from api.settings import Settings
from tests.conftest import Database
from tests.demo_site import KEK, PEOPLED, DemoSite, demo_site
from tests.http.changes import everything
from tests.http.conftest import Admin

ROLES = {
    "therapist": [("demo-veranda", "THERAPIST")],
    "admin": [("demo-lantern", "OWNER")],
    "facilitator": [("demo-lantern", "FACILITATOR")],
    "operator": [],
}


def running(database: Database) -> AbstractAsyncContextManager[Runtime]:
    return opened(Access(database.app_url, None, None, KEK, KEK), Settings())


@pytest.fixture
async def world(database: Database) -> AsyncIterator[Runtime]:
    """A demo world in which nobody is yet."""
    async with running(database) as runtime:
        now = datetime.now(UTC)
        for holding in build_world(now):
            if holding.organisation.id in PEOPLED:
                await load_holding(runtime.store, holding, now)
        yield runtime


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncIterator[DemoSite]:
    async with demo_site(database, tmp_path) as site:
        yield site


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def shown(folder: Path, base: str = "http://localhost:8000") -> str:
    written = io.StringIO()
    show_sign_ins(Console(file=written, width=80), folder, base)
    return written.getvalue()


async def test_four_people_can_sign_in_each_with_their_role(
    world: Runtime, admin: Admin, tmp_path: Path
) -> None:
    await add_demo_people(world, tmp_path)
    known, identity = read_sign_ins(tmp_path), world.auth.identity
    assert known is not None
    assert known.passwords.keys() == ROLES.keys()
    assert len(set(known.passwords.values())) == 4
    slugs = {
        row["id"]: row["slug"]
        for row in await admin.fetch("select id, slug from catalogue.organisations")
    }
    for name, password in known.passwords.items():
        index = identity.keys.blind(name)
        person = await identity.run(lambda db, index=index: find_person(db, index))
        assert person is not None
        assert await world.auth.passwords.verify(person.password, password)
        positions = await identity.run(lambda db, person=person: positions_of(db, person.id))
        assert [(slugs[each.organisation_id], each.role) for each in positions] == ROLES[name]
        assert person.operator is (name == "operator")
    facilitated = await admin.fetch(
        "select g.slug from confidential.facilitators as f join catalogue.groups as g"
        " on g.id = f.group_id order by g.slug"
    )
    assert [row["slug"] for row in facilitated] == [*FACILITATED]


async def test_what_they_sign_in_with_is_kept_to_the_owner_of_the_data(
    world: Runtime, tmp_path: Path
) -> None:
    folder = tmp_path / "secrets"
    create_secrets(folder)
    await add_demo_people(world, folder)
    for name in (SIGN_INS, CLINIC_KEY):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.glob("demo-*")) == [CLINIC_KEY, SIGN_INS]
    read_secrets(folder)


async def test_they_are_made_once_and_shown_at_every_start(
    world: Runtime, admin: Admin, tmp_path: Path
) -> None:
    await add_demo_people(world, tmp_path)
    before, files = await everything(admin), (tmp_path / SIGN_INS).read_bytes()
    first = shown(tmp_path)
    await add_demo_people(world, tmp_path)
    assert await everything(admin) == before
    assert (tmp_path / SIGN_INS).read_bytes() == files
    assert shown(tmp_path) == first
    known = read_sign_ins(tmp_path)
    assert known is not None
    for name, password in known.passwords.items():
        assert re.search(rf"{name} +{password} ", first), "a password is not broken over lines"


@pytest.mark.parametrize("damage", ["deleted", "damaged"])
async def test_a_start_goes_on_where_the_file_is_gone(
    world: Runtime, admin: Admin, tmp_path: Path, damage: str
) -> None:
    await add_demo_people(world, tmp_path)
    file, before = tmp_path / SIGN_INS, await everything(admin)
    if damage == "deleted":
        file.unlink()
    else:
        file.write_text('{"passwords": 7}')
    await add_demo_people(world, tmp_path)
    assert await everything(admin) == before
    assert shown(tmp_path) == ""


async def test_without_the_demo_world_nobody_is_made(
    database: Database, admin: Admin, tmp_path: Path
) -> None:
    async with running(database) as runtime:
        await add_demo_people(runtime, tmp_path)
    assert await admin.fetchval("select count(*) from identity.persons") == 0
    assert files_in(tmp_path) == []


async def test_where_somebody_has_one_of_their_names_nobody_is_made(
    world: Runtime, admin: Admin, tmp_path: Path
) -> None:
    await create_person(world.auth.identity, handle="Facilitator", password=None, email=False)
    await add_demo_people(world, tmp_path)
    assert await admin.fetchval("select count(*) from identity.persons") == 1
    assert await admin.fetchval("select count(*) from confidential.clients") == 0
    assert files_in(tmp_path) == []


async def test_where_they_cannot_be_kept_nobody_is_made(
    world: Runtime, admin: Admin, tmp_path: Path
) -> None:
    before = await everything(admin)
    with pytest.raises(FileNotFoundError):
        await add_demo_people(world, tmp_path / "nowhere")
    after = await everything(admin)
    assert {name for name in before if before[name] != after[name]} == set()


async def test_the_printed_line_gives_a_token_of_the_organisation_that_approved_it(
    site: DemoSite,
) -> None:
    printed = shown(site.folder, site.origin)
    line = printed[printed.index("curl") :].partition("\n\n")[0].replace("\\\n", " ")
    words = shlex.split(line)
    user, _, password = words[words.index("-u") + 1].partition(":")
    form = dict(words[at + 1].split("=", 1) for at, word in enumerate(words) if word == "-d")
    async with httpx.AsyncClient() as http:
        given = await http.post(words[2], data=form, auth=(user, password))
        assert given.status_code == 200, given.text
        token = given.json()["access_token"]
        query = "{ viewer { organisation { slug } scopes } }"
        asked = await http.post(
            f"{site.origin}/graphql",
            json={"query": query},
            headers={"authorization": f"Bearer {token}"},
        )
    assert asked.json()["data"]["viewer"] == {
        "organisation": {"slug": "demo-lantern"},
        "scopes": ["groups:read"],
    }


def key_of(printed: str) -> tuple[str, dict[str, str | list[str]]]:
    """The client id of the clinic's backend, and its key from the file that is named."""
    client, path = re.findall(r"^  (?:client_id|key) (.+)$", printed, re.MULTILINE)
    return client, json.loads(Path(path).read_text())


async def test_the_key_of_the_clinics_backend_is_good_for_a_token(site: DemoSite) -> None:
    printed = shown(site.folder, site.origin)
    client, described = key_of(printed)
    key, now = ECKey.import_key(described), int(time.time())
    claims = {
        "iss": client,
        "sub": client,
        "aud": f"{site.origin}/oauth/token",
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid4()),
    }
    header = {"alg": "ES384", "kid": described["kid"], "typ": "JWT"}
    form = {
        "grant_type": "client_credentials",
        "scope": "groups:read referrals:create",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode(header, claims, key, algorithms=["ES384"]),
    }
    async with httpx.AsyncClient() as http:
        given = await http.post(f"{site.origin}/oauth/token", data=form)
    assert given.status_code == 200, given.text
    assert given.json()["scope"] == "groups:read referrals:create"

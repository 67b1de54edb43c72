"""The examples that call the API do so, with a partner's backend of the demo."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import Cluster, new_database
from tests.demo_site import DemoSite, demo_site

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
MODULES = ROOT / "tests" / "clients" / "node_modules"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def node() -> str:
    """The program, with the client library; without them the test is skipped, in CI it fails."""
    found = shutil.which("node")
    if found and (MODULES / "oauth4webapi").exists():
        return found
    message = "oauth4webapi is missing: npm ci --prefix tests/clients"
    if os.environ.get("PEERS_CI"):
        pytest.fail(message)
    pytest.skip(message)


async def ran(*command: str, cwd: Path, environment: dict[str, str]) -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, wrong = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, told.decode(), wrong.decode()


@pytest.fixture(scope="module")
async def site(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[DemoSite]:
    async with (
        new_database(cluster, template) as database,
        demo_site(database, tmp_path_factory.mktemp("demo")) as site,
    ):
        yield site


@pytest.mark.parametrize("name", ["call-the-api.py", "call-the-api.mjs"])
async def test_an_example_calls_the_api_as_a_partners_backend(
    site: DemoSite, tmp_path: Path, name: str
) -> None:
    # As somebody has it who copied it out of the page, and installed what it names.
    (tmp_path / name).write_text((EXAMPLES / name).read_text())
    python = name.endswith(".py")
    program = [sys.executable, "-W", "error"] if python else [node()]
    if not python:
        (tmp_path / "node_modules").symlink_to(MODULES)
    known = site.sign_ins
    environment = {
        "PEERS_URL": site.origin,
        "CLIENT_ID": known.partner_client_id,
        "CLIENT_SECRET": known.partner_client_secret,
        "ORGANISATION": known.partner_organization,
    }
    status, told, wrong = await ran(*program, name, cwd=tmp_path, environment=environment)
    assert (status, wrong) == (0, "")
    assert "Lantern Circles Trust (demo)" in told
    assert "groups:read" in told
    assert told.count("name") == 4
    refused = {**environment, "CLIENT_SECRET": "psn_cs_of-somebody-else"}
    status, told, wrong = await ran(*program, name, cwd=tmp_path, environment=refused)
    assert status != 0
    assert "401" in wrong or "invalid_client" in wrong
    assert told == ""


@pytest.mark.parametrize(
    ("name", "language"), [("call-the-api.py", "python"), ("call-the-api.mjs", "js")]
)
def test_the_readme_has_the_example_word_for_word(name: str, language: str) -> None:
    assert f"```{language}\n{(EXAMPLES / name).read_text()}```" in README

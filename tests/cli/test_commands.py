"""The commands as a person types them: what they print, and how they end when they cannot."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from api.cli.main import cli
from api.cli.serving import shows_demo
from api.settings import Settings
from tests.conftest import Database

ROOT = Path(__file__).resolve().parents[2]
FEED = ROOT / "examples" / "meeting-guide.json"
PEERS = (sys.executable, "-c", "from api.cli import main; main()")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder that the server's own user can reach, unlike pytest's when root runs it."""
    found = Path(tempfile.mkdtemp(prefix="peers-cli-", dir="/tmp"))
    found.chmod(0o711)
    yield found
    shutil.rmtree(found, ignore_errors=True)


def environment(**others: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEERS_")}
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", **others}


def peers(*arguments: str, **others: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PEERS, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env=environment(**others),
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_help_teaches_every_command() -> None:
    for command in (
        *("serve", "migrate", "schema", "explain", "check", "import", "login", "token", "logout"),
        *("organisations", "people", "keys"),
    ):
        shown = CliRunner().invoke(cli, [command, "--help"])
        assert shown.exit_code == 0
        assert command in shown.stdout
    assert "peers serve" in peers("--help").stdout


def test_schema_prints_the_sdl() -> None:
    assert "type Query @public" in peers("schema").stdout


def test_a_taken_port_ends_serve_with_one_line_and_the_remedy(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = peers("serve", "--port", port, "--data-dir", str(folder / "taken"))
    assert ended.returncode == 1
    assert "--port" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert not (folder / "taken").exists()


def test_a_service_without_its_settings_is_refused_with_the_remedies(database: Database) -> None:
    ended = peers("serve", "--port", str(free_port()), DATABASE_URL=database.app_url)
    assert ended.returncode == 1
    for remedy in ("PEERS_KEK", "PEERS_PUBLIC_URL", "DATABASE_MIGRATION_URL"):
        assert remedy in ended.stderr
    assert database.app_url not in ended.stderr


def test_a_setting_that_cannot_be_is_named_and_never_shown() -> None:
    ended = peers("check", PEERS_KEK="canary-no-key")
    assert ended.returncode == 1
    assert "KEK" in ended.stderr
    assert "canary" not in ended.stderr


def test_a_database_that_cannot_be_reached_is_said_so() -> None:
    nowhere = "postgresql://peers_app:canary@127.0.0.1:1/peers"
    ended = peers("check", "--json", DATABASE_URL=nowhere)
    findings = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert any("cannot be reached" in each["what"] for each in findings)
    assert "canary" not in ended.stdout + ended.stderr


def test_check_finds_a_migrated_database_good(database: Database) -> None:
    ended = peers(
        "check",
        "--json",
        DATABASE_URL=database.app_url,
        DATABASE_MIGRATION_URL=database.owner_url,
        PEERS_KEK="a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        PEERS_PUBLIC_URL="https://peers.example.org",
    )
    assert [each for each in json.loads(ended.stdout) if not each["good"]] == []
    assert ended.returncode == 0


def test_migrate_twice_changes_nothing(database: Database) -> None:
    for _ in range(2):
        ended = peers(
            "migrate", DATABASE_URL=database.app_url, DATABASE_MIGRATION_URL=database.owner_url
        )
        assert ended.returncode == 0, ended.stderr


def test_explain_shows_one_statement_and_its_plan(tmp_path: Path, database: Database) -> None:
    document = tmp_path / "page.graphql"
    document.write_text("{ groups(first: 2) { nodes { name network { name } } } }")
    ended = peers("explain", str(document), "--json", DATABASE_URL=database.app_url)
    explained = json.loads(ended.stdout)
    assert ended.returncode == 0, ended.stderr
    assert explained["sql"].startswith("SELECT")
    assert explained["sql"].count(";") == 0
    assert any("Scan" in line for line in explained["plan"])


def test_explain_of_a_document_that_cannot_run_says_why(tmp_path: Path, database: Database) -> None:
    document = tmp_path / "page.graphql"
    document.write_text("{ nope }")
    ended = peers("explain", str(document), DATABASE_URL=database.app_url)
    assert ended.returncode == 1
    assert "nope" in ended.stderr


@pytest.mark.parametrize(
    ("given", "empty", "shows"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"host": "0.0.0.0"}, False, False),  # noqa: S104 - that of a service
        ({"database_url": "postgresql://peers_app:x@127.0.0.1:1/peers"}, False, False),
    ],
)
def test_the_demo_world_is_for_an_embedded_database_on_this_machine_only(
    given: dict[str, str],
    empty: bool,  # noqa: FBT001 - one column of the table above
    shows: bool,  # noqa: FBT001 - the same
) -> None:
    assert shows_demo(Settings.model_validate(given), empty=empty) is shows


def test_serve_answers_with_the_demo_world_while_other_commands_use_its_database(
    folder: Path,
) -> None:
    port, data = free_port(), folder / "served"
    with subprocess.Popen(
        [*PEERS, "serve", "--port", str(port), "--data-dir", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment(),
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(server, url)
            query = "{ groups { totalCount } organisations(first: 50) { nodes { demo } } }"
            answer = httpx.post(f"{url}/graphql", json={"query": query}).json()["data"]
            assert answer["groups"]["totalCount"] >= 200
            assert all(organisation["demo"] for organisation in answer["organisations"]["nodes"])
            second = peers("serve", "--port", str(free_port()), "--data-dir", str(data))
            assert second.returncode == 1
            assert "already serves" in second.stderr
            imported = peers(
                "import", "meeting-guide", str(FEED), "--network", "mine", "--data-dir", str(data)
            )
            assert imported.returncode == 0, imported.stderr
            query = '{ network(by: {slug: "mine"}) { groups { totalCount } } }'
            answer = httpx.post(f"{url}/graphql", json={"query": query})
            assert answer.json()["data"]["network"]["groups"]["totalCount"] >= 30
        finally:
            server.send_signal(signal.SIGTERM)
            printed, _ = server.communicate(timeout=60)
    assert re.search(rf"http://localhost:{port}/graphql", printed)
    assert str(data) in printed
    assert "start over" in printed
    assert "demo" in _signed_in_as(printed)
    assert _signed_in_as(_served_again(port, data)) == _signed_in_as(printed)


def _served_again(port: int, data: Path) -> str:
    """What is printed by another start over the same data."""
    with subprocess.Popen(
        [*PEERS, "serve", "--port", str(port), "--data-dir", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env=environment(),
    ) as server:
        try:
            _wait_until_ready(server, f"http://127.0.0.1:{port}")
        finally:
            server.send_signal(signal.SIGTERM)
            printed, _ = server.communicate(timeout=60)
    return printed


def _signed_in_as(printed: str) -> str:
    """The part that says who can sign in, and how a backend gets a token."""
    return printed[printed.index("Sign in at") : printed.index("Stop it with Ctrl-C")]


def _wait_until_ready(server: "subprocess.Popen[str]", url: str) -> None:
    for _ in range(600):
        assert server.poll() is None, server.stdout.read() if server.stdout else ""
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("The server did not become ready within a minute.")

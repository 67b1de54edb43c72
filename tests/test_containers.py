"""Containers and CI, read and compared with the project, since no engine runs in the tests."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import yaml

from api.persistence.roles import role_statements
from api.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
CI = ROOT / ".ci" / "run"
INSTRUCTION = re.compile(r"^([A-Z]+) +(.*)$", re.MULTILINE)
DATABASE_URLS = {"DATABASE_URL", "DATABASE_MIGRATION_URL", "DATABASE_READ_URL"}
GIVEN = re.compile(r"\$\{(\w+)([^}]*)\}")


def instructions(name: str) -> list[str]:
    lines = DOCKERFILE.replace("\\\n", " ")
    return [rest.strip() for found, rest in INSTRUCTION.findall(lines) if found == name]


def settings_names() -> set[str]:
    return {f"PEERS_{name.upper()}" for name in Settings.model_fields} | DATABASE_URLS


def test_the_image_installs_what_the_lock_says_and_nothing_for_development() -> None:
    installs = [line for line in instructions("RUN") if "uv sync" in line]
    assert len(installs) == 2
    assert all({"--locked", "--no-dev"} <= set(line.split()) for line in installs)
    assert "dev" in PROJECT["dependency-groups"]


def test_the_image_has_a_python_that_the_project_allows() -> None:
    (image,) = instructions("FROM")
    version = (ROOT / ".python-version").read_text().strip()
    assert image == f"python:{version}-slim"
    assert PROJECT["project"]["requires-python"] == ">=3.12"


def test_everything_that_the_image_copies_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = {name for line in instructions("COPY") for name in line.split()[:-1]}
    assert {name for name in copied if not (ROOT / name).exists()} == set()
    assert {name for name in copied if f"!{name}" not in ignored} == set()
    assert "*" in ignored
    assert {"pyproject.toml", "uv.lock", "migrations", "api", "README.md", "LICENSE"} <= copied


def test_the_image_runs_the_command_as_nobody_special() -> None:
    assert json.loads(instructions("CMD")[-1]) == ["peers", "serve"]
    assert instructions("USER") == ["peers"]
    assert DOCKERFILE.index("USER peers") < DOCKERFILE.rindex("CMD")
    assert "peers" in PROJECT["project"]["scripts"]
    assert "/readyz" in instructions("HEALTHCHECK")[0]


def test_every_variable_of_the_image_is_a_setting() -> None:
    (environment,) = instructions("ENV")
    named = set(re.findall(r"(PEERS_\w+|DATABASE_\w+)=", environment))
    assert named <= settings_names()


def test_the_services_wait_for_each_other() -> None:
    assert SERVICES.keys() == {"database", "migrate", "peers"}
    assert SERVICES["database"]["image"] == "postgres:18"
    assert SERVICES["migrate"]["depends_on"]["database"] == {"condition": "service_healthy"}
    assert SERVICES["migrate"]["command"] == ["peers", "migrate"]
    assert SERVICES["migrate"]["restart"] == "no"
    done = {"condition": "service_completed_successfully"}
    assert SERVICES["peers"]["depends_on"]["migrate"] == done


def test_the_database_and_the_service_say_how_they_are() -> None:
    assert SERVICES["database"]["healthcheck"]["test"][1] == "pg_isready"
    assert "/readyz" in SERVICES["peers"]["healthcheck"]["test"][-1]


def test_the_data_lie_in_a_volume() -> None:
    # Since PostgreSQL 18 the image keeps each major version in a folder below this one.
    assert "database:/var/lib/postgresql" in SERVICES["database"]["volumes"]
    assert COMPOSE["volumes"].keys() == {"database"}


def test_every_secret_is_asked_for_and_has_no_default() -> None:
    given = GIVEN.findall((ROOT / "docker-compose.yml").read_text())
    assert {name for name, _ in given} == {
        "PEERS_ADMIN_PASSWORD",
        "PEERS_OWNER_PASSWORD",
        "PEERS_APP_PASSWORD",
        "PEERS_KEK",
        "PEERS_PUBLIC_URL",
    }
    assert [name for name, rest in given if not rest.startswith(":?")] == []


def test_the_service_is_told_everything_that_a_service_needs() -> None:
    told = SERVICES["peers"]["environment"]
    assert told == SERVICES["migrate"]["environment"]
    assert told.keys() == {
        "DATABASE_URL",
        "DATABASE_MIGRATION_URL",
        "PEERS_KEK",
        "PEERS_PUBLIC_URL",
        "FORWARDED_ALLOW_IPS",
    }
    # The one that is no setting of ours is read by uvicorn.
    assert told.keys() - {"FORWARDED_ALLOW_IPS"} <= settings_names()
    assert told["DATABASE_URL"].startswith("postgresql://peers_app:")
    assert told["DATABASE_MIGRATION_URL"].startswith("postgresql://peers_owner:")


def test_the_port_is_open_to_this_machine_only() -> None:
    assert SERVICES["peers"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in SERVICES["database"]


def test_the_roles_of_the_container_are_those_of_the_program() -> None:
    written = (ROOT / "docker" / "postgres" / "1-roles.sql").read_text().splitlines()
    assert written == [f"{statement};" for statement in role_statements(18, "peers")], (
        "The roles changed: uv run peers check --sql > docker/postgres/1-roles.sql"
    )


def test_the_passwords_come_from_the_environment() -> None:
    script = (ROOT / "docker" / "postgres" / "2-passwords.sql").read_text()
    told = SERVICES["database"]["environment"].keys()
    assert set(re.findall(r"\\getenv \w+ (\w+)", script)) <= told
    assert len(re.findall(r"PASSWORD :'\w+';", script)) == 2


def test_the_checks_run_from_nothing_and_stop_at_the_first_failure() -> None:
    script = CI.read_text()
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in script
    assert os.access(CI, os.X_OK)
    subprocess.run(["bash", "-n", str(CI)], check=True)


def test_the_checks_are_those_that_contributors_are_told_of() -> None:
    script = CI.read_text()
    for command in (
        "uv sync --locked",
        "ruff check",
        "ruff format --check",
        "basedpyright",
        "lint-imports",
        "python3 -m uv run pytest\n",
        "PEERS_TEST_POSTGRES=15",
        "export PEERS_CI=1",
    ):
        assert command in script, command

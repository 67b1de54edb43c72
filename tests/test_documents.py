"""The pages are true: their commands exist, their links lead somewhere, their queries answer."""

import ast
import itertools
import json
import re
import shlex
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import cli
from api.feeds.demo import load_demo
from api.persistence.database import connect
from api.persistence.keys import Keyring
from api.persistence.store import Store
from api.settings import Settings

if TYPE_CHECKING:
    from tests.conftest import Database

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if "node_modules" not in path.parts
)
EXAMPLES = sorted((ROOT / "examples").glob("*.graphql"))
VARIABLES: dict[str, dict[str, object]] = {
    "groups-near.graphql": {"latitude": 52.5, "longitude": 13.4},
    "evenings.graphql": {"timeZone": "Europe/Berlin"},
}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
NAMED = re.compile(r"`([\w./-]+/[\w./-]*)`")
NAMED_PLACE = re.compile(r"`(\w+)`(?: and `(\w+)`)? in\s+`(api/[\w/]+\.py)`")
NAMED_TEST = re.compile(r"`(test_\w+)`")
TOOLS = {"uv", "python", "pytest", "ruff", "basedpyright", "lint-imports", "peers"}
OTHERS = {"curl", "psql", "docker", "export", "openssl"}
SECTIONS = ["Context", "Decision", "Consequences", "Enforced by"]
KEK = b"k" * 32
FOLDERS = {
    *("api", "tests", "docs", "migrations", "benchmarks", "examples", "docker", "scripts", ".ci")
}


def fences(page: Path, *languages: str) -> list[str]:
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    return [body for language, body in found if language in languages]


def commands(page: Path) -> Iterator[list[str]]:
    """The commands of the fenced blocks, each as its words."""
    for block in fences(page, "sh"):
        for line in block.replace("\\\n", " ").splitlines():
            for command in line.split(" && "):
                if words := _words(command):
                    yield words


def _words(command: str) -> list[str]:
    words = shlex.split(command, comments=True)
    return words[: words.index(">")] if ">" in words else words


def of_peers(page: Path) -> Iterator[list[str]]:
    """The arguments of every call of ``peers`` on a page."""
    for words in commands(page):
        if "peers" in words and words[0] not in OTHERS:
            yield words[words.index("peers") + 1 :]


ALL_COMMANDS = [
    pytest.param(words, id=f"{page.name}: {' '.join(words)}")
    for page in PAGES
    for words in commands(page)
]
PEERS_COMMANDS = [
    pytest.param(words, id=f"{page.name}: {' '.join(words)}")
    for page in PAGES
    for words in of_peers(page)
]


def test_the_readme_has_the_two_commands_and_their_variant() -> None:
    written = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "```sh\npython3 -m pip install uv && python3 -m uv run peers serve\n```" in written
    assert "```sh\npython3 -m uv run pytest\n```" in written
    variant = "python3 -m venv .uv && .uv/bin/pip install uv && .uv/bin/uv run peers serve"
    assert f"```sh\n{variant}\n```" in written


@pytest.mark.parametrize("words", ALL_COMMANDS)
def test_every_command_of_a_page_is_one_that_we_know(words: list[str]) -> None:
    if words[0] in OTHERS:
        return
    if words[:2] == ["python3", "-m"]:
        words = words[2:]
    name = Path(words[0]).name
    assert name in {*TOOLS, "pip", "venv"}
    if name == "uv":
        assert words[1] in {"run", "sync"}
        assert words[1] == "sync" or words[2] in TOOLS


@pytest.mark.parametrize("words", PEERS_COMMANDS)
def test_every_peers_command_of_a_page_exists_with_its_options(words: list[str]) -> None:
    leading = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
    wide = {"COLUMNS": "200", "TERMINAL_WIDTH": "200", "NO_COLOR": "1"}
    told = CliRunner().invoke(cli, [*leading, "--help"], env=wide)
    assert told.exit_code == 0, told.output
    given = {word.split("=")[0] for word in words if word.startswith("-")}
    assert given <= set(re.findall(r"--[a-z-]+", told.stdout))
    files = {word for word in words if word.startswith("examples/")}
    assert {file for file in files if not (ROOT / file).exists()} == set()


@pytest.mark.parametrize("words", [["--help"], ["schema"], ["check", "--sql"], ["serve", "--help"]])
def test_the_commands_that_need_no_database_run(words: list[str]) -> None:
    ran = CliRunner().invoke(cli, words)
    assert ran.exit_code == 0, ran.output
    assert ran.stdout


def test_every_variable_of_a_page_is_a_setting_or_a_password_of_the_containers() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    known = {f"PEERS_{name.upper()}" for name in Settings.model_fields}
    known |= {name.upper() for name in Settings.model_fields if name.startswith("database")}
    known |= set(re.findall(r"\$\{(\w+):\?", compose))
    for example in (ROOT / "examples").glob("*.py"):
        known |= set(re.findall(r'os\.environ\["(\w+)"\]', example.read_text()))
    exported = {
        words[1].split("=")[0] for page in PAGES for words in commands(page) if words[0] == "export"
    }
    assert exported <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [
        link for link in LINK.findall(page.read_text(encoding="utf-8")) if not leads(page, link)
    ]
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_and_every_test_that_a_page_names_is_there(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    paths = {name for name in NAMED.findall(written) if name.split("/")[0] in FOLDERS}
    assert {name for name in paths if not _exists(name)} == set()
    assert set(NAMED_TEST.findall(written)) - names_of_tests() == set()


def test_every_name_that_a_page_places_in_a_module_is_there() -> None:
    placed = [
        (name, module)
        for page in PAGES
        for first, second, module in NAMED_PLACE.findall(page.read_text(encoding="utf-8"))
        for name in (first, second)
        if name
    ]
    assert placed
    assert [each for each in placed if each[0] not in (ROOT / each[1]).read_text()] == []


def test_every_module_of_the_reader_stands_on_its_page() -> None:
    folder = ROOT / "api" / "persistence" / "reading"
    modules = {path.name for path in folder.glob("*.py") if path.name != "__init__.py"}
    written = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## The reader")[1]
    assert set(re.findall(r"^\| `(\w+\.py)` \|", written, re.MULTILINE)) == modules


def test_decisions_are_numbered_in_order_and_listed() -> None:
    pages = _decisions()
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in pages if f"({page.name})" not in index] == []


def test_every_decision_says_why_what_with_which_consequences_and_who_enforces_it() -> None:
    for page in _decisions():
        written = page.read_text(encoding="utf-8")
        assert re.findall(r"^## (.+)$", written, re.MULTILINE) == SECTIONS, page.name
        assert len(written.splitlines()) <= 60, page.name


def test_the_changelog_begins_with_what_is_not_released() -> None:
    sections = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sections[0] == "Unreleased"


async def test_the_readmes_query_gives_the_readmes_answer(client: httpx.AsyncClient) -> None:
    (curl,) = [words for words in commands(ROOT / "README.md") if words[0] == "curl"]
    (answer,) = fences(ROOT / "README.md", "json")
    header, value = curl[curl.index("-H") + 1].split(": ")
    body = curl[curl.index("-d") + 1]
    (address,) = [word for word in curl if word.startswith("http")]
    given = await client.post(address, content=body, headers={header: value})
    assert given.status_code == 200
    assert given.json() == json.loads(answer)


async def test_every_example_query_answers(client: httpx.AsyncClient) -> None:
    assert EXAMPLES
    for path in EXAMPLES:
        asked = {"query": path.read_text(), "variables": VARIABLES.get(path.name)}
        given = await client.post("/graphql", json=asked)
        assert given.json().get("errors") is None, path.name
        assert all(value is not None for value in given.json()["data"].values()), path.name


async def test_the_welcome_page_gives_a_command_that_answers(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    line = re.search(r"(curl -s .*?\}'\n)", page.replace("\\\n", " "), re.DOTALL)
    assert line is not None
    words = shlex.split(line[1])
    (address,) = [word for word in words if word.startswith("http")]
    header, value = words[words.index("-H") + 1].split(": ")
    body = words[words.index("-d") + 1]
    given = await client.post(address, content=body, headers={header: value})
    assert len(given.json()["data"]["groups"]["nodes"]) == 3


@pytest.fixture
async def client(database: "Database") -> AsyncIterator[httpx.AsyncClient]:
    """The application in this process, over the demo world."""
    connections = await connect(database.app_url, size=2)
    store = Store(connections.engine, Keyring(KEK))
    await load_demo(store, datetime.now(UTC), progress=lambda _done, _total: None)
    await connections.close()
    app = create_app(Settings.model_validate({"database_url": database.app_url, "kek": KEK}))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http,
    ):
        yield http


def leads(page: Path, link: str) -> bool:
    """Whether a link of a page leads to a file, and to a heading in it."""
    if re.match(r"https?://", link):
        return True
    name, _, heading = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not heading or heading in _headings(target))


@cache
def names_of_tests() -> set[str]:
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    } | {path.stem for path in (ROOT / "tests").rglob("test_*.py")}


def _headings(page: Path) -> set[str]:
    """The anchors that a page's headings get: in lower case, without signs, joined by hyphens."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _exists(name: str) -> bool:
    return (ROOT / name).exists() or (ROOT / f"{name}.py").exists()


def _decisions() -> list[Path]:
    return sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))

"""Who may know whom. To see one fail: import api.schema in a module of api/domain."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT, imported, modules

CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "time", "monotonic", "perf_counter"}
CLOCK_MODULES = {"datetime", "date", "time", "_datetime"}
CHANCE = {"random", "secrets", "uuid.uuid1", "uuid.uuid4", "uuid_utils", "time"}
OF_RELAY = ("strawberry.relay", "strawberry.extensions")


def test_every_import_keeps_to_the_contracts() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_domain_waits_for_nothing() -> None:
    waiting = [
        path
        for path, tree in modules("api/domain")
        if any(
            isinstance(node, ast.AsyncFunctionDef | ast.AsyncFor | ast.AsyncWith | ast.Await)
            for node in ast.walk(tree)
        )
    ]
    assert waiting == []


def test_the_domain_is_told_the_time_and_never_asks_a_clock() -> None:
    asked = [
        f"{path}:{node.lineno}"
        for path, tree in modules("api/domain")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in CLOCKS
        and node.func.value.id in CLOCK_MODULES
    ]
    assert asked == []


def test_the_domain_leaves_nothing_to_chance() -> None:
    chance = {path: found for path, tree in modules("api/domain") if (found := _by_chance(tree))}
    assert chance == {}


def test_only_the_app_and_the_commands_know_the_settings() -> None:
    readers = {path for path, tree in modules("api") if "api.settings" in imported(tree)}
    assert {path for path in readers if not path.startswith(("api/app/", "api/cli/"))} == set()


def test_only_the_commands_touch_the_environment() -> None:
    touching = {
        path
        for path, tree in modules("api")
        if {"os.environ", "os.getenv"} & (imported(tree) | _attributes(tree))
    }
    assert {path for path in touching if not path.startswith("api/cli/")} == set()


def test_nothing_of_strawberrys_relay_or_its_limiters_is_used() -> None:
    users = [
        path
        for path, tree in modules("api")
        if any(name.startswith(OF_RELAY) for name in imported(tree))
    ]
    assert users == []


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{path}:{inner.lineno}"
        for path, tree in modules("api")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def _by_chance(tree: ast.Module) -> set[str]:
    return {name for name in imported(tree) if name in CHANCE or name.split(".")[0] in CHANCE}


def _attributes(tree: ast.Module) -> set[str]:
    return {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }

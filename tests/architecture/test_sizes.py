"""Modules of at most 200 lines and functions of at most 30: a ratchet.

What is longer stands here with its length. A length may go down, and an entry goes when its
module or function is short enough; nothing may be added, and no number may rise.
"""

import ast

from tests.architecture.source import ROOT, modules

LONGEST_MODULE = 200
LONGEST_FUNCTION = 30

LONG_MODULES: dict[str, int] = {
    "api/schema/limits/document.py": 201,
}
LONG_FUNCTIONS: dict[str, int] = {
    "api/feeds/meeting_guide/rows.py::_translate": 33,
    "api/persistence/embedded/binaries.py::copy_programs": 31,
    "api/persistence/embedded/running.py::running": 35,
    "api/schema/limits/nodes.py::node_budget": 32,
}


def test_no_module_grows_beyond_what_one_reads_at_once() -> None:
    found = {path: len((ROOT / path).read_text().splitlines()) for path, _ in modules("api")}
    assert _beyond(found, LONGEST_MODULE, LONG_MODULES) == {}


def test_no_function_grows_beyond_what_one_sees_at_once() -> None:
    assert _beyond(_functions(), LONGEST_FUNCTION, LONG_FUNCTIONS) == {}


def test_the_lists_of_what_is_too_long_only_shrink() -> None:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path, _ in modules("api")}
    short = {path for path in LONG_MODULES if lengths.get(path, 0) <= LONGEST_MODULE}
    functions = _functions()
    short |= {name for name in LONG_FUNCTIONS if functions.get(name, 0) <= LONGEST_FUNCTION}
    assert short == set(), "Short enough now: take them off the list."


def _functions() -> dict[str, int]:
    found: dict[str, int] = {}
    for path, tree in modules("api"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{path}::{node.name}"
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found[name] = max(found.get(name, 0), length)
    return found


def _beyond(found: dict[str, int], most: int, known: dict[str, int]) -> dict[str, int]:
    return {
        name: length for name, length in found.items() if length > max(most, known.get(name, 0))
    }

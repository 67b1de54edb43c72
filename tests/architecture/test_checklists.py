"""The checklists of OAuth name the tests that show their items, and the tests name their items.

To see one fail: rename a test called ``test_r…`` or ``test_s…`` after an item.
"""

import ast
import re
from collections import defaultdict

from tests.architecture.source import ROOT, modules

PAGE = ROOT / "docs" / "oauth-checklists.md"
ROW = re.compile(r"^\| ([RS]\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ITEMS = [*(f"R{number}" for number in range(1, 21)), *(f"S{number}" for number in range(1, 15))]
LATER = "postponed: "

type Shown = dict[str, set[str]]


def rows() -> dict[str, str]:
    """What stands on the page for each item: names of tests, or why there are none."""
    found = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert [item for item, _, _ in found] == ITEMS
    return {item: shown for item, _, shown in found}


def written() -> Shown:
    """The tests that are named after an item."""
    found: Shown = defaultdict(set)
    for path, tree in modules("tests"):
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            named = re.match(r"test_([rs]\d+)_", node.name)
            if named:
                item = named[1].upper()
                assert node.name not in found[item], f"{node.name} is twice, again in {path}"
                found[item].add(node.name)
    return found


def test_each_item_is_shown_by_the_tests_that_are_named_after_it_or_says_why_not() -> None:
    listed = {item: set(re.findall(r"`(test_\w+)`", shown)) for item, shown in rows().items()}
    there = written()
    assert listed == {item: there[item] for item in ITEMS}
    assert there.keys() == set(ITEMS)


def test_what_no_test_shows_is_postponed_for_a_reason() -> None:
    unshown = {item: shown for item, shown in rows().items() if "`test_" not in shown}
    assert unshown.keys() == {"R7"}
    assert all(
        shown.startswith(LATER) and len(shown) > 2 * len(LATER) for shown in unshown.values()
    )

"""Every word that a program may match on is written down, and nothing is that is gone.

To see one fail: add a member to `Scope`.
"""

import ast
import re
from collections.abc import Iterator

from api.domain import errors
from api.domain.errors import Refusal
from api.domain.scopes import Scope
from api.feeds.errors import FeedNotReadable
from api.schema.errors import UserErrorCode
from api.schema.messages import ErrorCode
from api.schema.scopes import scopes_of
from tests.architecture.exposed import fields
from tests.architecture.source import ROOT, modules

ROW = re.compile(r"^\| `([^`]+)` \|(.*)$", re.MULTILINE)


def test_every_error_code_is_documented_and_no_other() -> None:
    request, refused, feed = _sections("docs/errors.md")
    assert request.keys() == {code.value for code in ErrorCode}
    assert refused.keys() == {each.code for each in _refusals(Refusal)}
    assert feed.keys() == {FeedNotReadable.code}


def test_every_refusal_can_be_told_in_a_payload() -> None:
    assert {code.value for code in UserErrorCode} == {each.code for each in _refusals(Refusal)}


def test_the_tree_of_refusals_is_the_whole_tree() -> None:
    drawn = dict(re.findall(r"[├└]── (\w+) +([A-Z_]+) ", errors.__doc__ or ""))
    assert drawn == {each.__name__: each.code for each in _refusals(Refusal)}


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [each.code for each in _refusals(Refusal)]
    assert len(codes) == len(set(codes))


def test_every_scope_is_documented_and_no_other() -> None:
    (scopes,) = _sections("docs/scopes.md")
    assert scopes.keys() == {scope.value for scope in Scope}


def test_every_scope_names_the_fields_that_need_it() -> None:
    (scopes,) = _sections("docs/scopes.md")
    named = {scope: set(re.findall(r"`(\w+\.\w+)`", cells)) for scope, cells in scopes.items()}
    needed = {scope.value: set[str]() for scope in Scope}
    for name, field in fields():
        for scope in scopes_of(field):
            needed[scope.value].add(name)
    assert named == needed


def test_every_event_is_documented_and_no_other() -> None:
    (events,) = _sections("docs/events.md")
    assert list(events) == sorted(_events())


def _events() -> set[str]:
    """The events of all changes that are recorded anywhere."""
    calls = [
        node
        for _, tree in modules("api")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Change"
    ]
    return {f"{ast.unparse(each.args[0])[5:].lower()}.{_action(each)}" for each in calls}


def _action(call: ast.Call) -> str:
    """The action of a change: the outermost text in its call, which has to stand there."""
    texts = (each.value for each in ast.walk(call) if isinstance(each, ast.Constant))
    return next(text for text in texts if isinstance(text, str))


def _sections(path: str) -> Iterator[dict[str, str]]:
    """The tables of a page: the word that each row is about, and the rest of the row."""
    for section in re.split(r"^## ", (ROOT / path).read_text(encoding="utf-8"), flags=re.MULTILINE):
        rows = dict(ROW.findall(section))
        if rows:
            yield rows


def _refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _refusals(each)
